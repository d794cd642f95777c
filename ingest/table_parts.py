"""Grids of cells taken apart: tables one below the other or side by side, and the lines of text around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.table_heading import column_names, heading_depth, looks_like_heading
from ingest.tables import Cell, Grid, Part, Record, Row, Table, distinct, is_note, rectangular, unit_of

_FOOTER_ROWS = 20
_LABELLED = re.compile(r"^[^：:\d]{1,12}[：:]")


def parts(grid: Grid) -> list[Part]:
    """Return the text lines and tables of a grid, top to bottom, and left before right where tables stand abreast."""
    grid = rectangular(grid)
    found: list[Part] = []
    for segment in _abreast(grid):
        found += _Stack(segment).parts()
    return found


def _abreast(grid: list[list[Cell | None]]) -> list[list[list[Cell | None]]]:
    """Cut a grid where tables stand side by side: at an empty column with another heading to its right."""
    widest = max((len(distinct(row)) for row in grid), default=0)
    top = next((i for i, row in enumerate(grid) if len(distinct(row)) > 1 and not _is_preface(row, widest)), None)
    if top is None:
        return [grid]
    width = len(grid[0])
    used = [j for j in range(width) if any(row[j] is not None for row in grid[top:])]
    cuts = [right for left, right in pairwise(used) if right > left + 1]
    bounds = [0, *(cut for cut in cuts if _is_other_table(grid[top:], cut)), width]
    if len(bounds) == 2:
        return [grid]
    across = [i for i in range(top) if len(distinct(grid[i])) == 1]
    segments = [[[*row[a:b]] for row in grid[top:]] for a, b in pairwise(bounds)]
    heads = [
        [[cell if bounds[0] == a or i not in across else None for cell in grid[i][a:b]] for i in range(top)]
        for a, b in pairwise(bounds)
    ]
    return [head + segment for head, segment in zip(heads, segments, strict=True)]


def _is_other_table(rows: list[list[Cell | None]], cut: int) -> bool:
    """Whether the columns from `cut` on are a table of their own: the same headings again, or other rows in use."""
    if sum(any(row[j] is not None for row in rows) for j in range(cut, len(rows[0]))) < 2:
        return False
    for row in rows[:3]:
        if {cell.shown for cell in row[:cut] if cell} & {cell.shown for cell in row[cut:] if cell}:
            return True
    left = max((i for i, row in enumerate(rows) if any(row[:cut])), default=0)
    right = max((i for i, row in enumerate(rows) if any(row[cut:])), default=0)
    return abs(left - right) > 1  # a row of totals often leaves the last columns free


def _is_preface(row: Row, widest: int) -> bool:
    """Whether a row above the table, though of several cells, is a title with a note or notes beside each other."""
    cells = distinct(row)
    notes = sum(is_note(cell.shown) or bool(_LABELLED.match(cell.shown)) for cell in cells)
    return notes >= max(1, len(cells) - 1) and len(cells) <= max(2, widest // 2 + 1)


@dataclass
class _Stack:
    """Reads the rows of one grid from the top: text, heading, records, notes, and the next table below."""

    grid: list[list[Cell | None]]
    found: list[Part] = field(default_factory=list)
    unit: str | None = None
    columns: tuple[str, ...] = ()
    heading: tuple[tuple[str, ...], ...] = ()
    records: list[Record] = field(default_factory=list)
    section: str | None = None
    numbered: bool = True
    resumed: bool = False
    widest: int = 0
    widths: list[int] = field(default_factory=list)
    next_wide: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.widths = [len(distinct(row)) for row in self.grid]
        self.widest = max(self.widths, default=0)
        self.next_wide = [None] * len(self.grid)
        for i in range(len(self.grid) - 2, -1, -1):
            self.next_wide[i] = i + 1 if self.widths[i + 1] > 1 else self.next_wide[i + 1]

    def parts(self) -> list[Part]:
        i, gap = 0, False
        while i < len(self.grid):
            cells = distinct(self.grid[i])
            if not cells:
                i, gap = i + 1, True
                continue
            i += self._take(i, cells, gap)
            gap = False
        self._close()
        return self.found

    def _take(self, i: int, cells: list[Cell], gap: bool) -> int:
        """Read the row at `i`; return how many rows that took."""
        if not self.columns:
            return self._before_table(i, cells)
        if len(cells) == 1:
            return self._lone(i, cells[0])
        if self._is_heading_again(i):
            return len(self.heading)
        if self._starts_table(i, gap):
            self._close()
            return self._open(i)
        if self._is_footer(i, cells):
            self._say(cells)
        elif not _is_column_numbers(cells):
            self._record(i)
        return 1

    def _before_table(self, i: int, cells: list[Cell]) -> int:
        if (len(cells) == 1 and self.widest > 1) or (len(cells) > 1 and _is_preface(self.grid[i], self.widest)):
            self._say(cells)
            return 1
        return self._open(i)

    def _say(self, cells: Sequence[Cell]) -> None:
        line = "　".join(cell.shown for cell in cells)
        self.unit = unit_of(line) or self.unit
        if self.columns:
            self._close()
        self.found.append(line)

    def _open(self, i: int) -> int:
        depth = heading_depth(self.grid, i)
        self.columns = column_names(self.grid[i : i + depth], len(self.grid[i]))
        self.heading = tuple(tuple(cell.shown if cell else "" for cell in row) for row in self.grid[i : i + depth])
        self.section, self.resumed = None, False
        return depth

    def _close(self) -> None:
        if self.records:
            used = {name for record in self.records for name in record.cells}
            columns = tuple(name for name in self.columns if name in used)
            self.found.append(Table(columns, tuple(self.records), self.unit))
        elif self.columns and self.heading and not self.resumed:
            self.found += ["　".join(dict.fromkeys(text for text in row if text)) for row in self.heading]
        self.columns, self.heading, self.records, self.section, self.numbered = (), (), [], None, True

    def _named(self, row: Row) -> dict[str, Cell]:
        """Name the cells of a row; one merged over several columns stands under the first."""
        return {
            name: cell
            for j, (name, cell) in enumerate(zip(self.columns, row, strict=True))
            if cell is not None and cell.shown and (j == 0 or row[j - 1] is not cell)
        }

    def _record(self, i: int) -> None:
        first = self.grid[i][0]
        self.numbered = self.numbered and (first is None or first.numeric)
        self.records.append(Record(self._named(self.grid[i]), self.section))

    def _lone(self, i: int, cell: Cell) -> int:
        """Read a row of one cell: a note, the title of a next table, a heading between rows, or a poor record."""
        row = self.grid[i]
        places = [j for j, one in enumerate(row) if one is cell]
        following = self.next_wide[i]
        if is_note(cell.shown) or (following is None and (len(places) > 1 or len(cell.shown) > 20)):
            self._note(cell, following)
        elif following is not None and self._starts_table(following, gap=True):
            self._say([cell])
        elif len(places) > max(1, len(row) // 2) or (
            places == [0] and not cell.numeric and self.numbered and bool(self.records)
        ):
            self.section = cell.shown
        else:
            self._record(i)
        return 1

    def _heads_rows(self, cell: Cell) -> bool:
        """Whether words in the first column, where that only numbers the records, are a heading between them."""
        return self.numbered and bool(self.records) and not cell.numeric

    def _note(self, cell: Cell, following: int | None) -> None:
        """Put a note after the table, keeping the table open where its rows go on below the note."""
        columns, heading = self.columns, self.heading
        self._say([cell])
        if following is not None and not self._would_open(following, heading):
            self.columns, self.heading, self.resumed = columns, heading, True

    def _would_open(self, i: int, heading: tuple[tuple[str, ...], ...]) -> bool:
        return looks_like_heading(self.grid[i]) or (bool(heading) and _texts(self.grid[i]) == heading[0])

    def _is_heading_again(self, i: int) -> bool:
        return bool(self.heading) and _texts(self.grid[i]) == self.heading[0] and bool(self.records)

    def _starts_table(self, i: int, gap: bool) -> bool:
        return gap and bool(self.records) and looks_like_heading(self.grid[i]) and not self._is_heading_again(i)

    def _is_footer(self, i: int, cells: list[Cell]) -> bool:
        """Whether a row under the table is signed (制表人：…　审核人：…): all labels, and no record after it."""
        if not all(is_note(cell.shown) or _LABELLED.match(cell.shown) for cell in cells):
            return False
        return max(self.widths[i + 1 : i + _FOOTER_ROWS], default=0) <= len(cells)


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.shown if cell else "" for cell in row)


def _is_column_numbers(cells: list[Cell]) -> bool:
    """Whether a row only numbers the columns (1 2 3 …, 甲 乙 1 2 …), as forms do under their heading."""
    figures = [cell.shown for cell in cells if cell.shown not in "甲乙丙丁戊"]
    return len(cells) > 2 and len(figures) > 1 and figures == [str(n) for n in range(1, len(figures) + 1)]
