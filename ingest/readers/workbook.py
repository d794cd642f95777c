"""XLSX workbooks, sheet by sheet, into grids of cells as they are shown, with merged cells at every place they cover.

openpyxl reads the rows one at a time; the ranges of merged cells, which it only gives for a workbook held in memory as
a whole, are read from the sheet's XML in the same streaming way.
"""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.errors import Damaged
from ingest.readers.number_format import cell
from ingest.readers.office import open_package, parse_xml
from ingest.tables import Cell

MOST_ROWS = 200_000
MOST_COLUMNS = 512

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; `cut` tells that it has more rows than were read."""

    name: str
    grid: list[list[Cell | None]]
    hidden: bool
    cut: bool


def sheets(data: bytes) -> list[Sheet]:
    """Return the sheets of a workbook in order, without chart sheets.

    :raises IngestError: when it is damaged, encrypted, or made to harm.
    """
    package = open_package(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that have no bearing on values
            return _sheets(package, data)
    except Exception as broken:  # openpyxl raises whatever its parser stumbled over; all of it means a damaged file
        raise Damaged("Excel 文件的内容已损坏，无法读取；请用 Excel 或 WPS 打开并另存为 XLSX 后重新导入。") from broken


def _sheets(package: zipfile.ZipFile, data: bytes) -> list[Sheet]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    merged = _merged_ranges(package)
    return [_sheet(sheet, merged.get(sheet.title, [])) for sheet in book.worksheets]


def _sheet(sheet: Any, merged: list[tuple[int, int, int, int]]) -> Sheet:  # noqa: ANN401  openpyxl has no types
    sheet.reset_dimensions()  # the extent that the file states is often wrong, and rows would be filled up to it
    grid: list[list[Cell | None]] = []
    cut = False
    for row in sheet.iter_rows():
        if len(grid) >= MOST_ROWS:
            cut = True
            break
        grid.append(_row(row[:MOST_COLUMNS]))
    while grid and not any(grid[-1]):
        grid.pop()
    _fill(grid, merged)
    return Sheet(sheet.title, grid, sheet.sheet_state != "visible", cut)


def _row(row: tuple[Any, ...]) -> list[Cell | None]:
    cells = [cell(one.value, one.number_format) if one.value is not None else None for one in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _fill(grid: list[list[Cell | None]], merged: list[tuple[int, int, int, int]]) -> None:
    """Put the one cell of each merged range at every place of it; none reaches below the last row in use."""
    for top, left, bottom, right in merged:
        if top >= len(grid) or left >= len(grid[top]) or right >= MOST_COLUMNS:
            continue
        for row in grid[top : bottom + 1]:
            row += [None] * (right + 1 - len(row))
            row[left : right + 1] = [grid[top][left]] * (right + 1 - left)


def _merged_ranges(package: zipfile.ZipFile) -> dict[str, list[tuple[int, int, int, int]]]:
    book = parse_xml(package.read("xl/workbook.xml"))
    relations = parse_xml(package.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))) for one in relations}
    names = {one.get("name"): targets.get(one.get(_RELATION)) for one in book.iter(f"{_MAIN}sheet")}
    members = set(package.namelist())
    return {
        name: list(_ranges(package, path[1:])) for name, path in names.items() if name and path and path[1:] in members
    }


def _ranges(package: zipfile.ZipFile, path: str) -> Iterator[tuple[int, int, int, int]]:
    from lxml import etree
    from openpyxl.utils import range_boundaries

    with package.open(path) as part:
        for _, element in etree.iterparse(part, tag=(f"{_MAIN}mergeCell", f"{_MAIN}row"), resolve_entities=False):
            if element.tag.endswith("mergeCell"):
                left, top, right, bottom = range_boundaries(element.get("ref"))
                yield top - 1, left - 1, bottom - 1, right - 1
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
