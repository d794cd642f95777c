"""One retrieval set searched in four ways: by keyword, by meaning, by the naive join of both, and by the library.

Everything is held against the keyword baseline. The constants of fusion were chosen on the questions that stand at even
places in each set, so that the others are reported on their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.case import Case
from evals.metrics.difference import Difference, bootstrap, paired_bootstrap
from evals.metrics.ranking import rank_scores
from evals.retrieval.baseline import Bm25, joined_by_rank, short_passages
from vectorstore.library import Library
from vectorstore.records import Document, Hit, document_of

DEPTH = 100
"""Passages that are searched to rank documents."""

BASELINE, OURS = "keyword", "library"
HEADLINE = "MRR@10"
HALVES: Mapping[str, slice] = {"all": slice(None), "held out": slice(1, None, 2)}

Retriever = Callable[[str], Sequence[str]]
"""A question in, identifiers of documents out, best first."""

Scores = dict[str, dict[str, float]]
"""By question, then by metric."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one way of searching did on some questions of a set.

    :param means: of each metric, with its interval.
    :param changes: the same of what it gains on the baseline, question by question.
    :param fixed: how many questions it ranks better than the baseline, by reciprocal rank; `broken` worse.
    """

    means: Mapping[str, Difference]
    changes: Mapping[str, Difference]
    fixed: int
    broken: int

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON."""
        return asdict(self)


def retrievers(library: Library, held: Sequence[Document]) -> Iterator[tuple[str, Retriever]]:
    """Yield the ways of searching; the first is the baseline."""
    cut = [(passage.id, passage.text) for document in held for passage in short_passages(document)]
    bm25 = Bm25(cut)
    dense, embedder = library.indexes().dense, library.embedder

    def by_keyword(question: str) -> list[str]:
        return documents(bm25.search(question, DEPTH))

    def by_meaning(question: str) -> list[str]:
        return documents(list(dense.search(embedder.encode_query(question), DEPTH)))

    yield BASELINE, by_keyword
    yield "dense", by_meaning
    yield "naive hybrid", lambda question: joined_by_rank([by_keyword(question), by_meaning(question)])
    yield OURS, lambda question: [name for hit in library.search(question, limit=DEPTH) for name in named(hit)]


def named(hit: Hit) -> tuple[str, ...]:
    """Return the document of a hit, and those that it is said to be reprinted in."""
    return (hit.document.id, *hit.reprints)


def documents(passages: Sequence[str]) -> list[str]:
    """Return the documents of passages, each where its best passage stands."""
    return list(dict.fromkeys(document_of(id_) for id_ in passages))


def ranked(retriever: Retriever, cases: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """Return what a retriever finds for each question."""
    return {case.id: tuple(retriever(case.question)) for case in cases}


def scored(found: Mapping[str, Sequence[str]], cases: Sequence[Case]) -> Scores:
    """Score what was found."""
    return rank_scores(found, {case.id: case.gold for case in cases})


def lines(results: Mapping[str, Scores], questions: Sequence[str]) -> dict[str, Line]:
    """Hold every way of searching against the first, over some of the questions."""
    baseline = next(iter(results.values()))
    return {name: _line(baseline, scores, questions) for name, scores in results.items()}


def _line(before: Scores, after: Scores, questions: Sequence[str]) -> Line:
    metrics = list(after[questions[0]])
    old = {metric: [before[id_][metric] for id_ in questions] for metric in metrics}
    new = {metric: [after[id_][metric] for id_ in questions] for metric in metrics}
    pairs = list(zip(old[HEADLINE], new[HEADLINE], strict=True))
    return Line(
        means={metric: bootstrap(new[metric]) for metric in metrics},
        changes={metric: paired_bootstrap(old[metric], new[metric]) for metric in metrics},
        fixed=sum(was < now for was, now in pairs),
        broken=sum(was > now for was, now in pairs),
    )
