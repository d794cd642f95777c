"""The reading order of the running text of one article, and how well one block runs on into the next.

Text goes down a column and on at the top of the next; but a wide picture or a change of column width may cut an article
into bands that are read one after the other. Both are tried, and the one that cuts fewer sentences is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.layout.lines import ends_sentence
from ingest.layout.page_blocks import Block

INDENT = 1.2
"""Ems past the edge of its column at which a line begins a paragraph."""

SHORT = 1.4
"""Ems before the edge of its column at which a line ends a paragraph."""

NEAR_EDGE = 2.6
"""Ems that the left edges of two blocks of one column differ at most: the indent of a paragraph, and some play."""

COLUMN_LINES = 3
"""Lines from which a block shows by itself how wide its column is."""

CUT_SENTENCE = 1.5
"""Cost of a full line in mid-sentence followed by a new paragraph, or by nothing."""

NO_PARAGRAPH = 1.2
"""Cost of a finished paragraph followed by a line without indent."""

DOUBTFUL = 0.2
"""Cost of a full line that ends a sentence followed by a line without indent: it may be so."""

PLAY = 0.5
"""Ems that the ends of full lines of one column differ at most."""

TOUCH = 0.25
"""Ems that two blocks may overlap and still stand beside or under one another."""


@dataclass(frozen=True, slots=True)
class Edges:
    """How a block begins and ends in its column."""

    fresh: bool
    """It begins a paragraph."""
    open: bool
    """It ends in mid-sentence at the end of a full line."""
    short: bool
    """Its last line ends before the edge of the column."""


class Flow:
    """The running text of an article: its blocks and how they join."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = list(blocks)
        self._edges = {id(one): self._edges_of(one) for one in blocks}
        self._indented = any(edges.fresh for edges in self._edges.values()) or any(map(self._has_indent, blocks))
        self._best: dict[frozenset[int], tuple[float, list[Block]]] = {}

    def column(self, one: Block) -> tuple[float, float]:
        """Return the edges of the column that a block stands in, which a line or two by themselves may not reach."""
        if len(one.lines) >= COLUMN_LINES:
            return one.box.x0, right_edge(one)
        mates = [
            other
            for other in self._blocks
            if len(other.lines) >= COLUMN_LINES
            and abs(other.box.x0 - one.box.x0) < NEAR_EDGE * one.size
            and one.box.x1 < other.box.x1 + one.size
        ]
        if not mates:
            return one.box.x0, one.box.x1
        mate = min(mates, key=lambda other: abs(other.box.cy - one.box.cy))
        return min(one.box.x0, mate.box.x0), max(one.box.x1, right_edge(mate))

    def edges(self, one: Block) -> Edges:
        """Return how a block begins and ends."""
        return self._edges[id(one)]

    def _edges_of(self, one: Block) -> Edges:
        left, right = self.column(one)
        first, last = one.lines[0], one.lines[-1]
        short = last.box.x1 < right - SHORT * one.size
        return Edges(
            fresh=first.box.x0 > left + INDENT * one.size,
            open=not short and not ends_sentence(last.text),
            short=short,
        )

    def _has_indent(self, one: Block) -> bool:
        left, _ = self.column(one)
        return any(line.box.x0 > left + INDENT * one.size for line in one.lines)

    def ordered(self) -> list[Block]:
        """Return the blocks in reading order."""
        return self._order(self._blocks)[1]

    def cost(self) -> float:
        """Return how ill the best order reads: sentences cut, paragraphs begun in the middle."""
        if not self._blocks:
            return 0.0
        cost, order = self._order(self._blocks)
        begins = 0.0 if self.edges(order[0]).fresh or not self._indented else CUT_SENTENCE
        return cost + begins + (CUT_SENTENCE if self.edges(order[-1]).open else 0.0)

    def join(self, before: Block, after: Block) -> float:
        """Return the cost of reading one block right after another."""
        if not self._indented or before.role != "body" or after.role != "body":
            return 0.0
        ends, begins = self.edges(before), self.edges(after)
        if ends.open:
            return CUT_SENTENCE if begins.fresh else 0.0
        if begins.fresh:
            return 0.0
        return NO_PARAGRAPH if ends.short else DOUBTFUL

    def _order(self, blocks: Sequence[Block]) -> tuple[float, list[Block]]:
        if len(blocks) == 1:
            return 0.0, list(blocks)
        key = frozenset(map(id, blocks))
        if key not in self._best:
            self._best[key] = self._best_order(blocks)
        return self._best[key]

    def _best_order(self, blocks: Sequence[Block]) -> tuple[float, list[Block]]:
        choices = [
            self._joined([self._order(part) for part in parts])
            for parts in (columns(blocks), bands(blocks))
            if len(parts) > 1
        ]
        if not choices:
            choices = [self._joined([(0.0, [one]) for one in sorted(blocks, key=lambda one: (one.box.x0, one.box.y0))])]
        return min(choices, key=lambda choice: choice[0])

    def _joined(self, parts: Sequence[tuple[float, list[Block]]]) -> tuple[float, list[Block]]:
        cost = sum(part_cost for part_cost, _ in parts)
        order: list[Block] = []
        for _, part in parts:
            cost += self.join(order[-1], part[0]) if order else 0.0
            order += part
        return cost, order


def right_edge(one: Block) -> float:
    """Return how far the lines of a block reach: a single line whose last mark hangs over the edge does not move it."""
    ends = sorted((line.box.x1 for line in one.lines), reverse=True)
    over, *rest = ends
    full = sum(end > rest[0] - PLAY * one.size for end in rest) if rest else 0
    hangs = rest and over > rest[0] + PLAY * one.size and 2 * full >= len(ends)
    return rest[0] if hangs else over


def columns(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut blocks at every white strip from top to bottom, left to right."""
    return _cut(sorted(blocks, key=lambda one: one.box.x0), lambda one: (one.box.x0, one.box.x1 - TOUCH * one.size))


def bands(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut blocks at every white strip from side to side, top to bottom."""
    return _cut(sorted(blocks, key=lambda one: one.box.y0), lambda one: (one.box.y0, one.box.y1 - TOUCH * one.size))


def _cut(ordered: Sequence[Block], reach: Callable[[Block], tuple[float, float]]) -> list[list[Block]]:
    parts: list[list[Block]] = []
    end = float("-inf")
    for one in ordered:
        start, stop = reach(one)
        if start >= end:
            parts.append([])
        parts[-1].append(one)
        end = max(end, stop)
    return parts
