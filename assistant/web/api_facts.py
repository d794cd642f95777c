"""`GET /api/v1/facts/…`: the rows of the ledger over HTTP, in the form of the contract, with the command's filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from assistant.ledger.forms import KINDS, FactKind, rows
from assistant.ledger.narrowing import narrowed
from vectorstore.ledger import Ledger
from vectorstore.records import Filters

MOST = 1000
"""Rows that one response holds at most; `offset` leads to the others."""
_DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


class SourceBody(BaseModel):
    """Where a row is told: characters `start` to `end` (exclusive) of a document, which read `quote`."""

    document: str
    start: int
    end: int
    quote: str


class RowBody(SourceBody):
    """What all rows have: the fields of the first source; `sources` names all where there are several."""

    id: str
    sources: list[SourceBody] = []


class PairingBody(RowBody):
    """An organisation helps a place, an institution or a group."""

    organisation: str
    recipient: str
    region: str | None
    mechanism: str
    programme: str | None
    period: str | None


class ProgrammeBody(RowBody):
    """A programme that has a name."""

    name: str
    organisers: list[str]
    regions: list[str]
    period: str | None
    status: str | None


class FigureBody(RowBody):
    """A number that a document states; `value` in base units (元, 人, 户 …), `text` as written."""

    subject: str
    metric: str
    value: int | float
    unit: str
    text: str
    qualifier: str | None
    scope: Annotated[str, Field(description="cumulative, period, planned or instance")]
    region: str | None
    time: str | None


_Body = TypeVar("_Body", bound=RowBody)


class RowsBody(BaseModel, Generic[_Body]):
    """Rows of the ledger: `count` says how many pass the filters in all."""

    count: int
    rows: list[_Body]


_BODIES: dict[FactKind, type[RowBody]] = {"pairings": PairingBody, "programmes": ProgrammeBody, "figures": FigureBody}


def install(app: FastAPI, ledger: Callable[[], Ledger]) -> None:
    """Put the paths into `app`, one for each kind of rows.

    :param ledger: returns the ledger as it is now.
    """
    for kind, body in _BODIES.items():
        app.get(
            f"/api/v1/facts/{kind}",
            response_model=RowsBody[body],  # type: ignore[valid-type]
            response_model_exclude_unset=True,
            summary=KINDS[kind],
            description=body.__doc__,
            operation_id=f"facts_{kind}",
            tags=["ledger"],
        )(_reading(kind, ledger))


def _reading(kind: FactKind, ledger: Callable[[], Ledger]) -> Callable[..., dict[str, Any]]:
    def read(
        region: Annotated[list[str], Query(description="地区，如 云南省；省包括其州市县。可重复。")] = [],  # noqa: B006
        organisation: Annotated[list[str], Query(description="组织名称。可重复。")] = [],  # noqa: B006
        programme: Annotated[list[str], Query(description="项目名称。可重复。")] = [],  # noqa: B006
        since: Annotated[str | None, Query(pattern=_DATE, description="此日及以后有效的")] = None,
        until: Annotated[str | None, Query(pattern=_DATE, description="此日及以前有效的")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST, description="最多返回多少行")] = MOST,
        offset: Annotated[int, Query(ge=0, description="跳过前面多少行")] = 0,
    ) -> dict[str, Any]:
        filters = Filters(tuple(region), tuple(organisation), tuple(programme), (), since, until)
        told = rows(ledger(), kind, narrowed(filters))
        return {"count": len(told), "rows": [row.to_json() for row in told[offset : offset + limit]]}

    return read
