"""Arithmetic over the figures of the ledger, which refuses, with the reason, what may not be done.

A sum cites every row it adds. It is refused where rows differ in unit or in what they count, where one is cumulative
and another annual, one planned and another delivered, where one holds another (a total and its part, a province and its
county, three years and one of them), where two tell of the same thing, and where two documents give the same amount.
Nothing depends on the order of the rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from ingest.names import is_body
from ingest.quantities import same_unit
from ingest.regions import covers
from vectorstore.facts import Figure
from vectorstore.merging import same_thing


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, in the unit of its rows; `rows` are all that it adds, in the order of their sources."""

    value: Decimal
    unit: str
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """One figure, or the sum of several, divided: so much a thing."""

    value: Decimal
    unit: str
    above: tuple[Figure, ...]
    below: tuple[Figure, ...] = ()

    @property
    def rows(self) -> tuple[Figure, ...]:
        """All rows that it rests on."""
        return (*self.above, *self.below)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be computed, in a clause for the user, and the rows that stand in the way."""

    reason: str
    rows: tuple[Figure, ...] = ()


# --- sums -------------------------------------------------------------------------------------------------------------


def total(figures: Iterable[Figure], *, year: int | None = None, any_nouns: bool = False) -> Total | Refusal:
    """Add figures up.

    :param year: the one year that is asked for; a figure of another time is refused.
    :param any_nouns: the question itself names what is to be added (老师和学生一共多少人), however they are called.
    """
    rows = in_order(figures)
    if not rows:
        return Refusal("没有可以相加的数字")
    for row in rows:
        if reason := _no_addend(row, year):
            return Refusal(reason, (row,))
    if refusal := _refused(rows, _ADDING if any_nouns else (*_ADDING, (_nouns, "不能相加"))):
        return refusal
    if whole := _sum_of_the_others(rows):
        return Refusal(f"{_named(whole)}正是其余几项之和，不能再加一遍", rows)
    return Total(sum((row.value for row in rows), Decimal(0)), rows[0].unit, rows)


def addable(figures: Iterable[Figure], *, year: int | None = None) -> tuple[tuple[Figure, ...], tuple[Refusal, ...]]:
    """Return the figures that may be added, and of each of the others why it may not: first come, first counted."""
    kept: list[Figure] = []
    refused: list[Refusal] = []
    near: dict[tuple[str, str], list[Figure]] = defaultdict(list)  # so that not every row is held against every other
    for row in in_order(figures):
        others = {
            id(other): other for other in (*kept[:1], *(one for key in _beside(row) for one in near[key]))
        }.values()
        found = (check(other, row) for other in others for check, _ in _ADDING)
        reason = _no_addend(row, year) or next((one for one in found if one), None)
        if reason:
            refused.append(Refusal(reason, (row,)))
            continue
        kept.append(row)
        for key in _filed(row):
            near[key].append(row)
    return tuple(kept), tuple(refused)


def _filed(row: Figure) -> Iterator[tuple[str, str]]:
    """Name the keys under which a row is found by those it may stand in the way of; units and scopes all share."""
    yield from _alike(row)
    if row.region:
        yield "place", row.region.code
        yield from (("within", wider) for wider in _wider(row.region.code))


def _beside(row: Figure) -> Iterator[tuple[str, str]]:
    yield from _alike(row)
    if row.region:
        yield "within", row.region.code
        yield from (("place", wider) for wider in _wider(row.region.code))


def _alike(row: Figure) -> Iterator[tuple[str, str]]:
    yield "document", row.document
    yield "subject", row.subject
    yield "amount", str(row.value.normalize())  # 20 and 20.0 are one amount


def _wider(code: str) -> Iterator[str]:
    """Yield the codes of the divisions that a division lies in."""
    return (code[:digits] for digits in range(2, len(code), 2))


def without_totals(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Leave out every figure of which others given are parts, so that what remains may be added."""
    rows = in_order(figures)
    return tuple(row for row in rows if not any(is_part(other, row) for other in rows))


def is_part(part: Figure, whole: Figure) -> bool:
    """Whether a figure is stated to be a part of another one of its document (其中 …)."""
    return part.part_of == whole.text and part.document == whole.document and same_unit(part.unit, whole.unit)


