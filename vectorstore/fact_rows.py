"""Facts as rows of the catalogue: one a telling, with the regions and names that it is found by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete

from vectorstore.database import batches
from vectorstore.facts import Clause, Fact, Figure, Organisation, Pairing, Period, Programme, Region, name_key
from vectorstore.tables import fact_names, fact_regions
from vectorstore.tables import facts as table

_FORMS: Mapping[str, TypeAdapter[Fact]] = {
    kind.kind: TypeAdapter(kind) for kind in (Organisation, Programme, Pairing, Figure, Clause)
}


def told(texts: Mapping[str, str], facts: Iterable[Fact]) -> list[Fact]:
    """Return facts, each once, after a look at their sources.

    :param texts: the texts of the documents that may be quoted, by identifier.
    :raises ValueError: for a fact with several sources, of another document, or whose quote is not what stands there.
    """
    given = {fact.id: fact for fact in facts}
    for fact in given.values():
        place = fact.source.span
        text = texts.get(place.document)
        if len(fact.sources) != 1 or text is None or not fact.quote or text[place.start : place.end] != fact.quote:
            raise ValueError(f"{fact.kind} {fact.id} does not quote document {place.document}")
    return list(given.values())


def write_facts(connection: Connection, documents: Collection[str], given: Iterable[Fact]) -> None:
    """Make `given` all that is known from `documents`."""
    for batch in batches(documents):
        connection.execute(delete(table).where(table.c.document.in_(batch)))
    for facts in batches(given, 1000):
        connection.execute(table.insert(), [_row(fact) for fact in facts])
        codes = [{"fact": fact.id, "code": code} for fact in facts for code in dict.fromkeys(_codes(fact))]
        names = [
            {"fact": fact.id, "role": role, "key": key}
            for fact in facts
            for role, key in dict.fromkeys((role, name_key(name)) for role, name in _names(fact) if name)
        ]
        if codes:
            connection.execute(fact_regions.insert(), codes)
        if names:
            connection.execute(fact_names.insert(), names)


def read_fact(kind: str, id_: str, record: Mapping[str, Any]) -> Fact:
    """Return the fact that a row holds."""
    return _FORMS[kind].validate_python({**record, "id": id_})


def _row(fact: Fact) -> dict[str, Any]:
    record = _FORMS[fact.kind].dump_python(fact, mode="json", exclude={"id"})
    since, until = _days(fact)
    place = {"document": fact.document, "kind": fact.kind, "start": fact.source.span.start}
    return {"id": fact.id, **place, "since": since, "until": until, "record": record}


def _days(fact: Fact) -> tuple[str | None, str | None]:
    match fact:
        case Clause():
            return fact.since, None
        case Figure():
            period: Period | None = fact.time
        case Organisation():
            period = None
        case Programme() | Pairing():
            period = fact.period
    return (period.since, period.until) if period else (None, None)


def _codes(fact: Fact) -> Iterator[str]:
    match fact:
        case Organisation():
            places: tuple[Region | None, ...] = (fact.home,)
        case Programme():
            places = fact.regions
        case Pairing() | Figure():
            places = (fact.region,)
        case Clause():
            places = ()
    yield from (place.code for place in places if place)


def _names(fact: Fact) -> Iterator[tuple[str, str | None]]:
    match fact:
        case Organisation():
            yield from (("organisation", name) for name in (fact.name, *fact.aliases))
        case Programme():
            yield "programme", fact.name
            yield from (("organisation", name) for name in fact.organisers)
        case Pairing():
            yield from (
                ("organisation", fact.organisation),
                ("recipient", fact.recipient),
                ("programme", fact.programme),
            )
        case Figure():
            yield "subject", fact.subject
        case Clause():
            yield from (("subject", fact.subject), ("programme", fact.programme))
