"""Sums, averages, differences and extremes over the figures of one sentence or table, as the ledger has them.

The passages say which sentence is meant; the ledger knows what each of its figures counts, in which unit and scope, so
that 28家…，省级27家，市内51家 can be added though they are told in three ways. Every operand is shown with what it
counts; what the ledger refuses is not said here but left to the passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from assistant.evidence.matching import held, names_place
from assistant.evidence.scoring import ENOUGH, Rarity, rank
from assistant.evidence.sentences import Sentence
from assistant.ledger.aggregates import Refusal, in_order, quotient, ranked, total, without_totals
from assistant.records import Claim, Draft
from assistant.understanding.figures import exact, readable
from assistant.understanding.plan import Ask, Plan, Term
from assistant.understanding.terms import terms
from ingest.quantities import numeral, same_unit
from vectorstore.facts import Figure
from vectorstore.ledger import Ledger, Where

_REMAINING = re.compile("还[差剩缺]|还(?:有|要)(?:多少|几)[^，。？]{0,6}(?:没|未|差|缺)")
_APART = re.compile("相差|差(?:多少|几)|(?<!至)[多少](?:出|了)?(?:几|多少)")
_NUMBERED = re.compile(r"(?P<number>[两二三四五六七八九十]|\d+)(?:[笔项次批家种类级个条])")
_EXTREME = re.compile("[最更](?P<way>[多大高少小低])")
_AVERAGE = re.compile(
    r"平均(?:下来|到|给)?(?:每|一)(?:一)?(?P<unit>[个家所名位户县项人])?(?P<head>[\u4e00-\u9fff（）]{1,12}?)"
    r"(?=投入|捐|得|获|有|花|能|可|领|用|对上|对接|是|约|大约|多少|几|[，。？]|$)"
)
_OF_OPERATION = re.compile(
    "^[最更].$|^(?:加|起来)$|加起来|合计|相差|平均|没有|未|^还|[一二两三四五六七八九十0-9]+[笔项次批种类级条]$"
)
"""Words that say what to do with the figures, not what they are of."""
_MONEY = re.compile("钱|资金|款|投入|捐|金额|元|产值|交易额|费")
_LOOKED_AT = 3
"""Sentences, best first, among which the figures are looked for."""
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Found:
    """The figures of one sentence that fit the ask."""

    sentence: Sentence
    rows: tuple[Figure, ...]


def answer(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity, ledger: Ledger) -> Draft | None:
    """Draft a computed answer; None where none is asked for, or the figures do not stand together."""
    compute = next((compute for applies, compute in _OPERATIONS if applies(plan)), None)
    if compute is None or plan.english or len(plan.asks) != 1:
        return None
    claims = (compute(plan, found) for found in _found(plan, sentences, rarity, ledger))
    claim = next((claim for claim in claims if claim), None)
    return Draft((claim,)) if claim else None


def _found(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity, ledger: Ledger) -> Iterator[_Found]:
    """Yield the best sentences with those of their figures that are of the kind asked for."""
    subject = replace(plan, terms=tuple(term for term in plan.terms if not _OF_OPERATION.search(term.text)))
    likely = [one for one in rank(subject, _figure_ask(plan), sentences, rarity) if one.coverage >= ENOUGH]
    for scored in likely[:_LOOKED_AT]:
        sentence = scored.sentence
        rows = [row for row in ledger.figures(Where(documents=(sentence.document.id,))) if _within(row, sentence)]
        if len(rows) >= _FEWEST:
            yield _Found(sentence, in_order(rows))


def _within(row: Figure, sentence: Sentence) -> bool:
    return any(
        source.span.document == sentence.document.id and sentence.start <= source.span.start < sentence.end
        for source in row.sources
    )


def _figure_ask(plan: Plan) -> Ask:
    """What is asked for as a figure, though the question asks which of several it is."""
    ask = plan.asks[0]
    if ask.wants_figure:
        return ask
    money = _MONEY.search(plan.text)
    return Ask("amount" if money else "count", "元" if money else "", "", ask.near)


def _fits(row: Figure, ask: Ask) -> bool:
    if ask.unit:
        return same_unit(row.unit, ask.unit)
    return row.unit == "元" if ask.kind == "amount" else row.unit != "元"


# --- operations -------------------------------------------------------------------------------------------------------


def _sum(plan: Plan, found: _Found) -> Claim | None:
    ask = _figure_ask(plan)
    if len(plan.places) > 1 and not all(names_place(place, found.sentence.text) for place in plan.places):
        return None  # the figures of one place are not the sum of two
    fitting = without_totals(row for row in found.rows if _fits(row, ask) and _of_its_years(plan, row))
    rows = _of_one_thing(plan, ask, fitting)
    added = total(rows, any_nouns=True)
    if len(rows) < _FEWEST or isinstance(added, Refusal) or _HOLDING.search(_between(rows, found.sentence)):
        return None
    shown = " + ".join(_labelled(row) for row in added.rows)
    text = f"共{exact(added.value)}{ask.unit or added.unit}{ask.head}（{shown}）。"
    return _claim(text, found, added.rows, added.value)


def _of_its_years(plan: Plan, row: Figure) -> bool:
    """Whether a figure is of a year that the question names, where the question names any and the figure has a time."""
    if not plan.years or row.time is None or not (row.time.since and row.time.until):
        return not plan.years or row.time is None
    return any(int(row.time.since[:4]) <= year <= int(row.time.until[:4]) for year in plan.years)


_HOLDING = re.compile("其中|包括|包含|含有|内含|都是|均为|之中")
"""Between figures this says that one holds the other."""


def _between(rows: Sequence[Figure], sentence: Sentence) -> str:
    starts = [row.source.span.start for row in rows if row.document == sentence.document.id]
    return sentence.document.text[min(starts, default=0) : max((row.source.span.end for row in rows), default=0)]


def _of_one_thing(plan: Plan, ask: Ask, rows: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the figures that count what is asked for; none where it cannot be told that they do.

    Each says so; or the question says how many there are (三笔捐款); or the first says so and those behind it, in the
    same unit, only tell of which kind (国家级社会组织28家，省级27家).
    """
    if _as_many_as_said(plan, rows):
        return tuple(rows)
    words = (ask.head,) if ask.head else ask.near if ask.unit == "元" else ask.near[:1]
    named = [row for row in rows if any(held(Term(word, "word"), row.metric) for word in words if len(word) > 1)]
    if len(named) != 1:
        return tuple(named)
    kinds = [row for row in rows if row.unit == named[0].unit and _KIND.search(row.metric) and row is not named[0]]
    return in_order((*named, *kinds))


