"""The words by which a page's furniture is known, from `data/web.toml`, ready to use."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """Kinds of elements, names of classes, and patterns of lines that are no part of an article."""

    block_tags: frozenset[str]
    silent_tags: frozenset[str]
    void_tags: frozenset[str]
    closed_by_next: frozenset[str]
    furniture_tags: frozenset[str]
    furniture_names: frozenset[str]
    content_name: re.Pattern[str]
    title_name: re.Pattern[str]
    heading: re.Pattern[str]
    comments: re.Pattern[str]
    line: re.Pattern[str]


@cache
def words() -> Words:
    """Load the words."""
    stated = tomllib.loads((files("ingest") / "data" / "web.toml").read_text(encoding="utf-8"))
    tags = {name: frozenset(value.split()) for name, value in stated["tags"].items()}
    buttons = rf"(?:[【\[（(〖「]?\s*{_any(stated['lines']['buttons'])}\s*[】\])）〗」]?\s*[|｜/·]?\s*)+"
    heading = _any(stated["headings"]["furniture"])
    return Words(
        block_tags=tags["block"],
        silent_tags=tags["silent"],
        void_tags=tags["void"],
        closed_by_next=tags["closed_by_next"],
        furniture_tags=tags["furniture"],
        furniture_names=frozenset(stated["names"]["furniture"].split()),
        content_name=_compiled(_any(stated["names"]["content"])),
        title_name=_compiled(_any(stated["names"]["title"])),
        heading=_compiled(
            rf"[【\[■◆●▲]?\s*{heading}\s*(?:[（(]\s*\d+\s*[条篇]?\s*[)）])?\s*[】\]]?\s*(?:更多|more)?\s*[:：>»]*"
        ),
        comments=_compiled(stated["headings"]["comments"]),
        line=_compiled(_any([buttons, *(re.sub(r"\\\n\s*", "", one) for one in stated["lines"]["furniture"])])),
    )


def _any(patterns: list[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
