"""The flows of a page as it reads best, with what each is about and whose headline is whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

import numpy as np

from ingest.layout.headlines import Head
from ingest.layout.joints import is_open
from ingest.layout.owners import Owners
from ingest.layout.pieces import Numbered
from ingest.layout.stitch import Matrix, Stitcher

Flow = tuple[int, ...]
"""The numbers of pieces that follow each other."""

_DOUBT = 1.0
"""A joint is doubtful when the page reads no more than this worse without it: 17 in 100 such are wrong, else 4."""


class Order:
    """The flows of a page as they were chosen, with what each is about and whose headline is whose."""

    def __init__(
        self, pieces: Sequence[Numbered], heads: Sequence[Head], vectors: Matrix, least_gain: float = 0.0
    ) -> None:
        """Read the page in every way worth trying, and keep the best.

        :param vectors: a row for each piece: what it is about.
        :param least_gain: how much better than with every piece in its place another way must be.
        """
        owners = Owners(heads, pieces)
        stitcher = Stitcher([piece for _, piece in pieces], vectors)
        matched = [(way, owners.match(way.flows)) for way in (*stitcher.ways(), *stitcher.ways(in_place=True))]
        readings = sorted(((way.score + owned.score, way.flows, owned) for way, owned in matched), key=itemgetter(0))
        in_place = max((one for one in readings if _in_place(one[1])), key=itemgetter(0))
        self.gain = readings[-1][0] - in_place[0]
        self.score, self.flows, owned = readings[-1] if self.gain >= least_gain else in_place
        self.doubtful = _doubtful([(score, flows) for score, flows, _ in reversed(readings)], pieces)
        self.heads = heads
        self.head_of: Mapping[int, int] = owned.head_of
        self._owners = owners
        self._pieces = pieces
        self._vectors = [_about(flow, pieces, vectors) for flow in self.flows]

    def likeness(self, one: int, other: int) -> float:
        """Return how alike two flows are in what they are about."""
        return float(self._vectors[one] @ self._vectors[other])

    def begins(self, flow: int) -> int:
        """Return the number of the block with which a flow begins."""
        return self._pieces[self.flows[flow][0]][0]

    def length(self, flow: int) -> int:
        """Return how many characters a flow has."""
        return sum(len(self._pieces[at][1].text) for at in self.flows[flow])

    def under_head(self, flow: int) -> bool:
        """Tell whether a flow begins right under its headline."""
        return flow in self.head_of and self._owners.stands_above(self.head_of[flow], self.flows[flow])

    def over_head(self, flow: int) -> bool:
        """Tell whether a flow ends right above its headline."""
        return flow in self.head_of and self._owners.stands_below(self.head_of[flow], self.flows[flow])

    def is_wide(self, flow: int) -> bool:
        """Tell whether a flow begins in a column wider than the page's, as a lead does."""
        return self._owners.is_wide(self.flows[flow][0])

    def torn(self) -> list[int]:
        """Return the headlines without text: what is printed under them belongs to a flow that began elsewhere."""
        starts = [flow[0] for flow in self.flows]
        free = [at for at in range(len(self.heads)) if at not in self.head_of.values() and not self.heads[at].sure]
        return [at for at in free if self._owners.below(at) not in starts]


def _doubtful(
    readings: Sequence[tuple[float, Sequence[Flow]]], pieces: Sequence[Numbered]
) -> frozenset[tuple[int, int]]:
    """Return the joints in the middle of a sentence, over other pieces, that are not the only plausible ones.

    :param readings: the ways to read the page, the best first.
    """
    best, flows = readings[0]
    near = [others for score, others in readings if best - score < _DOUBT]
    kept = set.intersection(*({joint for flow in others for joint in pairwise(flow)} for others in near))
    across = {(first, second) for flow in flows for first, second in pairwise(flow) if second > first + 1}
    return frozenset(joint for joint in across - kept if is_open(pieces[joint[0]][1].text))


def _about(flow: Flow, pieces: Sequence[Numbered], vectors: Matrix) -> Matrix:
    lengths = np.array([len(pieces[at][1].text) for at in flow], dtype=np.float32)
    vector = lengths @ vectors[list(flow)]
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


def _in_place(flows: Sequence[Flow]) -> bool:
    """Tell whether flows leave all pieces in the order in which they stand."""
    return all(second == first + 1 for flow in flows for first, second in pairwise(flow))
