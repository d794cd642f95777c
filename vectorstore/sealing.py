"""Whether the files of Chroma's graph are as it left them.

It rewrites them in place, within a write; cut or scribbled ones it does not notice: it leaves rows out, or takes the
process down with it. So they are sealed between writes and on closing, with their sizes and times noted, and without a
whole seal (a kill in mid-write, a file lost, a folder copied) they are not opened but made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def is_sealed(folder: Path) -> bool:
    """Whether the files in `folder` are as `unsealed` left them."""
    try:
        return bool(json.loads(_seal(folder).read_text(encoding="utf-8")) == _inventory(folder))
    except (FileNotFoundError, ValueError):
        return False


@contextmanager
def unsealed(folder: Path) -> Iterator[None]:
    """Break the seal while files are written, and seal them again; after an error they stay unsealed."""
    _seal(folder).unlink(missing_ok=True)
    yield
    _write_seal(folder)


def renew(folder: Path) -> None:
    """Seal the files of a graph that was opened and closed in good order; one whose seal is broken stays unsealed."""
    if _seal(folder).exists():
        _write_seal(folder)


def _write_seal(folder: Path) -> None:
    with suppress(OSError):  # a full disk: without a seal the files are made anew, nothing worse
        _seal(folder).write_text(json.dumps(_inventory(folder)), encoding="utf-8")


def _seal(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sealed.json")


def _inventory(folder: Path) -> dict[str, list[int]]:
    """Note the files of the graphs that were saved.

    A small graph has no index file yet: it is made anew at every opening, from the rows that stand beside it in SQLite,
    which looks after itself.
    """
    saved = {file.parent for file in folder.glob("*/index_metadata.pickle")}
    files = sorted(file for graph in saved for file in graph.iterdir())
    return {file.relative_to(folder).as_posix(): [file.stat().st_size, file.stat().st_mtime_ns] for file in files}
