"""Which headline is whose: told from the words they share and from where they stand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.layout.headlines import Head
from ingest.layout.pieces import Numbered

Flows = Sequence[Sequence[int]]

_ABOVE, _BELOW = 0.35, 0.25
"""What it counts that a headline stands right above or below a flow, against the share of its words found there."""

_SURE = 0.15
"""What a byline counts: a line that only looks like a headline has none."""

_LEAD, _WIDE = 0.5, 1.3
"""A flow that begins this much wider than the page's columns, right under a headline, is its lead, whatever it says."""

_LEAST_SHARE = 0.1
"""A line that is not right above a text, and shares less with it, may be a kicker but not its headline."""

_LEAST = 0.2
"""A headline that shares less with a flow, and stands elsewhere, is not its headline."""

_MATCHED, _HEADLESS = 1.8, -0.8
"""What a headline that finds its flow, and a flow that finds none, say for a way to stitch; fitted with its weights."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Which headline each flow has, and how well that speaks for the flows."""

    head_of: Mapping[int, int]
    score: float


class Owners:
    """The headlines of a page and its pieces, ready to be matched in one way of stitching after another."""

    def __init__(self, heads: Sequence[Head], pieces: Sequence[Numbered]) -> None:
        """Note what the headlines have in common with the pieces, and where they stand among them."""
        self._heads = heads
        self._words = [_pairs(head.text) for head in heads]
        self._pieces = [_pairs(piece.text) for _, piece in pieces]
        self._lengths = [len(piece.text) for _, piece in pieces]
        self._below = [sum(number < head.first for number, _ in pieces) for head in heads]
        columns = [piece.column[0] for _, piece in pieces if piece.column]
        usual = median(columns) if columns else 0.0
        self._wide = [(piece.column or (0.0, 0.0))[0] > _WIDE * usual for _, piece in pieces]

    def match(self, flows: Flows) -> Owned:
        """Give headlines to flows, the best pairs first, each at most once."""
        head_of: dict[int, int] = {}
        given: set[int] = set()
        total = 0.0
        for score, at, number in sorted(self._scored(flows), reverse=True):
            if score >= _LEAST and number not in head_of and at not in given:
                head_of[number] = at
                given.add(at)
                total += score
        score = _MATCHED * total + _HEADLESS * (len(flows) - len(head_of))
        return Owned(head_of | self._left_over(flows, head_of), score)

    def _left_over(self, flows: Flows, head_of: Mapping[int, int]) -> dict[int, int]:
        """Give the headlines of articles that share no word with any, a metaphor perhaps, to flows that have none."""
        heads = [at for at, head in enumerate(self._heads) if head.sure and at not in head_of.values()]
        free = [number for number in range(len(flows)) if number not in head_of]
        return dict(zip(sorted(free, key=lambda number: -self._length(flows[number])), heads, strict=False))

    def _length(self, flow: Sequence[int]) -> int:
        return sum(self._lengths[piece] for piece in flow)

    def stands_above(self, at: int, flow: Sequence[int]) -> bool:
        """Tell whether a headline stands right above a flow, no other headline between."""
        last = at + 1 == len(self._below) or self._below[at + 1] > self._below[at]
        return last and self._below[at] == flow[0]

    def stands_below(self, at: int, flow: Sequence[int]) -> bool:
        """Tell whether a headline stands right below a flow, no other headline between."""
        first = at == 0 or self._below[at - 1] < self._below[at]
        return first and self._below[at] == flow[-1] + 1

    def below(self, at: int) -> int:
        """Return the number of the first piece below a headline."""
        return self._below[at]

    def is_wide(self, piece: int) -> bool:
        """Tell whether a piece is printed wider than the page's columns."""
        return self._wide[piece]

    def _scored(self, flows: Flows) -> list[tuple[float, int, int]]:
        words = [set().union(*(self._pieces[piece] for piece in flow)) for flow in flows]
        spread = Counter(pair for one in words for pair in one)
        scored = []
        for at, (head, pairs) in enumerate(zip(self._heads, self._words, strict=True)):
            weights = {pair: math.log((1 + len(flows)) / (1 + spread[pair])) + 0.1 for pair in pairs}
            total = sum(weights.values()) or 1.0
            for number, flow in enumerate(flows):
                share = sum(weight for pair, weight in weights.items() if pair in words[number]) / total
                above = self.stands_above(at, flow)
                place = (
                    _SURE * head.sure
                    + _BELOW * self.stands_below(at, flow)
                    + _ABOVE * above
                    + _LEAD * (above and self._wide[flow[0]])
                )
                if above or share >= _LEAST_SHARE:
                    scored.append((share + place, at, number))
        return scored


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
