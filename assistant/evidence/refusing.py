"""What a sentence may not answer: a question about another body, place, time, edition, title or class of thing.

Whatever a question restricts, the evidence must keep to. Where neither a sentence nor what stands before it says so,
its document must: what is told of a year, an edition or a model that a document never names is told of another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from assistant.evidence.fitting import wanted_years, year_written
from assistant.evidence.matching import held, main_places, names_any_place, names_place
from assistant.evidence.sentences import Sentence
from assistant.understanding.plan import Ask, Plan, Term
from assistant.understanding.properties import property_asked
from assistant.understanding.terms import ordinals
from assistant.understanding.times import named_years, other_half
from ingest.words import words

Check = Callable[[Plan, Sentence], bool]
"""Whether a sentence tells of another thing than a question."""

# A sentence that holds a body less than this is about another.
OTHER_BODY_BELOW = 0.75
_SHORT_TITLE = 5
"""A title of fewer characters is a word as well, unless it stands in marks."""
_MODEL = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]+-?\d+[A-Za-z]*|\d+[A-Za-z]+\d*)(?![A-Za-z0-9])")
_NATION = re.compile("全国|我国|中国|国家")
_OF_A_PART = re.compile("[全我本][省市州县区]")


def refused(plan: Plan, sentence: Sentence, holds: Mapping[Term, float], checks: Iterable[Check]) -> bool:
    """Whether the sentence is about something else than the question.

    :param holds: how far it speaks of each name of the question.
    :param checks: those of what else the question restricts (`differing`).
    """
    if any(_missing(term, sentence, holds[term]) for term in plan.names) or _other_body(plan, sentence, holds):
        return True
    if plan.inherited and not any(holds[term] > 0 or _told_earlier(term, sentence) for term in plan.inherited):
        return True
    return any(differs(plan, sentence) for differs in checks)


def differing(plan: Plan) -> tuple[Check, ...]:
    """Return the checks that a question needs, by what it restricts."""
    figure = any(ask.wants_figure for ask in plan.asks)
    needed = {
        # 机构前年被列入…还能报名吗 tells of the asker, not of the source
        _other_year: bool(plan.years or plan.times) and any(ask.kind != "yes_no" for ask in plan.asks),
        _other_month: figure and bool(_months(plan.own)),
        _other_of_series: bool(plan.ordinals),
        _other_title: bool(_titles(plan.text)),
        _other_model: bool(_models(plan.text)),
        _of_a_part: figure and not plan.places and _asks_of_nation(plan),
    }
    return tuple(check for check, is_needed in needed.items() if is_needed)


# --- the words that say which thing is meant --------------------------------------------------------------------------

_OF_FACTS = frozenset({"time", "person", "place", "count", "amount", "share"})
_RARE = 0.5
"""A word that tells less than this is of nearly every document, whatever it is about."""
_ASKS_FOR = frozenset("价值 数额 总价 金额 地点 位置 时期 人数 数量 城市 国家 地区 部门 单位 职务 比例 用处".split())


def restricting(plan: Plan, ask: Ask, weighed: Iterable[tuple[Term, float]]) -> tuple[Term, ...]:
    """Return the nouns and figures of a question after a fact that say which thing it means (象棋 of 象棋比赛冠军).

    A document that has one of them nowhere tells of another thing of the kind. What only names what is asked for, and
    verbs, for which there are many words, restrict nothing.

    :param weighed: its terms, each with what it tells in this library.
    """
    if ask.kind not in _OF_FACTS or plan.operation or plan.english or len(plan.asks) > 1:
        return ()
    nouns = {word.text for word in words(plan.own) if word.tag[0] == "n" or word.tag.isupper()}
    return tuple(
        term
        for term, weight in weighed
        if (term.role == "number" and term.weight > 1 and _FIGURE.fullmatch(term.text))
        or (term.role == "word" and term.text in nouns and weight >= _RARE and _says_which(term.text, ask))
    )


_FIGURE = re.compile("(?!(?:19|20)\\d\\d$)[\\d.,]+[^几多]*")


def _says_which(word: str, ask: Ask) -> bool:
    return len(word) > 1 and word not in _ASKS_FOR and word not in (ask.head, ask.must) and not property_asked(word)


def lacks(plan: Plan, sentence: Sentence, terms: Iterable[Term]) -> bool:
    """Whether the document of a sentence has one of some words nowhere, nor its long form, nor a slip of it."""
    return any(
        all(_without(plan, term, text) for text in (sentence.document.text, sentence.document.title or ""))
        for term in terms
    )


@lru_cache(maxsize=4096)
def _missing_from(term: Term, text: str) -> bool:
    return not held(term, text) and not _spelt_out(term.text, text)


def _without(plan: Plan, term: Term, text: str) -> bool:
    return _missing_from(term, text) and not _slipped(plan.own, term.text, text)


@lru_cache(maxsize=4096)
def _slipped(question: str, word: str, text: str) -> bool:
    """Whether a text has a word with one character another: a longer one, or one before what follows it there."""
    if len(word) > _SHORT:
        slips = "|".join(f"{re.escape(word[:at])}.{re.escape(word[at + 1 :])}" for at in range(len(word)))
        return re.search(slips, text) is not None
    follows = question.partition(word)[2][:2]
    return len(follows) == 2 and re.search(f"{re.escape(word[:-1])}.{re.escape(follows)}", text) is not None


_SHORT = 3


def _spelt_out(short: str, text: str) -> bool:
    """Whether a text has the long form of a word of three characters (世锦赛: 世界锦标赛)."""
    return len(short) == len("世锦赛") and re.search("[\u4e00-\u9fff]{0,9}?".join(short), text) is not None


# --- whatever else is restricted --------------------------------------------------------------------------------------


def _told_earlier(term: Term, sentence: Sentence) -> bool:
    """Whether the paragraphs just before are about a place, and the sentence is about no other."""
    return term.role == "place" and names_place(term.text, sentence.earlier) and not names_any_place(sentence.text)


def _missing(term: Term, sentence: Sentence, share: float) -> bool:
    """Whether neither the sentence nor, for what is no place, its document speaks of a name at all."""
    if share or term.role == "place":
        return share == 0
    return held(term, sentence.document.text) < OTHER_BODY_BELOW and held(term, sentence.document.title or "") < 1


def _other_body(plan: Plan, sentence: Sentence, holds: Mapping[Term, float]) -> bool:
    """Whether the question asks about bodies, and the sentence is about none of them."""
    return bool(plan.bodies) and all(holds[term] < OTHER_BODY_BELOW for term in plan.bodies)


def _other_of_series(plan: Plan, sentence: Sentence) -> bool:
    """Whether the question asks about 第三批 and the sentence speaks of 第四批, or its document of no third one."""
    document = sentence.document
    if not plan.ordinals <= _ordinals(document.text) | _ordinals(document.title or ""):
        return True
    kinds = {kind for kind, _ in plan.ordinals}
    named = {ordinal for ordinal in ordinals(sentence.text) if ordinal[0] in kinds}
    return bool(named) and not named & plan.ordinals


@lru_cache(maxsize=512)
def _ordinals(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(ordinals(text))


def _other_title(plan: Plan, sentence: Sentence) -> bool:
    """Whether the question asks about a work or a document by its title, and the sentence's document names none such.

    A short title (《超越》) is a word as well: somewhere it must stand in marks.
    """
    text = sentence.document.text
    for title in _titles(plan.text):
        if title in (sentence.document.title or "") or any(f"{mark}{title}" in text for mark in "《“〈「"):
            continue
        if len(title) < _SHORT_TITLE or title not in text:
            return True
    return False


@lru_cache(maxsize=256)
def _titles(text: str) -> tuple[str, ...]:
    return tuple(re.findall("《([^》]{2,40})》", text))


def _other_model(plan: Plan, sentence: Sentence) -> bool:
    """Whether the question names a model or class by letters and digits that the document never writes."""
    document = sentence.document
    return not _models(plan.text) <= _models(document.text) | _models(document.title or "")


@lru_cache(maxsize=512)
def _models(text: str) -> frozenset[str]:
    return frozenset(model.upper().replace("-", "") for model in _MODEL.findall(text))


def _of_a_part(plan: Plan, sentence: Sentence) -> bool:
    """Whether the question asks for a figure of the whole country, and the sentence tells that of a part of it."""
    if _NATION.search(sentence.text):
        return False
    if _OF_A_PART.search(sentence.text) or names_any_place(sentence.text):
        return True
    return bool(main_places(sentence.document.text)) and not _NATION.search(sentence.around)


def _asks_of_nation(plan: Plan) -> bool:
    return "我国" in plan.text or any(term.text in ("全国", "中国") for term in plan.terms)


def _other_year(plan: Plan, sentence: Sentence) -> bool:
    """Whether the sentence, or else what it stands in, names other years than the question, or its document none."""
    if any(time.half and other_half(time.half, sentence.text) for time in plan.times):
        return True
    written, wanted = year_written(sentence), wanted_years(plan, sentence)
    if not wanted or any(time.words in sentence.text for time in plan.times):
        return False
    published = f"{written}年" if written else ""
    for text in (sentence.text, sentence.before, sentence.document.title or "", published):
        if named := named_years(text, written):
            return not named & wanted
    return not _years_written(sentence.document.text) & wanted


def _other_month(plan: Plan, sentence: Sentence) -> bool:
    """Whether a figure is asked of a month, and the sentence tells one of another or of more of them."""
    wanted = _months(plan.own)
    if _LONGER.search(sentence.text) and not wanted & _months(sentence.text):
        return True
    named = _months(sentence.text) or _months(sentence.before) or _months(sentence.document.title or "")
    return bool(named) and not wanted & named


@lru_cache(maxsize=4096)
def _months(text: str) -> frozenset[str]:
    """The months that a text names, each alone or as a stretch of them (1-11月, 1月至11月)."""
    return frozenset(re.sub("[月份 ]", "", one) for one in _MONTHS.findall(text))


_LONGER = re.compile("[一二三四]季度|[上下]半年|全年")
_MONTHS = re.compile(r"(?<![\d.])(?:\d{1,2}月?份?\s*[-—－~至到]\s*)?\d{1,2}\s*月(?:份|(?![余多内]|\s*\d{1,2}\s*日))")


@lru_cache(maxsize=512)
def _years_written(text: str) -> frozenset[int]:
    """The years that a text writes anywhere and in any way (2023-2024, 二〇二三年)."""
    plain = text.translate(_NUMERALS)
    return frozenset(int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain))


_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
