"""How well and how fast a library searches, beside what a usual set-up would do with the same passages.

    python -m evals.bench.search ../shared/data/ncp_policy [--home FOLDER]

The folder holds corpus.jsonl and questions.jsonl with gold documents; a document ranks where its best passage does. The
usual set-up is that of LangChain's ensemble: BM25 in memory, which scores every passage for every question, and a
Chroma retriever, joined by rank with equal weights. Constants of fusion were chosen on the even questions only.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from evals.case import Case, load_cases
from evals.metrics.difference import paired_bootstrap
from evals.metrics.ranking import rank_scores
from ingest.split import split
from vectorstore.database import batches
from vectorstore.embed import load
from vectorstore.library import Library
from vectorstore.records import Document, FileState, document_of
from vectorstore.text import tokens
from vectorstore.vectors import Vector

DEPTH = 100
_WARM = 5  # questions asked before the clock runs

Retriever = Callable[[str], Sequence[str]]
"""A question in, identifiers of passages out, best first."""


class InMemory:
    """BM25 (Okapi) over all passages, computed as rank_bm25 does it: every passage is looked at for every word."""

    def __init__(self, passages: Sequence[tuple[str, str]], k1: float = 1.5, b: float = 0.75) -> None:
        self._ids = [id_ for id_, _ in passages]
        self._counts = [Counter(tokens(text)) for _, text in passages]
        lengths = np.array([counts.total() for counts in self._counts])
        self._damping = k1 * (1 - b + b * lengths / lengths.mean())
        self._k1 = k1
        held = Counter(word for counts in self._counts for word in counts)
        total = len(passages)
        self._idf = {word: math.log(1 + (total - count + 0.5) / (count + 0.5)) for word, count in held.items()}

    def search(self, question: str) -> list[str]:
        """Return the best passages."""
        scores = np.zeros(len(self._ids))
        for word in tokens(question):
            counts = np.array([counts.get(word, 0) for counts in self._counts])
            scores += self._idf.get(word, 0.0) * counts * (self._k1 + 1) / (counts + self._damping)
        return [self._ids[number] for number in np.argsort(-scores, kind="stable")[:DEPTH]]


def joined_by_rank(rankings: Sequence[Sequence[str]], constant: int = 60) -> list[str]:
    """Return reciprocal rank fusion with equal weights."""
    scores: Counter[str] = Counter()
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] += 1 / (constant + rank)  # type: ignore[assignment] # a Counter adds floats as well
    return [id_ for id_, _ in scores.most_common()]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one retriever did: per question the documents, best first, and the milliseconds it took."""

    ranked: dict[str, list[str]]
    milliseconds: list[float]


def measure(retriever: Retriever, cases: Sequence[Case], external: dict[str, str]) -> Measured:
    """Ask every question once, warm."""
    for case in cases[:_WARM]:
        retriever(case.question)
    ranked, milliseconds = {}, []
    for case in cases:
        begun = time.perf_counter()
        passages = retriever(case.question)
        milliseconds.append(1000 * (time.perf_counter() - begun))
        ranked[case.id] = list(dict.fromkeys(external[document_of(id_)] for id_ in passages))
    return Measured(ranked, milliseconds)


def fill(library: Library, corpus: Path) -> None:
    """Put the corpus into the library, a hundred documents a file; what is there already stays."""
    with corpus.open(encoding="utf-8") as lines:
        objects = [json.loads(line) for line in lines]
    documents = [
        Document(text=line["text"], title=line.get("title") or None, external_id=line["doc_id"]) for line in objects
    ]
    for number, batch in enumerate(batches(documents, 100)):
        file = FileState(f"{corpus.name}/{number}", str(corpus.stat().st_size))
        if library.file_state(file.path) is None:
            library.add(file, [(document, split(document)) for document in batch])
    library.settle()


def retrievers(library: Library) -> Iterator[tuple[str, Retriever]]:
    """Yield what is compared; the first is what the others are measured against."""
    passages = [
        (passage.id, passage.text) for document in library.documents() for passage in library.passages(document.id)
    ]
    in_memory = InMemory(passages)
    embedder = load()
    indexes = library.indexes()

    def question_vector(question: str) -> Vector:
        return embedder.encode_query(question)

    def dense(question: str) -> list[str]:
        return list(indexes.dense.search(question_vector(question), DEPTH))

    yield "BM25 in memory", in_memory.search
    yield "usual ensemble", lambda question: joined_by_rank([in_memory.search(question), dense(question)])
    yield "dense only", dense
    yield "keyword only", lambda question: list(indexes.keyword.search(tokens(question), DEPTH))
    yield "library", lambda question: [hit.passage.id for hit in library.search(question, limit=DEPTH)]


def report(results: dict[str, Measured], cases: Sequence[Case], console: Console) -> None:
    """Print a table for all questions, one for those that nothing was chosen on, and what changed."""
    gold = {case.id: case.gold for case in cases}
    halves = {"all": [case.id for case in cases], "held out": [case.id for case in cases[1::2]]}
    scores = {name: rank_scores(result.ranked, gold) for name, result in results.items()}
    first = next(iter(results))
    usual = np.median(results["usual ensemble"].milliseconds)
    for half, chosen in halves.items():
        table = Table(
            "", "R@1", "R@5", "MRR@10", "MRR@10, ratio", "change of MRR@10 (95 %)", "p50 ms", "p99 ms", "faster"
        )
        for name, result in results.items():
            mean = {key: float(np.mean([scores[name][id_][key] for id_ in chosen])) for key in ("R@1", "R@5", "MRR@10")}
            before, after = ([scores[of][id_]["MRR@10"] for id_ in chosen] for of in (first, name))
            change = paired_bootstrap(before, after)
            p50, p99 = np.percentile(result.milliseconds, (50, 99))
            table.add_row(
                name,
                *(f"{100 * value:.1f}" for value in mean.values()),
                f"{mean['MRR@10'] / np.mean(before):.3f}",
                f"{100 * change.mean:+.1f} ({100 * change.low:+.1f} to {100 * change.high:+.1f})",
                f"{p50:.1f}",
                f"{p99:.1f}",
                f"{usual / p50:.1f} ×",
            )
        console.print(f"{half}: {len(chosen)} questions", table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="holds corpus.jsonl and questions.jsonl")
    parser.add_argument("--home", type=Path, help="keep the library here, so that a second run need not embed")
    chosen = parser.parse_args(arguments)
    console = Console(width=max(Console().width, 120))  # wide enough for the table when it is piped
    cases = load_cases(chosen.folder / "questions.jsonl")
    with tempfile.TemporaryDirectory(prefix="bangfu-bench-") as temporary:
        begun = time.perf_counter()
        with Library.open(chosen.home or Path(temporary)) as library:
            fill(library, chosen.folder / "corpus.jsonl")
            contents = library.contents()
            console.print(
                f"{contents.documents} documents, {contents.passages} passages, {time.perf_counter() - begun:.0f} s"
            )
            external = {document.id: str(document.external_id) for document in library.documents()}
            results = {name: measure(retriever, cases, external) for name, retriever in retrievers(library)}
    report(results, cases, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
