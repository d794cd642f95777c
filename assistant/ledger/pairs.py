"""Pairings read from either end: who helps a place, which places somebody helps, how many, and which have no record.

Plain functions over rows of the ledger; every result keeps the rows it rests on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.ledger.kinds import TYPES
from ingest.gazetteer import Division, gazetteer
from ingest.names import is_body
from ingest.regions import covers, mentions
from vectorstore.facts import Organisation, Pairing

Rows = tuple[Pairing, ...]
Grouped = dict[str, Rows]
"""Names of organisations or of places, in the order in which they are told, each with its rows."""

MECHANISMS: Mapping[str, re.Pattern[str]] = {
    "定点": re.compile("定点"),
    "对口": re.compile("对口"),
    "协作": re.compile("协作"),
    "捐": re.compile("捐"),
    "合作": re.compile("合作"),
    "结对": re.compile("^(?!.*(?:捐|合作))"),
}
"""What the word of a question lets pass: to be paired is more than a gift, and 帮扶 without more is any of them."""


def by_mechanism(rows: Iterable[Pairing], word: str | None) -> Rows:
    """Return the pairings of the mechanism that a question names by `word`; all of them where it names none."""
    wanted = MECHANISMS[word] if word else None
    return tuple(row for row in rows if wanted is None or wanted.search(row.mechanism))


def by_kind(rows: Iterable[Pairing], noun: str, known: Mapping[str, Organisation]) -> Rows:
    """Return the pairings of bodies that have a name and are what `noun` says; 组织 and 谁 are anybody.

    :param known: what the ledger knows of organisations, by name.
    """
    return tuple(row for row in rows if is_of_kind(row.organisation, noun, known.get(row.organisation)))


def by_home(rows: Rows, homes: Sequence[str], known: Mapping[str, Organisation]) -> Rows:
    """Return the pairings of bodies that are of one of the divisions, by what is known or by how their name begins."""

    def home(name: str) -> str:
        told = known.get(name)
        if told and told.home:
            return told.home.code
        return next((one.code for one in mentions(name, bare=True) if one.start == 0), "")

    return tuple(row for row in rows if not homes or any(covers(code, home(row.organisation)) for code in homes))


_ANYBODY = ("", "谁", "组织", "机构", "单位", "部门", "团体")
_UNNAMED = re.compile("[0-9一二三四五六七八九十]+余?多?[家个]|(?:组织|企业|单位|机构|力量|社工)$")
_SOCIETY = re.compile("(?:基金会|会|中心|服务社|社工站|服务站|志愿[^局厅]*队)$")


_CALLED = {"学校": re.compile("小学|中学|高中|学院|大学|幼儿园"), "高校": re.compile("大学|学院")}
"""How bodies of a kind are called that is no legal type."""


def is_of_kind(name: str, noun: str, told: Organisation | None) -> bool:
    """Whether a body is what a noun says: by its name, then by its type, then by how bodies of that type are called.

    `28家社会组织` is no body that could be counted or named.
    """
    if _UNNAMED.search(name) and not is_body(name):
        return False
    kind = TYPES.named(noun)
    if noun in _ANYBODY or noun in name or (noun in _CALLED and _CALLED[noun].search(name)):
        return True
    if kind != noun:
        return False  # 商会 and 协会 are what is called so
    own = TYPES.named(told.type) if told and told.type else TYPES.found_in(name)
    if own:
        return TYPES.is_within(own, kind)
    return kind == "社会组织" and bool(_SOCIETY.search(name))


def by_organisation(rows: Iterable[Pairing]) -> Grouped:
    """Group pairings by the organisation that helps."""
    return _grouped(rows, lambda row: row.organisation)


def by_place(rows: Iterable[Pairing], digits: int | None = None) -> Grouped:
    """Group pairings by the division that is helped, or in which the recipient lies; without one they are left out.

    :param digits: 2 for provinces, 4 for prefectures, 6 for counties: what lies deeper counts for the one it lies in,
        what is wider is left out; None takes divisions as they are told.
    """

    def place(row: Pairing) -> str | None:
        code = row.region.code if row.region else ""
        if not code or (digits and len(code) < digits):
            return None
        return place_name(code[:digits]) if digits else place_name(code)

    return _grouped(rows, place)


def place_name(code: str) -> str:
    """Return the name of a division as it is said: 大理州 for 大理白族自治州."""
    division, forms = gazetteer().divisions.get(code), gazetteer().forms.get(code, ())
    if division is None:
        return code
    return forms[1] if "自治" in division.name and len(code) > 2 and len(forms) > 1 else division.name


def most(grouped: Grouped, of: Callable[[Rows], int]) -> tuple[Grouped, int]:
    """Return the groups for which `of` is the greatest, all that are level, and how much it is."""
    counts = {name: of(rows) for name, rows in grouped.items()}
    best = max(counts.values(), default=0)
    return {name: grouped[name] for name, count in counts.items() if count == best and best}, best


def in_common(groups: Sequence[Grouped]) -> Grouped:
    """Return what all groups have, with the rows of each."""
    shared = [name for name in groups[0] if all(name in group for group in groups)] if groups else []
    return {name: tuple(row for group in groups for row in group[name]) for name in shared}


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Which of some divisions have a pairing on record, with its rows, and which have none."""

    paired: Mapping[Division, Rows]
    unpaired: tuple[Division, ...]


def on_record(places: Iterable[Division], rows: Sequence[Pairing]) -> OnRecord:
    """Part divisions by whether they, or somebody in them, are helped."""
    found = {
        place: tuple(row for row in rows if row.region and covers(place.code, row.region.code))
        for place in dict.fromkeys(places)
    }
    paired = {place: helped for place, helped in found.items() if helped}
    return OnRecord(paired, tuple(place for place in found if place not in paired))


def counties(code: str) -> list[Division]:
    """Return the counties within a division; a county is its own only one."""
    return [one for one in gazetteer().divisions.values() if len(one.code) == 6 and covers(code, one.code)]


def _grouped(rows: Iterable[Pairing], key: Callable[[Pairing], str | None]) -> Grouped:
    groups: dict[str, list[Pairing]] = defaultdict(list)
    for row in rows:
        if (name := key(row)) is not None:
            groups[name].append(row)
    return {name: tuple(group) for name, group in groups.items()}
