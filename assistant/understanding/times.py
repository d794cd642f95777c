"""Times in words: 今年, 去年, 近三年, 2023年以来, 上半年.

They are counted from the date of the document that is read, not from today: a library of 2024 asked for 去年 is asked
for 2023, and a sentence of 2024 that says 去年 speaks of 2023.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.quantities import MEASURES, numeral

_BACK = {"今年": 0, "本年度": 0, "去年": 1, "上年度": 1, "前年": 2, "明年": -1, "下年度": -1}
_WORD = re.compile(f"(?<!以)(?:{'|'.join(_BACK)})(?!度)")  # 以前年度 is no 前年
_RECENT = re.compile(r"[近过前]去?(?P<many>[一两二三四五六七八九十]|\d{1,2})年(?![前后级])")
_SINCE = re.compile(r"(?P<year>(?:19|20)\d\d)年?(?:\d{1,2}月)?(?:以来|起|之后|以后|至今|迄今)")
_UNTIL = re.compile(r"(?P<year>(?:19|20)\d\d)年?(?:\d{1,2}月)?(?:以前|之前|为止)")
_HALVES = {"上半年": "下半年|[三四]季度|(?:[789]|1[012])月", "下半年": "上半年|[一二]季度|(?<!1)[1-6]月"}
# A bare year stands before what it is the year of (2023赛季), and before nothing that is counted (2023名, 2010农户).
_COUNTED = rf"{MEASURES}|[万亿余多]|[人学师生农群职党青妇老孩儿]"
_YEAR = re.compile(rf"(?<!\d)(?:((?:19|20)\d\d)(?=\s*年|[-/.]\d)|(20[0-3]\d)(?=[\u4e00-\u9fff])(?!{_COUNTED}))")
_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?(?:\d+月)?(?:到|至|—|-|~)((?:19|20)\d\d)\s*年")
_LAST = 2100


@dataclass(frozen=True, slots=True)
class Times:
    """One time in words: the years from `first` to `last`, counted back from a document's where `relative`.

    :param half: 上半年 or 下半年, where only that is said.
    """

    words: str
    first: int = 0
    last: int = 0
    relative: bool = True
    half: str = ""

    def years(self, written: int | None) -> range:
        """The years that are meant by a document of the year `written`; none where it has no date."""
        if not self.relative:
            return range(self.first, self.last + 1)
        return range(written - self.first, written - self.last + 1) if written else range(0)


def times(text: str) -> tuple[Times, ...]:
    """Return the times that a text tells in words."""
    found = [Times(match[0], _BACK[match[0]], _BACK[match[0]]) for match in _WORD.finditer(text)]
    found += [Times(match[0], int(numeral(match["many"])), 0) for match in _RECENT.finditer(text)]
    found += [Times(match[0], int(match["year"]), _LAST, relative=False) for match in _SINCE.finditer(text)]
    found += [Times(match[0], 1900, int(match["year"]), relative=False) for match in _UNTIL.finditer(text)]
    found += [Times(half, half=half) for half in _HALVES if half in text]
    return tuple(found)


def years(text: str) -> set[int]:
    """Return the years that a text names, with those inside ranges (2022年至2024年 covers 2023)."""
    found = {int(match[1] or match[2]) for match in _YEAR.finditer(text)}
    for first, last in _RANGE.findall(text):
        found |= set(range(int(first), int(last) + 1))
    return found


def named_years(text: str, written: int | None) -> set[int]:
    """Return the years that a text of the year `written` names, those in words counted from it."""
    found = years(text)
    if written:
        found |= {written - _BACK[word] for word in _WORD.findall(text)}
    return found


def other_half(wanted: str, text: str) -> bool:
    """Whether a text speaks of the other half of a year than the one `wanted`, and not of that."""
    return wanted not in text and bool(re.search(_HALVES[wanted], text))
