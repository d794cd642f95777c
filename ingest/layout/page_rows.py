"""Pieces of lines to lines: over a gap that was stretched, not over the gutter between two columns.

Chinese newspapers set narrow columns and stretch lines to fill them, so that the gaps inside a line can be wider than
the gutter between two columns. What tells them apart is that other lines end and begin at a gutter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.layout.characters import HAN
from ingest.layout.lines import ends_sentence
from ingest.layout.page_model import Box, Glyph, Line, around

CLOSE = 0.62
"""Ems: in print, a smaller gap between two characters is never a gutter."""

NARROW = 0.8
"""Ems: gaps up to this wide are judged first, so that the wider ones then part runs that are as long as they can be."""

FAR = 2.6
"""Ems: a wider gap is inside a line only where no line nearby ends or begins at it."""

SAME_ROW = 0.3
"""Ems that the middles of two characters of one line may differ in height."""

ALIKE = 1.18
"""Ratio of sizes up to which two pieces may belong to one line."""

GUTTER_LINES = (2, 4)
"""Other lines that must end where a gap begins, and begin where it ends, to make it a gutter: a wide one, a narrow."""

STANDS_FREE = 0.55
"""Ems of white beside a piece from which it may be the beginning or the end of a line."""

REACH = 40.0
"""Ems up and down in which other lines bear witness for a gutter."""

OPENING_MARKS = frozenset("“‘（《【「『〈〔〖")
CLOSING_MARKS = frozenset("”’）》】」』〉〕〗，。、；：！？")
"""Marks that fill half of their place, and are squeezed into it at the edge of a column and next to one another."""

_HAN = re.compile(f"[{HAN}]")


def ink_left(item: Glyph | Line) -> float:
    """Return where the ink begins: an opening mark leaves half of its place blank, or is set on half a place."""
    return item.box.x0 + (0.5 * item.size if item.text[0] in OPENING_MARKS else 0.0)


def ink_right(item: Glyph | Line) -> float:
    """Return where the ink ends: a closing mark leaves the other half blank."""
    return item.box.x1 - (0.5 * item.size if item.text[-1] in CLOSING_MARKS else 0.0)


@dataclass(frozen=True, slots=True)
class Play:
    """How exact the places of pieces are, in ems.

    :param close: a smaller gap is always inside a line.
    :param run: a gap of this size between runs of several characters is always a gutter.
    :param touching: between such runs a smaller gap is one as well: boxes drawn too large.
    :param hint: a gap of this size between such runs is one on the word of a single other line.
    :param widest: a wider gap is never inside a line, however much it was stretched around a long word.
    :param edge: by how much lines of one column may differ at its edge.
    :param long: how long a line is at least whose edges bear witness.
    :param alike: ratio of sizes up to which two pieces may belong to one line.
    :param near: ems up and down in which lines that run across a gap are counted against it.
    """

    close: float
    run: float
    touching: float
    hint: float
    widest: float
    edge: float
    long: float
    alike: float
    near: float


PRINTED = Play(
    close=CLOSE, run=NARROW, touching=-9.0, hint=NARROW, widest=8.0, edge=0.35, long=0.0, alike=ALIKE, near=0.0
)
SCANNED = Play(close=0.15, run=1.2, touching=0.2, hint=0.2, widest=1.7, edge=0.8, long=5.0, alike=1.4, near=7.0)
"""Recognition draws its boxes by guess, and cuts stretched lines at their marks."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """The free space between two neighbours in a row."""

    left: Line
    right: Line

    @property
    def em(self) -> float:
        return min(self.left.size, self.right.size)

    @property
    def box(self) -> Box:
        left, right = self.left.box, self.right.box
        return Box(ink_right(self.left), min(left.y0, right.y0), ink_left(self.right), max(left.y1, right.y1))

    @property
    def bare(self) -> float:
        """How far the places of the two characters are apart; their ink may be half a place further at each side."""
        return self.right.box.x0 - self.left.box.x1


def joined_rows(pieces: Sequence[Line], barriers: Sequence[Box] = (), play: Play = PRINTED) -> list[Line]:
    """Join the pieces of each line over the gaps that are not gutters, the narrow ones first."""
    for widest in (NARROW, FAR, play.widest):
        pieces = _joined(_Rows(pieces, play), barriers, widest)
    return list(pieces)


def joined_upright(lines: Sequence[Line], even: float) -> list[Line]:
    """Join upright lines that go on after a blank: a headline in two halves, or around a number.

    :param even: share by which their sizes may differ.
    """
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box.y0):
        for number, upper in enumerate(joined):
            apart = line.box.y0 - upper.box.y1
            in_line = abs(line.box.cx - upper.box.cx) < 0.3 * line.size and -0.3 * line.size <= apart < 2.2 * line.size
            if in_line and abs(line.size - upper.size) < even * line.size:
                sure = min(line.confidence, upper.confidence)
                joined[number] = Line(
                    f"{upper.text} {line.text}", around((upper.box, line.box)), upper.size, True, sure
                )
                break
        else:
            joined.append(line)
    return joined


class _Rows:
    """Pieces of lines from top to bottom, each with its neighbour in the row, and where lines begin and end."""

    def __init__(self, pieces: Sequence[Line], play: Play) -> None:
        self.play = play
        self.pieces = sorted(pieces, key=lambda piece: piece.box.cy)
        self._middles = [piece.box.cy for piece in self.pieces]
        self.after = [self._neighbour(number) for number in range(len(self.pieces))]
        before = {following: number for number, following in enumerate(self.after) if following is not None}
        self._ends = [self._stands_free(number, self.after[number]) for number in range(len(self.pieces))]
        self._begins = [self._stands_free(before.get(number), number) for number in range(len(self.pieces))]

    def _neighbour(self, number: int) -> int | None:
        piece = self.pieces[number]
        reach = SAME_ROW * piece.size
        row = range(bisect_left(self._middles, piece.box.cy - reach), bisect_left(self._middles, piece.box.cy + reach))
        near = [other for other in row if other != number and self.pieces[other].box.cx > piece.box.cx]
        return min(near, key=lambda other: self.pieces[other].box.x0, default=None)

    def _stands_free(self, left: int | None, right: int | None) -> bool:
        if left is None or right is None:
            return True
        gap = _Gap(self.pieces[left], self.pieces[right])
        return gap.bare >= STANDS_FREE * gap.em

    def lines_at(self, gap: _Gap) -> tuple[int, int]:
        """Count the lines near a gap that end where it begins, and those that begin where it ends."""
        em, middle, reach = gap.em, gap.box.cy, self.play.edge * gap.em
        ending = beginning = 0
        for number in range(
            bisect_left(self._middles, middle - REACH * em), bisect_left(self._middles, middle + REACH * em)
        ):
            other = self.pieces[number]
            if other is gap.left or other is gap.right or other.box.width < self.play.long * em:
                continue
            if not 1 / self.play.alike < other.size / em < self.play.alike:
                continue
            ending += self._ends[number] and _meet(_right_edges(other), _right_edges(gap.left), reach)
            beginning += self._begins[number] and _meet(_left_edges(other), _left_edges(gap.right), reach)
        return ending, beginning

    def verdict(self, gap: _Gap) -> bool | None:
        """Tell by the lines right above and below whether a gap is inside a line, if more of them say so than not."""
        em, middle = gap.em, gap.box.cy
        near = self.play.near * em
        across = ending = beginning = 0
        for number in range(bisect_left(self._middles, middle - near), bisect_left(self._middles, middle + near)):
            box, size = self.pieces[number].box, self.pieces[number].size
            if abs(box.cy - middle) < SAME_ROW * em or not 1 / ALIKE < size / em < ALIKE:
                continue
            across += box.x0 < gap.box.x0 - em and box.x1 > gap.box.x1 + em
            ending += abs(box.x1 - gap.box.x0) < self.play.edge * em
            beginning += abs(box.x0 - gap.box.x1) < self.play.edge * em
        parted = min(ending, beginning)
        return None if across == parted else across > parted


def _right_edges(piece: Line) -> tuple[float, float]:
    """Return where a piece ends: its last place, and its ink, for a squeezed mark reaches over the edge."""
    return piece.box.x1, ink_right(piece)


def _left_edges(piece: Line) -> tuple[float, float]:
    return piece.box.x0, ink_left(piece)


def _meet(some: tuple[float, float], others: tuple[float, float], reach: float) -> bool:
    return any(abs(one - other) < reach for one in some for other in others)


def _joined(rows: _Rows, barriers: Sequence[Box], widest: float) -> list[Line]:
    ordered = rows.pieces
    after: dict[int, int] = {}
    taken: set[int] = set()
    for number, following in enumerate(rows.after):
        if following is None or following in taken:
            continue
        gap = _Gap(ordered[number], ordered[following])
        if gap.bare <= min(widest, rows.play.widest) * gap.em and _is_inside_line(gap, rows, barriers):
            after[number] = following
            taken.add(following)
    starts = [number for number in range(len(ordered)) if number not in taken]
    return [_merged([ordered[number] for number in _followed(start, after)]) for start in starts]


def _followed(start: int, after: dict[int, int]) -> list[int]:
    chain = [start]
    while (following := after.get(chain[-1])) is not None:
        chain.append(following)
    return chain


def _merged(pieces: Sequence[Line]) -> Line:
    if len(pieces) == 1:
        return pieces[0]
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        text += (" " if piece.box.x0 - before.box.x1 >= CLOSE * piece.size else "") + piece.text
    return Line(
        text,
        around(piece.box for piece in pieces),
        median(piece.size for piece in pieces),
        confidence=min(piece.confidence for piece in pieces),
    )


def _is_inside_line(gap: _Gap, rows: _Rows, barriers: Sequence[Box]) -> bool:
    left, right, em = gap.left, gap.right, gap.em
    alike = rows.play.alike
    if not 1 / alike < left.size / right.size < alike or any(barrier.overlap(gap.box) > 0 for barrier in barriers):
        return False
    if rows.play.near and (verdict := rows.verdict(gap)) is not None:
        return verdict
    runs = _is_run(left) and _is_run(right)
    if runs and gap.bare < rows.play.touching * em:
        return False
    if gap.box.width < rows.play.close * em:
        return True
    ending, beginning = rows.lines_at(gap)
    if runs and gap.bare >= rows.play.hint * em:
        return gap.bare < rows.play.run * em and min(ending, beginning) < 1
    if gap.bare > FAR * em or ends_sentence(left.text):  # the last line of a paragraph ends anywhere
        return max(ending, beginning) < (1 if gap.bare > FAR * em else GUTTER_LINES[1])
    return min(ending, beginning) < GUTTER_LINES[gap.bare < NARROW * em]


def _is_run(piece: Line) -> bool:
    """Tell whether a piece is a run of characters, not stretched, so that a gap beside it is no part of its line."""
    return len(_HAN.findall(piece.text)) >= 4
