"""`bangfu facts`: the rows of the ledger on the terminal, or as JSON, CSV and XLSX for other programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from assistant.cli import options
from assistant.cli.output import console, errors
from assistant.errors import BadInput

if TYPE_CHECKING:
    from assistant.ledger.forms import FactKind, Lookup, Row
    from vectorstore.records import Filters

facts_app = typer.Typer(help="台账：结对关系、项目与数字，每行都有出处。", no_args_is_help=True)

Form = Annotated[
    Literal["table", "json", "csv", "xlsx"],
    typer.Option("--format", help="table 在终端显示；json 每行一个对象；csv 和 xlsx 供电子表格打开。"),
]
Output = Annotated[Path | None, typer.Option("--output", help="写入的文件；xlsx 需要它。")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(facts_app, name="facts")


def _command(kind: FactKind) -> Callable[..., None]:
    def show(
        region: options.Region = None,
        organisation: options.Organisation = None,
        programme: options.Programme = None,
        since: options.HeldSince = None,
        until: options.HeldUntil = None,
        form: Form = "table",
        output: Output = None,
    ) -> None:
        _show(kind, options.filters(region, organisation, programme, None, since, until), form, output)

    return show


_COMMANDS: Mapping[FactKind, str] = {
    "pairings": "谁与谁结对：组织、帮扶对象、方式、项目、时间。",
    "programmes": "有名称的项目：主办、地区、时间、状态。",
    "figures": "资料中的数字：主体、指标、数值、口径、时间。",
}
for _kind, _help in _COMMANDS.items():
    facts_app.command(_kind, help=_help)(_command(_kind))


def _show(kind: FactKind, filters: Filters, form: str, output: Path | None) -> None:
    if form == "xlsx" and output is None:
        raise typer.BadParameter("xlsx is a file: name it with --output FILE.xlsx")
    if form == "table" and output is not None:
        raise typer.BadParameter("a table is for the terminal: choose --format json, csv or xlsx for --output")
    from assistant.build import open_library
    from assistant.ledger.coverage import nothing_found
    from assistant.ledger.forms import rows
    from assistant.ledger.narrowing import narrowed

    with open_library() as library:
        told = rows(library.ledger, kind, narrowed(filters))
        lookup = cache(library.document)
        if not told:
            errors.print(nothing_found(kind, library.ledger.coverage), style="yellow", markup=False)
        if form == "table":
            if told:
                console.print(_table(kind, told, lookup), soft_wrap=False)
                console.print(f"共 {len(told)} 条。")
        elif form == "json":
            _put("".join(json.dumps(row.to_json(), ensure_ascii=False) + "\n" for row in told), output)
        else:
            _put_sheet(kind, told, lookup, output if form == "xlsx" else None, output)


def _put_sheet(kind: FactKind, told: Sequence[Row], lookup: Lookup, workbook: Path | None, output: Path | None) -> None:
    from assistant.ledger.forms import KINDS, as_csv, grid, write_xlsx

    headings, cells = grid(kind, told, lookup)
    if workbook is None:
        _put(as_csv(headings, cells), output)
        return
    try:
        write_xlsx(workbook, KINDS[kind], headings, cells)
    except OSError as error:
        raise BadInput(f"{workbook} cannot be written: {error.strerror}.") from error


def _put(text: str, output: Path | None) -> None:
    """Write a text as it is to a file, or to stdout."""
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.") from error


def _table(kind: FactKind, told: Sequence[Row], lookup: Lookup) -> Table:
    from assistant.ledger.forms import SHORT, short_reference

    table = Table(show_lines=True, expand=True)
    for column in SHORT[kind]:
        table.add_column(column.heading, overflow="fold", ratio=2)
    table.add_column("出处", overflow="fold", ratio=3, style="dim")
    for row in told:
        as_json = row.to_json()
        more = len({source.span.document for source in row.sources}) - 1
        source = short_reference(lookup, row.document) + (f" 等{more + 1}处" if more else "")
        cells = (str(column.cell(as_json) or "") for column in SHORT[kind])
        table.add_row(*map(Text, (*cells, source)))  # as text: brackets in a name are no markup
    return table
