"""How well and how fast a library searches, beside what a usual set-up would do with the same passages.

    python -m evals.bench.search ../shared/data/ncp_policy [--home FOLDER]

The folder holds corpus.jsonl and questions.jsonl with gold documents; a document ranks where its best passage does. The
usual set-up is that of LangChain's ensemble: BM25 in memory, which scores every passage for every question, and a
Chroma retriever, joined by rank with equal weights. Constants of fusion were chosen on the even questions only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from evals.case import Case
from evals.metrics.difference import paired_bootstrap
from evals.metrics.ranking import rank_scores
from evals.retrieval.baseline import Bm25, joined_by_rank
from evals.retrieval.sets import fill, load_set
from evals.retrieval.study import DEPTH, HALVES, documents, named
from vectorstore.library import Library
from vectorstore.question import parse
from vectorstore.text import tokens
from vectorstore.vectors import Vector

_WARM = 5  # questions asked before the clock runs

Retriever = Callable[[str], Sequence[str]]
"""A question in, identifiers of passages out, best first."""


class InMemory(Bm25):
    """BM25 as the package rank_bm25 computes it: every passage is looked at for every word."""

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        super().__init__(passages)
        self._words = [Counter(tokens(text)) for _, text in passages]

    def counts(self, word: str) -> NDArray[np.int64]:
        """Return how often each passage has a word."""
        return np.array([words.get(word, 0) for words in self._words])


@dataclass(frozen=True, slots=True)
class Measured:
    """What one retriever did: per question the documents, best first, and the milliseconds it took."""

    ranked: dict[str, list[str]]
    milliseconds: list[float]


def measure(retriever: Retriever, cases: Sequence[Case]) -> Measured:
    """Ask every question once, warm."""
    for case in cases[:_WARM]:
        retriever(case.question)
    ranked, milliseconds = {}, []
    for case in cases:
        begun = time.perf_counter()
        passages = retriever(case.question)
        milliseconds.append(1000 * (time.perf_counter() - begun))
        ranked[case.id] = documents(passages)
    return Measured(ranked, milliseconds)


def retrievers(library: Library) -> Iterator[tuple[str, Retriever]]:
    """Yield what is compared; the first is what the others are measured against."""
    passages = [
        (passage.id, passage.text) for document in library.documents() for passage in library.passages(document.id)
    ]
    in_memory = InMemory(passages)
    embedder = library.embedder
    indexes = library.indexes()

    def question_vector(question: str) -> Vector:
        return embedder.encode_query(question)

    def dense(question: str) -> list[str]:
        return list(indexes.dense.search(question_vector(question), DEPTH))

    yield "BM25 in memory", lambda question: in_memory.search(question, DEPTH)
    yield "usual ensemble", lambda question: joined_by_rank([in_memory.search(question, DEPTH), dense(question)])
    yield "dense only", dense
    yield "keyword only", lambda question: list(indexes.keyword.search(parse(question).words, DEPTH))
    yield "library", lambda question: [id_ for hit in library.search(question, limit=DEPTH) for id_ in named(hit)]


def report(results: dict[str, Measured], cases: Sequence[Case], console: Console) -> None:
    """Print a table for all questions, one for those that nothing was chosen on, and what changed."""
    gold = {case.id: case.gold for case in cases}
    halves = {half: [case.id for case in cases[part]] for half, part in HALVES.items()}
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
    parser.add_argument("--questions", type=int, help="ask only the first so many")
    chosen = parser.parse_args(arguments)
    console = Console(width=max(Console().width, 120))  # wide enough for the table when it is piped
    known = load_set(chosen.folder)
    cases = known.in_library()[: chosen.questions]
    with tempfile.TemporaryDirectory(prefix="bangfu-bench-") as temporary:
        begun = time.perf_counter()
        with Library.open(chosen.home or Path(temporary)) as library:
            fill(library, known.documents)
            contents = library.contents()
            console.print(
                f"{contents.documents} documents, {contents.passages} passages, {time.perf_counter() - begun:.0f} s"
            )
            results = {name: measure(retriever, cases) for name, retriever in retrievers(library)}
    report(results, cases, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
