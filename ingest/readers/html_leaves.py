"""The text of a page cut where a browser would break the line, each piece with its looks and the element it stands in.

Tables that hold records become grids; tables that only place text on the page are walked through like any other box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.blocks import Paragraph, TableBlock
from ingest.formatted import is_data_table
from ingest.labels import is_label
from ingest.readers.html_tree import Node
from ingest.readers.html_words import words
from ingest.tables import Cell, text_cell

_FONT_SIZES = {"4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0, "+1": 13.5, "+2": 18.0, "+3": 24.0}
_CSS_SIZE = re.compile(r"font-size\s*:\s*([\d.]+)\s*(px|pt|em|rem)", re.IGNORECASE)
_POINTS = {"px": 0.75, "pt": 1.0, "em": 12.0, "rem": 12.0}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_MOST_CELLS = 200_000
_WIDEST = 200
_LONGEST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text, or a table of records, and where in the page it stands.

    :param spaced: its text with a gap between inline boxes, which pages part by margins and not by spaces.
    :param linked: how many of its characters are links.
    :param files: whether it links to a file that is attached.
    """

    block: Paragraph | TableBlock
    element: Node
    spaced: str = ""
    linked: int = 0
    files: bool = False

    @property
    def text(self) -> str:
        """Text of the leaf; a table's cells in a row."""
        if isinstance(self.block, Paragraph):
            return self.block.text
        return " ".join(cell.shown for row in self.block.grid for cell in dict.fromkeys(row) if cell)

    @property
    def link_share(self) -> float:
        """Share of its characters that are links."""
        return self.linked / max(1, len(re.sub(r"\s", "", self.text)))


