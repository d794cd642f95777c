"""Answers from the ledger to questions on figures of organisations: who has the most, two together, two compared.

The rows are those whose subject and metric say what the question says; what may not be added or compared is refused
with the reason, and the figures stand beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.matching import held
from assistant.ledger.aggregates import Refusal, in_order, ranked, total
from assistant.ledger.citing import Lookup, known, spans, told_in
from assistant.ledger.forms import SCOPES, with_scope
from assistant.ledger.naming import without_organisations, without_places
from assistant.ledger.pairs import is_of_kind
from assistant.ledger.reviewing import conflicts
from assistant.records import Claim, Draft
from assistant.understanding.figures import plain, readable
from assistant.understanding.plan import Plan, Term
from assistant.understanding.terms import terms
from ingest.quantities import same_unit
from ingest.regions import lookup as divisions
from vectorstore.facts import Figure
from vectorstore.ledger import Ledger, Where

_WHO = re.compile(r"(?:哪|什么).{0,2}?(?P<noun>社会组织|组织|基金会|协会|商会|企业|公司|机构|单位)|哪一?[家个]|谁")
_EXTREME = re.compile(r"[最更](?P<way>[多大高少小低])|(?P<bare>(?<!多)少|多(?!少))(?=[，。？?]*$)")
_BODIES = re.compile("^(?:社会|组织|社会组织|团体|基金会|协会|商会|学会|企业|公司|机构|单位|医院|有记录|记录)$")
_TOGETHER = re.compile("一共|总共|合计|共计|加起来|总计|共|相比|比|各自|分别")
_MONEY = re.compile("钱|资金|款|投入|捐|金额|元")
_PEOPLE = re.compile("人|学生|儿童|老人|师生|群众|患者|志愿者|孩子")
_SHOWN = 3
"""Figures that a ranking names."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The figures that a question is about, and the keys of the bodies that it names."""

    rows: tuple[Figure, ...]
    named: tuple[str, ...]


def answer(plan: Plan, ledger: Ledger, lookup: Lookup, among: frozenset[str] | None) -> Draft | None:
    """Draft the answer to a question after the most, a sum or a comparison; None where the ledger does not hold it.

    :param among: the documents that the question is narrowed to; None for all.
    """
    if plan.english or len(plan.asks) != 1 or plan.ordinals:
        return None
    extreme, who = _EXTREME.search(plan.text), _WHO.search(plan.text)
    if not (extreme and who) and plan.operation != "sum":
        return None
    wanted = _wanted(plan, ledger, among)
    if wanted is None:
        return None
    claims: list[Claim] = []
    if extreme and who:
        least = (extreme["way"] or extreme["bare"]) in ("少", "小", "低")
        claims = _greatest(_of_kind(wanted.rows, who["noun"] or "", ledger), least, ledger, lookup)
    elif len(wanted.named) > 1:
        claims = _sum(wanted.rows, plan, ledger, lookup)
    return Draft((*claims, *conflicts(claims, ledger, lookup, among))) if claims else None


def _of_kind(rows: Sequence[Figure], noun: str, ledger: Ledger) -> list[Figure]:
    bodies = known(ledger, (row.subject for row in rows))
    return [row for row in rows if is_of_kind(row.subject, noun, bodies.get(row.subject))]


def _wanted(plan: Plan, ledger: Ledger, among: frozenset[str] | None) -> _Wanted | None:
    """Find the figures that a question names, by place, year, body and words, of two bodies or more."""
    text, named = without_organisations(plan.text, ledger.identities.names)
    text, places = without_places(text)
    rest = _TOGETHER.sub("，", _EXTREME.sub("，", text))
    words = tuple(term.text for term in terms(rest) if term.role == "word" and not _BODIES.search(term.text))
    said = "".join(words)
    unit = "元" if _MONEY.search(said) else "人" if _PEOPLE.search(said) else None
    if unit is None:
        return None
    where = Where(
        organisations=named,
        regions=tuple(place.code for place in places),
        since=f"{min(plan.years)}-01-01" if plan.years else None,
        until=f"{max(plan.years)}-12-31" if plan.years else None,
    )
    rows = in_order(row for row in told_in(among, ledger.figures(where)) if _is_asked(row, unit, words, ledger))
    bodies = {row.subject for row in rows}
    meant = {ledger.identities.name(name) for name in named} or bodies
    return _Wanted(rows, named) if len(bodies) > 1 and meant == bodies else None


