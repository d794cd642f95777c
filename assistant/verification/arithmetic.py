"""Arithmetic as people write it, over exact decimals: 2.31亿元 ÷ 337, 28家 + 27家 + 51家, (83 − 42) × 100 / 42.

A small grammar and nothing else: numbers with 万, 亿 and a measure word, + − × ÷ and brackets. No names, no powers, no
calls, so that an expression that a model wrote can be neither slow nor harmful.
"""

from __future__ import annotations

import re
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext

from ingest.quantities import MEASURES

LONGEST = 300
"""Characters of the longest expression that is worked out."""
_SIGNS = str.maketrans(
    {"＋": "+", "−": "-", "－": "-", "–": "-", "—": "-", "×": "*", "x": "*", "X": "*", "＊": "*", "÷": "/", "／": "/"}
    | {"（": "(", "）": ")", "％": "%", "，": ","}
)
_NUMBER = re.compile(rf"\s*(\d[\d,]*(?:\.\d+)?)\s*[余多]?\s*(万亿|百万|千万|[万亿千百])?\s*[余多]?\s*(%|{MEASURES})?")
_SIGN = re.compile(r"\s*([-+*/()])")
_SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_DEEPEST = 20


class BadExpression(ValueError):
    """An expression cannot be worked out; the message says why."""


def evaluate(expression: str) -> Decimal:
    """Return the value of an arithmetic expression, in base units.

    :raises BadExpression: when it is none, is too long, or divides by zero.
    """
    if len(expression) > LONGEST:
        raise BadExpression(f"算式超过 {LONGEST} 个字符。")
    reader = _Reader(expression.translate(_SIGNS))
    with localcontext(prec=40) as context:
        context.traps[DivisionByZero] = context.traps[InvalidOperation] = context.traps[Overflow] = True
        try:
            value = reader.sum(0)
        except (DivisionByZero, InvalidOperation, Overflow) as error:
            raise BadExpression(f"算式 {expression} 算不出来：除数为零或数字过大。") from error
    if reader.rest:
        raise BadExpression(f"算式 {expression} 中的“{reader.rest[:10]}”看不懂；只用数字、+ − × ÷ 和括号。")
    return value


def written(value: Decimal) -> str:
    """Return a number as a person writes it: whole where it is, else with two decimals."""
    rounded = value.quantize(Decimal("0.01")) if abs(value) < Decimal(10) ** 30 else value
    plain = f"{rounded:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


class _Reader:
    """A recursive descent over one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def rest(self) -> str:
        return self._text[self._at :].strip()

    def sum(self, depth: int) -> Decimal:
        value = self._product(depth)
        while sign := self._take("+-"):
            term = self._product(depth)
            value = value + term if sign == "+" else value - term
        return value

    def _product(self, depth: int) -> Decimal:
        value = self._factor(depth)
        while sign := self._take("*/"):
            factor = self._factor(depth)
            value = value * factor if sign == "*" else value / factor
        return value

    def _factor(self, depth: int) -> Decimal:
        if depth > _DEEPEST:
            raise BadExpression("算式的括号层数过多。")
        if self._take("-"):
            return -self._factor(depth + 1)
        if self._take("("):
            value = self.sum(depth + 1)
            if not self._take(")"):
                raise BadExpression("算式的括号不成对。")
            return value
        return self._number()

    def _number(self) -> Decimal:
        match = _NUMBER.match(self._text, self._at)
        if not match:
            raise BadExpression(f"算式在“{self.rest[:10]}”处应当是一个数字。")
        self._at = match.end()
        value = Decimal(match[1].replace(",", "")) * _SCALES.get(match[2] or "", 1)
        return value / 100 if match[3] == "%" else value

    def _take(self, signs: str) -> str:
        match = _SIGN.match(self._text, self._at)
        if match and match[1] in signs:
            self._at = match.end()
            return match[1]
        return ""
