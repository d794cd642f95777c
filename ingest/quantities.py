"""Numbers and what they count: the grammar of figures in Chinese official and newspaper writing.

A figure is read with its qualifier (近, 约, 超 …), its digits or numerals (3,456, 二点三一), its multiplier (万, 亿),
its 余 or 多, and its unit: `累计投入超过650万元` holds 6,500,000 元, qualified 超过. Values are exact decimals in base
units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(ord("０"), ord("９") + 1)} | {
    ord("％"): "%",
    ord("．"): ".",
    ord("，"): "，",
}

MEASURES = (
    # longest first within a family, so that 人次 is not read as 人
    "个百分点|百分点|个月|人次|平方公里|平方米|立方米|公里|公顷|公斤|千克|千瓦时|千瓦|小时|分钟|美元|欧元|港元|元"
    "|个|家|所|名|人|户|辆|台|套|次|场|件|份|例|位|间|座|亩|米|吨|斤|批|项|支|只|头|株|棵|条|张|本|册|部|处|岁|年|月|日|号"
    "|天|周|期|镇|乡|村|县|市|区|省|州|种|类|倍|成|折|笔|单|盏|面|口|艘|架|届|款|餐|顿|对(?![一多接])|组|队|篇|幅|栋|幢|盒|袋|箱|包|瓶|枚|根|眼|盘|度"
)
"""The measure words that follow a number, as alternatives of a regular expression, the longer of a family first."""
_NUMERAL = "零〇○一二两三四五六七八九十百千"
_QUALIFIERS = "超过|不少于|不低于|不超过|不足|最多|最高|最低|至少|大约|将近|接近|约|近|超|逾|仅"
_PATTERN = re.compile(
    rf"(?P<qualifier>{_QUALIFIERS})?\s*(?P<figure>"
    rf"百分之(?P<percent>[{_NUMERAL}]+(?:点[{_NUMERAL}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<denominator>[{_NUMERAL}]+)分之(?P<numerator>[{_NUMERAL}]+)"
    rf"|(?:(?P<arabic>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<about>[余多])?\s*(?:个(?=亿))?(?P<myriad>万亿|百万|千万|[万亿千百])?"
    rf"|(?P<chinese>[{_NUMERAL}][{_NUMERAL}万亿]*(?:点[{_NUMERAL}]+[万亿]*)?|[万亿](?=[余多]))(?:(?P<han_about>[余多])(?P<han_myriad>[万亿]))?)"
    rf"\s*(?P<more>[余多](?![种样])|(?<=[十百])几)?\s*(?P<unit>%|‰|{MEASURES})?)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure in a text.

    :param start: offset of its first digit; the qualifier before it is not part of the span.
    :param value: the number in base units (万 and 亿 multiplied out).
    :param unit: the measure word or sign that follows; empty for a bare number.
    :param qualifier: 近, 约, 超 …, or 余 and 多 as written after the number.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    qualifier: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether it is part of a date (2024年, 5月, 12日) rather than a count."""
        if self.unit == "年":
            return 1900 <= self.value <= 2100
        return self.unit in {"月", "日", "号"}


def numeral(text: str) -> Decimal:
    """Return the value of Arabic digits or Chinese numerals (`二点三一亿`, `一千二百`, `二〇二四`).

    :raises ValueError: when `text` is neither.
    """
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    for letter in "亿万":
        if letter in plain:
            head, _, tail = plain.rpartition(letter)
            return numeral(head or "一") * _MYRIADS[letter] + (numeral(tail) if tail else 0)
    whole, _, decimals = plain.partition("点")
    value = Decimal(_whole(whole))
    if decimals:
        value += Decimal("0." + "".join(str(_digit(char)) for char in decimals))
    return value


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the figures of `text` in order; offsets are into `text` as given."""
    for match in _PATTERN.finditer(text.translate(_FULL_WIDTH)):
        if match["chinese"] and not match["unit"] and not re.search("[十百千万亿]", match["chinese"]):
            continue  # a bare Chinese digit is as often part of a word (一起, 三农) as a number
        value = _value(match)
        if value is None or text[max(0, match.start() - 1) : match.start()] == "第":
            continue  # 第三批 tells which, not how many
        start, end = match.span("figure")
        end -= len(match["figure"]) - len(match["figure"].rstrip())
        unit = "%" if match["percent"] else match["unit"] or ""
        if not unit and (cell := _cell_unit(text, start, end)):
            value, unit = value * cell[0], cell[1]
        yield Quantity(
            start,
            end,
            text[start:end],
            value,
            unit,
            match["qualifier"] or match["about"] or match["han_about"] or match["more"],
        )


def _cell_unit(text: str, start: int, end: int) -> tuple[int, str] | None:
    """The unit of a figure that fills a cell of a row, from its header (金额（万元）：36) or from a cell 单位."""
    if text[start - 1 : start] != "：" or text[end : end + 1] not in ("", "；", "。", "\n"):
        return None
    row = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    header = re.search(r"[（(](?:单位[：:])?([^）)；：]{1,4})[）)]：$", text[:start])
    unit = header or re.search(r"(?:^|；)(?:计量)?单位：([^；。]{1,6})", row)
    match = _UNIT_CELL.fullmatch(unit[1]) if unit else None
    return (_MYRIADS.get(match[1] or "", 1), match[2]) if match else None


_UNIT_CELL = re.compile(rf"([万亿])?({MEASURES})")


def same_unit(one: str, other: str) -> bool:
    """Whether two units can count the same things (名 and 人, 个 and 家); 户, 人 and 人次 stay apart."""
    return one == other or any(one in family and other in family for family in _FAMILIES)


_FAMILIES = (
    frozenset({"人", "名", "位", "例"}),
    frozenset({"个", "家"}),
    frozenset({"个", "名"}),
    frozenset({"个", "所"}),
    frozenset({"个", "项"}),
    frozenset({"个", "县", "市", "区", "乡", "镇", "村", "省", "州"}),
    frozenset({"公斤", "千克"}),
    frozenset({"台", "辆", "套"}),
    frozenset({"台", "套"}),
)


def _value(match: re.Match[str]) -> Decimal | None:
    """The value in base units, or None where numerals stand in no order that makes a number (千百)."""
    try:
        if match["percent"]:
            return numeral(match["percent"])
        if match["denominator"]:
            return (numeral(match["numerator"]) / numeral(match["denominator"])).quantize(Decimal("0.0001"))
        value = numeral(match["arabic"] or match["chinese"])
    except (ValueError, ArithmeticError):
        return None
    for letter in match["myriad"] or match["han_myriad"] or "":
        value *= _MYRIADS.get(letter) or _TENS[letter]
    return value


def _digit(char: str) -> int:
    if char not in _DIGITS:
        raise ValueError(f"{char} is not a Chinese digit")
    return _DIGITS[char]


def _whole(text: str) -> int:
    """Read a whole Chinese numeral below 万, or digits in a row (二〇二四)."""
    if not any(char in _TENS for char in text):
        return int("".join(str(_digit(char)) for char in text) or "0")
    total, digit = 0, None
    for char in text:
        if char in _TENS:
            total += _TENS[char] * (1 if digit is None else digit)
            digit = None
        else:
            digit = _digit(char)
    return total + (digit or 0)
