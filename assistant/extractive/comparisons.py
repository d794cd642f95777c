"""Answers that set figures side by side: which is more, the most of a list, sums and differences of things named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.evidence.matching import held
from assistant.evidence.scoring import ENOUGH, Rarity, Scored, rank
from assistant.evidence.sentences import Sentence
from assistant.extractive.compute import Total, total
from assistant.records import Claim
from assistant.understanding.figures import exact, written
from assistant.understanding.plan import Ask, Plan
from assistant.understanding.terms import terms
from ingest.quantities import same_unit


def comparison_claims(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Claim, ...]:
    """Return which of two things named is more, with the figure of each; empty where a figure is missing."""
    if superlative := superlative_claims(plan, sentences, rarity):
        return superlative
    known = _sides(plan, sentences, rarity)
    if len(known) < 2 or not same_unit(known[0][1].unit, known[1][1].unit):
        return ()
    if (known[0][1].span, known[0][1].parts) == (known[1][1].span, known[1][1].parts):
        return ()  # one figure that is told of both
    less = bool(re.search("更少|最少|更低|最低|更小|最小", plan.text))
    known.sort(key=lambda item: item[1].value, reverse=not less)
    (winner, most), (_, least) = known[0], known[1]
    figures = "，".join(f"{side}{found.shown}" for side, found in known)
    text = f"一样多：{figures}。" if most.value == least.value else f"{winner}更{'少' if less else '多'}：{figures}。"
    derived = tuple(found.value for _, found in known if len(found.parts) > 1)
    return (Claim(text, tuple(dict.fromkeys(found.span for _, found in known)), derived=derived),)


def joint_sum_claim(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> Claim | None:
    """Return the sum of the things that a question names together (甲、乙和丙合计多少), every figure shown."""
    things = _named_together(plan.text)
    known = _figures_of(plan, things, sentences, rarity) if len(things) > 1 else []
    if len(things) < 2 or len(known) < len(things):
        return None
    first = known[0][1]
    told = [(found.span, part) for _, found in known for part in found.parts]
    if len(set(told)) < len(told) or not all(same_unit(found.unit, first.unit) for _, found in known):
        return None
    value = sum((found.value for _, found in known), Decimal(0))
    shown = " + ".join(f"{thing}{found.shown}" for thing, found in known)
    spans = tuple(dict.fromkeys(found.span for _, found in known))
    derived = (value, *(found.value for _, found in known if len(found.parts) > 1))
    return Claim(f"合计{exact(value)}{first.unit}（{shown}）。", spans, derived=derived)


_TOGETHER = re.compile(
    r"(?P<list>[^，。？]{2,60}?)(?:[一两二三四五六七八九十](?:者|项|个|笔|地|方|家))?，?"
    r"(?:加起来|加在一起|合在一起|合起来|合计|一共|总共|共计|总计|共有|共)"
)


def _named_together(text: str) -> tuple[str, ...]:
    """The things that stand in a list before 合计; what the first is told by may hold for all (甲县的羊和牛)."""
    match = _TOGETHER.search(text)
    things = re.split("、|以及|和|与|及|跟|加上", match["list"]) if match else []
    return tuple(thing for thing in things if thing)


_TWO = re.compile(
    r"(?:是|，)?(?P<one>[^，。？和与跟]{2,30}?)(?:和|与|跟|还是|，还是|比)(?P<other>[^，。？]{2,30}?)"
    r"(?:[，,]|相比|合计|一共|总共|加起来|共|哪|谁|多|少|$)"
)


def _sides(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> list[tuple[str, Total]]:
    """The two things that a question sets side by side, each with its figure."""
    match = _TWO.search(plan.text)
    if match is None:
        return []
    one, other = (re.sub("^是|(?:的|得)?[多少]$", "", side) for side in match.group("one", "other"))
    return _figures_of(plan, (one, other), sentences, rarity)


def _figures_of(
    plan: Plan, things: Sequence[str], sentences: Sequence[Sentence], rarity: Rarity
) -> list[tuple[str, Total]]:
    """The figure of each of some things that a question names, under what it is called; what has none is left out."""
    ask = _compared(plan)
    last = [next((term.text for term in reversed(terms(thing))), "") for thing in things]
    if not ask.unit and len(set(last)) == 1:  # 甲县的学校和乙县的学校，哪个多
        ask = replace(ask, head=ask.head or last[0])
    counted = replace(ask, head=ask.head or last[-1])
    found = []
    for thing, label in zip(things, _labels(things), strict=True):
        dropped = set().union(*(_only_of(rival, thing) for rival in things if rival != thing))
        kept = tuple(term for term in plan.terms if term.text not in dropped)
        own = [term.text for term in terms(thing)]
        near = tuple(dict.fromkeys([*own, *(word for word in ask.near if word not in dropped)]))
        for scored in rank(replace(plan, terms=kept), replace(ask, near=near), sentences, rarity)[:3]:
            figure = total(counted, scored)
            if figure and scored.coverage >= ENOUGH and _is_all_of_it(figure, scored, own):
                found.append((label, figure))
                break
    return found


def superlative_claims(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Claim, ...]:
    """Return which of the things that one sentence lists is most, with the whole of the list; empty without a list."""
    wanted = re.search("最(?:多|大|高|少|小|低)", plan.text)
    if wanted is None:
        return ()
    for scored in rank(plan, plan.asks[0], sentences, rarity)[:3]:
        sentence = scored.sentence
        units = [quantity.unit for quantity in sentence.quantities]
        unit = max(units, key=units.count, default="")
        alike = [quantity for quantity in sentence.quantities if quantity.unit == unit]
        if sentence.cells or len(alike) < 2 or scored.coverage < ENOUGH - 0.1 or "分别" in sentence.text:
            continue  # 甲、乙分别为8和6 tells names and figures apart
        pick = min if re.search("少|小|低", wanted[0]) else max
        best = pick(alike, key=lambda quantity: quantity.value)
        start = max((end for _, end in _bounds(sentence.text) if end <= best.start), default=0)
        named = sentence.text[start : best.end]
        return (Claim(f"{wanted[0]}的是{named}：{sentence.text.rstrip('。')}。", (sentence.span(),)),)
    return ()


def _bounds(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer("[、，：；。]|(?<=[个家名人元])和", text)]


def difference_claim(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> Claim | None:
    """Return what one figure is more than another: of two things named, or of what was planned and what is done."""
    known = _sides(plan, sentences, rarity) if re.search("比|相差|和|与", plan.text) else []
    if len(known) == 2 and known[0][1].parts == known[1][1].parts:
        return None  # one figure that is told of both
    if len(known) == 2 and same_unit(known[0][1].unit, known[1][1].unit):
        known.sort(key=lambda item: item[1].value, reverse=True)
        more, less = known
        value, unit = more[1].value - less[1].value, more[1].unit
        spans = tuple(dict.fromkeys((more[1].span, less[1].span)))
        shown = f"{more[0]}{more[1].shown} − {less[0]}{less[1].shown}"
        return Claim(f"{more[0]}多{exact(value)}{unit}（{shown}）。", spans, derived=(value,))
    return _left(plan, sentences, rarity)


_PLANNED = re.compile("(?:计划|目标|预计|拟|任务|应)[^。；]{0,20}$")
_DONE = re.compile("(?:已经?|完成|目前|眼下|现在?)[^，。；]{0,10}$")


def _left(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> Claim | None:
    """What is left of a plan: 计划投入3000万元，已投入500余万元."""
    for scored in rank(plan, plan.asks[0], sentences, rarity)[:3]:
        text, figures = scored.sentence.text, scored.sentence.quantities
        done = next((one for one in figures if _DONE.search(text[: one.start])), None)
        alike = [one for one in figures if done and same_unit(one.unit, done.unit)]
        planned = next((one for one in alike if _PLANNED.search(text[: one.start])), None)
        if planned and done and planned.value > done.value:
            value = planned.value - done.value
            about = "约" if planned.qualifier or done.qualifier else ""
            shown = f"{written(planned)} − {written(done)}"
            said = f"还差{about}{exact(value)}{planned.unit}（{shown}）。"
            return Claim(said, (scored.sentence.span(),), derived=(value,))
    return None


def _labels(things: Sequence[str]) -> tuple[str, ...]:
    """What things are called in the answer: their names where each has its own, else their words."""
    named = tuple("".join(term.text for term in terms(thing) if term.is_name) for thing in things)
    if all(named) and len(set(named)) == len(named):
        return named
    return tuple(_without_names(thing) or thing for thing in things)


def _without_names(thing: str) -> str:
    """What a thing is called without whose it is, which the sentence of its figure need not say again."""
    for term in terms(thing):
        thing = thing.replace(term.text, "") if term.is_name else thing
    return thing.lstrip("的")


def _is_all_of_it(figure: Total, scored: Scored, own: Sequence[str]) -> bool:
    """Whether a figure is all that its sentence tells of a thing: no other of its unit, or the thing's words beside it.

    甲县来了省级12家、市级30家: of 甲县, neither of the two is all that came.
    """
    sentence = scored.sentence
    if sentence.cells or len(figure.parts) > 1:
        return True
    part = figure.parts[0]
    others = [one for one in sentence.quantities if one.unit == part.unit and one != part]
    beside = sentence.text[max(0, part.start - 12) : part.end + 12]
    words = [term for word in own for term in terms(word) if not term.is_name]
    return not others or any(held(word, beside) == 1.0 for word in words)


def _only_of(rival: str, own: str) -> set[str]:
    """The terms that tell one side from the other; a name that only the first side says holds for both."""
    mine = {term.text for term in terms(own)}
    has_name = any(term.is_name for term in terms(own))
    return {term.text for term in terms(rival) if term.text not in mine and (has_name or not term.is_name)}


def _compared(plan: Plan) -> Ask:
    """The ask behind 哪…更多: a count or an amount of what the comparison is about."""
    if plan.asks[0].wants_figure:
        return plan.asks[0]
    if "还是" in plan.text:
        near = tuple(dict.fromkeys(word for ask in plan.asks for word in ask.near))
        return Ask("count", "", "", near)
    last = re.search(r"(?P<head>[\u4e00-\u9fff]{1,8}?)(?:更|最)?(?:多|少|高|低|大|小)(?:些|一些)?[？，]?$", plan.text)
    head = re.sub("^.*(?:的|个|次|家|哪)", "", last["head"]) if last else ""
    near = tuple(dict.fromkeys(word for ask in plan.asks for word in ask.near))
    if re.search("钱|资金|投入|捐款|拨款|善款|产值|金额|数额", plan.text):
        return Ask("amount", "元", "", near)
    return Ask("count", "", head, near)