_KIND = re.compile("^[^县市区]{0,2}(?:级|省内|省外|市内|州内|县内|本地|外地|全国性?)$")


def _as_many_as_said(plan: Plan, rows: Sequence[Figure]) -> bool:
    """Whether the question says how many figures there are, and there are as many, in one unit."""
    numbered = _NUMBERED.search(plan.text)
    if numbered is None or not rows or not all(same_unit(row.unit, rows[0].unit) for row in rows):
        return False
    return numeral(numbered["number"]) == len(rows)


def _average(plan: Plan, found: _Found) -> Claim | None:
    per = _AVERAGE.search(plan.text)
    heads = [term for term in terms(per["head"]) if not term.is_name] if per else []
    if per is None or not heads:
        return None
    ask = _figure_ask(plan)
    divisors = [row for row in found.rows if _counts(row, heads[-1])]
    for above, below in product(_meant(ask, [row for row in found.rows if row not in divisors]), divisors):
        divided = quotient(above, below)
        if not isinstance(divided, Refusal):
            result = f"{readable(divided.value)}{ask.unit or above.unit}"
            shown = f"{_labelled(above)} ÷ {_labelled(below)} ≈ {result}"
            text = f"平均每{per['unit'] or ''}{per['head']}约{result}（{shown}）。"
            return _claim(text, found, divided.rows, divided.value)
    return None


def _counts(row: Figure, head: Term) -> bool:
    """Whether a figure counts what an average is taken over: its metric says so, or the words right behind it."""
    behind = row.quote.partition(row.text)[2][:_RIGHT_BEHIND]
    return row.unit != "元" and (held(head, row.metric) > 0 or held(head, behind) == 1.0)


_RIGHT_BEHIND = 6


