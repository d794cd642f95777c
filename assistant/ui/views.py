"""Tabs that the server renders: ledger, eligibility, library. Each is a fragment of HTML that the browser fetches.

The fragments come from templates that escape whatever is put into them, and what they link to are fragments again; the
browser's side is `assets/tables.js`. Nothing of them is kept between requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.ui.render import UNSHOWABLE
from assistant.ui.text import language_of, say

NAMES = ("ledger", "eligibility", "library")
"""The tabs, in order; each is fetched from /page/NAME."""
TEMPLATES = Path(__file__).parent / "templates"


def place(name: str) -> str:
    """Return the place on the page that a fragment is put into."""
    return f'<div class="view" id="{name}-view"></div>'


def view(request: Request, template: str, **values: Any) -> HTMLResponse:  # noqa: ANN401 - what a template shows
    """Return a fragment in the language of a request; every string in `values` is shown as text."""
    language = language_of(request.headers.get("accept-language"))
    page = _templates().get_template(f"{template}.html.jinja")
    return HTMLResponse(page.render(say=partial(_said, language), language=language, **values))


def link(path: str, chosen: Mapping[str, Iterable[str]], **other: object) -> str:
    """Return a path with what is chosen, and `other` in place of what was."""
    kept = [(name, value) for name, values in chosen.items() if name not in other for value in values]
    added = [(name, str(value)) for name, value in other.items() if value not in (None, "")]
    return f"{path}?{urlencode(kept + added)}"


def _said(language: str, key: str, **values: object) -> str:
    return say(key, "en" if language == "en" else "zh", **values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(value: object) -> object:
    """Show what hides or reorders as a sign that can be seen, as everywhere on the page."""
    if value is None:
        return ""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", value)
