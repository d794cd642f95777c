"""Characters of a page to its lines, by their places alone: set one after the other, or one under the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from ingest.layout.page_model import Box, Glyph, Line, around
from ingest.layout.page_near import Near
from ingest.layout.page_rows import ALIKE, CLOSE, SAME_ROW, ink_left, ink_right, joined_rows, joined_upright
from ingest.layout.page_side_heads import gutters

BLANK = 0.2
"""Ems wider than its neighbours: a gap that stands for a space."""

EVEN = 0.06
"""Share by which the sizes of characters in an upright line may differ."""

FEWEST_UPRIGHT = 3
"""Characters one under the other from which they are an upright line."""


def lines(glyphs: Sequence[Glyph], barriers: Iterable[Box] = ()) -> list[Line]:
    """Return the lines of a page; no line crosses a barrier (a rule, the edge of a frame, a picture)."""
    seen = [glyph for glyph in glyphs if not glyph.text.isspace()]
    upright, rest = _vertical(seen)
    spaces = [glyph for glyph in glyphs if glyph.text.isspace()]
    all_barriers = (*barriers, *gutters([*rest, *spaces]))
    posts = sorted((box for box in all_barriers if box.height > box.width), key=lambda box: box.cx)
    pieces = [_line(chain) for chain in _chains([*rest, *spaces], posts)]
    return [*upright, *joined_rows([piece for piece in pieces if piece.text], all_barriers)]


def _vertical(glyphs: Sequence[Glyph]) -> tuple[list[Line], list[Glyph]]:
    """Return the lines whose characters stand one under the other, and the glyphs that are in none."""
    grid = Near(glyphs)
    below = {number: under for number in range(len(glyphs)) if (under := _under(glyphs, grid, number)) is not None}
    taken: set[int] = set()
    found: list[Line] = []
    for start in sorted(below.keys() - set(below.values())):
        chain = [start]
        while (following := below.get(chain[-1])) is not None and following not in taken:
            chain.append(following)
            taken.add(following)
        if len(chain) >= FEWEST_UPRIGHT and not _continues_column(glyphs, grid, chain):
            taken.add(start)
            found.append(_line([glyphs[number] for number in chain], vertical=True))
        else:
            taken -= set(chain)
    return joined_upright(found, EVEN), [glyph for number, glyph in enumerate(glyphs) if number not in taken]


def _under(glyphs: Sequence[Glyph], grid: Near, number: int) -> int | None:
    """Return the glyph that follows downwards, if both are nearer to each other than to any neighbour beside them."""
    own = glyphs[number]
    size = own.size
    x, y = own.box.cx, own.box.cy
    below = grid.inside(x - 0.15 * size, y + 0.8 * size, x + 0.15 * size, y + 1.6 * size)
    alike = [other for other in below if abs(glyphs[other].size - size) < EVEN * size and _is_square(glyphs[other])]
    if not alike or not _is_square(own):
        return None
    best = min(alike, key=lambda other: glyphs[other].box.cy)
    pitch = glyphs[best].box.cy - own.box.cy
    return best if pitch + 0.1 * size < min(_beside(glyphs, grid, number), _beside(glyphs, grid, best)) else None


def _continues_column(glyphs: Sequence[Glyph], grid: Near, chain: Sequence[int]) -> bool:
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


def _beside(glyphs: Sequence[Glyph], grid: Near, number: int) -> float:
    """Return how far the next glyph of like size in the same row is, middle to middle."""
    own = glyphs[number]
    size = own.size
    x, y = own.box.cx, own.box.cy
    row = grid.inside(x - 2.2 * size, y - SAME_ROW * size, x + 2.2 * size, y + SAME_ROW * size)
    near = [
        abs(glyphs[other].box.cx - own.box.cx)
        for other in row
        if other != number and 1 / ALIKE < glyphs[other].size / size < ALIKE
    ]
    return min(near, default=2.2 * size)


def _chains(glyphs: Sequence[Glyph], posts: Sequence[Box]) -> list[list[Glyph]]:
    """Return runs of glyphs in one row with no gap that could be a gutter, and no upright rule between them.

    :param posts: upright rules, from left to right.
    """
    grid = Near(glyphs)
    places = [post.cx for post in posts]
    after: dict[int, int] = {}
    for number in range(len(glyphs)):
        right = _right_of(glyphs, grid, number)
        if right is None:
            continue
        one, other = glyphs[number].box, glyphs[right].box
        between = posts[bisect_left(places, one.cx) : bisect_left(places, other.cx)]
        if not any(post.y0 < one.cy < post.y1 for post in between):
            after[number] = right
    begun = set(after.values())
    chains: list[list[Glyph]] = []
    used: set[int] = set()
    for start in sorted((n for n in range(len(glyphs)) if n not in begun), key=lambda n: glyphs[n].box.x0):
        chain: list[Glyph] = []
        following: int | None = start
        while following is not None and following not in used:
            used.add(following)
            chain.append(glyphs[following])
            following = after.get(following)
        if chain:
            chains.append(chain)
    return chains


def _right_of(glyphs: Sequence[Glyph], grid: Near, number: int) -> int | None:
    own = glyphs[number]
    size = own.size
    y = own.box.cy
    row = grid.inside(own.box.cx + 0.05 * size, y - SAME_ROW * size, own.box.x1 + 1.1 * size, y + SAME_ROW * size)
    near = [
        other
        for other in row
        if other != number
        and ink_left(glyphs[other]) - ink_right(own) < CLOSE * min(size, glyphs[other].size)
        and 0.6 < glyphs[other].size / size < 1.7
    ]
    return min(near, key=lambda other: glyphs[other].box.cx, default=None)


def _line(chain: Sequence[Glyph], *, vertical: bool = False) -> Line:
    """Return the glyphs as a line, with a space where one is printed or left blank."""
    shown = [glyph for glyph in chain if not glyph.text.isspace()]
    if not shown:
        return Line("", chain[0].box, chain[0].size)
    size = median(glyph.size for glyph in shown)
    gaps = [after.box.x0 - before.box.x1 for before, after in pairwise(chain)]
    wide = (median(gaps) if gaps else 0.0) + BLANK * size
    text = "".join(
        glyph.text + (" " if not vertical and gap > wide else "")
        for glyph, gap in zip(chain, [*gaps, 0.0], strict=True)
    )
    return Line(" ".join(text.split()), around(glyph.box for glyph in shown), size, vertical)
