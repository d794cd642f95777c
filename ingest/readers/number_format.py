"""Cell values of a workbook as its number formats show them: 1,200.50, 85.0%, 2022年2月26日.

A value is what the file computes with; an official knows the figure as the screen shows it, and quotes it so.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ingest.tables import Cell, one_line

Value = str | int | float | bool | date | datetime | time | timedelta | None

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?(,*)")
_DATE_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|(y+|m+|d+|h+|s+)|(上午/下午|AM/PM|A/P)|(.)', re.IGNORECASE | re.DOTALL
)
_CURRENCY = re.compile(r"^(-?)\s*(?:[¥￥$€£]|RMB|CNY|US\$|HK\$)\s*")
_NOON = "上午/下午"
_SHORT_DATES = ("mm-dd-yy", "m/d/yy", "m/d/yyyy", "mm/dd/yyyy", "yyyy-mm-dd")
"""Excel's own short date is stored in the American form and shown in the form of the machine: here, 2022-02-26."""


def cell(value: Value, number_format: str) -> Cell | None:
    """Return the cell for a value under its format; None where it shows nothing."""
    if value is None:
        return None
    shown = one_line(show(value, number_format))
    if not shown:
        return None
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(shown, _plain(value, shown) if numeric or isinstance(value, date) else shown, numeric)


def show(value: Value, number_format: str) -> str:
    """Return what the format makes of the value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date | time):
        return _moment(value, number_format)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return "" if value is None else str(value)


def _plain(value: Value, shown: str) -> str:
    """Return a number without separators, with the decimals that both value and format have, and a date in ISO form."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    bare = _CURRENCY.sub(r"\1", shown.replace(",", ""))
    if bracketed := re.fullmatch(r"[(（](\d[\d.]*)[)）]", bare):
        return f"-{bracketed[1]}"
    full = _general(value) if isinstance(value, int | float) else bare
    is_figure = re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", bare)  # 007 is a code
    return full if is_figure and len(full) <= len(bare) else bare


def _general(value: int | float) -> str:
    """Return a number as it is, without the noise of binary fractions."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(format(value, ".12g")), "f") if isinstance(value, float) else str(value)


def _number(value: int | float, number_format: str) -> str:
    section, signed = _section(value, number_format)
    bare = _LITERAL.sub("", section)
    places = _PLACES.search(bare)
    if places is None or "E" in bare or "/" in bare or "General" in section or value in (float("inf"), float("-inf")):
        return _general(value)
    amount = Decimal(format(value, ".15g"))
    amount *= 100 ** bare.count("%")
    amount /= Decimal(1000) ** len(places[2])
    text = _rounded(amount if signed else abs(amount), places[1] or "", grouped="," in places[0].rstrip(","))
    whole = places[0].partition(".")[0].count("0")
    return _around(section, text if whole < 2 else text.zfill(whole + len(text) - len(text.partition(".")[0])))


def _section(value: int | float, number_format: str) -> tuple[str, bool]:
    """Return the part of the format for this value, and whether the sign is still to be written."""
    parts = number_format.split(";")
    if value < 0 and len(parts) > 1:
        return parts[1], False
    return (parts[2], True) if value == 0 and len(parts) > 2 else (parts[0], True)


def _rounded(amount: Decimal, fraction: str, *, grouped: bool) -> str:
    text = format(amount.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP), ",f" if grouped else "f")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and text[-1] == "0" and "." in text:
        text, optional = text[:-1], optional - 1
    return text.rstrip(".") if "." in text else text


def _around(section: str, text: str) -> str:
    """Put the format's own words (¥, 万元, %) around the figure."""
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(_currency(match[0]) or match[1] or match[2] or "")
        return chr(0xE000 + len(literals) - 1)

    marked = _LITERAL.sub(keep, section)
    marked = _PLACES.sub(lambda _: text, marked, count=1)
    return "".join(
        literals[ord(c) - 0xE000] if 0xE000 <= ord(c) < 0xE000 + len(literals) else c for c in marked
    ).strip()


def _currency(bracket: str) -> str:
    match = re.match(r"\[\$([^\]-]*)", bracket)
    return match[1] if match else ""


def _moment(value: datetime | date | time, number_format: str) -> str:
    if isinstance(value, time):
        value = datetime.combine(date(1900, 1, 1), value)
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time())
    section = number_format.split(";")[0]
    if section in _SHORT_DATES or not re.search("[ymdhs]", _LITERAL.sub("", section), re.IGNORECASE):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    return "".join(_written(value, token, after_hour) for token, after_hour in _tokens(section)).strip()


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[tuple[str, bool], ...]:
    """Cut a date format into tokens; an m after an hour is minutes."""
    tokens: list[tuple[str, bool]] = []
    hour = False
    for match in _DATE_TOKEN.finditer(section):
        literal = match[1] if match[1] is not None else match[2]
        if literal is not None:
            tokens.append(("'" + literal, False))
        elif match[3]:
            tokens.append((match[3].lower(), hour))
            hour = match[3][0] in "hH" or (hour and match[3][0] not in "mM")
        elif match[4]:
            tokens.append((_NOON, False))
        elif match[5]:
            tokens.append(("'" + match[5], False))
    return tuple(tokens)


def _written(value: datetime, token: str, after_hour: bool) -> str:
    if token[0] == "'":
        return token[1:]
    if token == _NOON:
        return "上午" if value.hour < 12 else "下午"
    if token[0] == "y":
        return f"{value.year:04d}" if len(token) > 2 else f"{value.year % 100:02d}"
    if token in ("mmm", "mmmm", "mmmmm"):
        return f"{value.month}月"
    if token in ("ddd", "dddd"):
        return "星期" + "一二三四五六日"[value.weekday()]
    part = {"m": value.minute if after_hour else value.month, "d": value.day, "h": value.hour, "s": value.second}[
        token[0]
    ]
    return f"{part:02d}" if len(token) > 1 else str(part)
