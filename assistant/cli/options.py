"""Options that several commands share, and how they become filters."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from pydantic import ValidationError

from assistant.web.requests import FiltersBody, told
from vectorstore.records import Filters

Region = Annotated[list[str] | None, typer.Option("--region", help="地区，如 云南省；省包括其州市县。可重复。")]
Organisation = Annotated[list[str] | None, typer.Option("--organisation", help="组织名称。可重复。")]
Programme = Annotated[list[str] | None, typer.Option("--programme", help="项目名称。可重复。")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="资料类型：policy、news、table、other。可重复。")]
Since = Annotated[str | None, typer.Option("--since", help="发布日期不早于，如 2022-01-01。")]
Until = Annotated[str | None, typer.Option("--until", help="发布日期不晚于，如 2024-12-31。")]
HeldSince = Annotated[
    str | None, typer.Option("--since", help="此日及以后有效的，如 2022-01-01；未写时间的按发布日期。")
]
HeldUntil = Annotated[
    str | None, typer.Option("--until", help="此日及以前有效的，如 2024-12-31；未写时间的按发布日期。")
]
Json = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON 对象。")]
Mode = Annotated[Literal["auto", "extractive", "generate", "agent"] | None, typer.Option("--mode", help="回答方式。")]


def filters(
    region: list[str] | None,
    organisation: list[str] | None,
    programme: list[str] | None,
    kind: list[str] | None,
    since: str | None,
    until: str | None,
) -> Filters:
    """Check and collect the filters of a command; a value that is no kind or no date is a usage error."""
    given = {"region": region, "organisation": organisation, "programme": programme, "kind": kind}
    try:
        return FiltersBody.model_validate({**given, "since": since, "until": until}).filters()
    except ValidationError as error:
        field, reason = told(error.errors()[0])
        raise typer.BadParameter(f"--{field.partition('.')[0] or 'since --until'}：{reason}。") from error
