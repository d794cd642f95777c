"""From files to the library: every file read in a sandbox, cut, and added in one transaction; no file stops another.

Files are read ahead by worker threads, each with a sandbox of its own, while the calling thread adds what is read, in
the order in which files were found: what a library holds does not depend on how many workers there were or when a run
was cut off.
"""

from __future__ import annotations

import hashlib
import os
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ingest.errors import IngestError, UnknownFormat, Unreadable
from ingest.extract.extract import Extractor
from ingest.prepared import Prepared
from ingest.readers.formats import check_name, check_size, largest
from ingest.report import FileReport, Outcome, Progress, Report, Silent
from ingest.sandbox import LIMITS, Limits, Sandbox
from ingest.walk import Found, absolute, find, label
from vectorstore.facts import Fact
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Passage, Problem

READING = "4"
"""Version of readers, splitter and extraction; a higher one has every file read again, though it has not changed."""

_HEAD = 4096
_MOST_REMARKS = 5
_MOST_REFUSALS = 50
_Cut = tuple[Document, tuple[Passage, ...]]
_Known = Callable[[str], FileState | None]
"""What is remembered of a file by its path."""


def _nothing(_: str) -> None:
    """Remember nothing, so that every file is read."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading one file came to: `prepared` is None where it is unchanged."""

    found: Found
    state: FileState
    seconds: float
    prepared: Prepared | None = None
    facts: tuple[Fact, ...] = ()
    problem: IngestError | None = None


def ingest(
    paths: Iterable[Path],
    library: Library,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
    extractor: Extractor = Extractor(),
    anew: bool = False,
) -> Report:
    """Read files and folders into the library, and say what became of each.

    A file that has not changed since it was last read is left alone, one that has replaces its documents, and one that
    has gone from a named folder takes them along. A file that cannot be read leaves the library as it was.

    :param extractor: what reads the facts out of documents; another one has every file read again.
    :param anew: read files again that have not changed.
    """
    begun = time.monotonic()
    progress = progress or Silent()
    named = list(paths)
    found = find(named)
    progress.begin(len(found))
    lines: list[FileReport] = []
    known = _nothing if anew else library.file_state
    documents = passages = facts = 0
    for read in _all_read(found, known, workers, limits, progress, extractor):
        told = _settle_file(read, library)
        _note_problems(read, told, library)
        for line in told:
            progress.done(line)
        progress.advance()
        lines += told
        if read.prepared:
            documents += len(read.prepared.cuts)
            passages += sum(len(cut) for _, cut in read.prepared.cuts)
            facts += len(read.facts)
    lines += _forget_gone(named, found, library, progress)
    progress.indexing()
    library.settle()
    return Report(tuple(lines), documents, passages, facts, time.monotonic() - begun)


def _all_read(
    found: list[Found], known: _Known, workers: int, limits: Limits, progress: Progress, extractor: Extractor
) -> Iterator[_Read]:
    """Yield what was read, in order, while the next files are being read."""
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(workers, thread_name_prefix="reading"))
        free: queue.SimpleQueue[Sandbox] = queue.SimpleQueue()
        for _ in range(workers):
            free.put(stack.enter_context(Sandbox(limits)))
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        waiting: deque[tuple[Found, Future[_Read]]] = deque()
        for one in found:
            waiting.append((one, pool.submit(_read_file, one, known, free, extractor)))
            if len(waiting) > workers:
                yield _next(waiting, progress)
        while waiting:
            yield _next(waiting, progress)


def _next(waiting: deque[tuple[Found, Future[_Read]]], progress: Progress) -> _Read:
    found, future = waiting.popleft()
    progress.reading(found.label)
    return future.result()


def _read_file(found: Found, known: _Known, free: queue.SimpleQueue[Sandbox], extractor: Extractor) -> _Read:
    begun = time.monotonic()
    path = found.label
    before = known(path)
    state = before or FileState(path, "")
    prepared: Prepared | None = None
    facts: tuple[Fact, ...] = ()
    problem: IngestError | None = None
    try:
        data = _load(found)
        read_as = digest(data, extractor.method)
        if before is None or before.digest != read_as:
            state = FileState(path, read_as)
            sandbox = free.get()
            try:
                prepared = sandbox.read(data, PurePath(path).name)
            finally:
                free.put(sandbox)
            facts = extractor.facts(document for document, _ in prepared.cuts)
    except IngestError as refused:
        problem = refused
    return _Read(found, state, time.monotonic() - begun, prepared, facts, problem)


