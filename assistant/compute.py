"""Answers that are computed: sums of what a sentence lists, averages, comparisons. Each shows its operands, cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.evidence import Sentence
from assistant.matching import held
from assistant.records import Claim
from assistant.scoring import ENOUGH, Rarity, Scored, rank
from assistant.understand import Ask, Plan, Term
from ingest.quantities import Quantity, same_unit
from vectorstore.records import Span


@dataclass(frozen=True, slots=True)
class Total:
    """A figure read or summed, with where it stands.

    :param parts: the figures it is made of; one when it was simply read.
    """

    parts: tuple[Quantity, ...]
    unit: str
    span: Span

    @property
    def value(self) -> Decimal:
        """The figure, in base units."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def shown(self) -> str:
        """The figure as a reader can follow it: `28 + 27 + 51 = 106家`."""
        if len(self.parts) == 1:
            return re.sub(r"\s+", "", self.parts[0].text)
        return " + ".join(plain(part.value) for part in self.parts) + f" = {plain(self.value)}{self.unit}"


def total(ask: Ask, scored: Scored) -> Total | None:
    """Return the figure that answers a counting ask; parts that are listed side by side are added up."""
    if scored.figure is None:
        return None
    sentence = scored.sentence
    parts = coordinated(sentence, scored.figure, ask.head)
    return Total(parts, ask.unit or scored.figure.unit, sentence.span())


def coordinated(sentence: Sentence, figure: Quantity, head: str) -> tuple[Quantity, ...]:
    """Return the figures that are listed together with `figure` and count the same noun, itself among them.

    `28个国家级社会组织、27个省级社会组织、51家市内社会组织` gives three; a figure of another noun, or one that is not
    joined by 、 or 和, ends the list.
    """
    fitting = [
        quantity
        for quantity in sentence.quantities
        if same_unit(quantity.unit, figure.unit) and head and head in _item(sentence.text, quantity)
    ]
    if figure not in fitting:
        return (figure,)
    at = fitting.index(figure)
    first = last = at
    while first > 0 and _joined(sentence.text, fitting[first - 1], fitting[first]):
        first -= 1
    while last + 1 < len(fitting) and _joined(sentence.text, fitting[last], fitting[last + 1]):
        last += 1
    return tuple(fitting[first : last + 1])


def _item(text: str, quantity: Quantity) -> str:
    return re.split("[、，。；]|与|和", text[quantity.end : quantity.end + 20])[0]


def _joined(text: str, one: Quantity, other: Quantity) -> bool:
    between = text[one.end : other.start]
    return len(between) <= 20 and bool(re.fullmatch(r"[^、，。；]*(?:、|和|及|以及)", between))


def sum_claim(plan: Plan, ask: Ask, scored: Scored) -> Claim | None:
    """Return a sentence that states a sum with its operands, or None where the answer is no sum."""
    found = total(ask, scored)
    if found is None or len(found.parts) < 2:
        return None
    text = f"共{plain(found.value)}{found.unit}{ask.head}（{found.shown}）。"
    return Claim(text, (found.span,), derived=(found.value,))


def average_claim(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> Claim | None:
    """Return `甲 ÷ 乙 ≈ 丙` for a question after an average, or None where the two figures do not stand together."""
    per = re.search(
        r"平均每(?:一)?(?P<unit>[个家所名户县项])?(?P<head>[\u4e00-\u9fff]{0,8}?)(?=投入|捐|得|获|有|花|能|可|$|多少)",
        plan.text,
    )
    if per is None:
        return None
    what = Ask("amount", "元", near=plan.asks[0].near)
    count = Ask("count", per["unit"] or "个", per["head"], near=tuple(word for word in (per["head"],) if word))
    for above in rank(plan, what, sentences, rarity)[:3]:
        below = next((entry for entry in rank(plan, count, [above.sentence], rarity)), None)
        if above.figure and below and below.figure and below.figure.value and _counts(below, count):
            value = above.figure.value / below.figure.value
            shown = f"{above.figure.text} ÷ {below.figure.text} ≈ {readable(value)}元"
            text = f"平均每{per['unit'] or '个'}{per['head']}约{readable(value)}元（{shown}）。"
            return Claim(re.sub(r"(?<=\d)\s+(?=[万亿元])", "", text), (above.sentence.span(),), derived=(value,))
    return None


def _counts(scored: Scored, count: Ask) -> bool:
    figure = scored.figure
    return bool(figure and (not count.head or held(Term(count.head, "word"), _around(scored.sentence.text, figure))))


def _around(text: str, figure: Quantity) -> str:
    return text[max(0, figure.start - 12) : figure.end + 12]


def comparison_claims(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Claim, ...]:
    """Return which of two things named is more, with the figure of each; empty where a figure is missing."""
    sides = _sides(plan)
    if len(sides) < 2:
        return ()
    ask = _compared(plan)
    totals = [_side_total(plan, ask, side, sides, sentences, rarity) for side in sides]
    if any(found is None for found in totals):
        return ()
    known = [(side.text, found) for side, found in zip(sides, totals, strict=True) if found]
    less = bool(re.search("更少|最少|更低|最低|更小|最小", plan.text))
    known.sort(key=lambda item: item[1].value, reverse=not less)
    winner, figure = known[0]
    if figure.value == known[1][1].value:
        text = f"一样多：{'、'.join(f'{side}{found.shown}' for side, found in known)}。"
    else:
        shown = "，".join(f"{side}{found.shown}" for side, found in known)
        text = f"{winner}更{'少' if less else '多'}：{shown}。"
    derived = tuple(found.value for _, found in known if len(found.parts) > 1)
    return (Claim(text, tuple(found.span for _, found in known), derived=derived),)


def _sides(plan: Plan) -> list[Term]:
    """The things compared: the names of one kind, of which there are at least two."""
    for role in ("organisation", "place", "title", "time"):
        named = [term for term in plan.terms if term.role == role and term.weight == 1.0]
        if len(named) >= 2:
            return named
    return []


def _compared(plan: Plan) -> Ask:
    """The ask behind 哪…更多: a count or an amount of what the comparison is about."""
    last = re.search(r"的?(?P<head>[\u4e00-\u9fff]{2,8}?)(?:更|最)(?:多|少|高|低|大|小)", plan.text)
    head = re.split("的", last["head"])[-1] if last else ""
    near = tuple(dict.fromkeys(word for ask in plan.asks for word in ask.near))
    money = re.search("钱|资金|投入|捐款|拨款|产值|金额", plan.text)
    return Ask("amount", "元", head, near) if money else Ask("count", "", head, near)


def _side_total(
    plan: Plan, ask: Ask, side: Term, sides: Iterable[Term], sentences: Sequence[Sentence], rarity: Rarity
) -> Total | None:
    others = [term for term in sides if term != side]
    alone = replace(plan, terms=tuple(term for term in plan.terms if term not in others))
    for scored in rank(alone, ask, sentences, rarity)[:3]:
        if scored.figure and scored.coverage >= ENOUGH:
            return total(ask, scored)
    return None


def plain(value: Decimal) -> str:
    """Write a number without trailing zeros."""
    return f"{value.normalize():f}"


def readable(value: Decimal) -> str:
    """Write an amount as people do, to three figures: 685460 is 68.5万, 231000000 is 2.31亿."""
    for size, letter in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if value >= size:
            scaled = value / size
            digits = max(0, 3 - len(str(int(scaled))))
            return f"{plain(round(scaled, digits))}{letter}"
    return plain(round(value, 2))
