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

DENSE_WEIGHT = {BUNDLED: 0.06}
"""What a cosine of one weighs, by embedder, where the best passage has all words of the question."""

_OTHER_WEIGHT = 0.1
_ARTICLE_WEIGHT = 0.7
_LEAST_COVERAGE = 0.05


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


def weight_of(embedder: str) -> float:
    """Return the weight of an embedder's cosine."""
    return DENSE_WEIGHT.get(embedder, _OTHER_WEIGHT)


def fuse(candidates: Iterable[Candidate], scale: Scale, weight: float) -> list[tuple[Candidate, float]]:
    """Return the candidates with their scores in [0, 1), best first, ties by identifier."""
    given = list(candidates)
    coverage = max((candidate.keyword / scale.keyword for candidate in given), default=0.0)
    dense = weight / max(_LEAST_COVERAGE, coverage) ** 2
    scored = [(candidate, _share(candidate, scale, dense)) for candidate in given]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].id))


def _share(candidate: Candidate, scale: Scale, dense: float) -> float:
    words = candidate.keyword / scale.keyword + _ARTICLE_WEIGHT * candidate.article / scale.article
    total = words + dense * max(0.0, candidate.dense)
    return total / (1 + total)
