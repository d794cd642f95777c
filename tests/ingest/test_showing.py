"""Pictures of pages with words framed: found in text layers, by recognition, inside archives, and refused elsewhere."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import Damaged, UnknownFormat, Unreadable
from ingest.layout.page_model import Box, Line
from ingest.layout.page_quotes import find
from ingest.picture import Picture, picture_from_wire, picture_to_wire
from ingest.prepared import error_to_wire
from ingest.sandbox import Sandbox
from ingest.showing import show
from tests.ingest.page_sheets import Sheet, pdf, story

SENTENCES = ("County revenue rose in 2023.", "1200 trees were planted here.", "Nobody was left behind.")


def pages(*texts: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, (400, 300))
    for text in texts:
        for number, sentence in enumerate((text, *["Something else is said in this line."] * 3)):
            canvas.drawString(40, 240 - 20 * number, sentence)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def red(picture: Picture) -> tuple[int, int, int, int]:
    """The box around everything red on a picture, in thousandths of its width and height."""
    shown = np.asarray(Image.open(io.BytesIO(picture.jpeg)).convert("RGB")).astype(int)
    rows, columns = np.where((shown[:, :, 0] > 150) & (shown[:, :, 1] < 90) & (shown[:, :, 2] < 90))
    high, wide, _ = shown.shape
    return (
        1000 * columns.min() // wide,
        1000 * rows.min() // high,
        1000 * columns.max() // wide,
        1000 * rows.max() // high,
    )


def lines(*texts: str) -> list[Line]:
    return [Line(text, Box(0, 20 * at, 200, 20 * at + 12), 12) for at, text in enumerate(texts)]


def test_a_quotation_is_found_across_the_lines_it_was_set_in():
    found = find(
        lines("前面的话在这里，全省有282家", "社会组织与129个县结成对子，", "长期帮扶。后面"),
        "全省有282家社会组织与129个县结成对子，长期帮扶。",
    )
    assert [box.y0 for box in found.lines] == [0, 20, 40]
    assert found.regions == (Box(0, 0, 200, 52),)
    assert found.share == 1


def test_a_repaired_character_does_not_hide_a_line():
    found = find(lines("全省有282家社会組织与129个县结成对子", "别的话"), "全省有282家社会组织与129个县结成对子")
    assert len(found.lines) == 1
    assert found.share > 0.8


def test_words_that_a_quotation_shares_with_the_rest_of_a_page_are_not_framed():
    texts = ("全省有282家社会组织与129个县结成对子", *["无关的一行，说的是别的事情"] * 6, "社会组织")
    assert len(find(lines(*texts), "全省有282家社会组织与129个县结成对子").regions) == 1


@pytest.mark.parametrize("quote", ["", "，。", "没有的话没有的话"])
def test_what_does_not_stand_on_a_page_is_not_found(quote):
    assert find(lines("全省有282家社会组织"), quote).share == 0


def test_the_page_of_a_pdf_is_shown_with_the_words_framed():
    with Sandbox() as sandbox:
        picture = sandbox.show(pages(*SENTENCES), "一.pdf", "", SENTENCES[1], None)
    assert (picture.page, picture.pages, picture.framed) == (2, 3, True)
    left, top, right, bottom = red(picture)
    assert left < 100 < 400 < right < 600
    assert top < 170 < 205 < bottom < 250


def test_an_article_of_a_newspaper_is_framed_in_its_column():
    sheet = Sheet()
    sheet.header()
    text = story("河东村", 5)
    sheet.line("东边的故事", 100, 70, 24)
    sheet.flow([text], [(40, 110, 230), (194, 110, 230), (348, 110, 230)], 14)
    picture = show(pdf(sheet), "版面.pdf", "", text[:40], None)
    assert picture.framed
    assert red(picture)[2] < 300


def test_a_file_inside_an_archive_is_shown():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("夹/一.pdf", pages(*SENTENCES))
    assert show(packed.getvalue(), "包.zip", "夹/一.pdf", SENTENCES[2], None).page == 3
    with pytest.raises(Unreadable, match=r"里没有 夹/二\.pdf"):
        show(packed.getvalue(), "包.zip", "夹/二.pdf", SENTENCES[2], None)


def test_words_that_cannot_be_placed_are_looked_for_on_the_page_that_is_named_for_them():
    picture = show(pages(*SENTENCES), "一.pdf", "", "wholly different words xyz", 2)
    assert (picture.page, picture.framed) == (2, False)
    with pytest.raises(Unreadable, match="没有找到这段文字"):
        show(pages(*SENTENCES), "一.pdf", "", "wholly different words xyz", None)


@pytest.mark.slow
def test_an_image_is_recognised_and_framed():
    drawn = Image.open(io.BytesIO(show(pages(*SENTENCES), "一.pdf", "", SENTENCES[0], None).jpeg))
    scan = io.BytesIO()
    drawn.resize((1000, 750)).save(scan, "PNG")
    picture = show(scan.getvalue(), "扫描.png", "", SENTENCES[0], None)
    assert (picture.page, picture.framed) == (1, True)
    assert red(picture)[1] < 200


def test_a_file_without_pages_has_none_to_show():
    with pytest.raises(UnknownFormat, match="没有版面可看"):
        show("一段文字".encode(), "一.txt", "", "一段", None)


def test_a_file_that_is_broken_is_said_to_be():
    with Sandbox() as sandbox, pytest.raises(Damaged):
        sandbox.show(b"%PDF-1.7 broken", "一.pdf", "", "words", None)


def test_what_comes_from_the_other_process_is_a_picture_or_is_refused():
    picture = Picture(b"\xff\xd8\xff rest", 1, 2, True)
    assert picture_from_wire(picture_to_wire(picture)) == picture
    with pytest.raises(Damaged):
        picture_from_wire(picture_to_wire(Picture(b"<svg onload=alert(1)>", 1, 1, True)))
    with pytest.raises(Unreadable, match="不见了"):
        picture_from_wire(error_to_wire(Unreadable("不见了。")))
