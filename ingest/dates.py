"""Full dates as Chinese documents write them, each with where it stands.

2024年12月18日, 2024-12-18, 2024/12/18, 2024.12.18, 二〇二四年十二月十八日, in half or full width. A year and a month
alone are no date: nothing is made up for the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_HAN_DIGITS = dict.fromkeys("〇零○Oo0◯", 0) | {c: value for value, c in enumerate("一二三四五六七八九", start=1)}

# Width folding that keeps every character at its place, so that a date's position holds in the text as given.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0D, 0xFF0E, 0xFF0F, 0xFF2F, 0xFF4F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2010: 0x2D,
    0x2013: 0x2D,
}

_FIGURES = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s*"
    r"(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]|([-/.])\s?(\d{1,2})\s?\4\s?(\d{1,2})(?!\d|[-/.]\d|%)"
    r"|(?<=\s)(\d{2})/(\d{2})(?![\d/]))"
)
_HAN = re.compile(
    r"([一二][〇零○Oo0◯一二三四五六七八九]{3})\s*年\s*([元正一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十廿卅]{1,3})\s*[日号]"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and the characters it stands on."""

    start: int
    end: int
    iso: str


def narrow(text: str) -> str:
    """Return `text` with full-width digits and signs of dates in half width, every character at its place."""
    return text.translate(_NARROW)


def find_dates(text: str) -> tuple[Dated, ...]:
    """Return every full date of the calendar in `text`, in order."""
    narrowed = narrow(text)
    found = [
        *(
            _dated(match, *(int(part) for part in match.group(1, 2, 3, 5, 6, 7, 8) if part))
            for match in _FIGURES.finditer(narrowed)
        ),
        *(_dated(match, *(_han_number(part) for part in match.groups())) for match in _HAN.finditer(narrowed)),
    ]
    return tuple(sorted((one for one in found if one), key=lambda one: one.start))


def _dated(match: re.Match[str], year: int, month: int, day: int) -> Dated | None:
    try:
        return Dated(match.start(), match.end(), date(year, month, day).isoformat())
    except ValueError:  # no such day: 2023年2月30日 is a misprint, not a date
        return None


def _han_number(text: str) -> int:
    text = text.translate({ord("廿"): "二十", ord("卅"): "三十", ord("元"): "一", ord("正"): "一"})
    if "十" not in text:
        return int("".join(str(_HAN_DIGITS[c]) for c in text))
    tens, _, units = text.partition("十")
    return (_HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (_HAN_DIGITS.get(units, 0) if units else 0)
