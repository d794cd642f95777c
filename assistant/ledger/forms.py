"""Rows of the ledger as columns: what a table on the terminal, a CSV file and a workbook show, and what stands in them.

The two files hold all fields of the contract, and for each row where it is told, in words that need no library.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vectorstore.facts import Figure, Pairing, Programme
from vectorstore.ledger import Ledger, Where
from vectorstore.records import Document

if TYPE_CHECKING:
    from openpyxl import Workbook

FactKind = Literal["pairings", "programmes", "figures"]
Row = Pairing | Programme | Figure
Lookup = Callable[[str], Document]
Cell = str | int | float | None

KINDS: Mapping[FactKind, str] = {"pairings": "结对记录", "programmes": "项目记录", "figures": "数字记录"}
"""The kinds of rows that can be listed, each with what users call it."""
SCOPES = {"cumulative": "累计", "period": "当期", "planned": "计划", "instance": "单次"}
_READERS: Mapping[FactKind, Callable[[Ledger, Where], Sequence[Row]]] = {
    "pairings": Ledger.pairings,
    "programmes": Ledger.programmes,
    "figures": Ledger.figures,
}


def rows(ledger: Ledger, kind: FactKind, where: Where) -> Sequence[Row]:
    """Return the rows of one kind."""
    return _READERS[kind](ledger, where)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and how its cell comes from a row in the form of the contract."""

    heading: str
    cell: Callable[[Mapping[str, Any]], Cell]


def _field(name: str) -> Callable[[Mapping[str, Any]], Cell]:
    def cell(row: Mapping[str, Any]) -> Cell:
        value = row[name]
        return "、".join(value) if isinstance(value, list) else value

    return cell


def _joined(*names: str, mark: str = "，") -> Callable[[Mapping[str, Any]], Cell]:
    """A cell of several fields, of which empty ones are left out and what is said twice is said once."""

    def cell(row: Mapping[str, Any]) -> Cell:
        return mark.join(dict.fromkeys(str(value) for name in names if (value := _field(name)(row))))

    return cell


def _scope(row: Mapping[str, Any]) -> Cell:
    return SCOPES[row["scope"]]


def _as_written(row: Mapping[str, Any]) -> Cell:
    """A figure with its qualifier, unless it is written inside (2000余万元)."""
    qualifier, text = row["qualifier"] or "", str(row["text"])
    return text if qualifier in text or qualifier in ("余", "多") else qualifier + text


def _scope_and_time(row: Mapping[str, Any]) -> Cell:
    return "，".join(part for part in (_scope(row), row["time"]) if isinstance(part, str))


def with_scope(figure: Figure) -> str:
    """Write a figure with what it counts, its scope, and its time if its quote states it: 投入3万元（累计）."""
    time = figure.time.text if figure.time and figure.time.text in figure.quote else None
    return f"{figure.metric}{figure.text}（{'，'.join(part for part in (SCOPES[figure.scope], time) if part)}）"


SHORT: Mapping[FactKind, tuple[Column, ...]] = {
    "pairings": (
        Column("组织", _field("organisation")),
        Column("帮扶对象", _joined("recipient", "region", mark=" · ")),
        Column("方式", _field("mechanism")),
        Column("项目、时间", _joined("programme", "period")),
    ),
    "programmes": (
        Column("项目", _field("name")),
        Column("主办", _field("organisers")),
        Column("地区", _field("regions")),
        Column("时间、状态", _joined("period", "status")),
    ),
    "figures": (
        Column("主体", _joined("subject", "region", mark=" · ")),
        Column("指标", _field("metric")),
        Column("数字", _as_written),
        Column("口径、时间", _scope_and_time),
    ),
}
"""What fits side by side on a terminal of 80 columns, with the source behind it."""
_QUOTED = (Column("引文", _field("quote")),)
FULL: Mapping[FactKind, tuple[Column, ...]] = {
    "pairings": (
        Column("组织", _field("organisation")),
        Column("帮扶对象", _field("recipient")),
        Column("地区", _field("region")),
        Column("方式", _field("mechanism")),
        Column("项目", _field("programme")),
        Column("时间", _field("period")),
        *_QUOTED,
    ),
    "programmes": (
        Column("项目", _field("name")),
        Column("主办", _field("organisers")),
        Column("地区", _field("regions")),
        Column("时间", _field("period")),
        Column("状态", _field("status")),
        *_QUOTED,
    ),
    "figures": (
        Column("主体", _field("subject")),
        Column("指标", _field("metric")),
        Column("数值", _field("value")),
        Column("单位", _field("unit")),
        Column("原文", _field("text")),
        Column("修饰", _field("qualifier")),
        Column("口径", _scope),
        Column("地区", _field("region")),
        Column("时间", _field("time")),
        *_QUOTED,
    ),
}
_PLACED = ("出处", "文档", "编号")


def short_reference(lookup: Lookup, document: str) -> str:
    """Return title and date of a document, on two lines of a narrow cell."""
    told = lookup(document)
    return "\n".join(part for part in (f"《{told.title or '无题'}》", told.published) if part)


def grid(kind: FactKind, told: Iterable[Row], lookup: Lookup) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and cells of all fields of the rows, each with every document that tells it."""
    columns = FULL[kind]
    cells: list[list[Cell]] = []
    for row in told:
        as_json = row.to_json()
        documents = list(dict.fromkeys(source.span.document for source in row.sources))
        references = "；".join(reference(lookup, document) for document in documents)
        cells.append([*(column.cell(as_json) for column in columns), references, "；".join(documents), row.id])
    return [*(column.heading for column in columns), *_PLACED], cells


def reference(lookup: Lookup, document: str) -> str:
    """Return a document as a reader cites it: title, publisher, date, page."""
    told = lookup(document)
    page = told.page and f"第{told.page}版"
    return "，".join(part for part in (f"《{told.title or '无题'}》", told.publisher, told.published, page) if part)


# --- files ------------------------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"[=+\-@\t\r]")


def as_csv(headings: Sequence[str], cells: Iterable[Sequence[Cell]]) -> str:
    """Return a CSV text that spreadsheets open right: a byte order mark first, and no cell that they would run."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in cells)
    return "\ufeff" + written.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def write_xlsx(path: Path, title: str, headings: Sequence[str], cells: Iterable[Sequence[Cell]]) -> None:
    """Write a workbook of one sheet, its header row frozen; what looks like a formula stays text.

    :raises OSError: when the file cannot be written.
    """
    with path.open("wb") as file:  # first of all: openpyxl leaves a mess behind where it cannot save
        _workbook(title, headings, cells).save(file)


def as_xlsx(title: str, headings: Sequence[str], cells: Iterable[Sequence[Cell]]) -> bytes:
    """Return the workbook that `write_xlsx` writes."""
    written = io.BytesIO()
    _workbook(title, headings, cells).save(written)
    return written.getvalue()


def _workbook(title: str, headings: Sequence[str], cells: Iterable[Sequence[Cell]]) -> Workbook:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cell(value: Cell, font: Font | None = None) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
        if font:
            made.font = font
        return made

    for number, heading in enumerate(headings):
        sheet.column_dimensions[chr(ord("A") + number)].width = 40 if heading in ("引文", "出处") else 18
    sheet.append([cell(heading, Font(bold=True)) for heading in headings])
    for row in cells:
        sheet.append([cell(value) for value in row])
    return book
