"""The page header of a newspaper: its name, the day it came out and the number of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.layout.characters import HAN
from ingest.layout.furniture import IMPRINT, ROLES, has_role

_NUMERALS = "〇一二三四五六七八九"
_ZEROS = {ord("零"): "〇", ord("○"): "〇"}
_NUMERAL = f"[{_NUMERALS}零○十]"

_DATES = (
    re.compile(r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?P<y>[二一]{_NUMERAL}{{3}})年(?P<m>{_NUMERAL}{{1,2}})月(?P<d>{_NUMERAL}{{1,3}})日"),
)
_PAGES = (
    re.compile(r"第\s*(?P<p>[A-Z]{0,2}\d{1,3})\s*版"),
    re.compile(r"(?<![A-Z\d])(?P<p>[A-Z]{0,2}\d{1,3})\s*版(?![权本面])"),
    re.compile(rf"第(?P<p>{_NUMERAL}{{1,3}})版"),
    re.compile(r"(?<![A-Z\d.-])(?P<p>[A-Z]{1,2}\d{1,3})(?![\d.])(?=\s|$|[·•|/])"),
)
_COUNT_OF_PAGES = re.compile(r"(?:今日|本期|共)\s*\d+\s*版")

_PAPER = re.compile(
    rf"[{HAN}A-Za-z·]{{1,12}}(?:报|周刊|月刊|旬刊|季刊|导刊|杂志|时讯|新闻网|通讯|观察|之窗|在线|编辑部|新闻社)"
)
_PLAIN_NAME = re.compile(rf"[{HAN}]{{2,8}}新闻")
"""A name that may be a paper's or a section's: it counts where nothing is called a paper."""

_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")

_SECTION = re.compile(
    "要闻|综合|新闻|专题|专版|专刊|特刊|特别报道|副刊|广告|国内|国际|本地|时政|经济|文化|教育|社会|民生|乡村|三农|公益|资讯"
    "|理论|评论|视点|关注|聚焦|深度|纵深|观察|调查|体育|健康|图片|影像|人物|周刊|头版|导读"
)
_LONGEST_HEADER = 90
"""A header is one printed line; what is longer is a paragraph."""


@dataclass(frozen=True, slots=True)
class Masthead:
    """What a page header says about every article under it."""

    publisher: str | None = None
    published: str | None = None
    page: str | None = None

    def __bool__(self) -> bool:
        return any((self.publisher, self.published, self.page))


def masthead(lines: Iterable[str]) -> Masthead:
    """Return what the lines of a page header say: of name, day and number the first of each."""
    texts = list(lines)
    return Masthead(_first(find_paper, texts), _first(find_date, texts), _first(find_page, texts))


def _first(find: Callable[[str], str | None], texts: list[str]) -> str | None:
    return next(filter(None, map(find, texts)), None)


def is_masthead(line: str) -> bool:
    """Tell whether a line is part of a page header: no sentence, and two of paper, day, page, editors, imprint."""
    line = line.strip()
    if len(line) > _LONGEST_HEADER or re.search(r"[。；！？]|\d:\d", line):
        return False
    named = (find_paper(line), find_date(line), find_page(line), has_role(line), IMPRINT.search(line))
    return sum(map(bool, named)) > 1


def is_part_of_masthead(line: str) -> bool:
    """Tell whether a line is a day, a page or the name of a paper, and nothing else: part of a header on two lines."""
    if len(line) > _LONGEST_HEADER or not (find_date(line) or find_page(line) or find_paper(line)):
        return False
    for pattern in (_COUNT_OF_PAGES, *_DATES, *_PAGES, _WEEKDAY):
        line = pattern.sub(" ", line)
    words = _closed_up(line).split()
    return all(_PAPER.fullmatch(word) or _PLAIN_NAME.fullmatch(word) or _SECTION.fullmatch(word) for word in words)


def find_date(text: str) -> str | None:
    """Return the first full date in a header, as ISO."""
    for pattern in _DATES:
        if found := pattern.search(text):
            year, month, day = (_number(found[part]) for part in "ymd")
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return None


def find_page(text: str) -> str | None:
    """Return the page that a header names (第08版, 04版, A06, 12版·乡村), a plain number without leading zeros."""
    text = _COUNT_OF_PAGES.sub(" ", text)
    for pattern in _PAGES:
        if found := pattern.search(text):
            page = found["p"]
            return page if page[0].isascii() and not page.isdecimal() else str(_number(page))
    return None


def find_paper(text: str) -> str | None:
    """Return the name of the newspaper in a header: a word that ends like one, rather than the name of a section."""
    for pattern in (_COUNT_OF_PAGES, *_DATES, *_PAGES, ROLES):
        text = pattern.sub(" ", text)
    words = [word.strip("·•|/—-：:（）()") for word in re.split(r"[\s|｜/•—]+", _closed_up(text))]
    papers = [word for word in words if _PAPER.fullmatch(word)]
    names = papers + [word for word in words if _PLAIN_NAME.fullmatch(word)]
    return next((word for word in names if not _SECTION.match(word)), papers[0] if papers else None)


def _closed_up(text: str) -> str:
    """Return `text` with a name that is printed one character at a time closed up."""
    spaced = re.compile(rf"(?<![{HAN}])(?:[{HAN}]\s+){{2,}}[{HAN}](?![{HAN}])")
    return spaced.sub(lambda found: re.sub(r"\s", "", found[0]), text)


def _number(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.translate(_ZEROS).rpartition("十")
    value = int("".join(str(_NUMERALS.index(char)) for char in ones)) if ones else 0
    return value + (10 * _number(tens or "一") if ten else 0)
