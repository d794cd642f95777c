"""What all tools have in common: what they are asked with, what they tell, and within what they look.

What the user narrowed the question to holds for every tool: a model may narrow it further, never widen it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from assistant.evidence.exhibits import Exhibit
from vectorstore.records import Filters

Told = tuple[str, tuple[Exhibit, ...]]
"""What a model reads, and the exhibits it rests on."""

Region = Annotated[str | None, "地区名称，如 云南省、景谷县；省包括其州市县"]
Organisation = Annotated[str | None, "组织名称"]
Day = Annotated[str | None, "日期，如 2024-01-31"]


def within(own: Filters, given: Filters) -> Filters:
    """Return what a tool looks in: the user's filters, and a model's where the user set none of that kind."""
    return replace(
        own,
        regions=own.regions or given.regions,
        organisations=own.organisations or given.organisations,
        programmes=own.programmes or given.programmes,
        kinds=own.kinds or given.kinds,
        since=max(filter(None, (own.since, given.since)), default=None),
        until=min(filter(None, (own.until, given.until)), default=None),
    )
