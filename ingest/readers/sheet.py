"""XLSX and CSV: one document a file, whose text is a line a row that answers alone, and whose rows keep the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from ingest.errors import Damaged
from ingest.readers.base import Reading
from ingest.readers.delimited import grid_of_text
from ingest.readers.workbook import MOST_ROWS, Sheet, sheets
from ingest.table_parts import parts
from ingest.tables import Part, Table, is_note
from vectorstore.records import Document

_PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
_UNNAMED = re.compile(r"(?:sheet|工作表|表|book|工作簿)\s*\d*", re.IGNORECASE)


def read(data: bytes, name: str) -> Reading:
    """Read a workbook or a delimited text file.

    :raises IngestError: that says what is wrong with the file.
    """
    stem = PurePath(name).stem
    if not data.startswith(_PACKED):
        return Reading((_document([("", parts(grid_of_text(data)))], stem, packed=False),))
    found = sheets(data)
    seen = [sheet for sheet in found if not sheet.hidden] or found
    document = _document([(sheet.name, parts(sheet.grid)) for sheet in seen], stem, packed=True)
    return Reading((document,), tuple(_remarks(found, seen)))


def _remarks(found: list[Sheet], seen: list[Sheet]) -> Iterable[str]:
    yield from (f"隐藏的工作表“{sheet.name}”没有读取。" for sheet in found if sheet not in seen)
    yield from (f"工作表“{sheet.name}”只读取了前 {MOST_ROWS} 行。" for sheet in seen if sheet.cut)


def _document(content: list[tuple[str, list[Part]]], stem: str, *, packed: bool) -> Document:
    content = [(name, found) for name, found in content if found]
    if not content:
        raise Damaged("表格里没有内容可读。")
    title = _title(content, stem)
    lines = [title]
    rows: list[dict[str, str]] = []
    for sheet, found in content:
        tables = [part for part in found if isinstance(part, Table)]
        if len(content) > 1:
            lines.append(f"工作表：{sheet}")
        for part in found:
            if isinstance(part, str):
                lines += [part] if part != title else []
                continue
            where = {"_sheet": sheet} if packed else {}
            if len(tables) > 1:
                where["_table"] = str(tables.index(part) + 1)
            lines += part.lines()
            rows += part.rows(**where)
    return Document(text="\n".join(lines), title=title, kind="table", rows=tuple(rows))


def _title(content: list[tuple[str, list[Part]]], stem: str) -> str:
    """Return the title row of the first table, else what a single sheet is called, else the file's name."""
    first_sheet, found = content[0]
    for part in found:
        if isinstance(part, Table):
            break
        if not is_note(part):
            return part
    return first_sheet if len(content) == 1 and first_sheet and not _UNNAMED.fullmatch(first_sheet) else stem
