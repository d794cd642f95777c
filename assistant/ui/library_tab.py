"""The tab of the library: its documents as a list, what could not be read and why, and for editors files in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from assistant.access import visitor_of
from assistant.intake import Intake, shown
from assistant.ui.views import link, view
from ingest.readers.formats import FORMATS, MEGABYTE

PAGE = 50
"""Documents that a page of the list has."""


def install(app: FastAPI, intake: Intake) -> None:
    """Put the tab's fragments into `app`."""

    @app.get("/page/library", response_class=HTMLResponse, include_in_schema=False)
    def library(request: Request) -> HTMLResponse:
        suffixes = {suffix: known.largest for known in FORMATS.values() for suffix in known.suffixes}
        limits = " ".join(f"{suffix}:{most}" for suffix, most in suffixes.items())
        most = max(suffixes.values()) // MEGABYTE
        return view(request, "library", edits=_edits(request), suffixes=suffixes, limits=limits, most=most)

    @app.get("/page/library/list", response_class=HTMLResponse, include_in_schema=False)
    def documents(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> HTMLResponse:
        edits = _edits(request)
        count, rows = intake.library.listing.documents(q, limit=PAGE, offset=(page - 1) * PAGE)
        return view(
            request,
            "library_list",
            edits=edits,
            words=q,
            count=count,
            rows=rows,
            page=page,
            pages=max(1, -(-count // PAGE)),
            to=lambda number: link("/page/library/list", {"q": [q]}, page=number),
            shown=shown,
            holds=intake.library.contents(),
            problems=intake.library.listing.problems() if edits and page == 1 and not q else [],
            waiting=intake.unfinished() if edits else [],
        )


def _edits(request: Request) -> bool:
    return visitor_of(request.scope).may("change the library")
