"""Answers that are computed: sums of what a sentence lists, and averages. Each shows its operands, cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.evidence.fitting import figures_for
from assistant.evidence.matching import held
from assistant.evidence.scoring import Rarity, Scored, rank
from assistant.evidence.sentences import Sentence
from assistant.records import Claim
from assistant.understanding.figures import exact, plain, readable, written
from assistant.understanding.plan import Ask, Plan, Term
from assistant.understanding.terms import terms
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
            return written(self.parts[0])
        if self.unit == "元":
            return " + ".join(written(part) for part in self.parts) + f" = {exact(self.value)}元"
        return " + ".join(plain(part.value) for part in self.parts) + f" = {plain(self.value)}{self.unit}"


def total(ask: Ask, scored: Scored, *, added: bool = False) -> Total | None:
    """Return the figure that answers a counting ask; parts that are listed side by side are added up.

    :param added: the question wants a sum: figures of one kind in one sentence are its parts, however they are joined.
    """
    if scored.figure is None:
        return None
    sentence = scored.sentence
    parts = coordinated(sentence, scored.figure, ask.head)
    if added and len(parts) == 1:
        parts = _listed(sentence, scored.figure)
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


_NO_PART = re.compile(
    "(?:共|总|合计|累计|其中|其余|计划|预计|目标|已经?|每[^，。]{0,4}|平均|人均|户均)[^，。；：]{0,8}$"
)
_PART_GAP = 30


def _listed(sentence: Sentence, figure: Quantity) -> tuple[Quantity, ...]:
    """The figures of a sentence that are parts of a sum: of one unit, near one another, none the whole of others."""
    if sentence.cells:
        return (figure,)
    alike = [quantity for quantity in sentence.quantities if quantity.unit == figure.unit]
    gaps = [other.start - one.end for one, other in pairwise(alike)]
    whole = any(_NO_PART.search(sentence.text[: quantity.start]) for quantity in alike)
    values = [quantity.value for quantity in alike]
    between = sentence.text[alike[0].start : alike[-1].end] if alike else ""
    if _OTHER_MEASURE.search(between) or not _of_one_kind(sentence.text, alike):
        return (figure,)
    if whole or not gaps or max(gaps) > _PART_GAP or any(2 * value == sum(values) for value in values):
        return (figure,)
    return tuple(alike)


_OTHER_MEASURE = re.compile("产值|收入|销售|增收|利润|价格|售价|成本|贷款|协议|合同|带动|受益|培训(?!费)")
"""What is measured anew within a sentence: an amount put in and the output that came of it are no parts of one sum."""


def _of_one_kind(text: str, figures: Sequence[Quantity]) -> bool:
    """Whether the nouns behind figures, where they have any, share two characters: things of one kind."""
    nouns = [noun for figure in figures if (noun := _item(text, figure).strip())]
    pairs = [{noun[at : at + 2] for at in range(len(noun) - 1)} for noun in nouns]
    return len(pairs) < 2 or bool(set.intersection(*pairs))


def _item(text: str, quantity: Quantity) -> str:
    return re.split("[、，。；]|与|和", text[quantity.end : quantity.end + 20])[0]


def _joined(text: str, one: Quantity, other: Quantity) -> bool:
    between = text[one.end : other.start]
    return len(between) <= 20 and bool(re.fullmatch(r"[^、，。；]*(?:、|和|及|以及)", between))


def sum_claim(ask: Ask, scored: Scored, *, added: bool = False) -> Claim | None:
    """Return a sentence that states a sum with its operands, or None where the answer is no sum."""
    found = total(ask, scored, added=added)
    if found is None or len(found.parts) < 2:
        return None
    text = f"共{exact(found.value)}{found.unit}{ask.head}（{found.shown}）。"
    return Claim(text, (found.span,), derived=(found.value,))


_PER = re.compile(
    r"平均(?:下来)?(?:到|给)?(?:，)?(?P<before>[^，。？]*?)(?:每(?:一)?|(?<=平均)一)(?P<unit>[个家所名位户县项人])?"
    r"(?P<head>[\u4e00-\u9fff]{0,10}?)(?=投入|捐|得|获|有|花|用|对|能|可|领|是|约|大约|多少|几|[，。？（]|$)"
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
            below = replace(below, figure=_nearest(plan, count, above) or below.figure)
            if _divides(above.figure, below.figure) and _counts(below, count):
                return _average(above, below, unit, head)
    return None


def _nearest(plan: Plan, count: Ask, above: Scored) -> Quantity | None:
    """Of several figures that count the same thing, the one told together with what is divided."""
    if above.figure is None:
        return None
    at = above.figure.start
    fitting = [one for one in figures_for(plan, count, above.sentence) if count.head and one != above.figure]
    named = [one for one in fitting if _counts(replace(above, figure=one), count)]
    return min(named, key=lambda one: abs(one.start - at), default=None)


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
