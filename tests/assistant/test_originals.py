"""Pictures of originals by way of the library: files that are still there, that have changed, and that are gone."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import Busy
from assistant.ui import originals, routes
from ingest.extract.extract import Extractor
from ingest.pipeline import ingest
from vectorstore.library import Library

TEXT = ("In 2023 the county received 267 thousand yuan for school lunches.", "It served 41 schools and 12000 pupils.")


def paper(*texts: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, (500, 300))
    for number, text in enumerate(texts):
        canvas.drawString(40, 240 - 20 * number, text)
    canvas.save()
    return file.getvalue()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("来件")
    (folder / "lunch.pdf").write_bytes(paper(*TEXT))
    (folder / "note.txt").write_text("另一篇没有版面的文字，说的是别的事情。", encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        ingest([folder], library, extractor=Extractor(method="by another way"))  # which does not change the file
        yield library, folder


@pytest.fixture
def client(filled):
    app = FastAPI()
    routes.install(app, filled[0])
    with TestClient(app) as opened:
        yield opened


def of(library, suffix):
    return next(document for document in library.documents() if document.file.endswith(suffix))


def place(document, words):
    start = document.text.index(words)
    return f"{document.id}/{start}/{start + len(words)}"


def test_a_document_offers_the_page_it_was_read_from(client, filled):
    library, _ = filled
    document = of(library, "lunch.pdf")
    at = place(document, "267 thousand yuan")
    assert f'class="show-original" value="{at}"' in client.get(f"/page/document/{at}").text
    shown = client.get(f"/page/original/{at}")
    assert f'<img src="/page/image/{at}"' in shown.text
    assert "红框内是引用的文字" in shown.text
    assert "改动" not in shown.text
    image = client.get(f"/page/image/{at}")
    assert image.headers["content-type"] == "image/jpeg"
    assert image.content.startswith(b"\xff\xd8\xff")


def test_a_document_without_pages_offers_none(client, filled):
    at = place(of(filled[0], "note.txt"), "另一篇")
    assert "show-original" not in client.get(f"/page/document/{at}").text
    refused = client.get(f"/page/original/{at}")
    assert (refused.status_code, refused.json()["detail"]) == (404, "这篇文档不是从 PDF 或图片读来的，没有版面可看。")


@pytest.mark.parametrize("path", ["/page/original/{}/0/5", "/page/image/{}/0/5"])
@pytest.mark.parametrize("identifier", ["0" * 16, "..%2F..%2Fetc%2Fpasswd"])
def test_only_documents_of_the_library_are_opened(filled, path, identifier):
    app = FastAPI()
    routes.install(app, filled[0])
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get(path.format(identifier)).status_code in (404, 500)


def test_a_file_that_has_changed_or_gone_is_said_to_have(filled):
    library, folder = filled
    document = of(library, "lunch.pdf")
    before = (folder / "lunch.pdf").read_bytes()
    shelf = originals.Originals(library)
    try:
        (folder / "lunch.pdf").write_bytes(paper(*TEXT, "A line that was added."))
        assert shelf.show(document.id, 0, 40).changed
        (folder / "lunch.pdf").unlink()
        with pytest.raises(originals.Unreadable, match="已不在导入时的位置"):
            shelf.show(document.id, 1, 41)
        assert shelf.show(document.id, 0, 40).changed  # that picture is kept
    finally:
        (folder / "lunch.pdf").write_bytes(before)


def test_a_crowd_that_waits_for_pictures_is_turned_away(filled, monkeypatch):
    library, _ = filled
    shelf = originals.Originals(library)
    started, going_on = threading.Event(), threading.Event()

    def slow(*_):
        started.set()
        going_on.wait(10)
        raise originals.Unreadable("没有版面。")

    monkeypatch.setattr(shelf, "_made", slow)
    monkeypatch.setattr(originals, "_SECONDS_TO_WAIT", 10)
    with ThreadPoolExecutor(originals._MOST_AT_ONCE) as pool:
        waiting = [pool.submit(shelf.show, "d", 0, number) for number in range(originals._MOST_AT_ONCE)]
        started.wait(10)
        while shelf._waiting._value:
            time.sleep(0.01)
        with pytest.raises(Busy, match="稍后再试"):
            shelf.show("d", 0, 99)
        going_on.set()
        assert all(isinstance(one.exception(), originals.Unreadable) for one in waiting)
