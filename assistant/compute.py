"""Answers that are computed: sums of what a sentence lists, averages, comparisons. Each shows its operands, cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.evidence import Sentence
from assistant.matching import held
from assistant.plan import Ask, Plan, Term
from assistant.records import Claim
from assistant.scoring import ENOUGH, Rarity, Scored, rank
from assistant.terms import terms
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


def sum_claim(ask: Ask, scored: Scored) -> Claim | None:
    """Return a sentence that states a sum with its operands, or None where the answer is no sum."""
    found = total(ask, scored)
    if found is None or len(found.parts) < 2:
        return None
    text = f"共{plain(found.value)}{found.unit}{ask.head}（{found.shown}）。"
    return Claim(text, (found.span,), derived=(found.value,))


_PER = re.compile(
    r"平均(?:下来)?(?:到|给)?(?:，)?(?P<before>[^，。？]*?)每(?:一)?(?P<unit>[个家所名位户县项人])?"
    r"(?P<head>[\u4e00-\u9fff]{0,10}?)(?=投入|捐|得|获|有|花|能|可|领|是|约|大约|多少|几|[，。？]|$)"
    r"|(?P<before2>[^，。？]*?)每(?:一)?(?P<unit2>[个家所名位户县项人])(?P<head2>[\u4e00-\u9fff]{0,10}?)(?:的[^，。？]*)?平均"
)


def average_claim(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> Claim | None:
    """Return `甲 ÷ 乙 ≈ 丙` for a question after an average, or None where the two figures do not stand together."""
    per = _PER.search(plan.text)
    if per is None:
        return None
    unit, head = per["unit"] or per["unit2"] or "个", per["head"] or per["head2"] or ""
    if len(nouns := terms(head)) > 1 and not per["before"]:  # 每个学校受益师生约多少: of schools, not of people
        head = nouns[0].text if plan.asks[0].unit and not plan.asks[0].head else head
    near = tuple(word for word in plan.asks[0].near if word not in head)
    what = replace(plan.asks[0], near=near) if plan.asks[0].wants_figure else Ask("amount", "元", near=near)
    count = Ask("count", unit, head, near=tuple(term.text for term in terms(head)))
    for above in rank(plan, what, sentences, rarity)[:3]:
        for below in rank(plan, count, [above.sentence], rarity):
            if _divides(above.figure, below.figure) and _counts(below, count):
                return _average(above, below, unit, head)
    return None


def _divides(above: Quantity | None, below: Quantity | None) -> bool:
    return bool(above and below and above != below and below.value)


def _average(above: Scored, below: Scored, unit: str, head: str) -> Claim:
    assert above.figure is not None  # noqa: S101 - both were asked for a moment ago
    assert below.figure is not None  # noqa: S101
    value = above.figure.value / below.figure.value
    result = f"{readable(value)}{above.figure.unit}"
    shown = f"{above.figure.text} ÷ {below.figure.text} ≈ {result}"
    text = re.sub(r"(?<=\d)\s+(?=[余多万亿元])", "", f"平均每{unit}{head}约{result}（{shown}）。")
    return Claim(text, (above.sentence.span(),), derived=(value,))


def _counts(scored: Scored, count: Ask) -> bool:
    """Whether a figure counts what the average is taken over: the noun stands beside it."""
    if scored.figure is None:
        return False
    text = scored.sentence.text
    beside = text[max(0, scored.figure.start - 12) : scored.figure.end + 12]
    return not count.head or held(Term(count.head, "word"), beside) > 0


# --- comparisons and sums of things named -----------------------------------------------------------------------------


def comparison_claims(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Claim, ...]:
    """Return which of two things named is more, with the figure of each; empty where a figure is missing."""
    known = _sides(plan, sentences, rarity)
    if len(known) < 2 or not same_unit(known[0][1].unit, known[1][1].unit):
        return ()
    less = bool(re.search("更少|最少|更低|最低|更小|最小", plan.text))
    known.sort(key=lambda item: item[1].value, reverse=not less)
    (winner, most), (_, least) = known[0], known[1]
    figures = "，".join(f"{side}{found.shown}" for side, found in known)
    text = f"一样多：{figures}。" if most.value == least.value else f"{winner}更{'少' if less else '多'}：{figures}。"
    derived = tuple(found.value for _, found in known if len(found.parts) > 1)
    return (Claim(text, tuple(dict.fromkeys(found.span for _, found in known)), derived=derived),)


def joint_sum_claim(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> Claim | None:
    """Return the sum of two things that a question names together (甲和乙合计多少), both figures shown."""
    known = _sides(plan, sentences, rarity)
    if len(known) < 2 or not same_unit(known[0][1].unit, known[1][1].unit):
        return None
    if known[0][1].parts == known[1][1].parts:
        return None
    value = known[0][1].value + known[1][1].value
    shown = " + ".join(f"{side}{found.shown}" for side, found in known)
    spans = tuple(dict.fromkeys(found.span for _, found in known))
    return Claim(f"合计{plain(value)}{known[0][1].unit}（{shown}）。", spans, derived=(value,))


_TWO = re.compile(
    r"(?P<one>[^，。？和与跟]{2,30}?)(?:和|与|跟|还是|，还是|比)(?P<other>[^，。？]{2,30}?)"
    r"(?:[，,]|相比|合计|一共|总共|加起来|共|哪|谁|多|少|$)"
)


def _sides(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> list[tuple[str, Total]]:
    """The two things that a question sets side by side, each with its figure."""
    match = _TWO.search(plan.text)
    if match is None:
        return []
    one, other = re.sub("多$|少$", "", match["one"]), match["other"]
    ask = _compared(plan)
    sides = []
    for (own, rival), label in zip(((one, other), (other, one)), _labels(one, other), strict=True):
        dropped = _only_of(rival, own)
        kept = tuple(term for term in plan.terms if term.text not in dropped)
        near = tuple(
            dict.fromkeys([*(term.text for term in terms(own)), *(word for word in ask.near if word not in dropped)])
        )
        for scored in rank(replace(plan, terms=kept), replace(ask, near=near), sentences, rarity)[:3]:
            found = total(ask, scored)
            if found and scored.coverage >= ENOUGH:
                sides.append((label, found))
                break
    return sides


def _labels(one: str, other: str) -> tuple[str, str]:
    """What two sides are called in the answer: their names where each has its own, else their words."""
    named = ["".join(term.text for term in terms(side) if term.is_name) for side in (one, other)]
    return (named[0], named[1]) if all(named) and named[0] != named[1] else (one, other)


def _only_of(rival: str, own: str) -> set[str]:
    """The terms that tell one side from the other; a name that only the first side says holds for both."""
    mine = {term.text for term in terms(own)}
    has_name = any(term.is_name for term in terms(own))
    return {term.text for term in terms(rival) if term.text not in mine and (has_name or not term.is_name)}


def _compared(plan: Plan) -> Ask:
    """The ask behind 哪…更多: a count or an amount of what the comparison is about."""
    if plan.asks[0].wants_figure:
        return plan.asks[0]
    last = re.search(r"(?P<head>[\u4e00-\u9fff]{1,8}?)(?:更|最)?(?:多|少|高|低|大|小)(?:些|一些)?[？，]?$", plan.text)
    head = re.sub("^.*(?:的|个|次|家|哪)", "", last["head"]) if last else ""
    near = tuple(dict.fromkeys(word for ask in plan.asks for word in ask.near))
    if re.search("钱|资金|投入|捐款|拨款|善款|产值|金额|数额", plan.text):
        return Ask("amount", "元", "", near)
    return Ask("count", "", head, near)


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
