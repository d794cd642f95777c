"""Which characters of a page lie in a rectangle, without a look at all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from ingest.layout.page_model import Glyph


class Near:
    """Glyphs by the row of cells that their middle lies in."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._cell = median([glyph.size for glyph in glyphs]) if glyphs else 1.0
        self._rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._glyphs = glyphs
        for number, glyph in enumerate(glyphs):
            self._rows[self._row(glyph.box.cy)].append((glyph.box.cx, number))
        for row in self._rows.values():
            row.sort()
        self._numbers = sorted(self._rows)

    def _row(self, y: float) -> int:
        return int(y // self._cell)

    def inside(self, x0: float, y0: float, x1: float, y1: float) -> list[int]:
        """Return the numbers of the glyphs whose middle lies in the rectangle."""
        found: list[int] = []
        for number in self._numbers[
            bisect_left(self._numbers, self._row(y0)) : bisect_left(self._numbers, self._row(y1) + 1)
        ]:
            row = self._rows[number]
            inside = row[bisect_left(row, (x0, -1)) : bisect_left(row, (x1, len(self._glyphs)))]
            found += [index for _, index in inside if y0 <= self._glyphs[index].box.cy <= y1]
        return found
