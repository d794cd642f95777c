"""The tab that checks who may take part: a form for what an applicant is, and every clause with what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from assistant.access import note
from assistant.eligibility.checking import Report, applicant, check_library
from assistant.eligibility.clauses import Finding, Verdict
from assistant.errors import BadInput
from assistant.ledger.coverage import covered
from assistant.ledger.kinds import FIELDS, LEVELS, TYPES
from assistant.ui import ledger_choice
from assistant.ui.views import view
from vectorstore.library import Library
from vectorstore.records import Filters

SIGNS: Mapping[Verdict, str] = {"met": "✓", "not_met": "✗", "unknown": "?"}
"""What says a verdict beside its colour and its word."""
_Word = Annotated[str, Query(max_length=100)]
_Words = Annotated[list[str], Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds."""

    level: str = ""
    type: str = ""
    home: str = ""
    fields: tuple[str, ...] = ()
    region: str = ""
    programme: str = ""

    def report(self, library: Library) -> Report:
        """Check.

        :raises BadInput: for a place that is none.
        """
        asking = applicant(self.level or None, self.type or None, self.home.strip() or None, self.fields)
        regions = (self.region.strip(),) if self.region.strip() else ()
        programmes = (self.programme.strip(),) if self.programme.strip() else ()
        return check_library(asking, Filters(regions=regions, programmes=programmes), library)


def install(app: FastAPI, library: Library) -> None:
    """Put the tab's fragment into `app`."""

    @app.get("/page/eligibility", response_class=HTMLResponse, include_in_schema=False)
    def eligibility(
        request: Request,
        level: _Word = "",
        type: _Word = "",  # noqa: A002 - the name of the field in the address
        home: _Word = "",
        field: _Words = [],  # noqa: B006
        region: _Word = "",
        programme: _Word = "",
        check: _Word = "",
    ) -> HTMLResponse:
        asked = Asked(level, type, home, tuple(field), region, programme)
        found = _found(asked, library) if check else {}
        if check:
            note(request.scope, "check")
        return view(request, "eligibility", **_form(asked), **{"report": None, "problem": ""} | found)


def _form(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "levels": LEVELS.names,
        "types": TYPES.names,
        "fields": FIELDS.names,
        "provinces": ledger_choice.provinces(),
    }


def _found(asked: Asked, library: Library) -> dict[str, Any]:
    try:
        report = asked.report(library)
    except BadInput as error:
        return {"problem": str(error)}
    told = [asked.level, asked.type, asked.home, *asked.fields]
    return {
        "report": report,
        "applicant": [one for one in told if one],
        "narrowed": [one for one in (asked.region, asked.programme) if one],
        "asks": list(dict.fromkeys(ask for one in report.assessments for each in one.findings for ask in each.asks)),
        "sign": _sign,
        "source": report.documents,
        "signs": SIGNS,
        "covered": covered(library.ledger.coverage),
        "today": datetime.now(UTC).astimezone().date().isoformat(),
    }


def _sign(finding: Finding) -> str:
    return SIGNS[finding.verdict] if finding.applies else "–"
