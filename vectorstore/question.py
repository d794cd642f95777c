"""A question as the indexes take it: its words with what each weighs, and what an answer to it would look like.

Interrogatives are left out, since they stand in no answer but in many a headline. A number weighs more than a word: a
passage of another year or another batch has all the rest in common. Where a figure or a date is asked for, a passage
in which one stands beside the words asked with comes before a passage that has the words alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from vectorstore.text import normalise, tokens

_NUMBER_WEIGHT = 3.0
_LONGEST = 1_000  # characters; of a pasted page the beginning has to do

_INTERROGATIVE = re.compile(
    "为什么|是什么|什么时候|什么|哪[些个里几家种一儿位年月天]?|怎么[样办]?|怎样|如何|多[少长久]|几个?"
    "|是否|有没有|能否|可否|吗|呢|请问|为何|何时|何地|有何|何种|谁"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")

_FIGURE = re.compile(r"\d[\d,.]*\s*(?:[万亿千百多余]|[元人个名家次吨斤例项部辆户所公米%％‰倍岁分枚美张套])|百分之")
_DATE = re.compile(r"\d+\s*月|\d+\s*日|\d{4}\s*年")
_ASKED_FOR = (
    (re.compile(r"时间|什么时候|何时|哪[一]?[天年月]|几[月号]|日期|\bwhen\b|\bdate\b", re.IGNORECASE), _DATE),
    (
        re.compile(
            "多[少高长大久]|几[个人家名次条天年岁元万亿]|人数|数量|[总产]量|票房|金额|价格|比例|营收|第几|[量率值额数]$"
            r"|\bhow (?:many|much)\b",
            re.IGNORECASE,
        ),
        _FIGURE,
    ),
)
"""What a question asks for, and what that looks like; the first that fits holds."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched.

    :param text: as it was asked, as far as it is read.
    :param words: its search tokens, each with its weight times how often it stands in the question.
    :param wanted: what an answer looks like; None where nothing can be told.
    """

    text: str
    words: Mapping[str, float]
    wanted: re.Pattern[str] | None

    def promise(self, passage: str, rarity: Mapping[str, float]) -> float:
        """Return the largest share of the question's words in two sentences on end that hold what is asked for.

        :param rarity: what each word tells, as `KeywordIndex.rarity` returns it.
        """
        if self.wanted is None:
            return 0.0
        stretches = [match[0] for match in _SENTENCE.finditer(passage)]
        held = [self.words.keys() & set(tokens(stretch)) for stretch in stretches]
        promising = [bool(self.wanted.search(stretch)) for stretch in stretches]
        shares = (
            sum(rarity[word] for word in held[at].union(*held[at + 1 : at + 2]))
            for at in range(len(stretches))
            if any(promising[at : at + 2])
        )
        return max(shares, default=0.0) / (sum(rarity.values()) or 1.0)


def parse(text: str) -> Question:
    """Return a question in the form in which it is searched."""
    text = text[:_LONGEST]
    told = tokens(_INTERROGATIVE.sub(" ", normalise(text))) or tokens(text)
    words = {word: times * (_NUMBER_WEIGHT if word[0].isdigit() else 1.0) for word, times in Counter(told).items()}
    wanted = next((look for asked, look in _ASKED_FOR if asked.search(text.rstrip("？?。 "))), None)
    return Question(text, words, wanted)
