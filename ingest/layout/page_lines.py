"""Characters of a page to its lines: those set one after the other, cut where a column ends.

Chinese newspapers set narrow columns and stretch lines to fill them, so that the gaps inside a line can be wider than
the gutter between two columns. What tells them apart is that a gutter runs on through the lines above and below.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.layout.characters import HAN
from ingest.layout.lines import ends_sentence
from ingest.layout.page_model import Box, Glyph, Line, around

CLOSE = 0.62
"""Ems: in print, a smaller gap between two characters is never a gutter."""

FAR = 2.6
"""Ems: a wider gap is inside a line only where no line nearby ends or begins at it."""

SAME_ROW = 0.3
"""Ems that the middles of two characters of one line may differ in height."""

ALIKE = 1.18
"""Ratio of sizes up to which two pieces may belong to one line."""

NARROW = 0.8
"""Ems: gaps up to this wide are judged first, so that the wider ones then part runs that are as long as they can be."""

GUTTER_LINES = (2, 4)
"""Other lines that must end where a gap begins, and begin where it ends, to make it a gutter: a wide gap, a narrow one."""

STANDS_FREE = 0.55
"""Ems of white beside a piece from which it may be the beginning or the end of a line."""

REACH = 40.0
"""Ems up and down in which other lines bear witness for a gutter."""

_HAN = re.compile(f"[{HAN}]")

BLANK = 0.2
"""Ems wider than its neighbours: a gap that stands for a space."""

OPENING_MARKS = frozenset("“‘（《【「『〈〔〖")
CLOSING_MARKS = frozenset("”’）》】」』〉〕〗，。、；：！？")
"""Marks that fill half of their place, and are squeezed into it at the edge of a column and next to one another."""

def lines(glyphs: Sequence[Glyph], barriers: Iterable[Box] = ()) -> list[Line]:
    """Return the lines of a page; no line crosses a barrier (a rule, the edge of a frame, a picture)."""
    seen = [glyph for glyph in glyphs if not glyph.text.isspace()]
    upright, rest = _vertical(seen)
    spaces = [glyph for glyph in glyphs if glyph.text.isspace()]
    pieces = [_line(chain) for chain in _chains([*rest, *spaces])]
    return [*upright, *joined_rows([piece for piece in pieces if piece.text], tuple(barriers))]


class _Grid:
    """Glyphs by the cell that their middle lies in."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._cell = median([glyph.size for glyph in glyphs]) if glyphs else 1.0
        self._rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._glyphs = glyphs
        for number, glyph in enumerate(glyphs):
            self._rows[self._row(glyph.box.cy)].append((glyph.box.cx, number))
        for row in self._rows.values():
            row.sort()

    def _row(self, y: float) -> int:
        return int(y // self._cell)

    def inside(self, x0: float, y0: float, x1: float, y1: float) -> list[int]:
        """Return the numbers of the glyphs whose middle lies in the rectangle."""
        found: list[int] = []
        for number in range(self._row(y0), self._row(y1) + 1):
            row = self._rows.get(number)
            if not row:
                continue
            start = bisect_left(row, (x0, -1))
            for x, index in row[start:]:
                if x > x1:
                    break
                if y0 <= self._glyphs[index].box.cy <= y1:
                    found.append(index)
        return found


def _vertical(glyphs: Sequence[Glyph]) -> tuple[list[Line], list[Glyph]]:
    """Return the lines whose characters stand one under the other, and the glyphs that are in none."""
    grid = _Grid(glyphs)
    below = {number: under for number in range(len(glyphs)) if (under := _under(glyphs, grid, number)) is not None}
    taken: set[int] = set()
    found: list[Line] = []
    for start in sorted(below.keys() - set(below.values())):
        chain = [start]
        while (following := below.get(chain[-1])) is not None and following not in taken:
            chain.append(following)
            taken.add(following)
        if len(chain) >= 3 and not _continues_column(glyphs, grid, chain):
            taken.add(start)
            found.append(_line([glyphs[number] for number in chain], vertical=True))
        else:
            taken -= set(chain)
    return _one_under_another(found), [glyph for number, glyph in enumerate(glyphs) if number not in taken]


def _one_under_another(found: Sequence[Line]) -> list[Line]:
    """Join vertical lines that go on after a blank: a headline in two halves, or around a number."""
    joined: list[Line] = []
    for line in sorted(found, key=lambda line: line.box.y0):
        for number, upper in enumerate(joined):
            apart = line.box.y0 - upper.box.y1
            if abs(line.box.cx - upper.box.cx) < 0.3 * line.size and 0 <= apart < 2.2 * line.size and abs(line.size - upper.size) < 0.06 * line.size:
                joined[number] = Line(f"{upper.text} {line.text}", around((upper.box, line.box)), upper.size, vertical=True)
                break
        else:
            joined.append(line)
    return joined


def _under(glyphs: Sequence[Glyph], grid: _Grid, number: int) -> int | None:
    """Return the glyph that follows downwards, if both are nearer to each other than to any neighbour beside them."""
    own = glyphs[number]
    size = own.size
    candidates = grid.inside(own.box.cx - 0.15 * size, own.box.cy + 0.8 * size, own.box.cx + 0.15 * size, own.box.cy + 1.6 * size)
    alike = [other for other in candidates if abs(glyphs[other].size - size) < 0.06 * size and _is_square(glyphs[other])]
    if not alike or not _is_square(own):
        return None
    best = min(alike, key=lambda other: glyphs[other].box.cy)
    pitch = glyphs[best].box.cy - own.box.cy
    return best if pitch + 0.1 * size < min(_beside(glyphs, grid, number), _beside(glyphs, grid, best)) else None


def _continues_column(glyphs: Sequence[Glyph], grid: _Grid, chain: Sequence[int]) -> bool:
    """Tell whether a chain stands between lines that are set across: then it is the end of stretched lines."""
    for number, way in ((chain[0], -1), (chain[-1], 1)):
        own = glyphs[number]
        size = own.size
        first, last = sorted((own.box.cy + way * 0.8 * size, own.box.cy + way * 2.0 * size))
        next_ones = grid.inside(own.box.cx - 0.6 * size, first, own.box.cx + 0.6 * size, last)
        if any(
            _is_square(glyphs[other])
            and 1 / ALIKE < glyphs[other].size / size < ALIKE
            and _beside(glyphs, grid, other) < 1.3 * size
            for other in next_ones
        ):
            return True
    return False


def _is_square(glyph: Glyph) -> bool:
    return glyph.box.width > 0.8 * glyph.size


def _beside(glyphs: Sequence[Glyph], grid: _Grid, number: int) -> float:
    """Return how far the next glyph of like size in the same row is, middle to middle."""
    own = glyphs[number]
    size = own.size
    row = grid.inside(own.box.cx - 2.2 * size, own.box.cy - SAME_ROW * size, own.box.cx + 2.2 * size, own.box.cy + SAME_ROW * size)
    near = [
        abs(glyphs[other].box.cx - own.box.cx)
        for other in row
        if other != number and 1 / ALIKE < glyphs[other].size / size < ALIKE
    ]
    return min(near, default=2.2 * size)


def _chains(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return runs of glyphs in one row with no gap that could be a gutter."""
    grid = _Grid(glyphs)
    after: dict[int, int] = {}
    for number in range(len(glyphs)):
        if (right := _right_of(glyphs, grid, number)) is not None:
            after[number] = right
    begun = set(after.values())
    chains: list[list[Glyph]] = []
    used: set[int] = set()
    for start in sorted((n for n in range(len(glyphs)) if n not in begun), key=lambda n: glyphs[n].box.x0):
        chain: list[Glyph] = []
        number: int | None = start
        while number is not None and number not in used:
            used.add(number)
            chain.append(glyphs[number])
            number = after.get(number)
        if chain:
            chains.append(chain)
    return chains


def _right_of(glyphs: Sequence[Glyph], grid: _Grid, number: int) -> int | None:
    own = glyphs[number]
    size = own.size
    row = grid.inside(own.box.cx + 0.05 * size, own.box.cy - SAME_ROW * size, own.box.x1 + 1.1 * size, own.box.cy + SAME_ROW * size)
    near = [
        other
        for other in row
        if other != number
        and _ink_left(glyphs[other]) - _ink_right(own) < CLOSE * min(size, glyphs[other].size)
        and 0.6 < glyphs[other].size / size < 1.7
    ]
    return min(near, key=lambda other: glyphs[other].box.cx, default=None)


def _ink_left(item: Glyph | Line) -> float:
    """Return where the ink begins: an opening mark leaves half of its place blank, or is set on half a place."""
    return item.box.x0 + (0.5 * item.size if item.text[0] in OPENING_MARKS else 0.0)


def _ink_right(item: Glyph | Line) -> float:
    return item.box.x1 - (0.5 * item.size if item.text[-1] in CLOSING_MARKS else 0.0)


def _line(chain: Sequence[Glyph], *, vertical: bool = False) -> Line:
    """Return the glyphs as a line, with a space where one is printed or left blank."""
    shown = [glyph for glyph in chain if not glyph.text.isspace()]
    if not shown:
        return Line("", chain[0].box, chain[0].size)
    size = median(glyph.size for glyph in shown)
    gaps = [after.box.x0 - before.box.x1 for before, after in pairwise(chain)]
    wide = (median(gaps) if gaps else 0.0) + BLANK * size
    text = "".join(
        glyph.text + (" " if not vertical and gap > wide else "") for glyph, gap in zip(chain, [*gaps, 0.0], strict=True)
    )
    return Line(" ".join(text.split()), around(glyph.box for glyph in shown), size, vertical)


@dataclass(frozen=True, slots=True)
class Play:
    """How exact the places of pieces are, in ems.

    :param close: a smaller gap is always inside a line.
    :param run: a gap of this size is a gutter on the word of `run_lines` other lines where the pieces on both sides are
        runs of several characters.
    :param widest: a wider gap is never inside a line, however much it was stretched around a long word.
    :param edge: by how much lines of one column may differ at its edge.
    :param long: how long a line is at least whose edges bear witness.
    :param alike: ratio of sizes up to which two pieces may belong to one line.
    """

    close: float
    run: float
    run_lines: int
    widest: float
    edge: float
    long: float
    alike: float


PRINTED = Play(close=CLOSE, run=NARROW, run_lines=0, widest=8.0, edge=0.35, long=0.0, alike=ALIKE)
SCANNED = Play(close=0.15, run=0.15, run_lines=1, widest=1.7, edge=0.8, long=5.0, alike=1.4)
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
        return Box(_ink_right(self.left), min(left.y0, right.y0), _ink_left(self.right), max(left.y1, right.y1))

    @property
    def bare(self) -> float:
        """How far the places of the two characters are apart; their ink may be half a place further at each side."""
        return self.right.box.x0 - self.left.box.x1


def joined_rows(pieces: Sequence[Line], barriers: Sequence[Box] = (), play: Play = PRINTED) -> list[Line]:
    """Join the pieces of each line over the gaps that are not gutters, the narrow ones first."""
    for widest in (NARROW, FAR, play.widest):
        pieces = _joined(_Rows(pieces, play), barriers, widest)
    return list(pieces)


class _Rows:
    """Pieces of lines from top to bottom, each with its neighbour in the row, and the edges that they begin and end at."""

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
        for number in range(bisect_left(self._middles, middle - REACH * em), bisect_left(self._middles, middle + REACH * em)):
            other = self.pieces[number]
            if other is gap.left or other is gap.right or other.box.width < self.play.long * em:
                continue
            if not 1 / self.play.alike < other.size / em < self.play.alike:
                continue
            ending += self._ends[number] and _meet(_right_edges(other), _right_edges(gap.left), reach)
            beginning += self._begins[number] and _meet(_left_edges(other), _left_edges(gap.right), reach)
        return ending, beginning


def _right_edges(piece: Line) -> tuple[float, float]:
    """Return where a piece ends: the place of its last character, and its ink, for a squeezed mark reaches over the edge."""
    return piece.box.x1, _ink_right(piece)


def _left_edges(piece: Line) -> tuple[float, float]:
    return piece.box.x0, _ink_left(piece)


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
    if gap.box.width < rows.play.close * em:
        return True
    ending, beginning = rows.lines_at(gap)
    if gap.bare >= rows.play.run * em and _is_run(left) and _is_run(right):
        return min(ending, beginning) < rows.play.run_lines
    if gap.bare > FAR * em or ends_sentence(left.text):  # the last line of a paragraph ends anywhere
        return max(ending, beginning) < (1 if gap.bare > FAR * em else GUTTER_LINES[1])
    return min(ending, beginning) < GUTTER_LINES[gap.bare < NARROW * em]


def _is_run(piece: Line) -> bool:
    """Tell whether a piece is a run of characters that was not stretched, so that a gap beside it is no part of its line."""
    return len(_HAN.findall(piece.text)) >= 4