def digest(data: bytes, method: str = "") -> str:
    """Return what a file is known by: its bytes, and how they were read.

    :param method: by what the facts were read out; empty for the rules.
    """
    return f"{hashlib.sha256(data).hexdigest()} {READING}{method}"


def _load(found: Found) -> bytes:
    """Return the bytes of a file that is worth reading whole.

    :raises IngestError: when it is too large, of no kind that we read, or cannot be opened.
    """
    if found.problem:
        raise found.problem
    name = found.path.name
    try:
        with found.path.open("rb") as opened:
            check_size(name, os.fstat(opened.fileno()).st_size)
            head = opened.read(_HEAD)
            check_name(name, head)
            data = head + opened.read(largest(name) + 1 - len(head))
    except FileNotFoundError as gone:
        raise Unreadable("文件在读取时消失了；请确认文件还在后重新导入。") from gone
    except OSError as refused:
        raise Unreadable(f"文件打不开：{refused.strerror}。") from refused
    check_size(name, len(data))
    return data


def _settle_file(read: _Read, library: Library) -> list[FileReport]:
    """Put what was read into the library, and tell what became of the file."""
    path = read.found.label
    if read.problem:
        unasked = isinstance(read.problem, UnknownFormat) and not read.found.named
        return [FileReport(path, "skip" if unasked else "error", str(read.problem), (), read.seconds)]
    if read.prepared is None:
        empty = not read.state.documents
        reason = "文件没有变化，上次读取时其中没有可以读出的文字。" if empty else None
        return [FileReport(path, "skip" if empty else "unchanged", reason, read.state.documents, read.seconds)]
    cuts = [_placed(cut, path) for cut in read.prepared.cuts]
    failed = any(one.status == "error" for one in read.prepared.refusals)
    if cuts or not failed:
        state = FileState(path, "") if failed else read.state  # without a digest it is read again next time
        library.add(state, cuts, read.facts)
    return _lines(path, cuts, read.prepared, read.seconds)


def _note_problems(read: _Read, lines: Iterable[FileReport], library: Library) -> None:
    """Keep why a file, or a member of it, could not be read, until it is read again; junk in a folder is no problem."""
    if not (read.problem or read.prepared):
        return  # unchanged: what was said of it holds
    failed = [one for one in lines if one.status == "error" or (one.status == "skip" and not read.problem)]
    path = read.found.label
    library.listing.note(path, [Problem(one.file, path, one.reason or "") for one in failed])


def _placed(cut: _Cut, path: str) -> _Cut:
    document, passages = cut
    return replace(document, file=f"{path}!{document.file}" if document.file else path), passages


def _lines(path: str, cuts: list[_Cut], prepared: Prepared, seconds: float) -> list[FileReport]:
    """Tell of a file, and of every member that was read or refused, where it has any."""
    held: dict[str, list[str]] = {}
    for document, _ in cuts:
        held.setdefault(document.file, []).append(document.id)
    lines = [FileReport(file, "ok", None, tuple(dict.fromkeys(ids))) for file, ids in held.items()]
    told, untold = prepared.refusals[:_MOST_REFUSALS], prepared.refusals[_MOST_REFUSALS:]
    lines += [FileReport(f"{path}!{one.member}", one.status, one.reason) for one in told]
    if untold:
        worst: Outcome = "error" if any(one.status == "error" for one in untold) else "skip"
        lines.append(FileReport(path, worst, f"另有 {len(untold)} 个成员也没有读取。"))
    if not lines:
        lines = [FileReport(path, "skip", "没有可以读出的文字。")]
    remarks = " ".join(prepared.remarks[:_MOST_REMARKS])
    lines[0] = replace(lines[0], seconds=seconds, reason=" ".join(filter(None, (lines[0].reason, remarks))) or None)
    return lines


def _forget_gone(named: list[Path], found: list[Found], library: Library, progress: Progress) -> list[FileReport]:
    """Take out of the library what has gone from the folders that were named; an empty folder says nothing has."""
    present = {one.label for one in found}
    folders = [f"{label(absolute(path))}{os.sep}" for path in named if path.is_dir()]
    folders = [folder for folder in folders if any(path.startswith(folder) for path in present)]
    lines = []
    for path in library.files():
        if path not in present and path.startswith(tuple(folders)) and not os.path.lexists(path):
            library.remove_file(path)
            lines.append(FileReport(path, "skip", "文件已不在原处，其中的文章已从资料库移除。"))
            progress.done(lines[-1])
    for path in {problem.path for problem in library.listing.problems()}:
        if path not in present and path.startswith(tuple(folders)) and not os.path.lexists(path):
            library.listing.note(path, ())
    return lines
