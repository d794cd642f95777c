"""The numbers that Word writes before paragraphs by itself (一、 （一） 1.), resolved as Word does.

A paragraph only says which list and level it belongs to; numbering.xml says how that level counts and what surrounds
the count, and the count depends on every numbered paragraph before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.readers.office import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def chinese(number: int, digits: str = _DIGITS, units: tuple[str, str, str] = ("十", "百", "千")) -> str:
    """Return a number below ten thousand in Chinese: 一百零五, 十二."""
    if not 0 < number < 10_000:
        return str(number)
    text, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + (units[power - 1] if power else "")
        zero = not digit if text else False
    short = digits[1] + units[0]
    return text[1:] if text.startswith(short) and digits is _DIGITS else text


def _letters(number: int) -> str:
    """Return a, b … z, aa, bb …, as Word goes on after z."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


def _counting(number: int) -> str:
    return chinese(number)


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _circled(number: int) -> str:
    if 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return chr(0x3251 + number - 21) if 20 < number <= 35 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: chr(0x2474 + number - 1) if 0 < number <= 20 else f"({number})",
    "decimalEnclosedFullstop": lambda number: chr(0x2488 + number - 1) if 0 < number <= 20 else f"{number}.",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "koreanDigital2": _counting,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, ("拾", "佰", "仟")),
    "ideographLegalTraditional": lambda number: chinese(number, _FORMAL, ("拾", "佰", "仟")),
    "ideographEnclosedCircle": _one_of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "bullet": lambda _: "",
    "none": lambda _: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts; `restart` is the level (1 = first) after which it starts anew."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted; ask for the paragraphs in order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: Element) -> Numbering:
        """Read the root element of numbering.xml; None gives a document without lists."""
        lists = cls()
        if numbering is None:
            return lists
        links: dict[str, str] = {}
        for abstract in numbering.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId")
            lists._levels[key] = {int(one.get(f"{W}ilvl", "0")): _level(one) for one in abstract.iter(f"{W}lvl")}
            for name in ("styleLink", "numStyleLink"):
                if (link := _value(abstract, name)) is not None:
                    links[f"{name}:{link}" if name == "styleLink" else f"{name}:{key}"] = (
                        key if name == "styleLink" else link
                    )
            for level in abstract.iter(f"{W}lvl"):
                if style := _value(level, "pStyle"):
                    lists._styles[style] = (key, int(level.get(f"{W}ilvl", "0")))
        for key, levels in lists._levels.items():
            if not levels and (origin := links.get(f"styleLink:{links.get(f'numStyleLink:{key}')}")):
                lists._levels[key] = lists._levels[origin]
        for one in numbering.iter(f"{W}num"):
            lists._read_list(one)
        return lists

    def _read_list(self, one: Element) -> None:
        key, abstract = one.get(f"{W}numId"), _value(one, "abstractNumId")
        if key is None or abstract is None:
            return
        own = dict(self._levels.get(abstract, {}))
        for override in one.iter(f"{W}lvlOverride"):
            place = int(override.get(f"{W}ilvl", "0"))
            if (level := override.find(f"{W}lvl")) is not None:
                own[place] = _level(level)
                self._levels[f"{abstract}/{key}"] = own
            if (start := _value(override, "startOverride")) is not None:
                self._starts.setdefault(key, {})[place] = int(start)
        self._lists[key] = abstract

    def number(self, key: str, place: int) -> str:
        """Return the number of the next paragraph of list `key` at level `place`, as it is printed."""
        abstract = self._lists.get(key)
        if abstract is None:
            return ""
        levels = self._levels.get(f"{abstract}/{key}", self._levels.get(abstract, {}))
        level = levels.get(place)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if key not in self._seen:
            self._seen.add(key)
            for at, start in self._starts.get(key, {}).items():
                counts[at] = start - 1
        counts[place] = counts.get(place, level.start - 1) + 1
        for lower in [at for at in counts if at > place]:
            if (restart := levels.get(lower, _Level()).restart) is None or restart > place:
                del counts[lower]
        return _printed(level, levels, counts)

    def place_of_style(self, style: str, key: str) -> int | None:
        """Return the level of list `key` that a paragraph style stands for."""
        abstract, place = self._styles.get(style, ("", 0))
        return place if abstract and abstract == self._lists.get(key) else None


def _printed(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    def count(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        other = levels.get(at, _Level())
        form = "decimal" if level.legal else other.form
        return _FORMATS.get(form, str)(counts.get(at, other.start))

    if level.form in ("bullet", "none") and "%" not in level.text:
        return "" if level.form == "bullet" else level.text
    return re.sub(r"%([1-9])", count, level.text)


def _level(element: Element) -> _Level:
    level = _Level(text=_value(element, "lvlText") or "", form=_format(element))
    if (start := _value(element, "start")) is not None:
        level = replace(level, start=int(start))
    if (restart := _value(element, "lvlRestart")) is not None:
        level = replace(level, restart=int(restart))
    return replace(level, legal=element.find(f"{W}isLgl") is not None)


def _format(element: Element) -> str:
    """Return the number format; a newer one stands in an alternative that older programs skip."""
    forms = [one.get(f"{W}val") for one in element.iter(f"{W}numFmt")]
    return next((form for form in forms if form in _FORMATS), "decimal")


def _value(element: Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else str(child.get(f"{W}val"))
