"""Filters in SQL: which documents a search is narrowed to. Exact, and decided by the catalogue alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from vectorstore.database import Database
from vectorstore.records import Filters
from vectorstore.tables import documents, source_regions, sources

_CODE = re.compile(r"\d{2,12}")


Holding = Callable[[str], Collection[str] | None]
"""A name in, the documents out whose text may hold it, all others ruled out; None where only reading them can tell."""


def matching(database: Database, filters: Filters, holding: Holding) -> list[str]:
    """Return the documents that pass: within a field any value will do, and every field that narrows must pass.

    A document with several sources passes when one of them does.

    :param holding: spares reading every text for a name.
    """
    conditions = [condition(values, holding) for condition, values in _fields(filters) if values]
    if filters.since:
        conditions.append(sources.c.published >= filters.since)
    if filters.until:
        conditions.append(sources.c.published <= filters.until)
    chosen = select(sources.c.document).join(documents).where(and_(*conditions)).distinct()
    with database.read() as connection:
        return list(connection.scalars(chosen.order_by(sources.c.document)))


_Condition = Callable[[Sequence[str], Holding], ColumnElement[bool]]


def _fields(filters: Filters) -> tuple[tuple[_Condition, Sequence[str]], ...]:
    return (
        (_about_regions, filters.regions),
        (_naming, filters.organisations),
        (_naming, filters.programmes),
        (_of_kind, filters.kinds),
    )


def _of_kind(kinds: Sequence[str], _: Holding) -> ColumnElement[bool]:
    return sources.c.kind.in_(kinds)


def _about_regions(regions: Sequence[str], holding: Holding) -> ColumnElement[bool]:
    codes = [code_prefix(region) for region in regions if _CODE.fullmatch(region)]
    names = [region for region in regions if not _CODE.fullmatch(region)]
    ways = [_naming(names, holding)] if names else []
    if codes:
        within = or_(*(source_regions.c.code.startswith(code) for code in codes))
        ways.append(sources.c.id.in_(select(source_regions.c.source).where(within)))
    return or_(*ways)


def code_prefix(code: str) -> str:
    """Return the digits that a division shares with all within it: 530000 covers 530627."""
    pairs = [code[i : i + 2] for i in range(0, len(code), 2)]
    while len(pairs) > 1 and set(pairs[-1]) == {"0"}:
        pairs.pop()
    return "".join(pairs)


def _naming(names: Sequence[str], holding: Holding) -> ColumnElement[bool]:
    told = (sources.c.title, sources.c.publisher)
    ways = [field.contains(name, autoescape=True) for name in names for field in told]
    return or_(*ways, *(_in_text(name, holding(name)) for name in names))


def _in_text(name: str, held: Collection[str] | None) -> ColumnElement[bool]:
    """Whether a text has the name, which the words of an index leave open: they tell nothing of the order."""
    has = documents.c.text.contains(name, autoescape=True)
    return has if held is None else and_(documents.c.id.in_(held), has)
