"""Which files there are to read under the paths that a user names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError, Unreadable

_CLUTTER = ("thumbs.db", "desktop.ini", "__macosx")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or what is in the way of it.

    :param named: whether the user named it, rather than a folder that it is in.
    """

    path: Path
    named: bool
    problem: IngestError | None = None

    @property
    def label(self) -> str:
        """Its path as it is known and shown; names made where GBK was in use are read as such."""
        return label(self.path)


def label(path: Path) -> str:
    """Return a path as text that can be stored and printed, which the name of a file on Linux need not be."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def find(paths: Iterable[Path]) -> list[Found]:
    """Return the files of all paths in the order in which they are read: as named, and folders by name.

    Hidden files and what systems leave in folders is passed over; links are followed, but never in a circle.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        whole = absolute(path)
        visited: set[Path] = set()
        for one in _under(whole, visited) if whole.is_dir() else [_file(whole, named=True)]:
            found.setdefault(one.path, one)
    return list(found.values())


def absolute(path: Path) -> Path:
    """Return the one name under which a file or folder is known, however it was named."""
    return path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()


def _under(folder: Path, visited: set[Path]) -> Iterator[Found]:
    """Yield the files below a folder, each real folder once."""
    real = folder.resolve()
    if real in visited:
        return
    visited.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as refused:
        yield Found(folder, named=False, problem=Unreadable(f"文件夹打不开：{refused.strerror}。"))
        return
    for entry in entries:
        if _is_clutter(entry.name):
            continue
        if entry.is_dir():
            yield from _under(Path(entry.path), visited)
        else:
            yield _file(Path(entry.path), named=False)


def _is_clutter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER


def _file(path: Path, *, named: bool) -> Found:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        reason = "链接指向的文件不存在。" if path.is_symlink() else "找不到这个文件；请检查路径。"
        return Found(path, named, Unreadable(reason))
    except OSError as refused:
        return Found(path, named, Unreadable(f"文件打不开：{refused.strerror}。"))
    if not stat.S_ISREG(mode):
        return Found(path, named, Unreadable("不是普通文件（设备、管道或套接字），没有读取。"))
    return Found(path, named)
