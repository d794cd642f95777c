"""Times in a sentence, as written and as an interval: 2017年以来, 2023年6月至2024年11月, 截至6月30日, 近3年, 每年."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vectorstore.facts import Period
from vectorstore.records import Document

_YEAR = r"(?:(?:19|20)\d\d年|今年|去年|前年|当年)"
_POINT = rf"(?:{_YEAR}(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?|\d{{1,2}}月\d{{1,2}}[日号]|\d{{1,2}}月(?!份?以上))"
_TIME = re.compile(
    rf"截[至止](?P<upto>{_POINT})"
    rf"|(?P<first>{_POINT})(?:至|到|—|－|-|~)(?P<last>{_POINT}|\d{{1,2}}[日号])"
    rf"|(?:自|从)?(?P<from>{_POINT})(?:底|初|年初)?(?:以来|起|开始)"
    rf"|(?P<term>(?:19|20)\d\d年(?:[春秋]季学期|上半年|下半年|[一二三四]季度))"
    rf"|(?P<at>{_POINT})"
    r"|(?P<years>近|过去)(?P<number>[\d一二三四五六七八九十]{1,2})年"
    r"|(?P<loose>近年来?|多年来|[一二三四五六七八九十]+年来|目前|截至目前|每年|全年|每月|一年多来|长期以来)"
)
_NUMBERS = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)}
_HEAD = 80


@dataclass(frozen=True, slots=True)
class Timed:
    """A time and where it stands in a sentence."""

    start: int
    end: int
    period: Period


def times(text: str, today: date | None) -> Iterator[Timed]:
    """Yield the times of a sentence.

    :param today: when it was written, by which 今年 and 8月11日 are told; without it they keep their words only.
    """
    for match in _TIME.finditer(text):
        since, until = _interval(match, today)
        yield Timed(match.start(), match.end(), Period(match[0], since, until))


def written_on(document: Document) -> date | None:
    """Return when a document was written: its date, or the first full one that it opens with."""
    if document.published:
        return date.fromisoformat(document.published)
    head = re.search(r"((?:19|20)\d\d)[-年./](\d{1,2})[-月./](\d{1,2})", document.text[:_HEAD])
    try:
        return date(*(int(part) for part in head.groups())) if head else None
    except ValueError:  # no such day
        return None


def _interval(match: re.Match[str], today: date | None) -> tuple[str | None, str | None]:
    if match["upto"]:
        return None, _last(match["upto"], today)
    if match["first"]:
        last = match["last"]
        if "月" not in last and "年" not in last:
            last = re.sub(r"\d{1,2}[日号]$", last, match["first"])
        elif not re.search("年", last) and (year := re.match(_YEAR, match["first"])):
            last = year[0] + last
        return _first(match["first"], today), _last(last, today)
    if match["from"]:
        return _first(match["from"], today), None
    if match["term"]:
        return _term(match["term"])
    if match["at"]:
        return _first(match["at"], today), _last(match["at"], today)
    if match["years"] and today:
        number = int(match["number"]) if match["number"].isdigit() else _NUMBERS.get(match["number"], 0)
        return (f"{today.year - number}-{today.month:02}-01" if number else None), today.isoformat()
    return None, None


def _parts(point: str, today: date | None) -> tuple[int, int | None, int | None] | None:
    year = re.match(r"(\d{4})年", point)
    named = {"今年": 0, "当年": 0, "去年": 1, "前年": 2}.get(point[:2])
    if year:
        number = int(year[1])
    elif today:
        number = today.year - (named or 0)
    else:
        return None
    month, day = re.search(r"(\d{1,2})月", point), re.search(r"(\d{1,2})[日号]", point)
    return number, int(month[1]) if month else None, int(day[1]) if day else None


def _first(point: str, today: date | None) -> str | None:
    parts = _parts(point, today)
    return _iso(parts[0], parts[1] or 1, parts[2] or 1) if parts else None


def _last(point: str, today: date | None) -> str | None:
    parts = _parts(point, today)
    if parts is None:
        return None
    year, month, day = parts
    month = month or 12
    return _iso(year, month, day or (monthrange(year, month)[1] if 1 <= month <= 12 else 0))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 2月30日 is a misprint
        return None


def _term(text: str) -> tuple[str, str]:
    year = text[:4]
    if "春季" in text or "上半年" in text:
        return f"{year}-01-01", f"{year}-06-30"
    if "秋季" in text or "下半年" in text:
        return f"{year}-07-01", f"{year}-12-31"
    quarter = _NUMBERS[text[5]]
    return f"{year}-{3 * quarter - 2:02}-01", f"{year}-{3 * quarter:02}-{monthrange(int(year), 3 * quarter)[1]:02}"
