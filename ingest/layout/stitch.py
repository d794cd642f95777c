"""Which piece of running text continues which: the pieces of a page as flows, each in reading order.

A page that was copied column by column gives its articles in turns, cut wherever a column ended, but nearly always in
their own order. So the pieces are taken as they stand, and each is given to the flow that it continues best, or begins
a flow of its own; of all ways to do so the best as a whole is kept, for a good joint here may cost two bad ones there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ingest.layout.joints import Joints, is_open, opens
from ingest.layout.lines import starts_broken

Matrix = NDArray[np.float32]
Before = Literal["nothing", "blank", "picture", "headline"]
"""What stands between a piece and the one above it: at most a blank line, more of them, captions, a headline."""

_BEAM, _MOST_ALIKE = 32, 3
"""How many ways are kept after each piece, and how many of them with the same pieces at the ends of their flows."""

_MOST_FLOWS = 10
_TELLING_PIECE, _TELLING_FLOW = 80, 150
"""Characters from which a piece, or a flow, tells fully what it is about."""

_USUAL_AT_MOST, _MARGIN, _GAIN_AT_MOST = 0.3, 0.03, 1.7
"""Pieces of one article are about 0.35 alike, of several 0.2: a page of one article must not look like one of several.

The centre of many pieces is more like any piece than each of them is, by the ratio of their lengths to its own.
"""


@dataclass(frozen=True, slots=True)
class _Centre:
    vector: Matrix
    told: float
    gain: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Running text without a break: lines that stand together.

    :param column: how narrow and how wide its column may be, None where its lines do not tell.
    :param before: what separates it from the piece above.
    """

    text: str
    column: tuple[float, float] | None
    indented: bool
    before: Before


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for and against giving a piece to a flow, in the log odds of a joint.

    Learned (averaged structured perceptron) on synthetic pages. `open` and `closed` say whether the flow ends in the
    middle of a sentence or at its end.
    """

    adjacent_open: tuple[float, float, float, float] = (0.7, 0.1, -0.3, -0.6)
    adjacent_closed: tuple[float, float, float, float] = (1.2, -0.3, -1.5, -1.5)
    distant_closed: float = -0.3
    topic: float = 5.4
    column: float = -0.7
    indented_open: float = -2.8
    indented_closed: float = -0.4
    opens_open: float = -0.7
    opens_closed: float = 0.3
    broken_closed: float = -4.2
    new: tuple[float, float, float, float] = (0.1, -0.4, -0.2, 1.4)
    new_opens: float = 0.4
    new_broken: float = -4.1
    left_open: float = -3.0


WEIGHTS = Weights()
_BEFORE: tuple[Before, ...] = ("nothing", "blank", "picture", "headline")
_SAME_COLUMN, _WIDEST_DIFFERENCE = 1.0, 4.0
_SHIFTS = (-2.0, 0.0, 2.0)
"""What is added for beginning a flow, so that ways with few flows and ways with many are both among the best kept."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to give the pieces to flows, each the numbers of its pieces, and what speaks for it."""

    score: float
    flows: tuple[tuple[int, ...], ...]


class Stitcher:
    """The pieces of a page, ready to be stitched."""

    def __init__(self, pieces: Sequence[Piece], vectors: Matrix) -> None:
        """Weigh every joint that could be.

        :param vectors: a row for each piece, of length one, alike for pieces about the same thing.
        """
        self._pieces = pieces
        self._links = _links(pieces)
        self._topics = _Topics(pieces, vectors)

    def ways(self, *, in_place: bool = False) -> list[Way]:
        """Return the best ways to give the pieces to flows; `in_place`, only those that move no piece."""
        if not self._pieces:
            return [Way(0.0, ())]
        starts = [_start(piece) for piece in self._pieces]
        found = {}
        for shift in _SHIFTS:
            kept = [Way(0.0, ((0,),))]
            for number in range(1, len(self._pieces)):
                kept = self._extended(kept, number, starts[number] + shift, in_place=in_place)
            for way in kept:
                score = way.score - shift * (len(way.flows) - 1) + _ends(way, self._pieces)
                found[way.flows] = Way(score, way.flows)
        return list(found.values())

    def _extended(self, kept: Sequence[Way], number: int, start: float, *, in_place: bool) -> list[Way]:
        """Give one more piece to the flows, in every way that is worth keeping."""
        longer: list[Way] = []
        for way in kept:
            if in_place or len(way.flows) < _MOST_FLOWS:
                longer.append(Way(way.score + start, (*way.flows, (number,))))
            for at, flow in enumerate(way.flows):
                if in_place and flow[-1] != number - 1:
                    continue
                flows = (*way.flows[:at], (*flow, number), *way.flows[at + 1 :])
                longer.append(Way(way.score + self._joint(flow, number), flows))
        alike: Counter[tuple[int, ...]] = Counter()
        best: list[Way] = []
        for way in sorted(longer, key=lambda way: -way.score):
            tails = tuple(flow[-1] for flow in way.flows)
            if alike[tails] < _MOST_ALIKE and len(best) < _BEAM:
                best.append(way)
            alike[tails] += 1
        return best

    def _joint(self, flow: tuple[int, ...], number: int) -> float:
        return float(self._links[flow[-1], number]) + WEIGHTS.topic * self._topics.fit(flow, number)


