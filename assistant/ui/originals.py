"""Pictures of the pages on which cited words stand; a file is asked for by its document, never by its path."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from assistant.errors import Busy
from ingest.errors import Unreadable
from ingest.readers.formats import FORMATS, check_size, largest
from ingest.sandbox import Limits, Sandbox
from vectorstore.records import Document, FileState

if TYPE_CHECKING:
    from ingest.picture import Picture

LIMITS = Limits(pause=60, per_megabyte=20, total=180)
"""What one picture may take; a page without a text layer is recognised anew."""

LONGEST_QUOTE = 2_000
_KEPT = 32
_BUSY = "正在处理别的原件，请稍后再试。"
_MOST_AT_ONCE = 4
"""Who may wait for a picture; every one of them keeps a thread of the server."""
_SECONDS_TO_WAIT = 60
_SUFFIXES = FORMATS["pdf"].suffixes + FORMATS["image"].suffixes


class Files(Protocol):
    """What pictures of originals need of a library."""

    def sources(self, id_: str, /) -> list[Document]:
        """Return a document once for each place it was read from."""

    def file_state(self, path: str, /) -> FileState | None:
        """Return what is remembered about a file."""


@dataclass(frozen=True, slots=True)
class Original:
    """A picture of an original.

    :param changed: whether the file is no longer as it was when it was read.
    """

    picture: Picture
    changed: bool


def has_pages(document: Document) -> bool:
    """Tell whether a document was read from a file that has pages to look at."""
    return PurePosixPath(document.file).suffix.lower() in _SUFFIXES


class Originals:
    """Makes pictures one at a time, each in a process of its own, and keeps the latest."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._kept: OrderedDict[tuple[str, int, int], Original] = OrderedDict()
        self._making = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def show(self, identifier: str, start: int, end: int) -> Original:
        """Return the page with the characters `start` to `end` of a document.

        :raises NoSuchDocument: when the library does not hold it.
        :raises IngestError: when the file is gone, has no pages, or cannot be shown.
        :raises Busy: when another picture takes long to be made.
        """
        if not self._waiting.acquire(blocking=False):
            raise Busy(_BUSY)
        try:
            return self._shown((identifier, start, end))
        finally:
            self._waiting.release()

    def _shown(self, place: tuple[str, int, int]) -> Original:
        if not self._making.acquire(timeout=_SECONDS_TO_WAIT):
            raise Busy(_BUSY)
        try:
            original = self._kept.pop(place, None) or self._made(*place)
            self._kept[place] = original
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        finally:
            self._making.release()
        return original

    def _made(self, identifier: str, start: int, end: int) -> Original:
        document, data = self._opened(identifier)
        path, _, inner = document.file.partition("!")
        start = max(0, start)
        quote = document.text[start : min(end, start + LONGEST_QUOTE)]
        # a newspaper's pages are numbered through the whole paper, and a file seldom holds all of it
        number = document.page if document.kind != "news" and document.page else ""
        hint = int(number) if number.isdecimal() else None
        with Sandbox(LIMITS) as sandbox:
            picture = sandbox.show(data, PurePosixPath(path).name, inner, quote, hint)
        state = self._files.file_state(path)
        return Original(picture, changed=state is None or state.content != sha256(data).hexdigest())

    def _opened(self, identifier: str) -> tuple[Document, bytes]:
        """Return a document as the first of its sources tells it whose file has pages and is still there."""
        paged = [source for source in self._files.sources(identifier) if has_pages(source)]
        if not paged:
            raise Unreadable("这篇文档不是从 PDF 或图片读来的，没有版面可看。")
        for source in paged:
            for path in _paths(source.file.partition("!")[0]):
                if path.is_file():
                    return source, _bytes(path)
        name = PurePosixPath(paged[0].file).name
        raise Unreadable(f"原件 {name} 已不在导入时的位置，无法查看版面；放回原处或重新导入后再看。")


def _paths(name: str) -> Iterator[Path]:
    """Yield what the path of a file may be on the disk: names made where GBK was in use are known in UTF-8."""
    yield Path(name)
    yield Path(os.fsdecode(name.encode("gb18030", "replace")))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(largest(path.name) + 1)
    except OSError as refused:
        raise Unreadable(f"原件 {path.name} 打不开：{refused.strerror}。") from refused
    check_size(path.name, len(data))
    return data
