"""The tab of the ledger: pairings, programmes and figures as tables with their sources, and the same as a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from assistant.access import note
from assistant.errors import BadInput
from assistant.ledger.coverage import nothing_found
from assistant.ledger.forms import KINDS, Cell, FactKind, Row, as_csv, as_xlsx, grid
from assistant.ui import charts, ledger_choice
from assistant.ui.ledger_choice import SHOWN, VIEWS, Choice, View, chosen_rows
from assistant.ui.text import language_of, say
from assistant.ui.views import link, view
from vectorstore.library import Library
from vectorstore.records import Listed

PAGE = 50
"""Rows that a page of a table has."""
_PATH = "/page/ledger"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Where a row is told: a link to the words in their document."""

    place: str
    title: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the table shows it."""

    cells: tuple[Cell, ...]
    tellings: tuple[Telling, ...]


def choice_of(
    view: View = "pairings",
    province: Annotated[str, Query(pattern=r"^(\d{2})?$")] = "",
    place: Annotated[str, Query(pattern=r"^(\d{4}|\d{6})?$")] = "",
    organisation: Annotated[str, Query(max_length=100)] = "",
    programme: Annotated[str, Query(max_length=100)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
    until: Annotated[str, Query(max_length=20)] = "",
    sorts_of: Annotated[str, Query(max_length=60)] = "",
    sort: Annotated[int, Query(ge=-20, le=20)] = 0,
) -> Choice:
    """Read a choice out of an address."""
    return Choice(view, province, place, organisation, programme, since, until, sorts_of, sort)


def install(app: FastAPI, library: Library) -> None:
    """Put the tab's fragments and its files into `app`."""

    @app.get(_PATH, response_class=HTMLResponse, include_in_schema=False)
    def ledger(
        request: Request,
        choice: Annotated[Choice, Depends(choice_of)],
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> HTMLResponse:
        try:
            shown = _charts(request, choice, library) if choice.view == "charts" else _table(choice, page, library)
        except BadInput as error:
            return view(request, "ledger", **_frame(choice) | {"problem": str(error)})
        return view(request, "ledger", **_frame(choice) | shown)

    app.mount("/page/assets/plotly", StaticFiles(directory=_plotly()))

    @app.get(f"{_PATH}/export", include_in_schema=False)
    def export(
        request: Request, choice: Annotated[Choice, Depends(choice_of)], form: Literal["csv", "xlsx"]
    ) -> Response:
        kind = _kind(choice)
        told = chosen_rows(library.ledger, kind, choice)
        headings, cells = grid(kind, told, cache(library.document))
        title = KINDS[kind]
        note(request.scope, "export", f"{kind}.{form}")
        body = as_csv(headings, cells).encode() if form == "csv" else as_xlsx(title, headings, cells)
        named = f"attachment; filename*=UTF-8''{quote(f'{title}.{form}')}"
        return Response(body, media_type=_TYPES[form], headers={"Content-Disposition": named})


def _plotly() -> Path:
    """Return the folder in which Plotly's Python package carries its script, without loading that package."""
    found = find_spec("plotly")
    assert found is not None  # noqa: S101 - a dependency of ours
    assert found.origin is not None  # noqa: S101
    return Path(found.origin).parent / "package_data"


def _kind(choice: Choice) -> FactKind:
    if choice.view == "charts":
        raise BadInput("图表不能导出为表格文件，请先选择结对、项目或数字。")
    return choice.view


def _frame(choice: Choice) -> dict[str, Any]:
    """What the tab shows around a table: views, filters."""
    return {
        "choice": choice,
        "views": [(one, link(_PATH, {}, **choice.address(view=one, sorts_of="", sort=0))) for one in VIEWS],
        "provinces": ledger_choice.provinces(),
        "places": ledger_choice.places(choice.province) if choice.province else [],
        "clear": link(_PATH, {}, view=choice.view),
        "problem": "",
        "sorts": {},
        "columns": [],
        "nothing": "",
        "count": 0,
    }


def _charts(request: Request, choice: Choice, library: Library) -> dict[str, Any]:
    language = language_of(request.headers.get("accept-language"))
    drawn = charts.pictures(library.ledger, choice, lambda key: say(key, language))
    to = {code: link(_PATH, {}, **choice.address(province=code, place="")) for code in ("", *charts.TILES)}
    return drawn | {"name_of_year": str, "province_link": to.__getitem__}


def _table(choice: Choice, page: int, library: Library) -> dict[str, Any]:
    kind = _kind(choice)
    told = chosen_rows(library.ledger, kind, choice)
    pages = max(1, -(-len(told) // PAGE))
    page = min(page, pages)
    here = told[(page - 1) * PAGE : page * PAGE]
    listed = library.listing.of(source.span.document for row in here for source in row.sources)
    return {
        "count": len(told),
        "page": page,
        "pages": pages,
        "to": lambda number: link(_PATH, {}, **choice.address(page=number)),
        "columns": _headings(kind, choice),
        "lines": [_line(kind, row, listed) for row in here],
        "sorts": ledger_choice.sorts(library.ledger, kind, choice),
        "files": {form: link(f"{_PATH}/export", {}, **choice.address(form=form)) for form in _TYPES},
        "nothing": "" if told else nothing_found(kind, library.ledger.coverage),
    }


def _headings(kind: FactKind, choice: Choice) -> list[tuple[str, str, str]]:
    """Of each column its heading, the order it is in, and the address that turns the order round."""
    found = []
    for number, column in enumerate(SHOWN[kind], start=1):
        order = {number: "ascending", -number: "descending"}.get(choice.sort, "")
        to = link(_PATH, {}, **choice.address(sort=-number if order == "ascending" else number))
        found.append((column.heading, order, to))
    return found


def _line(kind: FactKind, row: Row, listed: dict[str, Listed]) -> Line:
    as_json = row.to_json()
    cells = tuple(column.cell(as_json) for column in SHOWN[kind])
    tellings = [
        Telling(f"#document/{span.document}/{span.start}/{span.end}", told.title, told.published)
        for source in row.sources
        if (span := source.span) and (told := listed.get(span.document))
    ]
    return Line(cells, tuple(tellings))