@dataclass
class _Pen:
    """Gathers inline text until a block ends."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    files: bool = False
    size: float | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Looks:
    """How the text at a place of the page is set."""

    align: str = "left"
    size: float | None = None
    bold: bool = False
    link: bool = False
    files: bool = False
    kept: bool = False


def leaves(root: Node) -> list[Leaf]:
    """Return the pieces of text below an element, in order."""
    found: list[Leaf] = []
    pen = _Pen()
    _walk(root, root, _Looks(), pen, found)
    _flush(root, _Looks(), pen, found)
    return found


def _walk(element: Node, box: Node, looks: _Looks, pen: _Pen, found: list[Leaf]) -> None:
    _write(element.text, looks, pen)
    for child in element:
        if isinstance(child.tag, str):
            _visit(child, box, looks, pen, found)
        _write(child.tail, looks, pen)


def _visit(child: Node, box: Node, looks: _Looks, pen: _Pen, found: list[Leaf]) -> None:
    tag = child.tag.lower()
    if tag in words().silent_tags or _HIDDEN.search(child.get("style") or ""):
        return
    if tag == "br":
        pen.parts.append("\n")
        return
    own = _looks(child, tag, looks)
    if tag not in words().block_tags:
        _walk(child, box, own, pen, found)
        return
    _flush(box, looks, pen, found)
    if tag == "table" and (grid := _grid(child)) is not None:
        if is_data_table(TableBlock(grid)):
            found.append(Leaf(TableBlock(grid), child))
            return
        if _is_listed(grid):
            found += [
                Leaf(Paragraph("　".join(cell.shown for cell in dict.fromkeys(row) if cell)), child) for row in grid
            ]
            return
    _walk(child, child, own, pen, found)
    _flush(child, own, pen, found)


def _write(text: str | None, looks: _Looks, pen: _Pen) -> None:
    if not text:
        return
    written = text if looks.kept else re.sub(r"[ \t\r\n\f]+", " ", text)
    pen.parts.append(written)
    solid = len(re.sub(r"\s", "", text))
    if solid:
        pen.linked += solid if looks.link else 0
        pen.files = pen.files or looks.files
        if pen.size is None and looks.size:
            pen.size = looks.size
        pen.bold = pen.bold or looks.bold


def _flush(element: Node, looks: _Looks, pen: _Pen, found: list[Leaf]) -> None:
    lines = [line.strip(" \t\u3000\xa0") for line in "".join(pen.parts).split("\n")]
    text = "\n".join(line for line in lines if line)
    if text:
        level = int(element.tag[1]) if re.fullmatch(r"h[1-6]", str(element.tag)) else None
        align = looks.align if looks.align in ("center", "right") else "left"
        spaced = "\u3000".join(part.strip() for part in pen.parts if part.strip())
        paragraph = Paragraph(text, level, align, pen.size or looks.size, pen.bold or looks.bold)  # type: ignore[arg-type]
        found.append(Leaf(paragraph, element, spaced, pen.linked, pen.files))
    pen.parts, pen.linked, pen.files, pen.size, pen.bold = [], 0, False, None, False


def _looks(element: Node, tag: str, above: _Looks) -> _Looks:
    style = element.get("style") or ""
    align = _ALIGN.search(style)
    named = (align[1] if align else element.get("align") or "").lower()
    href = element.get("href") if tag == "a" else None
    return _Looks(
        align="center" if tag == "center" else named or above.align,
        size=_size(element, tag, style) or above.size,
        bold=above.bold
        or tag in ("b", "strong", "th")
        or bool(re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style)),
        link=above.link or bool(href) or (tag == "a" and not element.get("name")),
        files=above.files
        or bool(re.search(r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|txt|ofd|jpe?g|png)(?:[?#]|$)", href or "", re.I)),
        kept=above.kept or tag == "pre",
    )


def _size(element: Node, tag: str, style: str) -> float | None:
    if tag == "font":
        return _FONT_SIZES.get(str(element.get("size") or "").strip())
    match = _CSS_SIZE.search(style)
    return float(match[1]) * _POINTS[match[2].lower()] if match else None


def _grid(table: Node) -> list[list[Cell | None]] | None:
    """Return a table's cells with merged ones at every place they cover; None where it holds boxes of text."""
    if table.find(".//table") is not None or table.find(".//h1") is not None:
        return None
    rows = [cells for row in _rows(table) if (cells := [one for one in row if one.tag in ("td", "th")])]
    grid: list[list[Cell | None]] = []
    pending: dict[tuple[int, int], Cell | None] = {}
    count = 0
    for place, cells in enumerate(rows):
        grid.append(_row(cells, place, len(rows), pending))
        count += len(grid[-1])
        if count + len(pending) > _MOST_CELLS:
            return None
    caption = table.find("caption")
    if caption is not None and grid and (text := _cell_text(caption)):
        title = text_cell(text)
        grid.insert(0, [title] * max(map(len, grid)))
    longest = max((len(cell.shown) for row in grid for cell in row if cell), default=0)
    return grid if longest < 400 else None


def _is_listed(grid: list[list[Cell | None]]) -> bool:
    """Whether a table, though it has no headings, lists things a row each and does not place boxes on the page."""
    rows = [[cell.shown for cell in dict.fromkeys(row) if cell] for row in grid]
    if len(rows) < 3 or min(map(len, rows)) < 2:
        return False
    return not any(
        is_label(text) or len(text) > _LONGEST_LISTED or text.endswith(("：", ":")) for row in rows for text in row
    )


def _rows(table: Node) -> Iterator[Node]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (one for one in child if one.tag == "tr")


def _row(cells: list[Node], place: int, height: int, pending: dict[tuple[int, int], Cell | None]) -> list[Cell | None]:
    row: list[Cell | None] = []
    for one in cells:
        while (place, len(row)) in pending:
            row.append(pending.pop((place, len(row))))
        text = _cell_text(one)
        cell = text_cell(text) if text else None
        across, down = _span(one, "colspan", _WIDEST), _span(one, "rowspan", height - place)
        for below in range(1, down):
            pending |= {(place + below, len(row) + beside): cell for beside in range(across)}
        row += [cell] * across
    while (place, len(row)) in pending:
        row.append(pending.pop((place, len(row))))
    return row


def _span(cell: Node, name: str, most: int) -> int:
    stated = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(max(1, int(stated[1])), most) if stated else 1


def _cell_text(cell: Node) -> str:
    return "\n".join(leaf.text for leaf in leaves(cell))
