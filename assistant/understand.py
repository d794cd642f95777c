"""A question into a plan, without a language model; a follow-up takes over from its history what it leaves unsaid."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.asks import asks, operation
from assistant.english import english_plan, is_english
from assistant.plan import Plan, Term
from assistant.records import Question, Turn
from assistant.terms import normalise, ordinals, terms, years
from ingest.quantities import quantities

_POINTING = re.compile(
    r"^(?:那|这|它|他|她|其|还|又)|[它他她]们?|该(?:项目|组织|协会|基金会|机构|县|校|计划)"
    r"|这(?:个|些|家|项|所)|那(?:个|些|家|项|所)|呢[？?]?$"
)


def understand(question: Question) -> Plan:
    """Make the plan of a question."""
    text = normalise(question.question)
    if is_english(text):
        return english_plan(text)
    own = terms(text)
    inherited = _inherited(question.history, own) if question.history and _leans_on_history(text, own) else ()
    if any(term.is_name for term in own):  # it says itself what it is about
        inherited = tuple(replace(term, role="word", weight=0.2) for term in inherited)
    return Plan(
        text=" ".join([*(term.text for term in inherited), text]),
        asks=asks(text),
        terms=(*own, *(term for term in inherited if not term.is_name)),
        inherited=tuple(term for term in inherited if term.is_name),
        operation=operation(text),
        years=frozenset(years(text)),
        ordinals=frozenset(ordinals(text)),
        stated=frozenset((quantity.value, quantity.unit) for quantity in quantities(text)),
    )


def _leans_on_history(text: str, own: tuple[Term, ...]) -> bool:
    return bool(_POINTING.search(text)) or not any(term.is_name for term in own)


def _inherited(history: tuple[Turn, ...], own: tuple[Term, ...]) -> tuple[Term, ...]:
    """What the last exchange was about: its names, but of no kind that is restated, and its words as faint hints."""
    restated = {term.role for term in own if term.is_name}
    known = {term.text for term in own}
    inherited: dict[str, Term] = {}
    for turn in history[-2:]:
        for term in terms(normalise(turn.content)):
            if term.text in known or term.role in restated or term.role in ("number", "time"):
                continue
            inherited.setdefault(term.text, Term(term.text, term.role, 0.5 if term.is_name else 0.2))
    return tuple(inherited.values())
