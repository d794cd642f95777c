"""The figures that a question states: written in any way, they are the same figure in a source written in another."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ingest.quantities import Quantity, quantities, same_unit

_DIGITS = "零一二三四五六七八九"
_SCALES = ((10**8, "亿"), (10**4, "万"))
_TENS = ((1000, "千"), (100, "百"), (10, "十"))


def stated(text: str) -> tuple[Quantity, ...]:
    """Return the figures of a text, dates left out."""
    return tuple(quantity for quantity in quantities(text) if not quantity.is_date)


def written_otherwise(quantity: Quantity) -> tuple[str, ...]:
    """Return the other ways to write a figure, for the search: 二点三一亿元 is 2.31亿元, 23100万元 and 231000000元."""
    forms = [*_arabic(quantity.value), *_chinese(quantity.value)]
    if quantity.unit == "%":
        forms = [
            *(form + "%" for form in _arabic(quantity.value)),
            *("百分之" + form for form in _chinese(quantity.value)),
        ]
    else:
        forms = [form + quantity.unit for form in forms]
    return tuple(form for form in dict.fromkeys(forms) if form != quantity.text and says_figure(quantity.text, form))


def says_figure(figure: str, text: str) -> bool:
    """Whether a text holds the figure, however it writes it."""
    return any(
        own.value == other.value and (not own.unit or not other.unit or same_unit(own.unit, other.unit))
        for own in _quantities(figure)
        for other in _quantities(text)
    )


@lru_cache(maxsize=8192)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


def _arabic(value: Decimal) -> list[str]:
    scaled = [f"{plain(value / size)}{letter}" for size, letter in _SCALES if value >= size]
    exact = [form for form in scaled if len(form.partition(".")[2]) <= 5]
    return [*exact, plain(value)]


def _chinese(value: Decimal) -> list[str]:
    """The figure in numerals: 二点三一亿, 三百三十七; none for what nobody writes so."""
    for size, letter in _SCALES:
        if value >= size and value % size:
            scaled = plain(value / size)
            return [_spoken(scaled) + letter] if len(scaled) <= 6 else []
        if value >= size:
            return [_spoken(plain(value / size)) + letter]
    return [_spoken(plain(value))] if len(plain(value)) <= 6 else []


def _spoken(digits: str) -> str:
    whole, _, decimals = digits.partition(".")
    said = _whole(int(whole))
    return said + ("点" + "".join(_DIGITS[int(digit)] for digit in decimals) if decimals else "")


def _whole(number: int) -> str:
    if number >= 10**4:
        myriads, rest = divmod(number, 10**4)
        return _whole(myriads) + "万" + (("零" if rest < 1000 else "") + _whole(rest) if rest else "")
    if number < 10:
        return _DIGITS[number]
    said, skipped = "", False
    for size, letter in _TENS:
        digit, number = divmod(number, size)
        if digit:
            said += ("零" if said and skipped else "") + _DIGITS[digit] + letter
            skipped = False
        else:
            skipped = True
    said += (("零" if skipped and said else "") + _DIGITS[number]) if number else ""
    return said.removeprefix("一") if said.startswith("一十") else said


# --- how figures are written in answers -------------------------------------------------------------------------------


def written(quantity: Quantity) -> str:
    """Write a figure as its source does; a cell's with the unit that its column has."""
    text = re.sub(r"\s+", "", quantity.text)
    return text if quantity.unit in text else f"{exact(quantity.value)}{quantity.unit}"


def plain(value: Decimal) -> str:
    """Write a number without trailing zeros."""
    return f"{value.normalize():f}"


def exact(value: Decimal) -> str:
    """Write an amount in full, in 亿 or 万 where that is short: 1331400 is 133.14万."""
    for size, letter in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        scaled = plain(value / size)
        if value >= size and len(scaled.partition(".")[2]) <= 2:
            return scaled + letter
    return plain(value)


def readable(value: Decimal) -> str:
    """Write an amount as people do, to three figures: 685460 is 68.5万, 231000000 is 2.31亿."""
    for size, letter in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if value >= size:
            scaled = value / size
            digits = max(0, 3 - len(str(int(scaled))))
            return f"{plain(round(scaled, digits))}{letter}"
    return plain(round(value, 2))
