"""`bangfu check`: whether an organisation may take part, clause by clause, with what is still to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from assistant.cli import options
from assistant.cli.output import console, errors, print_json

if TYPE_CHECKING:
    from assistant.eligibility.checking import Report

_STYLES = {"met": "green", "not_met": "red", "unknown": "yellow"}


def register(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(check)


def check(
    level: Annotated[str | None, typer.Option("--level", help="登记层级：国家级、省级、市级、县级或基层。")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="类型，如 基金会、社会团体、社会服务机构、企业。")] = None,
    home: Annotated[str | None, typer.Option("--home", help="登记地，如 山东省。")] = None,
    field: Annotated[list[str] | None, typer.Option("--field", help="业务领域，如 教育、养老。可重复。")] = None,
    region: Annotated[list[str] | None, typer.Option("--region", help="只看这些地区的政策；省包括其州市县。")] = None,
    programme: options.Programme = None,
    as_json: options.Json = False,
) -> None:
    """逐条核对参与条件：符合、不符合或待确认，每条都附原文和出处，待确认的列出要问什么。"""
    from assistant.build import open_library
    from assistant.eligibility.checking import applicant, check_library
    from vectorstore.records import Filters

    asking = applicant(level, kind, home, tuple(field or ()))
    filters = Filters(regions=tuple(region or ()), programmes=tuple(programme or ()))
    with open_library() as library:
        report = check_library(asking, filters, library)
    if as_json:
        print_json(report.to_json())
        return
    if not report.assessments:
        errors.print(report.nothing, style="yellow", markup=False)
        return
    _show(report)


def _show(report: Report) -> None:
    from assistant.eligibility.clauses import WORDS
    from assistant.ledger.forms import reference, short_reference

    for assessment in report.assessments:
        name = assessment.programme or "未写明项目的规定"
        console.print(Text(f"{name}：{WORDS[assessment.verdict]}", "bold"))
        documents = {finding.clause.document: None for finding in assessment.findings}
        if len(documents) == 1:
            console.print(Text(f"依据{reference(report.documents, next(iter(documents)))}", "dim"))
        table = Table(show_lines=True, expand=True)
        headings = (("结论", 1), ("原文", 4), ("要问什么", 4), *((("出处", 2),) if len(documents) > 1 else ()))
        for heading, ratio in headings:
            table.add_column(heading, overflow="fold", ratio=ratio, min_width=6 if ratio == 1 else None)
        for finding in assessment.findings:
            word = WORDS[finding.verdict] if finding.applies else "不适用"
            cells = [Text(word, _STYLES[finding.verdict]), Text(finding.clause.quote), Text("\n".join(finding.asks))]
            if len(documents) > 1:
                cells.append(Text(short_reference(report.documents, finding.clause.document), "dim"))
            table.add_row(*cells)
        console.print(table, soft_wrap=False)
