"""Which figure of a sentence answers an ask: of the right kind, beside the right words, of the right year."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.evidence.matching import held
from assistant.evidence.sentences import Sentence
from assistant.understanding.plan import Ask, Plan, Term
from assistant.understanding.times import named_years, times
from ingest.quantities import Quantity, same_unit
from ingest.words import words

# Each further word from the interrogative tells this much less about the figure meant.
_FADING = 0.75
_MONEY_WORDS = re.compile(
    "营收|票房|钱|资金|款|产值|费(?!心)|价|元|投入|投资|捐|(?<!低)收入|补贴|补助|工资|额|奖|金(?![融牌属])"
)
_MEASURED_BY = {"长": frozenset("米 公里 千米 里".split()), "重": frozenset("公斤 千克 斤 吨 克".split())}
_RISES = re.compile("增|升|涨|降|减|跌|率|占|比|幅|百分|%|提高|变|标准|按")
# What is measured by weight, area or rate is told by no figure of things (31个省 is no output).
_OF_STUFF, _COUNTERS = re.compile("产量|面积|率$|产值|重量|震级"), frozenset("个 家 所 名 位 项 种 类 人 户".split())
_OF_TIME = frozenset("年 个月 月 周 天 日 小时 分钟 岁".split())
_TIMED = re.compile("时|天|年|期|龄|岁|月|周|久")
_PEOPLE = re.compile("人|员|者|生|童|民|户|师|医|老|工|孩|干部|群众|家庭|众|师|家|代表|患|农|残|职")


def best_figure(plan: Plan, ask: Ask, sentence: Sentence) -> Quantity | None:
    """Return the figure of the sentence that fits the ask best: by its unit, then by the words around it."""
    if not ask.wants_figure:
        return None
    fitting = figures_for(plan, ask, sentence)
    return max(fitting, key=lambda quantity: (beside_words(ask, sentence, quantity), -quantity.start), default=None)


def figures_for(plan: Plan, ask: Ask, sentence: Sentence) -> list[Quantity]:
    """Return the figures of the sentence that fit the ask, those of the time asked about where there are any."""
    fitting = [
        quantity
        for quantity in sentence.quantities
        if fits(ask, quantity, _beside(sentence, quantity))
        and _counts_such(ask, sentence, quantity)
        and (quantity.value, quantity.unit) not in plan.stated
    ]
    of_time = [quantity for quantity in fitting if not _of_another_year(plan, sentence, quantity)]
    return of_time or [quantity for quantity in fitting if not _names_a_year(plan, sentence, quantity)]


def _counts_such(ask: Ask, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a figure of people or of time may count what is asked: 42名 are no books, 137名儿童主任 no children."""
    head, people = ask.head, same_unit(quantity.unit, "人")
    if not head or not (people or quantity.unit in _OF_TIME):
        return True
    if people and (counted := _noun(_counted(sentence, quantity))) and head in counted:
        return counted.endswith(head)
    if ask.unit:
        return True
    likely = _PEOPLE if people else _TIMED
    return bool(likely.search(head)) or held(Term(head, "word"), _around(sentence, quantity)[0]) > 0


@lru_cache(maxsize=4096)
def _noun(text: str) -> str:
    """The noun phrase that a text begins with (儿童主任 of 儿童主任和73名…)."""
    phrase = ""
    for word in words(text):
        if word.tag[0] not in "na" and word.tag not in ("vn", "LOC", "ORG"):
            break
        phrase += word.text
    return phrase


