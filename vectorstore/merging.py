"""Tellings into rows: what several sources say is one row with several sources; what they say differently stays apart.

Every function takes tellings in the order in which they are to be named, and keeps it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

from vectorstore.facts import Clause, Figure, Organisation, Pairing, Period, Programme, Region, Source, name_key
from vectorstore.identity import Identities

_Fact = TypeVar("_Fact", Organisation, Programme, Pairing, Figure, Clause)
_LOOSE = re.compile(r"(?:项目|活动|专项)$")
_FILLER = re.compile(r"累计|共计|总计|合计|一共|总共|达到?|已经?|[共总了约近超]")


def pairings(tellings: Iterable[Pairing], known: Identities) -> list[Pairing]:
    """Merge pairings of the same body with the same recipient by the same mechanism and programme."""
    named = [replace(one, organisation=known.name(one.organisation)) for one in tellings]
    rows: list[Pairing] = []
    for group in _grouped(named, lambda one: (one.organisation, one.mechanism, _recipient(one, known))):
        for placed in _settled(group, lambda one: one.region.code if one.region else None, _lies_in):
            rows += [_pairing(same) for same in _settled(placed, _programme, _is_short_for)]
    return _in_order(rows, named)


def programmes(tellings: Iterable[Programme], known: Identities) -> list[Programme]:
    """Merge programmes of one name; organisers and regions add up."""
    named = list(tellings)
    return [
        replace(
            group[0],
            sources=_sources(group),
            organisers=tuple(dict.fromkeys(known.name(name) for one in group for name in one.organisers)),
            regions=tuple(dict.fromkeys(region for one in group for region in one.regions)),
            period=_first(one.period for one in group),
            status=_first(one.status for one in group),
        )
        for group in _grouped(named, lambda one: programme_key(one.name))
    ]


def organisations(tellings: Iterable[Organisation], known: Identities) -> list[Organisation]:
    """Merge the tellings of one body under its fullest name."""
    return [
        replace(
            group[0],
            sources=_sources(group),
            name=name,
            aliases=tuple(sorted({other for one in group for other in (one.name, *one.aliases)} - {name})),
            short=_first(one.short for one in group),
            level=_first(one.level for one in group),
            type=_first(one.type for one in group),
            home=_first(one.home for one in group),
        )
        for group in _grouped(tellings, lambda one: known.name(one.name))
        for name in [known.name(group[0].name)]
    ]


def figures(tellings: Iterable[Figure], known: Identities) -> list[Figure]:
    """Merge figures that several sources tell alike; nothing that differs is merged."""
    named = [replace(one, subject=known.name(one.subject)) for one in tellings]
    alike = _grouped(named, lambda one: (same_thing(one), one.value, one.qualifier, one.scope, _time(one)))
    return [replace(group[0], sources=_sources(group)) for group in alike]


def clauses(tellings: Iterable[Clause]) -> list[Clause]:
    """Merge clauses that several documents have word for word."""
    alike = _grouped(tellings, lambda one: (name_key(one.subject), one.modality, name_key(one.action), one.programme))
    return [replace(group[0], sources=_sources(group)) for group in alike]


def conflicts(rows: Iterable[Figure]) -> list[tuple[Figure, ...]]:
    """Return the groups of figures that say something different about the same thing at the same time.

    A figure of one occasion contradicts only one of another document with the same stated time: two gifts of a body are
    no conflict.
    """
    found = []
    for group in _grouped((row for row in rows if row.subject), lambda one: (same_thing(one), one.scope)):
        at_odds = {id(row) for one, other in combinations(group, 2) if _differ(one, other) for row in (one, other)}
        if at_odds:
            found.append(tuple(row for row in group if id(row) in at_odds))
    return found


def same_thing(figure: Figure) -> tuple[str, ...]:
    """Return what two figures share that speak of the same thing: subject, metric, unit and place.

    A figure without a subject shares them only with others of its document.
    """
    subject = name_key(figure.subject) or figure.document
    place = figure.region.code if figure.region else ""
    return subject, _FILLER.sub("", name_key(figure.metric)), figure.unit, place


def programme_key(name: str) -> str:
    """Return the name of a programme as programmes are compared: 牵手计划项目 is 牵手计划."""
    key = name_key(name)
    return _LOOSE.sub("", key) or key


def _differ(one: Figure, other: Figure) -> bool:
    if one.value == other.value:
        return False
    if one.scope == "instance":
        return one.document != other.document and one.time is not None and _time(one) == _time(other)
    return one.time is None or other.time is None or _time(one) == _time(other)


def _time(figure: Figure) -> tuple[str | None, ...] | None:
    time = figure.time
    if time is None:
        return None
    return (time.since, time.until) if time.since or time.until else (time.text,)


def _recipient(pairing: Pairing, known: Identities) -> str:
    if pairing.is_region and pairing.region:
        return pairing.region.code
    return name_key(known.name(pairing.recipient))


def _pairing(group: Sequence[Pairing]) -> Pairing:
    return replace(
        group[0],
        sources=_sources(group),
        region=max((one.region for one in group if one.region), key=lambda region: len(region.code), default=None),
        programme=_first(one.programme for one in group),
        period=_first(one.period for one in group),
    )


def _programme(pairing: Pairing) -> str | None:
    return programme_key(pairing.programme) if pairing.programme else None


def _lies_in(outer: str, inner: str) -> bool:
    return inner.startswith(outer)


def _is_short_for(short: str, full: str) -> bool:
    return short in full


def _settled(
    group: Sequence[_Fact], value: Callable[[_Fact], str | None], weaker: Callable[[str, str], bool]
) -> list[list[_Fact]]:
    """Part a group by a value; a telling without it, or with a weaker form, joins the one that it can only mean."""
    stated = sorted({one for fact in group if (one := value(fact)) is not None}, key=lambda one: (-len(one), one))
    strongest: dict[str | None, str | None] = {}
    for one in stated:
        above = {strongest[other] for other in strongest if other is not None and weaker(one, other)}
        strongest[one] = above.pop() if len(above) == 1 else one
    finals = set(strongest.values())
    strongest[None] = next(iter(finals)) if len(finals) == 1 else None
    return _grouped(group, lambda fact: strongest[value(fact)])


def _grouped(facts: Iterable[_Fact], key: Callable[[_Fact], Hashable]) -> list[list[_Fact]]:
    groups: dict[Hashable, list[_Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return list(groups.values())


def _in_order(rows: list[Pairing], tellings: Sequence[Pairing]) -> list[Pairing]:
    place = {telling.id: number for number, telling in enumerate(tellings)}
    return sorted(rows, key=lambda row: place[row.id])


def _sources(group: Sequence[_Fact]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for fact in group for source in fact.sources))


_Value = TypeVar("_Value", str, Period, Region)


def _first(values: Iterable[_Value | None]) -> _Value | None:
    return next((value for value in values if value is not None), None)
