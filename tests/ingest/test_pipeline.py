"""The pipeline: what is new is added, what is the same is left, and a run cut off anywhere is made good by the next."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.pipeline import ingest
from ingest.report import FileReport
from vectorstore.library import Library
from vectorstore.records import Contents, Document

SENTENCE = "某县社会组织参与结对帮扶，累计投入资金三百余万元，惠及群众一千二百人。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    for number, name in enumerate(("b.md", "a.md", "sub/c.md")):
        (folder / name).write_text(f"# 题目{number}\n\n{SENTENCE}第{number}篇。", encoding="utf-8")
    (folder / "d.jsonl").write_text(
        "".join(f'{{"id": "{n}", "text": "{SENTENCE}行{n}。"}}\n' for n in range(5)), encoding="utf-8"
    )
    return folder


def statuses(folder: Path, library: Library, **options: int) -> dict[str, str]:
    report = ingest([folder], library, **options)
    return {str(Path(line.file).relative_to(folder)): line.status for line in report.files}


def titles(library: Library) -> set[str | None]:
    return {document.title for document in library.documents() if document.title}


def test_folder_is_read_by_name_and_found(folder: Path, library: Library) -> None:
    report = ingest([folder], library)
    assert [Path(line.file).name for line in report.files] == ["a.md", "b.md", "d.jsonl", "c.md"]
    assert {line.status for line in report.files} == {"ok"}
    assert (report.documents, report.passages, report.failed) == (8, 8, False)
    assert all(library.document(id_) for line in report.files for id_ in line.documents)
    assert library.search("第2篇 结对帮扶")[0].document.file == str(folder / "sub" / "c.md")


def test_facts_come_and_go_with_their_documents(folder: Path, library: Library) -> None:
    report = ingest([folder], library)
    counts = library.ledger.counts()
    assert report.facts == sum(counts.values()) > 0
    assert report.to_json()["facts"] == report.facts
    assert {(row.value, row.unit) for row in library.ledger.figures()} == {(3_000_000, "元"), (1200, "人")}
    for path in library.files():
        library.remove_file(path)
    assert library.ledger.counts() == {}


def test_second_run_reads_nothing(folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ingest([folder], library)
    monkeypatch.setattr(pipeline.Sandbox, "read", lambda *_: pytest.fail("read again"))
    after = ingest([folder], library)
    assert {line.status for line in after.files} == {"unchanged"}
    assert [line.documents for line in after.files] == [line.documents for line in before.files]
    assert (after.documents, after.passages) == (0, 0)


def test_new_version_of_the_readers_reads_again(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], library)
    contents = library.contents()
    monkeypatch.setattr(pipeline, "READING", "next")
    assert set(statuses(folder, library).values()) == {"ok"}
    assert library.contents() == contents


def test_changed_file_replaces_its_documents(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "a.md").write_text(f"# 新题\n\n{SENTENCE}", encoding="utf-8")
    assert statuses(folder, library) == {
        "a.md": "ok",
        "b.md": "unchanged",
        "d.jsonl": "unchanged",
        "sub/c.md": "unchanged",
    }
    assert titles(library) == {"题目0", "新题", "题目2"}


def test_file_that_has_gone_takes_its_documents_along(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "sub" / "c.md").unlink()
    told = {Path(line.file).name: line for line in ingest([folder], library).files}
    assert told["c.md"].status == "skip"
    assert "移除" in str(told["c.md"].reason)
    assert titles(library) == {"题目0", "题目1"}
    assert "c.md" not in {Path(line.file).name for line in ingest([folder], library).files}


def test_folder_that_is_suddenly_empty_loses_nothing(folder: Path, library: Library) -> None:
    ingest([folder], library)
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()
    assert ingest([folder], library).files == ()
    assert library.contents().files == 4


def test_file_outside_the_named_folder_stays(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "a.md").unlink()
    ingest([folder / "sub"], library)
    assert library.contents().files == 4


def test_name_in_another_encoding_is_read_and_forgotten_like_any_other(folder: Path, library: Library) -> None:
    raw = os.fsencode(folder) + b"/" + "旧稿.md".encode("gb18030")
    try:
        Path(os.fsdecode(raw)).write_text(f"# 旧稿\n\n{SENTENCE}", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    assert statuses(folder, library)["旧稿.md"] == "ok"
    assert statuses(folder, library)["旧稿.md"] == "unchanged"
    Path(os.fsdecode(raw)).unlink()
    assert statuses(folder, library)["旧稿.md"] == "skip"
    assert "旧稿" not in titles(library)


def test_bad_files_stop_nobody(folder: Path, library: Library) -> None:
    (folder / "a2.pdf").write_bytes(b"no pdf")
    (folder / "a3.md").write_bytes(b"")
    (folder / "a4.mp4").write_bytes(b"film")
    (folder / "blank.md").write_text("![](only-a-picture.png)", encoding="utf-8")
    report = ingest([folder], library)
    told = {Path(line.file).name: line for line in report.files}
    assert [name for name, line in told.items() if line.status == "ok"] == ["a.md", "b.md", "d.jsonl", "c.md"]
    assert {name: line.status for name, line in told.items() if line.status != "ok"} == {
        "a2.pdf": "error",
        "a3.md": "error",
        "a4.mp4": "skip",
        "blank.md": "skip",
    }
    assert all(line.reason for line in told.values() if line.status in ("skip", "error"))
    assert report.failed


def test_why_a_file_failed_is_kept_until_it_is_read(folder: Path, library: Library) -> None:
    bad, junk = folder / "bad.docx", folder / "junk.bin"
    bad.write_bytes(b"PK\x03\x04broken")
    junk.write_bytes(bytes(range(256)))
    for _ in range(2):
        report = ingest([folder], library)
        (told,) = (line for line in report.files if line.status == "error")
        assert [(one.file, one.reason) for one in library.listing.problems()] == [(str(bad), told.reason)]
    bad.write_text(SENTENCE, encoding="utf-8")
    bad.rename(folder / "good.txt")
    ingest([folder], library)
    assert library.listing.problems() == [], "it has gone from its folder"
    assert ingest([folder / "junk.bin"], library).failed
    assert [one.path for one in library.listing.problems()] == [str(junk)]


def test_what_has_not_changed_is_read_again_where_that_is_asked_for(folder: Path, library: Library) -> None:
    ingest([folder], library)
    assert set(statuses(folder, library).values()) == {"unchanged"}
    assert set(statuses(folder, library, anew=True).values()) == {"ok"}
    assert library.contents().documents == 8


def test_file_that_breaks_keeps_what_was_read_from_it(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "a.md").write_bytes(bytes(100))
    assert statuses(folder, library)["a.md"] == "error"
    assert "题目1" in titles(library)


def test_unknown_kind_is_an_error_only_where_it_was_named(folder: Path, library: Library) -> None:
    (folder / "x.mp4").write_bytes(b"film")
    assert ingest([folder / "x.mp4"], library).files[0].status == "error"
    assert ingest([folder / "none.md"], library).files[0].status == "error"


def test_same_file_named_twice_is_read_once(folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    report = ingest([Path("a.md"), Path("./sub/../a.md"), folder / "a.md", Path()], library)
    assert [Path(line.file).name for line in report.files] == ["a.md", "b.md", "d.jsonl", "c.md"]


def test_links_are_followed_but_not_in_circles(folder: Path, library: Library) -> None:
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "dangling.md").symlink_to(folder / "nowhere.md")
    (folder / ".hidden.md").write_text("# 隐\n\n藏。", encoding="utf-8")
    assert statuses(folder, library) == {
        "a.md": "ok",
        "b.md": "ok",
        "d.jsonl": "ok",
        "dangling.md": "error",
        "sub/c.md": "ok",
    }


class Watching:
    """Progress that writes down what it is told, and can do something at the beginning."""

    def __init__(self, first: Path | None = None) -> None:
        self.told: list[str] = []
        self._first = first

    def begin(self, files: int) -> None:
        self.told.append(f"begin {files}")
        if self._first:
            self._first.unlink()

    def reading(self, file: str) -> None:
        self.told.append(f"reading {Path(file).name}")

    def done(self, line: FileReport) -> None:
        self.told.append(f"{line.status} {Path(line.file).name}")

    def advance(self) -> None:
        self.told.append("advance")

    def indexing(self) -> None:
        self.told.append("indexing")


def test_progress_is_told_and_nothing_is_printed(
    folder: Path, library: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    watching = Watching()
    ingest([folder / "a.md", folder / "b.md"], library, progress=watching)
    middle = ["reading a.md", "ok a.md", "advance", "reading b.md", "ok b.md", "advance"]
    assert watching.told == ["begin 2", *middle, "indexing"]
    assert capfd.readouterr() == ("", "")


def test_file_that_vanishes_is_named(folder: Path, library: Library) -> None:
    report = ingest([folder], library, progress=Watching(folder / "a.md"))
    assert report.files[0].status == "error"
    assert "消失" in str(report.files[0].reason)
    assert len(report.files) == 4


def told(library: Library) -> tuple[Contents, list[Document]]:
    return library.contents(), sorted(library.documents(), key=lambda one: (one.file, one.id))


def test_number_of_workers_makes_no_difference(folder: Path, library: Library, tmp_path: Path) -> None:
    ingest([folder], library, workers=3)
    with Library.open(tmp_path / "other") as other:
        ingest([folder], other)
        assert told(other) == told(library)


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_is_one_clean_run(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(16):
        lines = (json.dumps({"id": f"{number}-{n}", "text": f"{number}-{n}。{SENTENCE * 9}"}) for n in range(4))
        (folder / f"{number:02}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with Library.open(tmp_path / "clean") as clean:
        ingest([folder], clean)
        expected = told(clean)
    moments, cut_off = random.Random(7), 0
    for _ in range(4):
        cut_off += _run(folder, tmp_path / "killed", kill_after=moments.uniform(0.05, 1.5))
    assert cut_off >= 2
    assert not _run(folder, tmp_path / "killed", kill_after=None)
    with Library.open(tmp_path / "killed") as killed:
        assert told(killed) == expected
        assert killed.search("15-3", limit=3)[0].document.external_id == "15-3"
        assert {line.status for line in ingest([folder], killed).files} == {"unchanged"}


_RUN = """
import sys
from pathlib import Path
from ingest.pipeline import ingest
from vectorstore.library import Library
with Library.open(Path(sys.argv[2])) as library:
    print("begun", flush=True)
    ingest([Path(sys.argv[1])], library)
"""


def _run(folder: Path, home: Path, *, kill_after: float | None) -> bool:
    """Ingest in a process of its own; return whether it was killed before it was done."""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"}
    arguments = [sys.executable, "-c", _RUN, str(folder), str(home)]
    with subprocess.Popen(arguments, cwd=root, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        if kill_after is not None:
            time.sleep(kill_after)
            process.send_signal(signal.SIGKILL)
        process.stdout.read()
        code = process.wait(timeout=300)
    assert code in (0, -signal.SIGKILL)
    return code != 0
