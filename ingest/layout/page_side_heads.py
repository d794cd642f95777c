"""The white between two headlines that stand side by side, which their large type makes look like a space in one.

The gutter between two columns is narrower than a character of a headline. That it is no space inside a headline is told
by the running text under or over it, which leaves the same strip white line after line.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.layout.page_model import Box, Glyph
from ingest.layout.page_near import Near

LARGE = 1.25
"""A headline is set at least this many times as large as most of the page."""

SPACE, WIDEST = 0.3, 1.1
"""Ems of a headline: a Latin space is narrower, and beyond the other nobody takes two headlines for one."""

REACH = 24.0
"""Ems of the running text, down and up, in which it bears witness."""

ROWS = 4
"""Rows of running text that must stand on either side of the white."""

ASIDE = 4.0
"""Ems of the running text on either side of the white in which those rows are looked for."""

CROSSED = 0.2
"""Share of those rows that may run across it: those of the next article."""


def gutters(glyphs: Sequence[Glyph]) -> list[Box]:
    """Return the strips between headlines side by side, as high as the headlines; `glyphs` with the spaces printed."""
    if not glyphs:
        return []
    body = median(glyph.size for glyph in glyphs)
    near = Near(glyphs)
    found = []
    for glyph in glyphs:
        if glyph.size < LARGE * body or glyph.text.isspace():
            continue
        right = _right_of(glyph, glyphs, near)
        if right is not None and _is_gutter(glyph, right, glyphs, near, body):
            found.append(Box(glyph.box.x1, glyph.box.y0, right.box.x0, glyph.box.y1))
    return found


def _right_of(one: Glyph, glyphs: Sequence[Glyph], near: Near) -> Glyph | None:
    """Return the character after a white that may be a gutter, None where there is none or a space is printed."""
    size, y = one.size, one.box.cy
    row = near.inside(one.box.cx + 0.05 * size, y - 0.5 * size, one.box.x1 + (WIDEST + 0.6) * size, y + 0.5 * size)
    first = min((glyphs[number] for number in row), key=lambda other: other.box.cx, default=None)
    if first is None or first.text.isspace() or not LARGE > first.size / size > 1 / LARGE:
        return None
    return first if SPACE * size < first.box.x0 - one.box.x1 < WIDEST * size else None


def _is_gutter(one: Glyph, right: Glyph, glyphs: Sequence[Glyph], near: Near, body: float) -> bool:
    top, bottom = min(one.box.y0, right.box.y0), max(one.box.y1, right.box.y1)
    return any(
        _is_white(one.box.x1, right.box.x0, first, last, glyphs, near, body)
        for first, last in ((bottom, bottom + REACH * body), (top - REACH * body, top))
    )


def _is_white(
    x0: float, x1: float, first: float, last: float, glyphs: Sequence[Glyph], near: Near, body: float
) -> bool:
    """Tell whether the running text between two heights leaves a strip white that it stands on both sides of."""

    def rows(left: float, right: float) -> int:
        found = (glyphs[number] for number in near.inside(left, first, right, last))
        return len({round(glyph.box.cy / body) for glyph in found if glyph.size < LARGE * body})

    least = min(rows(x0 - ASIDE * body, x0), rows(x1, x1 + ASIDE * body))
    return least >= ROWS and rows(x0, x1) <= CROSSED * least
