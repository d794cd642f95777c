"""The same library over a PostgreSQL and a Chroma server, both real, on this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vectorstore.errors import LibraryUnwritable
from vectorstore.facts import Organisation, Pairing, Period, Region, Source
from vectorstore.ledger import Where
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Filters, Span

Put = Callable[..., FileState]
Articles = tuple[Document, Document, Document]

pytestmark = pytest.mark.slow


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _postgres_programs() -> Path | None:
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else max(found, default=None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a database on a server of this test run."""
    pytest.importorskip("psycopg", reason="PostgreSQL needs the extra 'postgres'")
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    folder = Path(tempfile.mkdtemp(prefix="bangfu-postgres-"))
    user = "nobody" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user)
    port = _free_port()
    data = folder / "data"
    create = [programs / "initdb", "-D", data, "-U", "bangfu", "--auth=trust", "-E", "UTF8", "--locale=C"]
    subprocess.run(create, check=True, user=user, capture_output=True, cwd=folder)
    serve = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"]
    server = subprocess.Popen(serve, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        assert _answers(port)
        time.sleep(0.5)
        yield f"postgresql+psycopg://bangfu@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Chroma server of this test run."""
    program = Path(sys.executable).parent / "chroma"
    if not program.exists():
        pytest.skip("there is no chroma command beside this interpreter")
    port = _free_port()
    folder = tmp_path_factory.mktemp("chroma-server")
    serve = [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        assert _answers(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _first(library: Library, query: str, filters: Filters = Filters()) -> str | None:
    hits = library.search(query, filters=filters)
    return hits[0].document.title if hits else None


def _use(library: Library, put: Put, articles: Articles) -> None:
    """Walk through everything that touches the database."""
    pairing, notice, training = articles
    put(library, "/b", pairing, notice)
    put(library, "/a", pairing, training)
    assert library.document(pairing.id).file == "/a"
    assert library.document(pairing.id).rows == pairing.rows
    assert _first(library, "青石县结对帮扶") == pairing.title
    assert _first(library, "青石县", Filters(regions=("6201",))) == notice.title
    assert _first(library, "青石县", Filters(organisations=("民政厅",), since="2023-01-01")) == notice.title
    before = library.contents()
    put(library, "/c", Document(text="新建的村道今年通车。"))
    assert library.remove_file("/c") == 1
    assert library.contents() == before
    put(library, "/a", training, digest="2")
    library.remove(training.id)
    assert [document.id for document in library.documents()] == [pairing.id, notice.id]
    _use_ledger(library)
    id_ = library.save_answer({"question": "好", "citations": [{"quote": "三十家"}]})
    library.amend_answer(id_, {"feedback": "Like"})
    assert [record["feedback"] for record in library.answers()] == ["Like"]


def _use_ledger(library: Library) -> None:
    document = Document(text="益山省民政厅印发通知。", published="2024-02-01")
    quote = "益山省民政厅印发通知"
    source = Source(Span(document.id, 0, len(quote)), quote)
    place = Region("6201", "益山市")
    day = Period("2023年", "2023-01-01", "2023-12-31")
    body = Organisation(sources=(source,), name="益山省民政厅", aliases=("民政厅",), home=place)
    aid = Pairing(
        sources=(source,), organisation="民政厅", recipient="益山市", mechanism="捐赠", region=place, period=day
    )
    library.add(FileState("/facts", "1"), [(document, [])], (body, aid))
    for where in (Where(regions=("62",)), Where(organisations=("益山省民政厅",)), Where(since="2023-12-01")):
        assert [row.organisation for row in library.ledger.pairings(where)] == ["益山省民政厅"]
    assert library.ledger.pairings(Where(until="2022-12-31")) == []
    assert library.remove_file("/facts") == 1
    assert library.ledger.counts() == {}


def test_a_library_over_postgresql(home: Path, postgres: str, put: Put, articles: Articles) -> None:
    with Library.open(home, database_url=postgres) as library:
        _use(library, put, articles)
        before = library.contents()
    with Library.open(home, database_url=postgres) as library:
        assert library.contents() == before
        assert _first(library, "青石县结对帮扶") == articles[0].title
    assert not (home / "catalogue.sqlite3").exists()


def test_a_folder_can_be_lost_where_postgresql_keeps_the_catalogue(
    tmp_path: Path, postgres: str, put: Put, articles: Articles
) -> None:
    with Library.open(tmp_path / "one", database_url=postgres) as library:
        put(library, "/a", *articles)
    with Library.open(tmp_path / "two", database_url=postgres) as library:
        assert _first(library, "儿童关爱站") == articles[1].title


def test_a_database_that_does_not_answer_is_named_without_its_password(home: Path) -> None:
    pytest.importorskip("psycopg", reason="PostgreSQL needs the extra 'postgres'")
    with pytest.raises(LibraryUnwritable, match=r"127\.0\.0\.1") as error:
        Library.open(home, database_url=f"postgresql+psycopg://me:secret@127.0.0.1:{_free_port()}/none")
    assert "secret" not in str(error.value)


def test_a_library_over_a_chroma_server(home: Path, chroma: str, put: Put, articles: Articles) -> None:
    with Library.open(home, chroma_url=chroma) as library:
        _use(library, put, articles)
        library.reindex()
    with Library.open(home, chroma_url=chroma) as library:
        assert _first(library, "青石县结对帮扶") == articles[0].title
    assert not (home / "chroma").exists()


def test_two_libraries_share_a_chroma_server_without_mixing(
    tmp_path: Path, chroma: str, put: Put, articles: Articles
) -> None:
    with (
        Library.open(tmp_path / "one", chroma_url=chroma) as one,
        Library.open(tmp_path / "two", chroma_url=chroma) as two,
    ):
        put(one, "/a", articles[0])
        put(two, "/a", articles[1])
        assert {hit.document.title for hit in one.search("帮扶")} == {articles[0].title}
        assert {hit.document.title for hit in two.search("帮扶")} == {articles[1].title}


def test_a_chroma_server_that_does_not_answer_is_named(home: Path, put: Put, articles: Articles) -> None:
    url = f"http://127.0.0.1:{_free_port()}"
    with Library.open(home, chroma_url=url) as library, pytest.raises(LibraryUnwritable, match=url):
        put(library, "/a", articles[0])