def _start(piece: Piece) -> float:
    """Return what speaks for a piece beginning a flow."""
    score = WEIGHTS.new[_BEFORE.index(piece.before)]
    return score + WEIGHTS.new_opens * opens(piece.text) + WEIGHTS.new_broken * starts_broken(piece.text)


def _links(pieces: Sequence[Piece]) -> Matrix:
    """Return what speaks for each piece following on each piece above it, apart from what they are about."""
    joints = Joints(piece.text for piece in pieces)
    links = np.zeros((len(pieces), len(pieces)), dtype=np.float32)
    for i, first in enumerate(pieces):
        open_end = is_open(first.text)
        for j in range(i + 1, len(pieces)):
            second = pieces[j]
            score = _open(joints, first, second) if open_end else _closed(first, second)
            if j == i + 1:
                adjacent = WEIGHTS.adjacent_open if open_end else WEIGHTS.adjacent_closed
                score += adjacent[_BEFORE.index(second.before)]
            elif not open_end:
                score += WEIGHTS.distant_closed
            links[i, j] = score + WEIGHTS.column * _difference(first.column, second.column)
    return links


def _difference(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float:
    """Return how much two columns differ in width, beyond what lines of one column do."""
    if one is None or other is None:
        return 0.0
    apart = max(one[0] - other[1], other[0] - one[1])
    return min(_WIDEST_DIFFERENCE, max(0.0, apart - _SAME_COLUMN))


def _open(joints: Joints, first: Piece, second: Piece) -> float:
    hindered = WEIGHTS.indented_open * second.indented + WEIGHTS.opens_open * opens(second.text)
    return joints.bond(first.text, second.text) + hindered


def _closed(first: Piece, second: Piece) -> float:
    return (
        WEIGHTS.broken_closed * starts_broken(second.text)
        + WEIGHTS.opens_closed * opens(second.text)
        + WEIGHTS.indented_closed * (first.indented != second.indented)
    )


class _Topics:
    """What pieces and flows are about."""

    def __init__(self, pieces: Sequence[Piece], vectors: Matrix) -> None:
        self._vectors = vectors
        self._lengths = np.array([len(piece.text) for piece in pieces], dtype=np.float32)
        self._centres: dict[tuple[int, ...], _Centre] = {}
        alike = vectors @ vectors.T
        others = len(pieces) * (len(pieces) - 1)
        usual = float((alike.sum() - np.trace(alike)) / max(1, others))
        self._usual = min(usual, _USUAL_AT_MOST) + _MARGIN

    def fit(self, flow: tuple[int, ...], number: int) -> float:
        """Return how much more alike a piece and a flow are than is usual here, less of it where either is short."""
        centre = self._centres.get(flow)
        if centre is None:
            centre = self._centres[flow] = self._centre(flow)
        told = centre.told * min(1.0, float(self._lengths[number]) / _TELLING_PIECE)
        return told * (float(centre.vector @ self._vectors[number]) - self._usual * centre.gain)

    def _centre(self, flow: tuple[int, ...]) -> _Centre:
        lengths = self._lengths[list(flow)]
        vector = lengths @ self._vectors[list(flow)]
        norm, total = float(np.linalg.norm(vector)) or 1.0, float(lengths.sum())
        return _Centre(vector / norm, min(1.0, total / _TELLING_FLOW), min(_GAIN_AT_MOST, total / norm))


def _ends(way: Way, pieces: Sequence[Piece]) -> float:
    return sum(WEIGHTS.left_open for flow in way.flows if is_open(pieces[flow[-1]].text))