def _is_asked(row: Figure, unit: str, words: Iterable[str], ledger: Ledger) -> bool:
    """Whether a figure is a body's, of the unit asked for, and is named by the words of the question."""
    if not same_unit(row.unit, unit) or row.subject not in ledger.identities.keys or divisions(row.subject):
        return False
    return all(held(Term(word, "word"), row.metric) for word in words)


def _greatest(rows: Sequence[Figure], least: bool, ledger: Ledger, lookup: Lookup) -> list[Claim]:
    """Rank the figures of each scope apart from the others: what is cumulative is no match for one year's."""
    scopes: dict[str, list[Figure]] = defaultdict(list)
    for row in rows:
        scopes[row.scope].append(row)
    claims: list[Claim] = []
    if len({row.subject for row in rows}) < 2:  # there is nothing to compare
        return claims
    for scope, group in scopes.items():
        order = ranked(group, least=least)
        if isinstance(order, Refusal):
            claims.append(_claim(f"{order.reason}。", order.rows, ledger, lookup))
            continue
        among = f"{SCOPES[scope]}数中，" if len(scopes) > 1 else ""
        claims.append(_best(among, _one_each(order), "最少" if least else "最多", ledger, lookup))
    if len(claims) > 1:
        claims[0] = replace(claims[0], text=f"口径不同的数字不能放在一起比较。{claims[0].text}")
    return claims


def _one_each(order: Iterable[Figure]) -> list[Figure]:
    """The first figure of each body: of two that differ the other is shown as a conflict."""
    first: dict[str, Figure] = {}
    for row in order:
        first.setdefault(row.subject, row)
    return list(first.values())


def _best(among: str, order: Sequence[Figure], way: str, ledger: Ledger, lookup: Lookup) -> Claim:
    level = [row for row in order if row.value == order[0].value]
    behind = order[len(level) : _SHOWN]
    names = "、".join(row.subject for row in level)
    after = f"；其次是{'、'.join(f'{row.subject}，{with_scope(row)}' for row in behind)}" if behind else ""
    text = f"{among}文库中有记录的以{names}{way}：{with_scope(order[0])}{after}。"
    return _claim(text, (*level, *behind), ledger, lookup)


def _sum(rows: Sequence[Figure], plan: Plan, ledger: Ledger, lookup: Lookup) -> list[Claim]:
    """Add up the figures of the bodies named, or say why they may not be added, each with its figure."""
    year = next(iter(plan.years)) if len(plan.years) == 1 else None
    outcome = total(rows, year=year)
    if isinstance(outcome, Refusal):
        each = "；".join(f"{row.subject}{with_scope(row)}" for row in rows[:_SHOWN])
        return [_claim(f"{outcome.reason}。文库中的数字：{each}。", rows[:_SHOWN], ledger, lookup)]
    shown = " + ".join(f"{row.subject}{row.text}" for row in outcome.rows)
    result = readable(outcome.value) if outcome.unit.endswith("元") else plain(outcome.value)
    claim = _claim(f"合计{result}{outcome.unit}（{shown}）。", outcome.rows, ledger, lookup)
    return [replace(claim, derived=(outcome.value,))]


def _claim(text: str, rows: Sequence[Figure], ledger: Ledger, lookup: Lookup) -> Claim:
    bodies = known(ledger, (row.subject for row in rows))
    shown = dict.fromkeys(span for row in rows for span in spans(row, lookup, bodies.get(row.subject)))
    return Claim(text, tuple(shown), facts=tuple(row.id for row in rows))
