"""The body of a Word document as blocks: paragraphs with their numbers and looks, tables as grids.

Deleted and hidden text, field codes and tables of contents are not text of the document; inserted text, hyperlinks,
content controls and text boxes are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ingest.blocks import Block, Paragraph, TableBlock
from ingest.readers.docx_numbering import Numbering, W
from ingest.readers.office import Element
from ingest.tables import Cell, text_cell

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_ALIGN: dict[str, Literal["left", "center", "right"]] = {"center": "center", "right": "right", "end": "right"}
_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "tblPr")} | {
    f"{_MC}Fallback"
}
_MARKS = {f"{W}tab": "\u3000", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_CONTENTS = ("toc", "目录", "table of contents")


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says, with what it inherits."""

    name: str = ""
    align: str | None = None
    size: float | None = None
    bold: bool | None = None
    outline: int | None = None
    list_key: str | None = None
    list_place: int | None = None


@dataclass
class BlockReader:
    """Reads blocks in order, since list numbers count up; collects the notes that are referred to."""

    numbering: Numbering
    styles: dict[str, Style]
    notes: list[tuple[str, str]] = field(default_factory=list)

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Return the paragraphs and tables inside an element."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraphs(child)
            elif child.tag == f"{W}tbl":
                yield TableBlock(self._grid(child))
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None and not _is_contents_control(child):
                    yield from self.blocks(content)
            elif child.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self.blocks(child)

    def _paragraphs(self, element: Element) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        style_key = _value(properties, "pStyle") or ""
        style = self.styles.get(style_key, self.styles.get("", Style()))
        for box in _boxes(element):
            yield from self.blocks(box)
        if style.name.lower().startswith(_CONTENTS):
            return
        text = self._text(element).strip(" \t\n\u3000\xa0")
        if text:
            number = self._number(properties, style, style_key)
            joint = " " if number and number[-1].isascii() and text[0].isascii() else ""
            yield _dressed(element, properties, style, number + joint + text)

    def _number(self, properties: Element, style: Style, style_key: str) -> str:
        own = properties.find(f"{W}numPr") if properties is not None else None
        key, place = _value(own, "numId"), _value(own, "ilvl")
        if key is None:
            key = style.list_key
            if key is None:
                return ""
            found = self.numbering.place_of_style(style_key, key)
            return self.numbering.number(key, style.list_place or 0 if found is None else found)
        return self.numbering.number(key, int(place or 0)) if key != "0" else ""

    def _text(self, element: Element) -> str:
        parts: list[str] = []
        self._gather(element, parts)
        return "".join(parts)

    def _gather(self, element: Element, parts: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == f"{W}txbxContent" or not isinstance(tag, str):
                continue
            if tag in (f"{W}t", f"{_MATH}t"):
                parts.append(child.text or "")
            elif tag in _MARKS:
                parts.append(_MARKS[tag])
            elif tag == f"{W}br":
                parts.append("" if child.get(f"{W}type") in ("page", "column") else "\n")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id", "")))
            elif tag != f"{W}r" or not _is_hidden(child):
                self._gather(child, parts)

    def _grid(self, table: Element) -> list[list[Cell | None]]:
        grid: list[list[Cell | None]] = []
        for row in _rows(table):
            above = grid[-1] if grid else []
            cells: list[Cell | None] = [None] * _skipped(row, "gridBefore")
            for one in _cells(row):
                properties = one.find(f"{W}tcPr")
                across = int(_value(properties, "gridSpan") or 1)
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                place = len(cells)
                if merge is not None and merge.get(f"{W}val") != "restart" and place < len(above):
                    cells += [above[place]] * across
                else:
                    text = "\n".join(_lines(self.blocks(one)))
                    cells += [text_cell(text) if text.strip() else None] * across
            grid.append(cells)
        return grid


def _lines(blocks: Iterator[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from ("　".join(dict.fromkeys(cell.shown for cell in row if cell)) for row in block.grid)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}ins", f"{W}customXml"):
            yield from child.iter(f"{W}tr")


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}customXml"):
            yield from child.iter(f"{W}tc")


def _skipped(row: Element, name: str) -> int:
    return int(_value(row.find(f"{W}trPr"), name) or 0)


def _boxes(element: Element) -> Iterator[Element]:
    """Return the contents of text boxes that hang on a paragraph, each once although it is stored in two forms."""
    for box in element.iter(f"{W}txbxContent"):
        if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
            yield box


def _is_contents_control(control: Element) -> bool:
    gallery = next((one.get(f"{W}val", "") for one in control.iter(f"{W}docPartGallery")), "")
    return str(gallery).lower() in _CONTENTS


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false")


def _dressed(element: Element, properties: Element, style: Style, text: str) -> Paragraph:
    run = next((one for one in element.iter(f"{W}r") if one.find(f"{W}t") is not None), None)
    look = run.find(f"{W}rPr") if run is not None else None
    size, bold = _value(look, "sz"), look.find(f"{W}b") if look is not None else None
    outline = _value(properties, "outlineLvl")
    level = int(outline) + 1 if outline is not None and int(outline) < 9 else style.outline
    return Paragraph(
        text,
        level,
        _ALIGN.get(_value(properties, "jc") or style.align or "", "left"),
        float(size) / 2 if size else style.size,
        bool(style.bold) if bold is None else bold.get(f"{W}val", "1") not in ("0", "false"),
        _is_red(_value(look, "color")),
    )


def _is_red(color: str | None) -> bool:
    """Whether a colour is the red of official heads: much red, little green and blue."""
    try:
        red, green, blue = bytes.fromhex(color or "")
    except ValueError:
        return False
    return red >= 0x90 and max(green, blue) <= 0x60


def styles_of(root: Element) -> dict[str, Style]:
    """Read the paragraph styles of styles.xml, each with what it inherits; the default one also stands under ""."""
    elements = {one.get(f"{W}styleId"): one for one in root.iter(f"{W}style")} if root is not None else {}
    found: dict[str, Style] = {}
    for key, element in elements.items():
        found[key] = _style(element, elements)
        if element.get(f"{W}default") == "1" and element.get(f"{W}type") == "paragraph":
            found[""] = found[key]
    return found


def _style(element: Element, elements: dict[str, Element]) -> Style:
    chain = [element]
    while (parent := elements.get(_value(chain[-1], "basedOn") or "")) is not None and parent not in chain:
        chain.append(parent)
    size = _first(chain, "rPr", "sz")
    outline, place = _first(chain, "pPr", "outlineLvl"), _first(chain, "pPr", "numPr", "ilvl")
    bold = next((one for style in chain if (one := style.find(f"{W}rPr/{W}b")) is not None), None)
    name = _value(element, "name") or ""
    if name.lower() in ("title", "标题"):
        outline = "-1"
    return Style(
        name,
        _first(chain, "pPr", "jc"),
        float(size) / 2 if size else None,
        None if bold is None else bold.get(f"{W}val", "1") not in ("0", "false"),
        int(outline) + 1 if outline is not None and int(outline) < 9 else None,
        _first(chain, "pPr", "numPr", "numId"),
        int(place) if place else None,
    )


def _first(chain: list[Element], *path: str) -> str | None:
    """Return the value at a path in the nearest style of a chain that has one."""
    where = "/".join(f"{W}{name}" for name in path)
    return next((one.get(f"{W}val") for style in chain if (one := style.find(where)) is not None), None)


def _value(element: Element, name: str) -> str | None:
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}val")
