"""Joining what the indexes found, by score. Pure functions.

On Chinese policy and news the words of a question say most, in the passage and in the whole article; a dense score adds
what shares the meaning but not the words. So it weighs little where a passage has the question's words, and more the
fewer of them even the best passage has. The numbers below were chosen on one half of each set that
evals/bench/search.py measures, and reported on the other; joining by rank with equal weights is worse than BM25 alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vectorstore.embed import BUNDLED

_ARTICLE_WEIGHT = 1.0
_PROMISE_WEIGHT = 0.5
_LEAST_COVERAGE = 0.05


@dataclass(frozen=True, slots=True)
class DenseWeight:
    """What a cosine of one weighs against the words of the question, all of them found weighing one.

    :param steady: its weight where some passage has every word.
    :param rising: what is added, divided by the cube of the share of the words that the best passage has.
    """

    steady: float
    rising: float

    def at(self, coverage: float) -> float:
        """Return the weight where the best passage has the share `coverage` of the words."""
        return self.steady + self.rising / max(_LEAST_COVERAGE, coverage) ** 3


DENSE_WEIGHTS = {BUNDLED: DenseWeight(steady=0.1, rising=0.02)}
"""By embedder."""

_OTHER_WEIGHT = DenseWeight(steady=0.2, rising=0.05)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its BM25 score, that of its whole article, and the cosine of question and passage."""

    id: str
    keyword: float
    article: float
    dense: float


@dataclass(frozen=True, slots=True)
class Scale:
    """What the BM25 scores of passages and of articles are measured against: the weight of the question's words."""

    keyword: float
    article: float


def weight_of(embedder: str) -> DenseWeight:
    """Return the weight of an embedder's cosine."""
    return DENSE_WEIGHTS.get(embedder, _OTHER_WEIGHT)


def fuse(candidates: Iterable[Candidate], scale: Scale, weight: DenseWeight) -> list[tuple[Candidate, float]]:
    """Return the candidates with their scores from 0 upwards, best first, ties by identifier."""
    given = list(candidates)
    coverage = max((candidate.keyword / scale.keyword for candidate in given), default=0.0)
    dense = weight.at(coverage)
    scored = [(candidate, _score(candidate, scale, dense)) for candidate in given]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].id))


def with_promise(score: float, promise: float) -> float:
    """Return a score raised by the share of the question's words that stand beside what it asks for."""
    return score + _PROMISE_WEIGHT * promise


def squashed(score: float) -> float:
    """Return a score in [0, 1), in the same order."""
    return score / (1 + score)


def _score(candidate: Candidate, scale: Scale, dense: float) -> float:
    words = candidate.keyword / scale.keyword + _ARTICLE_WEIGHT * candidate.article / scale.article
    return words + dense * max(0.0, candidate.dense)
