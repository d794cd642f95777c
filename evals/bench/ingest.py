"""How fast files become a searchable library, stage by stage, and how much memory that takes.

    python -m evals.bench.ingest ../shared/data/crud_rag/corpus.jsonl [--workers N]

Reading, splitting and the extraction of facts are timed in this process, file by file; embedding and the rest of the
library's work are timed inside one ordinary ingestion into a new library.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ingest.errors import IngestError
from ingest.extract.extract import facts_of
from ingest.pipeline import ingest
from ingest.readers.registry import read
from ingest.split import split
from ingest.walk import find
from vectorstore.embed import BundledEncoder
from vectorstore.library import Library

MEGABYTE = 1 << 20


@dataclass
class Clock:
    """Seconds spent in a stage; calls inside calls count once."""

    seconds: float = 0.0
    depth: int = 0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its time added to this clock."""

        @wraps(function)
        def measured(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the function takes
            begun = time.perf_counter()
            self.depth += 1
            try:
                return function(*args, **kwargs)
            finally:
                self.depth -= 1
                if not self.depth:
                    self.seconds += time.perf_counter() - begun

        return measured


@dataclass(frozen=True)
class Measured:
    """What one run took."""

    files: int
    megabytes: float
    passages: int
    read: float
    split: float
    extract: float
    embed: float
    index: float
    wall: float

    @property
    def share(self) -> float:
        """Everything but embedding as a share of embedding."""
        return (self.read + self.split + self.extract + self.index) / max(self.embed, 1e-9)


def measure(paths: list[Path], workers: int) -> Measured:
    """Read, split, embed and index the files of `paths` into a library that is thrown away."""
    files = [one.path for one in find(paths) if one.problem is None]
    reading, splitting, extracting, embedding, storing = Clock(), Clock(), Clock(), Clock(), Clock()
    for path in files:
        _read_here(path, reading, splitting, extracting)
    with (
        tempfile.TemporaryDirectory() as home,
        _timing(BundledEncoder, "encode_documents", embedding),
        _timing(Library, "add", storing),
        _timing(Library, "settle", storing),
        Library.open(Path(home)) as library,
    ):
        begun = time.perf_counter()
        report = ingest(paths, library, workers=workers)
        wall = time.perf_counter() - begun
    return Measured(
        files=len(files),
        megabytes=sum(path.stat().st_size for path in files) / MEGABYTE,
        passages=report.passages,
        read=reading.seconds,
        split=splitting.seconds,
        extract=extracting.seconds,
        embed=embedding.seconds,
        index=storing.seconds - embedding.seconds,
        wall=wall,
    )


def _read_here(path: Path, reading: Clock, splitting: Clock, extracting: Clock) -> None:
    try:
        documents = reading.timed(read)(path.read_bytes(), path.name).documents
    except IngestError:
        return
    for document in documents:
        splitting.timed(split)(document)
        extracting.timed(facts_of)(document)


@contextmanager
def _timing(owner: type, name: str, clock: Clock) -> Iterator[None]:
    """Have a method of a class timed for a while."""
    original = getattr(owner, name)
    setattr(owner, name, clock.timed(original))
    try:
        yield
    finally:
        setattr(owner, name, original)


def table(told: Measured) -> Table:
    """Return the table that is printed."""
    shown = Table(title=f"{told.files} files, {told.megabytes:.1f} MB, {told.passages} passages")
    for heading in ("stage", "seconds", "files/s", "MB/s", "passages/s"):
        shown.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage in ("read", "split", "extract", "embed", "index", "wall"):
        seconds = max(getattr(told, stage), 1e-9)
        amounts = (told.files, told.megabytes, told.passages)
        shown.add_row(stage, f"{seconds:.2f}", *(f"{amount / seconds:,.1f}" for amount in amounts))
    return shown


def peak(who: int) -> str:
    """Return the most memory that this process, or the largest of its children, has had in use."""
    unit = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(who).ru_maxrss * unit / MEGABYTE:,.0f} MB"


def main() -> None:
    """Measure the paths on the command line and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    told = measure(arguments.paths, arguments.workers)
    console = Console()
    console.print(table(told))
    console.print(f"everything but embedding: {told.share:.1%} of embedding")
    console.print(f"peak memory: {peak(resource.RUSAGE_SELF)}, reading process {peak(resource.RUSAGE_CHILDREN)}")


if __name__ == "__main__":
    main()