def _meant(ask: Ask, rows: Sequence[Figure]) -> list[Figure]:
    """The figures that an average is of: those called as the question calls them, or the only one of their kind."""
    fitting = [row for row in rows if _fits(row, ask)]
    words = [Term(word, "word") for word in (ask.head, *ask.near) if len(word) > 1]
    named = [row for row in fitting if any(held(word, row.metric) for word in words)]
    return named or (fitting if ask.unit or len(fitting) == 1 else [])


def _difference(plan: Plan, found: _Found) -> Claim | None:
    """Say by how much two figures differ: what is planned and what is done, or two that the question names."""
    rows = [row for row in found.rows if _fits(row, _figure_ask(plan))]
    if not _REMAINING.search(plan.text):
        rows = _named_apart(plan, rows)
    elif [row.scope for row in rows].count("planned") != 1:
        return None
    if len(rows) != _FEWEST or not same_unit(rows[0].unit, rows[1].unit):
        return None
    more, less = sorted(rows, key=lambda row: -row.value)
    value = more.value - less.value
    about = "约" if more.qualifier or less.qualifier else ""
    text = f"相差{about}{exact(value)}{more.unit}（{_labelled(more)} − {_labelled(less)}）。"
    return _claim(text, found, (more, less), value)


def _is_difference(plan: Plan) -> bool:
    return bool(_REMAINING.search(plan.text) or _APART.search(plan.text))


def _named_apart(plan: Plan, rows: Sequence[Figure]) -> list[Figure]:
    """The figures that the question names, each by a word that no other of them has."""
    words = [term for term in plan.words if len(term.text) > 1]
    own = {row.id: {word.text for word in words if held(word, row.metric) == 1.0} for row in rows}
    shared = {word.text for word in words if all(word.text in told for told in own.values())}
    return [row for row in rows if own[row.id] - shared]


def _extreme(plan: Plan, found: _Found) -> Claim | None:
    extreme = _EXTREME.search(plan.text)
    if "分别" in found.sentence.text:  # 甲、乙分别为8和6: the figures stand apart from what they are of
        return None
    fitting = [row for row in without_totals(found.rows) if _fits(row, _figure_ask(plan))]
    rows = next((rows for rows in _of_one_measure(plan, fitting) if len(rows) >= _FEWEST), [])
    if extreme is None or not rows:
        return None
    order = ranked(rows, least=extreme["way"] in "少小低")
    if isinstance(order, Refusal) or order[0].value == order[1].value:
        return None
    others = "，".join(_labelled(row) for row in order[1:])
    text = f"{_labelled(order[0])}，{'最' if len(order) > _FEWEST else '更'}{extreme['way']}（其余：{others}）。"
    return replace(_claim(text, found, order, Decimal(0)), derived=())


def _of_one_measure(plan: Plan, rows: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Yield figures of one measure that a question sets beside one another, those first that count what it names.

    They are as many as it says (三级), or each is named by a word of its own.
    """
    nouns = [term for term in plan.words if len(term.text) > 1]
    for first in rows:
        alike = [row for row in rows if same_unit(row.unit, first.unit)]
        called = [row for row in alike if any(held(noun, row.metric) == 1.0 for noun in nouns)]
        yield from ([*some] for some in (called, alike) if _as_many_as_said(plan, some))
        if _BESIDE.search(plan.text):
            yield _named_apart(plan, alike)


_BESIDE = re.compile("[和与跟及比、]|还是")
"""What stands between things that a question sets beside one another."""


def _claim(text: str, found: _Found, rows: Sequence[Figure], value: Decimal) -> Claim:
    return Claim(text, (found.sentence.span(),), (value,), tuple(row.id for row in rows))


def _labelled(row: Figure) -> str:
    """Write a figure after what it counts, with its unit: a cell of a table has it in another place."""
    text = re.sub(r"\s+", "", row.text)
    return row.metric + (text if re.search(r"\D$", text) else f"{exact(row.value)}{row.unit}")


_OPERATIONS: tuple[tuple[Callable[[Plan], bool], Callable[[Plan, _Found], Claim | None]], ...] = (
    (lambda plan: plan.operation == "average", _average),
    (lambda plan: _is_difference(plan) and plan.asks[0].wants_figure, _difference),
    (lambda plan: bool(_EXTREME.search(plan.text)), _extreme),
    (lambda plan: plan.operation == "sum", _sum),
)
