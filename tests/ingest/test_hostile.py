"""Files made to harm, and files that merely are broken: a sentence each, in bounded time and memory, nothing lost."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest

from ingest.errors import Damaged, TooLarge
from ingest.pipeline import ingest
from ingest.sandbox import Limits, Sandbox
from vectorstore.library import Library

GOOD = b'{"text": "\xe5\xa5\xbd\xe3\x80\x82"}'
LONG = b'{"text": "' + "帮扶。".encode() * 20 + b'"}\n'


def child(sandbox: Sandbox) -> int:
    assert sandbox._process
    return sandbox._process.pid


def test_one_process_reads_many_files() -> None:
    with Sandbox() as sandbox:
        assert sandbox.read(GOOD, "a.jsonl").cuts[0][0].text == "好。"
        first = child(sandbox)
        for number in range(20):
            assert sandbox.read(GOOD, f"{number}.jsonl").cuts
        assert child(sandbox) == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_reading_that_takes_too_long_is_given_up() -> None:
    with Sandbox() as sandbox:
        sandbox.read(GOOD, "a.jsonl")
        sandbox._limits = Limits(pause=0.3, per_megabyte=0)
        begun = time.monotonic()
        with pytest.raises(TooLarge, match="放弃"):
            sandbox.read(LONG * 300_000, "long.jsonl")
        assert time.monotonic() - begun < 10
        sandbox._limits = Limits()
        assert sandbox.read(GOOD, "b.jsonl").cuts


def test_time_grows_with_the_size_of_a_file_but_not_without_end() -> None:
    limits = Limits(pause=60, per_megabyte=30, total=1800)
    assert [limits.for_size(size << 20) for size in (0, 10, 1000)] == [60, 360, 1800]


def test_beats_do_not_keep_a_file_alive_for_ever() -> None:
    with Sandbox() as sandbox:
        sandbox.read(GOOD, "a.jsonl")
        sandbox._limits = Limits(pause=0.4, per_megabyte=0)
        with pytest.raises(TooLarge, match="放弃"):
            sandbox.read(LONG * 300_000, "long.jsonl")


def test_reading_that_takes_too_much_memory_is_given_up() -> None:
    line = b'{"text": "' + "帮扶。".encode() * 1_500_000 + b'"}'
    for limits in (Limits(memory=150 << 20), Limits(address_space=200 << 20)):
        with Sandbox(limits) as sandbox, pytest.raises(TooLarge, match="内存"):
            sandbox.read(line, "long.jsonl")


def test_reading_that_kills_the_process_is_told_and_the_next_file_is_read() -> None:
    with Sandbox() as sandbox:
        sandbox.read(GOOD, "a.jsonl")
        killer = threading.Timer(0.3, os.kill, (child(sandbox), 11))
        killer.start()
        with pytest.raises(Damaged, match="崩溃"):
            sandbox.read(LONG * 300_000, "long.jsonl")
        killer.join()
        assert sandbox.read(GOOD, "b.jsonl").cuts


def test_process_that_has_grown_is_replaced() -> None:
    with Sandbox(Limits(worn=1)) as sandbox:
        sandbox.read(GOOD, "a.jsonl")
        assert sandbox._process is None
        assert sandbox.read(GOOD, "b.jsonl").cuts


def test_strings_that_cannot_be_written_are_mended() -> None:
    line = json.dumps({"text": "坏\ud83d字。", "title": "\udc80"}).encode()
    with Sandbox() as sandbox:
        document, passages = sandbox.read(line, "a.jsonl").cuts[0]
    assert document.text == "坏?字。"
    assert passages[0].text == document.text
    assert document.title == "?"


def test_particulars_are_no_longer_than_such_things_are() -> None:
    line = json.dumps({"text": "好。", "title": "题\n目" * 100_000, "publisher": "某报"}).encode()
    with Sandbox() as sandbox:
        document, _ = sandbox.read(line, "a.jsonl").cuts[0]
    assert (len(document.title or ""), document.publisher) == (200, "某报")
    assert "\n" not in (document.title or "")


def test_two_gigabytes_of_text_are_refused_unread(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as out:
        out.truncate(2 << 30)
    begun = time.monotonic()
    (line,) = ingest([path], library).files
    assert line.status == "error"
    assert "2,048 MB" in str(line.reason)
    assert time.monotonic() - begun < 5


def test_pipes_and_devices_are_not_opened(tmp_path: Path, library: Library) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (line,) = ingest([tmp_path / "pipe.txt"], library).files
    assert (line.status, "普通文件" in str(line.reason)) == ("error", True)


@pytest.mark.slow
def test_every_hostile_file_of_the_shared_set(
    shared: Path, library: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = shared / "ingest_set"
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    hostile = {one["file"]: one for one in gold if one["hostile"]}
    report = ingest([folder / "files" / name for name in sorted(hostile)], library)
    texts = {id_: library.document(id_).text for line in report.files for id_ in line.documents}
    for name, expected in hostile.items():
        lines = [line for line in report.files if f"/{name}" in line.file]
        assert lines, name
        assert all(line.reason for line in lines if line.status != "ok"), name
        read = "".join(texts[id_] for line in lines for id_ in line.documents)
        assert bool(read) == (expected["expect"] == "ok"), name
        assert not any(bad in read for bad in expected.get("bad_strings", [])), name
        assert not any(Path(path).exists() for path in expected.get("forbid_paths", [])), name
        assert sum(line.seconds for line in lines) < 60, name
    assert capfd.readouterr() == ("", "")
