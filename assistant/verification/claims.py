"""A model's text as claims: cut into sentences, each with the spans that its markers stand for.

What a sentence computes it must show (2.31亿元 ÷ 337个 ≈ 68.5万元, or 共3个：甲县、乙县、丙县); it is worked out again
here, and only a result that comes out right counts as derived.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from assistant.evidence.exhibits import MARK
from assistant.records import Claim
from assistant.verification.arithmetic import BadExpression, evaluate
from ingest.quantities import quantities
from ingest.sentences import sentences
from vectorstore.records import Span

NOTHING = "资料中没有找到"
"""What the prompts tell a model to say where the passages hold no answer."""
_NUMBERS = r"\d{1,3}(?:\s*[,，、]\s*\d{1,3})*"
_MARKER = re.compile(rf"\s*[\[［【](?:资料|编号|来源)?\s*({_NUMBERS})\s*[\]］】]")
_BEHIND = re.compile(rf"([。！？!?；.]+[”』」）)]*)((?:{_MARKER.pattern})+)")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_LISTED = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.、)]|#{1,6})\s+|\*\*|__", re.MULTILINE)
_HAN = "\u3400-\u9fff"
_GAP = re.compile(rf"(?<=[{_HAN}])[ \t\u3000]+(?=[{_HAN}\d])|(?<=\d)[ \t\u3000]+(?=[{_HAN}])")
_BROKEN_NUMBER = re.compile(r"(?<=\d)\.[ \t]+(?=\d)")
_OPERAND = r"[（(]?\d[\d,]*(?:\.\d+)?\s*[余多]?\s*[万亿千百]*[余多]?[\u4e00-\u9fff%％]{0,4}[）)]?"
_SHOWN = re.compile(rf"({_OPERAND}(?:\s*[-+＋−–—×xX*÷/／]\s*{_OPERAND})+)\s*[=＝≈]\s*({_OPERAND})")
_COUNTED_THINGS = re.compile(r"[^\W\d_万亿千百xX]")
_COUNTED = re.compile(r"(\d{1,3})\s*[个家所名项类种条位批]?[^：:，,。；;]{0,12}[：:]([^。；;]+)")


def claims(text: str, spans: Mapping[int, Span]) -> Iterator[Claim]:
    """Cut a model's text into claims; a sentence whose markers resolve to nothing is a claim without evidence."""
    for sentence in _sentences(text):
        said = _MARKER.sub("", sentence).strip().strip("，、；：")
        if not re.search(r"\w", said) or NOTHING in said:
            continue
        numbers = [int(number) for group in _MARKER.findall(sentence) for number in re.findall(r"\d+", group)]
        evidence = tuple(dict.fromkeys(spans[number] for number in numbers if number in spans))
        said = said if re.search(r"[。！？!?.][”』」）)]*$", said) else said + "。"
        yield Claim(said, evidence, tuple(results(said)))


def says_something_is_missing(text: str) -> bool:
    """Whether a model says that the passages lack something that was asked."""
    return NOTHING in text


def results(sentence: str) -> Iterator[Decimal]:
    """Yield the numbers that a sentence computes before the reader's eyes, where they come out right."""
    for expression, result in _SHOWN.findall(sentence):
        exact = _worked_out(expression)
        told = next(quantities(result), None)
        if exact is None or told is None:
            continue
        exact = exact * 100 if told.unit == "%" else exact
        if abs(told.value - exact) <= abs(exact) * Decimal("0.005"):
            yield exact
    for count, items in _COUNTED.findall(sentence):
        if len([item for item in re.split("[、，,]|以?及|和", items) if item.strip()]) == int(count):
            yield Decimal(count)


def _worked_out(expression: str) -> Decimal | None:
    if len(re.findall("[（(]", expression)) > len(re.findall("[）)]", expression)):
        expression = expression.lstrip("（( ")  # the bracket that the whole computation stands in
    try:
        return evaluate(_COUNTED_THINGS.sub("", expression))
    except BadExpression:
        return None


def _sentences(text: str) -> Iterator[str]:
    """The sentences as they were meant: without thoughts and list marks, a marker with the sentence before it."""
    plain = _LISTED.sub("", _THOUGHT.sub("", text)).replace(MARK, "")
    plain = _GAP.sub("", _BROKEN_NUMBER.sub(".", plain))  # 青禾 基金会: there are no spaces in Chinese
    joined = _BEHIND.sub(lambda match: match[2] + match[1], plain)
    for start, end in sentences(joined):
        yield joined[start:end]
