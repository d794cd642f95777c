"""How well one piece of text continues another, told without a language model.

Four things are looked at where two pieces meet: whether a word runs across, whether the page has the same characters
together elsewhere, whether quotation marks and brackets that one piece opens are closed by the other, and whether an
enumeration goes on. None is proof; together they tell the right continuation from the others on most pages.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ingest.layout.lines import ends_sentence

_CONTEXT = 8
"""Characters on either side of a joint that are looked at for words; none that matters is longer."""

_PAIRS = ("“”", "‘’", "（）", "《》", "【】", "()")
_STOPS = "，。、；：？！"
_OPENINGS = "“‘（《【"
_ITEM = re.compile(r"[^，。；：、！？]{1,8}$")
_FIRST_ITEM = re.compile(r"[^，。；：、！？和及与等]{1,8}(?=[、和及与等])")
_MEASURE = re.compile("[年月日时分个名人家户项条件所万亿元%％余多次场岁届米公平亩吨台辆套只头双天支批类第岁里]")

_OPENER = re.compile(
    r"\s*(?:[“《]|近日|日前|连日来|近年来|今年|去年|今天|昨天|昨日|今日|目前|当前|当地时间|据|记者|本报|新华社|中新[社网]|人民网|为|在|随着|截至"
    r"|(?:19|20)\d\d年|\d{1,2}月\d|\d{1,2}日|[^，。；]{2,16}(?:电|讯|消息)[（(，]?)"
)


class Evidence(NamedTuple):
    """What speaks for a joint, each number zero where there is nothing to say."""

    word: float = 0.0
    pair: float = 0.0
    closing: float = 0.0
    listing: float = 0.0
    measure: float = 0.0
    broken: float = 0.0

    def weighed(self, weights: Evidence) -> float:
        """Return the sum of what speaks for the joint, each by its weight."""
        return sum(map(operator.mul, self, weights), 0.0)


WEIGHTS = Evidence(word=1.3, pair=0.7, closing=0.3, listing=1.0, measure=0.9, broken=6.0)
"""Fitted, as log odds, on joints of synthetic pages against every other start of a piece on the same page."""


class Joints:
    """The joints of one page."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count what stands together in the page's pieces."""
        self._pairs: Counter[str] = Counter()
        for text in texts:
            self._pairs.update(text[at : at + 2] for at in range(len(text) - 1))

    def bond(self, before: str, after: str) -> float:
        """Return how strongly `after` continues the unfinished `before`."""
        return self.evidence(before, after).weighed(WEIGHTS)

    def evidence(self, before: str, after: str) -> Evidence:
        """Return what speaks for `after` continuing `before`."""
        return Evidence(
            word=word_gain(before[-_CONTEXT:], after[:_CONTEXT]),
            pair=math.log1p(self._pairs[before[-1:] + after[:1]]),
            closing=closing(before, after),
            listing=_listing(before, after),
            measure=_measure(before, after),
            broken=-float(after[:1] in _STOPS and before[-1:] in _STOPS + _OPENINGS),
        )


def word_gain(before: str, after: str) -> float:
    """Return how many words fewer the two make when read as one: 1 where a word runs across the joint."""
    return float(len(_words(before)) + len(_words(after)) - len(_words(before + after)))


def _words(text: str) -> list[str]:
    from rjieba import cut

    return list(cut(text, False))


def closing(before: str, after: str) -> float:
    """Return 1 when `after` closes exactly what `before` leaves open, -1 when one of the two is left over, else 0."""
    states = [_open(before, pair) == _closes(after, pair) for pair in _PAIRS]
    if not all(states):
        return -1.0
    return 1.0 if any(_open(before, pair) for pair in _PAIRS) else 0.0


def _open(text: str, pair: str) -> bool:
    return text.rfind(pair[0]) > text.rfind(pair[1])


def _closes(text: str, pair: str) -> bool:
    closing_at, opening_at = text.find(pair[1]), text.find(pair[0])
    return closing_at >= 0 and not 0 <= opening_at < closing_at


def _listing(before: str, after: str) -> float:
    """Return 1 when an enumeration goes on after the joint, 2 when its items are built alike there."""
    first = _FIRST_ITEM.match(after) if before.endswith("、") else None
    item = _ITEM.search(before[:-1])
    if not first:
        return 0.0
    return 2.0 if item and item[0][-1] == first[0][-1] else 1.0


def _measure(before: str, after: str) -> float:
    """Return 1 when a number meets what it counts, -1 when only one of them is there."""
    number = before[-1:].isdigit() or before[-1:] in "余多"
    if before[-1:].isdigit():
        return 1.0 if after[:1].isdigit() or _MEASURE.match(after) or after[:1] in ".%" else -1.0
    return -1.0 if after[:1] in "%." or (_MEASURE.match(after) and not number and after[:1] in "万亿元") else 0.0


def is_open(text: str) -> bool:
    """Tell whether a piece ends in the middle of a sentence."""
    return not ends_sentence(text) and bool(text.strip())


def opens(text: str) -> bool:
    """Tell whether a piece begins as paragraphs of the news like to: with a time, a quotation, a source."""
    return bool(_OPENER.match(text))
