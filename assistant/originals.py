"""The files that people upload: kept in the library's folder, so that they can be read again, under harmless names."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path, PurePosixPath
from typing import BinaryIO

FOLDER = "originals"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]')
_LONGEST = 180
"""Bytes of a name; file systems stop at 255, and a number may be added."""
_PARTIAL = ".incoming-"
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
class Originals:
    """The folder of uploaded files."""

    folder: Path

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
        chosen = safe_name(name)
        stem, suffix = PurePosixPath(chosen).stem, PurePosixPath(chosen).suffix
        number = 1
        target = self.folder / chosen
        while target.exists():
            if cmp(partial, target, shallow=False):
                return target
            number += 1
            target = self.folder / f"{stem} ({number}){suffix}"
        return partial.rename(target)

    def holds(self, path: Path) -> bool:
        """Whether a file was uploaded."""
        return path.parent == self.folder.resolve()

    def files(self) -> list[Path]:
        """Return all uploaded files, and clear away what a server that was killed left half written."""
        if not self.folder.is_dir():
            return []
        for partial in self.folder.glob(f"{_PARTIAL}*"):
            partial.unlink(missing_ok=True)
        return sorted(path for path in self.folder.resolve().iterdir() if path.is_file())
