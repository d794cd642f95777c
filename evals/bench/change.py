"""What it costs to add and to remove one document, in a small library and in a large one.

    python -m evals.bench.change [--sizes 1000 100000] [--home FOLDER]

The documents are made of random characters, and their vectors are random too and kept beforehand, so that nothing is
embedded: that costs the same everywhere. A change is finished when both indexes hold it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vectorstore.database import batches
from vectorstore.library import Library
from vectorstore.records import Document, Entry, FileState, Passage
from vectorstore.vectors import VectorTable

_PASSAGES, _LENGTH = 4, 60  # of a document; characters of a passage
_COMMON = np.array([chr(0x4E00 + number) for number in range(2_000)])
_A_FILE = 100  # documents


class Random:
    """Documents of random characters, the same ones at every run, with random vectors."""

    def __init__(self, library: Library) -> None:
        self._rng = np.random.default_rng(1)
        self._library = library
        self._vectors = VectorTable(library._database, library.embedder.fingerprint)
        self._numbers = count()

    def add(self, documents: int) -> float:
        """Add documents as one file, and return the seconds until they are found."""
        cuts = [self._document() for _ in range(documents)]
        contents = [
            Entry(passage.id, document.id, None, passage.text).content for document, cut in cuts for passage in cut
        ]
        matrix = self._rng.normal(size=(len(contents), self._library.embedder.dimension)).astype(np.float32)
        self._vectors.put(contents, matrix / np.linalg.norm(matrix, axis=1, keepdims=True))
        return _seconds(lambda: self._added(cuts))

    def remove(self, path: str) -> float:
        """Remove a file, and return the seconds until it is found no more."""

        def removed() -> None:
            self._library.remove_file(path)
            self._library.settle()

        return _seconds(removed)

    def _added(self, cuts: Sequence[tuple[Document, Sequence[Passage]]]) -> None:
        self._library.add(FileState(f"random/{next(self._numbers)}", "1"), cuts)
        self._library.settle()

    def _document(self) -> tuple[Document, list[Passage]]:
        text = "".join(self._rng.choice(_COMMON, _PASSAGES * _LENGTH))
        document = Document(text=text)
        starts = range(0, len(text), _LENGTH)
        return document, [
            Passage(document.id, start, start + _LENGTH, text[start : start + _LENGTH]) for start in starts
        ]


def measure(library: Library, sizes: Sequence[int], times: int, console: Console) -> Iterator[tuple[str, list[float]]]:
    """Yield the milliseconds of each change: what was done, at which size, and how long each time."""
    made = Random(library)
    for size in sorted(sizes):
        wanted = (size - library.contents().passages) // _PASSAGES
        steps = list(batches(range(wanted), _A_FILE))
        for step in track(steps, f"{size} passages", console=console, transient=True):
            made.add(len(step))
        made.add(1)  # whatever the first change after many has to do
        added = [made.add(1) for _ in range(times)]
        paths = sorted(library.files(), key=lambda path: int(path.partition("/")[2]))[-times:]
        removed = [made.remove(path) for path in paths]
        yield f"add, {size} passages", [1000 * seconds for seconds in added]
        yield f"remove, {size} passages", [1000 * seconds for seconds in removed]


def _seconds(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000], help="passages of the library")
    parser.add_argument("--times", type=int, default=30, help="changes of each kind at each size")
    parser.add_argument("--home", type=Path, help="keep the library here")
    chosen = parser.parse_args(arguments)
    console = Console()
    table = Table("one document of four passages", "p50 ms", "p90 ms", "worst ms")
    with (
        tempfile.TemporaryDirectory(prefix="bangfu-bench-") as temporary,
        Library.open(chosen.home or Path(temporary)) as library,
    ):
        for name, milliseconds in measure(library, chosen.sizes, chosen.times, console):
            p50, p90, worst = np.percentile(milliseconds, (50, 90, 100))
            table.add_row(name, f"{p50:.0f}", f"{p90:.0f}", f"{worst:.0f}")
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
