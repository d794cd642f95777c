"""The files that people upload: kept in the library's folder, so that they can be read again, under harmless names."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from filecmp import cmp
from pathlib import Path, PurePosixPath
from typing import BinaryIO

FOLDER = "originals"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]')
_LONGEST = 180
"""Bytes of a name; file systems stop at 255, and a number may be added."""
_PARTIAL = ".incoming-"
_WAITING = ".waiting-"
"""What begins the name of an empty file that stands beside an upload until it has been read."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def safe_name(name: str) -> str:
    """Return the name of a file alone: no folders, nothing that hides or that a system takes for something else."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = _UNSAFE.sub("_", last).replace("!", "！").strip(". ")  # container!member is how members are named
    if not clean or _DEVICES.match(clean):
        clean = f"_{clean}"
    suffix = PurePosixPath(clean).suffix[:12]
    stem = clean.removesuffix(suffix)
    while len((stem + suffix).encode()) > _LONGEST:
        stem = stem[:-1]
    return stem + suffix


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The folder of uploaded files."""

    folder: Path
    _keeping: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def incoming(self) -> Iterator[tuple[Path, BinaryIO]]:
        """Give a file to write an upload into; it is gone in the end unless `keep` has been called with it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{_PARTIAL}{secrets.token_hex(8)}"
        try:
            with partial.open("xb") as file:
                yield partial, file
        finally:
            partial.unlink(missing_ok=True)

    def keep(self, partial: Path, name: str) -> Path:
        """Keep what was uploaded: in its own name, that of a file with the same bytes, or with a number added."""
        with self._keeping:
            target = self._place(partial, name)
            if not target.exists():
                self._mark(target).touch()
                partial.rename(target)
            return target

    def _place(self, partial: Path, name: str) -> Path:
        """Return where a file of that name goes: a new place, or that of one with the same bytes."""
        chosen = PurePosixPath(safe_name(name))
        target, number = self.folder / chosen, 1
        while target.exists() and not cmp(partial, target, shallow=False):
            number += 1
            target = self.folder / f"{chosen.stem} ({number}){chosen.suffix}"
        return target

    def holds(self, path: Path) -> bool:
        """Whether a file was uploaded."""
        return path.parent.resolve() == self.folder.resolve()

    def settled(self, path: Path) -> None:
        """Note that a file has been read, or could not be."""
        if self.holds(path):
            self._mark(path).unlink(missing_ok=True)

    def waiting(self) -> list[Path]:
        """Return the uploads that have not been read, and clear away what a killed server left half written."""
        if not self.folder.is_dir():
            return []
        for partial in self.folder.glob(f"{_PARTIAL}*"):
            partial.unlink(missing_ok=True)
        marks = self.folder.resolve().glob(f"{_WAITING}*")
        named = (mark.with_name(mark.name.removeprefix(_WAITING)) for mark in marks)
        return sorted(path for path in named if path.is_file())

    def _mark(self, path: Path) -> Path:
        return path.with_name(f"{_WAITING}{path.name}")
