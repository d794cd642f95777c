"""The derived indexes can be lost, cut, scribbled over or left half-written; the catalogue puts them right."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vectorstore import indexes, sealing
from vectorstore.library import Library
from vectorstore.records import Document, FileState

Put = Callable[..., FileState]

NUMBERS = "零一二三四五六七八九"
QUESTIONS = ("第三七号村修路", "第五零二号村修路", "养老服务站")


def article(number: int) -> Document:
    name = "".join(NUMBERS[int(digit)] for digit in str(number))
    return Document(
        text=f"第{name}号村今年修路{number}公里。村里建起养老服务站，{name}户人家受益。", title=f"第{name}号村"
    )


def state(library: Library, limit: int = 20) -> tuple[object, ...]:
    """What a user can tell two libraries apart by."""
    found = [library.search(question, limit=limit) for question in QUESTIONS]
    return library.contents(), [[(hit.passage.id, round(hit.score, 4)) for hit in hits] for hits in found]


@pytest.fixture
def home(tmp_path: Path, put: Put) -> Path:
    home = tmp_path / "home"
    with Library.open(home) as library:
        put(library, "/a", *(article(number) for number in range(60)))
    return home


@pytest.fixture
def before(home: Path) -> tuple[object, ...]:
    with Library.open(home) as library:
        return state(library)


def _lose_keyword(home: Path) -> None:
    shutil.rmtree(next(home.glob("keyword-*")))


def _lose_articles(home: Path) -> None:
    shutil.rmtree(next(home.glob("keyword-*")) / "articles")


def _cut_keyword(home: Path) -> None:
    (next(home.glob("keyword-*")) / "passages" / "meta.json").write_text("{")


def _lose_chroma(home: Path) -> None:
    shutil.rmtree(home / "chroma")


def _lose_rows(home: Path) -> None:
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"")


def _scribble_rows(home: Path) -> None:
    file = home / "chroma" / "chroma.sqlite3"
    file.write_bytes(os.urandom(20_000) + file.read_bytes()[20_000:])


def _lose_all(home: Path) -> None:
    for folder in (*home.glob("keyword-*"), home / "chroma"):
        shutil.rmtree(folder)


def _keep_old_words(home: Path) -> None:
    folder = next(home.glob("keyword-*"))
    folder.rename(folder.with_name("keyword-0"))


@pytest.mark.parametrize(
    "harm",
    [
        _lose_keyword,
        _lose_articles,
        _cut_keyword,
        _lose_chroma,
        _lose_rows,
        _scribble_rows,
        _lose_all,
        _keep_old_words,
    ],
)
def test_what_was_lost_is_made_again(
    home: Path, before: tuple[object, ...], harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    harm(home)
    monkeypatch.setattr("vectorstore.embed.BundledEncoder.encode_documents", _never)
    with Library.open(home) as library:
        assert state(library) == before
    assert [folder.name for folder in home.glob("keyword-*")] != ["keyword-0"]


def _never(*_: object) -> None:
    raise AssertionError("a text that was embedded before is embedded again")


@pytest.fixture
def large(tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library large enough for Chroma to keep a graph on disk, which it does from 1,000 rows on."""
    home = tmp_path / "large"
    monkeypatch.setattr("vectorstore.embed.BundledEncoder.encode_documents", _cheap)
    with Library.open(home) as library:
        put(library, "/a", *(article(number) for number in range(1300)))
    return home


def _cheap(_: object, texts: list[str]) -> object:
    import numpy as np

    rows = np.stack([np.random.default_rng(sum(map(ord, text))).normal(size=512) for text in texts])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["lose", "cut", "scribble", "pickle"])