def mean(figures: Iterable[Figure], *, year: int | None = None) -> Quotient | Refusal:
    """Return the average of figures, which must be ones that may be added."""
    added = total(figures, year=year)
    if isinstance(added, Refusal):
        return added
    return Quotient(added.value / len(added.rows), added.unit, added.rows)


def quotient(above: Figure, below: Figure) -> Quotient | Refusal:
    """Divide one figure by another: money by projects, people by schools."""
    rows = (above, below)
    if not below.value:
        return Refusal(f"{_named(below)}是零，不能作除数", rows)
    for check in _DIVIDING:
        if reason := check(above, below):
            return Refusal(f"{reason}，不能相除", rows)
    return Quotient(above.value / below.value, above.unit, (above,), (below,))


# --- ranking ----------------------------------------------------------------------------------------------------------


def ranked(figures: Iterable[Figure], *, least: bool = False) -> tuple[Figure, ...] | Refusal:
    """Put figures in order, the greatest first; those of one value keep the order of their sources."""
    rows = in_order(figures)
    if refusal := _refused(rows, _COMPARING):
        return refusal
    return tuple(sorted(rows, key=lambda row: row.value if least else -row.value))


def in_order(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return figures in the order of their sources, each once."""
    rows = {figure.id: figure for figure in figures}.values()
    return tuple(sorted(rows, key=lambda row: (row.document, row.source.span.start, row.id)))


# --- what stands in the way -------------------------------------------------------------------------------------------

_Check = Callable[[Figure, Figure], str | None]
_SCOPES = {"cumulative": "累计数", "period": "当期数", "planned": "计划数", "instance": "单次数"}
_AVERAGE = re.compile("^每|[^到]每[人户个家所名位亩]|人均|户均|平均|单价")
_ENDING = 2
"""Characters in which the nouns of two counts must end alike (国家级社会组织, 市内社会组织)."""


def _refused(rows: Sequence[Figure], checks: Sequence[tuple[_Check, str]]) -> Refusal | None:
    for check, outcome in checks:
        for one, other in combinations(rows, 2):
            if reason := check(one, other):
                return Refusal(f"{reason}，{outcome}", (one, other))
    return None


def _no_addend(row: Figure, year: int | None) -> str | None:
    if row.unit in ("%", "‰") or row.unit.endswith("百分点"):
        return f"{_named(row)}是比例，不能相加"
    if _AVERAGE.search(row.metric):
        return f"{_named(row)}是平均数，不能相加"
    if year and row.time and not _lies_in_year(row, year):
        return f"{_named(row)}不是{year}年的数字"
    return None


def _lies_in_year(row: Figure, year: int) -> bool:
    days = _days(row)
    return days is None or (days[0][:4] == days[1][:4] == str(year))


def _units(one: Figure, other: Figure) -> str | None:
    if same_unit(one.unit, other.unit):
        return None
    return f"{_named(one)}以{one.unit or '个数'}计，{_named(other)}以{other.unit or '个数'}计，单位不同"


def _nouns(one: Figure, other: Figure) -> str | None:
    """Counts add up only where they count the same kind of thing."""
    if one.unit.endswith("元") or one.metric[-_ENDING:] == other.metric[-_ENDING:]:
        return None
    shorter, longer = sorted((one.metric, other.metric), key=len)
    return None if shorter in longer else f"{_named(one)}与{_named(other)}数的不是同一样东西"


def _adding_scopes(one: Figure, other: Figure) -> str | None:
    """A year's figure and one gift may stand in one sum; what is cumulative or planned adds up with its like only."""
    if one.scope == other.scope or {one.scope, other.scope} == {"period", "instance"}:
        return None
    return _scopes(one, other)


def _scopes(one: Figure, other: Figure) -> str | None:
    if one.scope == other.scope:
        return None
    return f"{_named(one)}是{_SCOPES[one.scope]}，{_named(other)}是{_SCOPES[other.scope]}"


def _dividing_scopes(one: Figure, other: Figure) -> str | None:
    """What one sentence tells together is of one scope, though only its first figure says so."""
    near = one.document == other.document and abs(one.source.span.start - other.source.span.start) < _TOGETHER
    if near and "instance" in (one.scope, other.scope) and "planned" not in (one.scope, other.scope):
        return None
    return _scopes(one, other)


_TOGETHER = 60


def _whole_and_part(one: Figure, other: Figure) -> str | None:
    for part, whole in ((one, other), (other, one)):
        if is_part(part, whole):
            return f"{_named(part)}是{_named(whole)}中的一部分"
    return None


def _twice(one: Figure, other: Figure) -> str | None:
    """Two figures on the same thing at the same time are one that is told twice, or a conflict."""
    if same_thing(one) != same_thing(other) or one.scope != other.scope or _apart(one, other):
        return None
    if one.scope == "instance" and one.document == other.document:
        return None  # two gifts that one report tells of
    return f"{_named(one)}与{_named(other)}说的是同一件事"


def _told_elsewhere(one: Figure, other: Figure) -> str | None:
    """One amount in two documents is most likely one thing told twice, unless two bodies each have theirs."""
    if one.document == other.document or one.value != other.value or _two_bodies(one, other) or _apart(one, other):
        return None
    return f"{_named(one)}与{_named(other)}出自两份资料而数额相同，可能说的是同一件事"


def _two_bodies(one: Figure, other: Figure) -> bool:
    return one.subject != other.subject and is_body(one.subject) and is_body(other.subject)


def _places(one: Figure, other: Figure) -> str | None:
    """A province's figure holds its counties'; what two bodies give apart from one another overlaps nowhere."""
    if not (one.region and other.region) or one.region.code == other.region.code or _two_bodies(one, other):
        return None
    for wide, narrow in ((one, other), (other, one)):
        if wide.region and narrow.region and covers(wide.region.code, narrow.region.code):
            return f"{wide.region.name}的{_named(wide)}包括{narrow.region.name}的{_named(narrow)}"
    return None


def _other_place(one: Figure, other: Figure) -> str | None:
    if not (one.region and other.region) or one.region.code == other.region.code:
        return None
    return f"{_named(one)}是{one.region.name}的，{_named(other)}是{other.region.name}的"


def _times(one: Figure, other: Figure) -> str | None:
    """Three years hold each of them, where both figures are of one subject."""
    first, second = _days(one), _days(other)
    if one.subject != other.subject or not (first and second) or first == second or _apart(one, other):
        return None
    return f"{_named(one)}与{_named(other)}的时间有重叠"


def _other_time(one: Figure, other: Figure) -> str | None:
    if "period" not in (one.scope, other.scope) or not _apart(one, other):
        return None
    assert one.time is not None  # noqa: S101 - both have days
    assert other.time is not None  # noqa: S101
    return f"{_named(one)}是{one.time.text}的，{_named(other)}是{other.time.text}的"


def _apart(one: Figure, other: Figure) -> bool:
    first, second = _days(one), _days(other)
    return bool(first and second) and (first[1] < second[0] or second[1] < first[0]) if first and second else False


def _days(row: Figure) -> tuple[str, str] | None:
    """The first and last day of a figure's time; None where it is not known."""
    if row.time is None or not (row.time.since or row.time.until):
        return None
    return row.time.since or "0000", row.time.until or "9999"


def _sum_of_the_others(rows: Sequence[Figure]) -> Figure | None:
    """The row that is the sum of all others, of which there must be two or more: most likely their total."""
    if len(rows) < _FEWEST:
        return None
    whole = sum((row.value for row in rows), Decimal(0))
    return next((row for row in rows if row.value and row.value * 2 == whole), None)


_FEWEST = 3


def _named(row: Figure) -> str:
    return f"“{row.metric}{row.text}”"


_ADDING: tuple[tuple[_Check, str], ...] = tuple(
    (check, "不能相加") for check in (_units, _adding_scopes, _whole_and_part, _times, _twice, _told_elsewhere, _places)
)
_COMPARING: tuple[tuple[_Check, str], ...] = tuple(
    (check, "不能比较") for check in (_units, _scopes, _whole_and_part, _other_time)
)
_DIVIDING: tuple[_Check, ...] = (_dividing_scopes, _other_place, _other_time)
