"""The amounts of a text that can be kept as figures: those whose value and unit its own words settle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.quantities import Quantity, quantities

_IMPLIED = (
    (re.compile(r"\s*(?:贫困|低收入|脱贫)?(?:农户|户)"), "户"),
    (re.compile(r"\s*(?:现金|资金|善款|捐款|款项|贷款|人民币)"), "元"),
    (re.compile(r"\s*(?:困难|贫困|农村|留守|少数民族)?(?:学生|群众|人口|农民|儿童|老人|师生|村民|居民)"), "人"),
)
"""What a number without a measure word counts, by the word behind it: 31万农户, 1000万现金."""
_MONEY_BEFORE = re.compile(r"(?:人民币|资金|善款|捐款|投入|捐赠)(?:共计|共|达到?|约|近|超过?)?\s*$")
_VAGUE = re.compile(r"[数几]$|[数几]\s*$")
_RANGE = re.compile(r"\s*(?:至|到|—|－|-|~|～)\s*\d|\s*(?:至|到|—|－|-|~|～)\s*$")
_NOT_COUNTED = frozenset(
    {"年", "月", "日", "号", "天", "周", "小时", "分钟", "个月", "期", "度", "岁", "倍", "成", "折", "时", "届"}
)
_PERSONS = re.compile(r"(?:困难|困境|贫困)?(?:孩子|儿童|学生|老人|村民|志愿者)")
_MONEY_SIZED = 10_000
_BASE = {"名": "人", "位": "人", "千克": "公斤"}


def amounts(text: str) -> Iterator[Quantity]:
    """Yield the amounts of `text` in order: no dates, ages or lengths of time, nothing vague (数千万) and no range."""
    for quantity in quantities(text):
        one = quantity if quantity.unit else _with_unit(text, quantity)
        if one is None or one.unit in _NOT_COUNTED or one.is_date:
            continue
        before, after = text[: one.start], text[one.end :]
        if (
            _VAGUE.search(before)
            or _RANGE.match(after)
            or re.search(r"\d\s*[%％个名人]?\s*(?:至|到|—|-|~|～)\s*$", before)
        ):
            continue
        one = _more_exactly(text, one)
        if one.value == 1 and not one.text[0].isdigit():
            continue  # 一个, 一批: an article, not a count
        yield one


def _more_exactly(text: str, one: Quantity) -> Quantity:
    """Return people as visits where the words before say so (受益人次超40000人), and counted children as people."""
    if one.unit == "人" and re.search(r"人次[^，。；]{0,4}$", text[: one.start]):
        return replace(one, unit="人次")
    if one.unit == "个" and _PERSONS.match(text, one.end):
        return replace(one, unit="人")
    return one


def _with_unit(text: str, quantity: Quantity) -> Quantity | None:
    """Return a number without a measure word with the unit that the words beside it imply."""
    for after, unit in _IMPLIED:
        if after.match(text, quantity.end):
            return replace(quantity, unit=unit)
    if (
        quantity.value >= _MONEY_SIZED
        and re.search("[万亿]", quantity.text)
        and _MONEY_BEFORE.search(text[: quantity.start])
    ):
        return replace(quantity, unit="元")
    return None


def base_unit(unit: str) -> str:
    """Return the unit in which figures are kept: 人 for 名 and 位."""
    return _BASE.get(unit, unit)


def states(text: str, value: Decimal, unit: str) -> bool:
    """Whether the words of `text` alone give an amount of that value and unit."""
    return any(one.value == value and base_unit(one.unit) == unit for one in amounts(text))
