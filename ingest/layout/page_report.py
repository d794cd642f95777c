"""Reports and notices: pages of one or two columns, read on from page to page, with their tables.

Headings, centred and right-aligned lines keep their looks, by which the head and the foot of an official document are
told; running headers and page numbers go; a paragraph that a page cuts is whole again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.blocks import Block as Part
from ingest.blocks import Paragraph, TableBlock
from ingest.formatted import documents
from ingest.layout.lines import joined_text
from ingest.layout.page_blocks import Block, stack
from ingest.layout.page_grids import Grid, grids
from ingest.layout.page_model import Line, Page, around
from ingest.layout.page_order import COLUMN_LINES, INDENT, SHORT, Flow, columns
from ingest.tables import Cell
from vectorstore.records import Document

MARGIN = 0.09
"""Share of the page's height at top and bottom in which running headers and page numbers stand."""

REPEATED = 0.4
"""Share of the pages on which a line must stand to be a running header."""

SET_IN = 2.6
"""Ems from the left edge, more than an indent, from which a line is centred or set to the right."""

CENTRED = 1.6
"""Ems by which the white on the two sides of a centred line may differ."""

SET_RIGHT = 6.0
"""Ems from the right edge at most of a line that is set to the right: signatures stand in by a few."""

TITLE = 1.25
"""A title is set at least this many times as large as the text."""

LIKE_SIZE = 1.06
"""Ratio up to which two lines may belong to one paragraph."""

Align = Literal["left", "center", "right"]