def fits(ask: Ask, quantity: Quantity, beside: str) -> bool:
    """Whether a figure is of the kind that the ask wants.

    :param beside: the words around the figure, which say what it counts.
    """
    if ask.kind == "share":
        return quantity.unit == "%"
    if ask.unit == "时间":
        return quantity.unit in ("年", "个月", "月", "周", "天", "日", "小时", "分钟")
    if ask.unit in _MEASURED_BY:
        return quantity.unit in _MEASURED_BY[ask.unit] or (not quantity.unit and "厘米" in beside)
    if ask.unit == "人次":
        return quantity.unit in ("人次", "人")  # 受益人次超40000人
    if ask.unit:
        if ask.unit == quantity.unit:
            return True
        alike = same_unit(ask.unit, quantity.unit) or (ask.unit == "个" and quantity.unit not in ("", "元", "%"))
        people = same_unit(ask.unit, "人")
        if ask.unit == "个" and ask.head and same_unit(quantity.unit, "人") and not _PEOPLE.search(ask.head):
            return False  # 400名 are no projects
        if quantity.value == 1 and quantity.text.startswith("一"):
            return False  # 一支队伍 says a and not one
        said = (ask.head, *ask.near) if people else (ask.head,)
        if ask.unit == "个" and not ask.head and ask.near:  # 实施项目多少个 counts projects, whatever the measure word
            return alike and any(held(Term(word, "word"), beside) for word in ask.near[:2])
        return alike and (not ask.head or ask.unit == "个" or any(held(Term(word, "word"), beside) for word in said))
    if _MONEY_WORDS.search(ask.head or "".join(ask.near)):
        rises = quantity.unit == "%" and _RISES.search("".join(ask.near))
        return quantity.unit in ("元", "美元", "欧元", "港元") or bool(rises)
    if not ask.head and _OF_STUFF.search("".join(ask.near[:1])) and quantity.unit in _COUNTERS:
        return False
    return quantity.unit not in (("元", "%", "年", "岁") if ask.head else ("年",))


def beside_words(ask: Ask, sentence: Sentence, quantity: Quantity | None) -> float:
    """How many of the ask's own words stand in the figure's clause (1) or the one before it (one half), as a share."""
    if quantity is None:
        return 0.0
    here, earlier = _around(sentence, quantity)
    share, total, weight = 0.0, 0.0, 1.0
    for word in ask.near:
        term = Term(word, "word")
        total += weight
        share += weight * max(held(term, here), 0.5 * held(term, earlier))
        weight *= _FADING
    share = share / total if total else 0.5
    counted = _counted(sentence, quantity)
    if ask.head and held(Term(ask.head, "word"), counted):
        share += 0.5
    if ask.near and held(Term(ask.near[0], "word"), counted):
        share += 0.25
    if ask.unit and ask.unit == quantity.unit:
        share += 0.15
    return min(share, 1.5)


def _beside(sentence: Sentence, quantity: Quantity) -> str:
    return sentence.text[max(0, quantity.start - 10) : quantity.start] + _counted(sentence, quantity)


def _counted(sentence: Sentence, quantity: Quantity) -> str:
    """The words behind a figure up to the next one or the end of the clause; a row says it in any of its cells."""
    if sentence.cells:
        return "；".join(sentence.cells.values())
    return re.split(r"\d|[，。；]", sentence.text[quantity.end : quantity.end + 16])[0]


def _around(sentence: Sentence, quantity: Quantity) -> tuple[str, str]:
    """The clause that a figure stands in and the one before; a row of a table is one clause."""
    if sentence.cells:
        return sentence.text, ""
    clauses = sentence.clauses
    at = next(index for index, (start, end) in enumerate(clauses) if start <= quantity.start < end)
    start, end = clauses[at]
    return sentence.text[start:end], sentence.text[clauses[max(0, at - 1)][0] : start]


def _names_a_year(plan: Plan, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the clause of a figure names a year itself, or counts one back from a date that nobody knows."""
    clause, written = _around(sentence, quantity)[0], year_written(sentence)
    named = bool(named_years(clause, written)) or (written is None and any(not time.half for time in times(clause)))
    return named and bool(wanted_years(plan, sentence))


def _of_another_year(plan: Plan, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the clause of a figure names years, and none of those asked for.

    Where a sentence names the year asked for, what it tells before that is of another time (累计…；2022年，…).
    """
    wanted = wanted_years(plan, sentence)
    if not wanted:
        return False
    clause, _ = _around(sentence, quantity)
    if named := named_years(clause, year_written(sentence)):
        return not named & wanted
    if year_written(sentence) is None and not plan.times and times(clause):
        return True
    at = sentence.text.find(clause)
    before, after = sentence.text[:at], sentence.text[at + len(clause) :]
    return not named_years(before, year_written(sentence)) & wanted and bool(
        named_years(after, year_written(sentence)) & wanted
    )


def wanted_years(plan: Plan, sentence: Sentence) -> set[int]:
    """The years that a question means, read in the document of a sentence."""
    wanted = set(plan.years) if not plan.times else set()
    for time in plan.times:
        wanted.update(time.years(year_written(sentence)) if not time.half else plan.years)
    return wanted


def year_written(sentence: Sentence) -> int | None:
    """Return the year in which the document of a sentence was published, where that is known."""
    return int((sentence.document.published or "")[:4] or 0) or None