def test_a_damaged_graph_is_noticed(large: Path, harm: str) -> None:
    with Library.open(large) as library:
        before = state(library, 3)  # a graph made anew may differ in the far neighbours
    vectors = next((large / "chroma").glob("*/data_level0.bin"))
    size = vectors.stat().st_size
    match harm:
        case "lose":
            shutil.rmtree(vectors.parent)
        case "cut":
            os.truncate(vectors, size // 2)
        case "scribble":
            vectors.write_bytes(random.Random(1).randbytes(size))
        case "pickle":
            (vectors.parent / "index_metadata.pickle").unlink()
    with Library.open(large) as library:
        assert state(library, 3) == before


def test_files_that_chroma_refuses_are_made_again(home: Path, before: tuple[object, ...]) -> None:
    with sealing.unsealed(home / "chroma"):
        _scribble_rows(home)
    with Library.open(home) as library:
        assert state(library) == before


@pytest.mark.parametrize("size", ["home", "large"])
def test_what_is_whole_is_not_made_again(
    request: pytest.FixtureRequest, size: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder: Path = request.getfixturevalue(size)
    monkeypatch.setattr(sealing, "renew", lambda _: None)  # as after a kill while nobody wrote
    for _ in range(2):
        with Library.open(folder) as library:
            assert library.search("第三七号村修路")
    assert caplog.messages == []


def test_a_process_that_died_while_it_wrote_is_noticed(home: Path, before: tuple[object, ...]) -> None:
    (home / "chroma.sealed.json").unlink()
    with Library.open(home) as library:
        assert state(library) == before


def test_what_was_added_but_not_indexed_is_found_after_the_next_opening(home: Path, put: Put) -> None:
    library = Library.open(home)
    put(library, "/b", article(502))
    library.remove_file("/a")
    library.close(settle=False)
    with Library.open(home) as library:
        assert {hit.document.title for hit in library.search("第五零二号村修路")} == {"第五零二号村"}


def test_indexing_goes_on_where_it_was_interrupted(home: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "BATCH", 16)
    library = Library.open(home)
    put(library, "/b", *(article(number) for number in range(500, 560)))
    monkeypatch.setattr("vectorstore.dense.DenseIndex.write", _fail)
    with pytest.raises(OSError, match="no space"):
        library.settle()
    library.close(settle=False)
    monkeypatch.undo()
    with Library.open(home) as library:
        assert library.search("第五零二号村修路")[0].document.title == "第五零二号村"


def _fail(*_: object) -> None:
    raise OSError("no space left")


WRITER = """
import sys, pathlib
from vectorstore import indexes, library
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Passage
indexes.BATCH = library.BATCH = 7
with Library.open(pathlib.Path(sys.argv[1])) as opened:
    print("open", flush=True)
    for number in range(30):
        digits = "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
        documents = [
            Document(text=f"第{digits}号村第{part}件事：修路{number}公里，建养老服务站。", title=f"第{digits}号村")
            for part in range(1 + number % 3)
        ]
        cuts = [
            (document, [Passage(document.id, s, s + 10, document.text[s:s + 10]) for s in (0, 10)])
            for document in documents
        ]
        opened.add(FileState(f"/{number % 25}", str(number)), cuts)
        if number % 10 == 9:
            opened.remove_file(f"/{number - 25 if number >= 25 else number - 5}")
print("closed", flush=True)
"""


def _run(home: Path, seconds: float | None) -> bool:
    """Run the writer to its end, or kill it some time after it opened the library; whether it came to its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    if seconds is not None:
        time.sleep(seconds)
        process.kill()
    rest = process.communicate()[0]
    return "closed" in rest


def _found(library: Library) -> list[set[str]]:
    return [{hit.passage.id for hit in library.search(question, limit=500)} for question in QUESTIONS]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, list[set[str]], tuple[object, ...]]:
    """How long one clean run takes, what is found after it, and how it is ranked."""
    home = tmp_path_factory.mktemp("clean") / "home"
    start = time.monotonic()
    assert _run(home, None)
    seconds = time.monotonic() - start
    with Library.open(home) as library:
        found = _found(library)
        library.reindex()
        return seconds, found, state(library)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_and_run_again_it_is_the_same_library(
    tmp_path: Path, clean: tuple[float, list[set[str]], tuple[object, ...]], seed: int
) -> None:
    """Scores are compared after indexing anew: until its files are merged, an index counts words of what is gone."""
    seconds, found, expected = clean
    chance = random.Random(seed)
    home = tmp_path / "home"
    for _ in range(2):
        _run(home, chance.uniform(0, seconds))
    assert _run(home, None)
    with Library.open(home) as library:
        assert _found(library) == found
        library.reindex()
        assert state(library) == expected