_PAGE_NUMBER = re.compile(
    r"[-—–·•\s]*(?:第\s*)?(?:\d{1,4}|[IVXLivxl]{1,6})(?:\s*页)?(?:\s*[/／,，共]+\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·•\s]*"
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Set:
    """A line and the edges of the column that it is set in."""

    line: Line
    left: float
    right: float

    @property
    def align(self) -> Align:
        """Where in its column the line stands."""
        em = self.line.size
        before, behind = self.line.box.x0 - self.left, self.right - self.line.box.x1
        if before < SET_IN * em:
            return "left"
        if abs(before - behind) < CENTRED * em:
            return "center"
        return "right" if before > behind and behind < SET_RIGHT * em else "left"

    @property
    def fresh(self) -> bool:
        """Whether it begins a paragraph by its indent."""
        return self.line.box.x0 > self.left + INDENT * self.line.size

    @property
    def short(self) -> bool:
        """Whether it ends before the edge of the column, and a paragraph with it."""
        return self.line.box.x1 < self.right - SHORT * self.line.size


def report(pages: Sequence[Page]) -> tuple[Document, ...]:
    """Return the document that the pages are, and after it each of its tables."""
    kept = _without_margins(pages)
    weaver = _Weaver(_body_size(line for lines in kept for line in lines))
    for page, lines in zip(pages, kept, strict=True):
        for item in _stream(page, lines):
            weaver.add(item)
    parts = weaver.parts()
    return documents(parts) or _bare(parts)


def _bare(parts: Sequence[Part]) -> tuple[Document, ...]:
    """Return pages that hold nothing but a heading or two as a document of these."""
    text = "\n".join(part.text for part in parts if isinstance(part, Paragraph))
    return (Document(text=text),) if text else ()


def _without_margins(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the lines of every page without page numbers and what stands at the edge of page after page."""
    repeated = Counter(key for page in pages for key in {_key(line) for line in page.lines if _in_margin(line, page)})
    least = max(2, REPEATED * len(pages))

    def goes(line: Line, page: Page) -> bool:
        if not _in_margin(line, page):
            return False
        return bool(_PAGE_NUMBER.fullmatch(line.text)) or repeated[_key(line)] >= least

    return [[line for line in page.lines if not goes(line, page)] for page in pages]


def _in_margin(line: Line, page: Page) -> bool:
    return line.box.cy < MARGIN * page.height or line.box.cy > (1 - MARGIN) * page.height


def _key(line: Line) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))


def _body_size(lines: Iterable[Line]) -> float:
    """Return the size that most characters are set in."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size * 2) / 2] += len(line.text)
    return max(weights, key=lambda size: weights[size], default=10.0)


def _stream(page: Page, lines: Sequence[Line]) -> Iterator[_Set | Grid]:
    """Yield the lines and tables of a page in reading order."""
    tables = grids(page.graphics, lines)
    free = [line for line in lines if not any(table.box.holds(line.box) for table in tables)]
    barriers = page.graphics.rules + page.graphics.pictures
    text = stack([line for line in free if not line.vertical], barriers)
    text += [Block((line,), line.box, line.size) for line in free if line.vertical]
    if not text:
        yield from tables
        return
    edges = _columns(text)
    for table in tables:
        above = [one for one in text if one.box.cy < table.box.y0]
        text = [one for one in text if one not in above]
        yield from _lines(above, edges)
        yield table
    yield from _lines(text, edges)


def _columns(text: Sequence[Block]) -> list[tuple[float, float]]:
    """Return left and right edge of every column of the page, those of the whole text last."""
    running = [one for one in text if len(one.lines) >= COLUMN_LINES] or list(text)
    boxes = [around(one.box for one in column) for column in columns(running)]
    whole = around(one.box for one in text)
    return [*((box.x0, box.x1) for box in boxes), (whole.x0, whole.x1)]


def _lines(text: Sequence[Block], edges: Sequence[tuple[float, float]]) -> Iterator[_Set]:
    if not text:
        return
    for one in Flow(text).ordered():
        left, right = next(
            (edge for edge in edges if edge[0] - one.size <= one.box.x0 and one.box.x1 <= edge[1] + one.size), edges[-1]
        )
        yield from (_Set(line, left, right) for line in one.lines)


@dataclass
class _Weaver:
    """Weaves lines into paragraphs, over the ends of columns and pages."""

    body: float
    _parts: list[Part] = field(default_factory=list)
    _open: list[_Set] = field(default_factory=list)

    def parts(self) -> list[Part]:
        """Return the paragraphs and tables woven so far."""
        self._close()
        return self._parts

    def add(self, item: _Set | Grid) -> None:
        """Take the next line or table."""
        if isinstance(item, Grid):
            self._close()
            self._add_table([list(row) for row in item.cells])
        else:
            if self._open and not self._goes_on(item):
                self._close()
            self._open.append(item)

    def _goes_on(self, item: _Set) -> bool:
        """Tell whether a line goes on the open paragraph."""
        last = self._open[-1]
        if not 1 / LIKE_SIZE < item.line.size / last.line.size < LIKE_SIZE or item.align != last.align:
            return False
        if item.align != "left":
            return item.align == "center" and 0 < item.line.box.cy - last.line.box.cy < 2 * item.line.size
        return not (item.fresh or last.short)

    def _close(self) -> None:
        if not self._open:
            return
        first, lines = self._open[0], [one.line.text for one in self._open]
        text = "\n".join(lines) if first.align == "center" else joined_text(lines)
        large = first.line.size >= TITLE * self.body
        level = 0 if large and first.align == "left" and not self._parts else None
        self._parts.append(Paragraph(text, level=level, align=first.align, size=first.line.size))
        self._open = []

    def _add_table(self, rows: list[list[Cell | None]]) -> None:
        """Add a table, to the one that the page before ended with where it goes on from it."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, TableBlock) and len(last.grid[0]) == len(rows[0]):
            repeated = _shown(rows[0]) == _shown(last.grid[0])
            self._parts[-1] = TableBlock([*last.grid, *rows[repeated:]])
        else:
            self._parts.append(TableBlock(rows))


def _shown(row: Sequence[Cell | None]) -> list[str]:
    return [cell.shown if cell else "" for cell in row]
