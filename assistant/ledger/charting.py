"""What charts of the ledger show: money by year and region, organisations by level, who helps where.

Money is added where `aggregates` allows it, and only what a named body gave or spent in one year or on one occasion:
cumulative figures, figures of many bodies together, and figures that contradict each other stand beside the sums and
are never part of them. A sum carries the rows it adds, and a chart says how many rows it leaves out and why.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.ledger.aggregates import addable
from assistant.ledger.kinds import LEVELS, TYPES
from ingest.gazetteer import gazetteer
from ingest.names import is_body
from vectorstore.facts import Figure, Organisation, Pairing
from vectorstore.merging import conflicts

SPENT, GIVEN = "投入、拨付", "捐赠、募集"
_NO_AID = re.compile(
    "产值|增收|收入|销售|交易|营业|利润|贷款|融资|带动|引入|引进|撬动|节省|减免|自付|工资|人均|平均|每[人户年月]|单价"
)
"""What money is that nobody gave."""
_WAYS: Mapping[str, re.Pattern[str]] = {
    GIVEN: re.compile("捐|善款|募集|筹集|筹款"),
    SPENT: re.compile("投入|投资|拨付|拨款|下拨|划拨|安排|下达|资助|支出|发放|援助|帮扶资金|补助"),
}
_MANY = re.compile(r"[\d几数多各十百千]+余?[家个所]|等$|全[省市县国]")
"""A subject that is several bodies together."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A bar: the money of one way (spent or given) for one year or region, in 元, with every row that it adds."""

    key: str
    way: str
    value: Decimal
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Sums, the figures that stand beside them, and how many rows were left out for which reason."""

    sums: tuple[Sum, ...]
    beside: tuple[tuple[str, Figure], ...]
    left_out: Mapping[str, int]


Key = Callable[[Figure], str | None]
"""The year or region under which a figure is shown; None where it does not say."""


def way_of(figure: Figure) -> str | None:
    """Return whether a figure is money spent on aid or given for it; None where it is neither."""
    if not figure.unit.endswith("元") or _NO_AID.search(figure.metric):
        return None
    return next((way for way, told in _WAYS.items() if told.search(figure.metric)), None)


def year_of(figure: Figure) -> str | None:
    """Return the one year that a figure is of."""
    time = figure.time
    if time is None or not (time.since and time.until) or time.since[:4] != time.until[:4]:
        return None
    return time.since[:4]


def last_year_of(figure: Figure) -> str | None:
    """Return the year up to which a figure counts."""
    return figure.time.until[:4] if figure.time and figure.time.until else None


def region_of(digits: int) -> Key:
    """Return a key of the province (2 digits of its code), prefecture (4) or county (6) that a figure is of."""

    def key(figure: Figure) -> str | None:
        known = figure.region
        return known.code[:digits] if known and len(known.code) >= digits else None

    return key


def money(figures: Iterable[Figure], key: Key, beside: Key) -> Money:
    """Add up the money of aid by a key.

    :param beside: the key under which a figure that may not be added stands beside the sums.
    """
    left: Counter[str] = Counter()
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    points: list[tuple[str, Figure]] = []
    given = [(row, way) for row in figures if (way := way_of(row))]
    at_odds = {row.id for group in conflicts(row for row, _ in given) for row in group}
    otherwise = {(row.subject, row.value) for row, _ in given if row.scope in ("cumulative", "planned")}
    for row, way in given:
        why_not = _alone(row, at_odds, otherwise)
        place = key(row)
        if why_not is None and place:
            groups[place, way].append(row)
            continue
        left[why_not or "没有写明年份或地区"] += 1
        if why_not in _SHOWN_BESIDE and (stands := beside(row)):
            points.append((stands, row))
    sums = [_sum(place, way, rows, left) for (place, way), rows in sorted(groups.items())]
    return Money(tuple(sums), tuple(points), dict(left))


_CUMULATIVE, _TOGETHER = "累计数", "多家合计或没有写明是谁的"
_SHOWN_BESIDE = (_CUMULATIVE, _TOGETHER)


def _alone(row: Figure, at_odds: set[str], otherwise: set[tuple[str, Decimal]]) -> str | None:
    """Say why a row may not be part of any sum.

    :param at_odds: rows that another contradicts.
    :param otherwise: amounts that somebody calls cumulative or planned, by whose they are.
    """
    if row.scope == "planned":
        return "计划数"
    if row.scope == "cumulative":
        return _CUMULATIVE
    if row.id in at_odds or (row.subject, row.value) in otherwise:
        return "各来源说法不一"
    if not is_body(row.subject) or not _is_one(row.subject):
        return _TOGETHER
    return None


def _is_one(name: str) -> bool:
    """Whether a name is that of one body, and neither a kind of bodies (社会组织) nor several (5家企业)."""
    return not (_MANY.search(name) or TYPES.named(name))


def _sum(key: str, way: str, rows: Sequence[Figure], left: Counter[str]) -> Sum:
    kept, refused = addable(rows)
    left["互相包含或重复"] += len(refused)
    single = {row.value: row for row in reversed(kept)}  # one amount told of two bodies is most likely one gift
    left["数额相同，只计一次"] += len(kept) - len(single)
    counted = tuple(row for row in kept if single[row.value] is row)
    return Sum(key, way, sum((row.value for row in counted), Decimal(0)), counted)


# --- who helps where --------------------------------------------------------------------------------------------------


def by_level(pairings: Iterable[Pairing], organisations: Iterable[Organisation]) -> dict[str, tuple[str, ...]]:
    """Return the organisations on record as helping somebody, by their level; those of none come last."""
    levels = {one.name: one.level for one in organisations}
    named = dict.fromkeys(pairing.organisation for pairing in pairings if _is_one(pairing.organisation))
    found: dict[str, list[str]] = {level: [] for level in (*LEVELS.names, "未写明")}
    for name in named:
        found.setdefault(levels.get(name) or "未写明", []).append(name)
    return {level: tuple(names) for level, names in found.items() if names}


@dataclass(frozen=True, slots=True)
class Flow:
    """How many pairings lead from an organisation to a place."""

    organisation: str
    place: str
    count: int


def flows(pairings: Iterable[Pairing], most: int) -> tuple[list[Flow], int]:
    """Return who helps which places: the organisations with the most places first, and how many are left out.

    :param most: organisations that are named.
    """
    told = [one for one in pairings if _is_one(one.organisation)]
    counted = Counter((one.organisation, one.region.name) for one in told if one.region and len(one.region.code) > 2)
    reach = Counter(organisation for organisation, _ in counted)
    named = [organisation for organisation, _ in reach.most_common(most)]
    found = [Flow(body, place, count) for (body, place), count in counted.items() if body in named]
    order = {organisation: number for number, organisation in enumerate(named)}
    return sorted(found, key=lambda flow: (order[flow.organisation], -flow.count, flow.place)), len(reach) - len(named)


def by_place(pairings: Iterable[Pairing], digits: int) -> Counter[str]:
    """Count pairings by the province (2 digits), prefecture (4) or county (6) that they lead to."""
    return Counter(one.region.code[:digits] for one in pairings if one.region and len(one.region.code) >= digits)


@dataclass(frozen=True, slots=True)
class County:
    """A county and how many pairings are on record for it."""

    code: str
    name: str
    count: int


def counties(pairings: Sequence[Pairing], province: str) -> dict[str, list[County]]:
    """Return all counties of a province under the names of their prefectures, those without a record too."""
    counts = by_place(pairings, 6)
    known = gazetteer().divisions
    found: dict[str, list[County]] = defaultdict(list)
    for code, division in known.items():
        if len(code) == 6 and code.startswith(province):
            above = known.get(code[:4])
            found[above.name if above else ""].append(County(code, division.name, counts[code]))
    return dict(found)
