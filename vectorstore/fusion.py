"""Joining what the two indexes found, by score. Pure functions.

Character-bigram BM25 is the stronger signal on Chinese policy and news; a dense score adds what shares the meaning but
not the words. Joined by rank with equal weight the pair is worse than BM25 alone, by score at a small weight better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vectorstore.embed import BUNDLED

DENSE_WEIGHT = {BUNDLED: 0.15}
"""What a cosine of one weighs against the best BM25 score, by embedder; see evals/bench/search.py."""

_OTHER_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Fused:
    """A candidate with its fused score in [0, 1] and the two it was made from."""

    id: str
    score: float
    keyword: float
    dense: float


def weight_of(embedder: str) -> float:
    """Return the weight of an embedder's cosine."""
    return DENSE_WEIGHT.get(embedder, _OTHER_WEIGHT)


def fuse(keyword: Mapping[str, float], dense: Mapping[str, float], weight: float) -> list[Fused]:
    """Join BM25 scores, taken relative to the best one, with cosines at `weight`; best first, ties by identifier."""
    top = max(keyword.values(), default=0.0) or 1.0
    joined = [
        Fused(id_, (keyword.get(id_, 0.0) / top + weight * max(0.0, dense.get(id_, 0.0))) / (1 + weight), *pair)
        for id_ in keyword.keys() | dense.keys()
        for pair in [(keyword.get(id_, 0.0), dense.get(id_, 0.0))]
    ]
    return sorted(joined, key=lambda fused: (-fused.score, fused.id))
