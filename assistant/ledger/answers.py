"""Answers from the ledger to questions on pairings: complete lists, counts, the most, and what has no record.

Each says that it tells what is on record, cites the source of every row it names, and leaves to the passages whatever
the ledger does not hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.ledger import figures, pairs, projects
from assistant.ledger.asked import Asked
from assistant.ledger.citing import Lookup, around, stated_counts
from assistant.ledger.coverage import covered
from assistant.ledger.pairs import Grouped, Rows
from assistant.ledger.reading import Reading, read_for
from assistant.records import Claim, Draft
from assistant.understanding.plan import Plan
from ingest.gazetteer import Division
from ingest.quantities import numeral
from ingest.regions import lookup
from vectorstore.ledger import Ledger, Where

COUNTY, PREFECTURE = 6, 4
"""Digits of the codes of a county and of a prefecture."""
_DIGITS = {"省": 2, "省份": 2, "省市": 2, "州市": 4, "市州": 4, "地州": 4, "州": 4, "地方": None, "地区": None}
MOST_NAMED = 60
"""Counties without a record that are named; of more it is only said how many they are."""
FEW = 3
"""So many counties without a record need not be counted for the reader."""
MOST_TOLD = 12
"""Counties with a record of which it is said who helps them."""


def answer(plan: Plan, ledger: Ledger, lookup: Lookup, among: frozenset[str] | None = None) -> Draft | None:
    """Draft the answer to a question that the ledger answers; None where it does not, or holds nothing on it.

    :param among: the documents that the question is narrowed to; None for all.
    """
    asked = read_for(plan, ledger)
    told = _FORMS[asked.form](Reading(asked, ledger, lookup, among)) if asked else None
    return told or projects.answer(plan, ledger, lookup, among) or figures.answer(plan, ledger, lookup, among)


def unrecorded(plan: Plan, ledger: Ledger) -> tuple[tuple[Division, ...], str] | None:
    """Return the counties that a question seeks the helpers of and that nobody on record helps, and how that is said.

    None where the question asks for more, or anybody is on record. Documents may tell all the same: what the ledger
    does not hold is not read by every rule.
    """
    asked = read_for(plan, ledger)
    if asked is None or asked.sought != "organisations" or asked.form not in ("list", "count"):
        return None
    if asked.organisations or asked.programmes or asked.fields or asked.rest or asked.years or not asked.places:
        return None
    if any(len(place.code) < COUNTY for place in asked.places) or not ledger.coverage.documents:
        return None
    if ledger.pairings(Where(regions=tuple(place.code for place in asked.places))):
        return None
    return asked.places, _gap(asked.places, ledger)


# --- lists and counts -------------------------------------------------------------------------------------------------


def _list(reading: Reading) -> Draft | None:
    asked = reading.asked
    if asked.sought == "organisations":
        if not (asked.places or asked.rest or asked.programmes or asked.fields or asked.level):
            return None
        return _organisations(reading)
    return _places(reading) if asked.organisations or asked.programmes else _helped_places(reading)


def _count(reading: Reading) -> Draft | None:
    """Count what is on record, of a county or of an organisation; of more it is for the sources to say how many."""
    asked = reading.asked
    wide = not all(len(place.code) >= COUNTY for place in asked.places)
    if asked.sought == "organisations" and wide and not _counts_itself(reading):
        return None
    if asked.sought == "places" and not (asked.organisations or asked.programmes or _counts_itself(reading)):
        return None
    return _list(reading)


def _counts_itself(reading: Reading) -> bool:
    """Whether what a prefecture has is for the ledger to count: no source says how many they are."""
    places, counted = reading.asked.places, _COUNTED[reading.asked.sought]
    if len(places) != 1 or len(places[0].code) != PREFECTURE:
        return False
    code = places[0].code
    rows = reading.ledger.figures(Where(regions=(code,)))
    return not any(row.region is not None and row.region.code == code and counted.search(row.metric) for row in rows)


_COUNTED = {"places": re.compile("县$|县市$|县（市|区）$"), "organisations": re.compile("(?:组织|机构|单位|会)$")}


def _organisations(reading: Reading) -> Draft | None:
    asked = reading.asked
    groups = {place.code: pairs.by_organisation(reading.rows(place=place)) for place in asked.places}
    if not groups:
        groups = {"": pairs.by_organisation(reading.rows())}
    if asked.together and len(groups) > 1:
        groups = {"": pairs.in_common(list(groups.values()))}
    if (asked.rest or len(asked.organisations) == 1) and not any(groups.values()):
        groups = {"": pairs.by_organisation(reading.rows_unplaced())}
    found = {code: group for code, group in groups.items() if group}
    noun = asked.noun or ("地方" if asked.divisions else "组织")
    claims = [
        _listed(reading, _of(asked, code, group), noun, "个" if asked.divisions else "家", group, _mechanisms)
        for code, group in found.items()
    ]
    missing = [f"{pairs.place_name(code)}的结对记录" for code in groups if code not in found and code]
    return Draft(tuple(claims), tuple(missing)) if claims else None


def _of(asked: Asked, code: str, group: Grouped) -> str:
    """Say whom the bodies of a list help: the recipients, where the question names one, else the place."""
    if asked.rest or (asked.organisations and not code and not asked.together):
        helped = dict.fromkeys(row.recipient for rows in group.values() for row in rows)
        return f"帮扶{'、'.join(f'“{name}”' for name in helped)}的"
    run = dict.fromkeys(row.programme for rows in group.values() for row in rows if row.programme)
    if asked.programmes and run:
        where = f"在{pairs.place_name(code)}" if code else ""
        return f"{where}开展{'、'.join(f'“{name}”' for name in run)}的"
    if code:
        return f"帮扶{pairs.place_name(code)}的"
    if asked.together or not (asked.fields or asked.level):
        return "都参与帮扶的"
    return (f"从事{'、'.join(asked.fields)}帮扶的" if asked.fields else "") + (asked.level or "")


def _places(reading: Reading) -> Draft | None:
    asked = reading.asked
    digits = _DIGITS.get(asked.noun or "地方", COUNTY)
    told = {name: reading.rows(organisation=name) for name in asked.organisations} or {"": reading.rows()}
    groups = {name: pairs.by_place(rows, digits) for name, rows in told.items()}
    if asked.together and len(groups) > 1:
        groups = {"": pairs.in_common(list(groups.values()))}
    found = {name: group for name, group in groups.items() if group}
    claims = []
    for group in found.values():
        bodies = {row.organisation for rows in group.values() for row in rows}
        whose = f"{bodies.pop()}帮扶的" if len(bodies) == 1 else "共同帮扶的" if asked.together else "帮扶的"
        beside = _mechanisms if asked.noun in _DIGITS or asked.noun.endswith("县") else _recipients
        claims.append(_listed(reading, whose, asked.noun or "地方", "个", group, beside))
    missing = [f"{name}的结对记录" for name in groups if name and name not in found]
    return Draft(tuple(claims), tuple(missing)) if claims else None


def _helped_places(reading: Reading) -> Draft | None:
    """Which places a division helps, or else which places of a division are helped, by whomever."""
    asked = reading.asked
    noun, digits = asked.noun or "地方", _DIGITS.get(asked.noun or "地方", COUNTY)
    for helper in asked.places:
        group = pairs.by_place(reading.rows_of_division(helper), digits)
        if group:
            return Draft((_listed(reading, f"{pairs.place_name(helper.code)}帮扶的", noun, "个", group, _mechanisms),))
    group = pairs.by_place(reading.rows(), digits) if len(asked.places) == 1 else {}
    return Draft((_listed(reading, f"得到{asked.helpers}帮扶的", noun, "个", group, None),)) if group else None


def _listed(
    reading: Reading, whose: str, noun: str, unit: str, group: Grouped, beside: Callable[[Rows], str] | None
) -> Claim:
    """List names, how many they are, what stands beside each, and that a source counts more than it names."""
    details = {name: beside(rows) for name, rows in group.items()} if beside else {}
    alike = len(group) > 1 and len(set(details.values())) == 1
    named = "、".join(name if alike or not details else f"{name}（{details[name]}）" for name in group)
    same = f"，均为{next(iter(details.values()))}" if alike else ""
    narrowed = reading.asked.together or (unit == "个" and reading.asked.places)
    greater = None if narrowed else _greater_count(reading, group, unit)
    more = f"；原文说共{greater}{unit}，其余没有列名" if greater else ""
    rows = [row for rows in group.values() for row in rows]
    text = f"{whose}{noun}，文库中有记录的有{len(group)}{unit}：{named}{same}{more}。"
    return reading.claim(text, rows, len(group))


def _greater_count(reading: Reading, group: Grouped, unit: str) -> str | None:
    """What the sentence that tells of most of a list says they are, where it says more than are named anywhere."""
    told: dict[str, set[str]] = defaultdict(set)
    for name, rows in group.items():
        for row in rows:
            told[around(row.source, reading.lookup)].add(name)
    fullest = max(told, key=lambda text: len(told[text]))
    counts = [count for count in stated_counts(fullest, unit) if numeral(count) > len(group)]
    return max(counts, key=numeral, default=None)


def _mechanisms(rows: Rows) -> str:
    return "、".join(dict.fromkeys(row.mechanism for row in rows))


def _recipients(rows: Rows) -> str:
    """Name who is helped in a place, where it is not the place itself, and how."""
    own = {place.code for row in rows if (place := row.region)}
    within = dict.fromkeys(row.recipient for row in rows if own.isdisjoint(one.code for one in lookup(row.recipient)))
    return "、".join((*within, _mechanisms(rows)))


def _helpers(rows: Rows) -> str:
    return "、".join(dict.fromkeys(row.organisation for row in rows))


# --- the most ---------------------------------------------------------------------------------------------------------


def _most(reading: Reading) -> Draft | None:
    """Who helps the most counties, or which county has the most helpers; all that are level."""
    rows = reading.rows()
    if reading.asked.sought == "organisations":
        best, number = pairs.most(pairs.by_organisation(rows), lambda own: len(pairs.by_place(own, COUNTY)))
        others: Callable[[Rows], Grouped] = lambda own: pairs.by_place(own, COUNTY)  # noqa: E731
        unit = "个县（市、区）"
    else:
        others, unit = pairs.by_organisation, "家组织"
        digits = _DIGITS.get(reading.asked.noun or "地方", COUNTY)
        best, number = pairs.most(pairs.by_place(rows, digits), lambda own: len(others(own)))
    if not best or number < 2:
        return None
    claims = [
        reading.claim(f"按文库中的记录，{name}最多，有{number}{unit}：{'、'.join(others(own))}。", own, number)
        for name, own in best.items()
    ]
    return Draft(tuple(claims))


# --- what has no record -----------------------------------------------------------------------------------------------


def _none(reading: Reading) -> Draft | None:
    """Which of the counties named, or of those of a place, have no pairing on record."""
    asked = reading.asked
    if asked.sought != "places" or not asked.places or asked.organisations:
        return None
    places = [county for place in asked.places for county in pairs.counties(place.code)]
    if len(asked.places) > 1:
        places = list(asked.places)
    if asked.mechanism == "结对":  # whoever helps in any way is on record
        reading = Reading(replace(asked, mechanism=None), reading.ledger, reading.lookup, reading.among)
    found = pairs.on_record(places, reading.rows())
    if not found.unpaired:
        return Draft(_paired(reading, found.paired))
    return Draft(_paired(reading, found.paired), gap=_gap(found.unpaired, reading.ledger))


def _gap(places: tuple[Division, ...], ledger: Ledger) -> str:
    named = "、".join(pairs.place_name(place.code) for place in places[:MOST_NAMED])
    many = f"等{len(places)}个县（市、区）" if len(places) > MOST_NAMED else f"这{len(places)}个县（市、区）"
    more = many if len(places) > FEW else ""
    return f"文库中没有{named}{more}的结对记录（{covered(ledger.coverage)}；没有记录不等于没有结对）。"


def _paired(reading: Reading, paired: Mapping[Division, Rows]) -> tuple[Claim, ...]:
    """Say of each place who helps it, or of many places only which they are."""
    if len(paired) > MOST_TOLD:
        rows = [row for rows in paired.values() for row in rows]
        names = "、".join(pairs.place_name(place.code) for place in paired)
        return (reading.claim(f"有结对记录的有{len(paired)}个：{names}。", rows, len(paired)),)
    return tuple(
        reading.claim(f"{pairs.place_name(place.code)}：有{_helpers(rows)}的记录。", rows)
        for place, rows in paired.items()
    )


_FORMS: Mapping[str, Callable[[Reading], Draft | None]] = {
    "list": _list,
    "count": _count,
    "most": _most,
    "none": _none,
}
