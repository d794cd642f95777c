"""A question into a plan, without a language model; a follow-up takes over from its history what it leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.records import Question
from assistant.understanding.asks import asks, operation
from assistant.understanding.english import english_plan, is_english, latin
from assistant.understanding.figures import stated, written_otherwise
from assistant.understanding.followup import Whole, whole
from assistant.understanding.plan import Ask, Plan, Term
from assistant.understanding.terms import normalise, ordinals, terms
from assistant.understanding.times import times, years

_PART = re.compile(r"^(?:那)?(?:其中|里面|当中)")


def understand(question: Question, changes: Sequence[tuple[str, str]] = ()) -> Plan:
    """Make the plan of a question.

    :param changes: names as they are written and as they are to be read.
    """
    asked = whole(question.question, question.history)
    english = is_english(asked.text)
    for written, name in changes:
        names = tuple(replace(term, text=name) if term.text == written else term for term in asked.names)
        asked = replace(asked, text=asked.text.replace(written, name), names=names)
    plan = english_plan(asked.text) if english else _plan(asked.text)
    for written, name in changes:
        plan = _called(plan, written, name)
    if asked.names or asked.words:
        plan = _taking_over(plan, asked)
    return replace(plan, english=is_english(normalise(question.question)))


def _called(plan: Plan, written: str, name: str) -> Plan:
    """The plan with a name changed that does not stand in the question itself: an English one has it by its sound."""
    terms = tuple(replace(term, text=name) if term.text == written else term for term in plan.terms)
    return plan if terms == plan.terms else replace(plan, text=plan.text.replace(written, name), terms=terms)


def _plan(text: str) -> Plan:
    names = []
    for start, end, term in reversed(latin(text)):
        if term.role == "place":
            text = text[:start].rstrip() + term.text + text[end:].lstrip()
        else:
            names.append(term)
    figures, asked = stated(text), asks(text)
    without = re.sub("|".join(re.escape(term.text) for term in names), "，", text) if names else text
    return Plan(
        text=text,
        own=text,
        also=tuple(dict.fromkeys(form for figure in figures for form in written_otherwise(figure))),
        asks=asked,
        terms=(*_weighed(terms(without), asked), *names),
        operation=operation(text),
        years=frozenset(years(text)),
        ordinals=frozenset(ordinals(text)),
        times=times(text),
        stated=frozenset((figure.value, figure.unit) for figure in figures),
    )


def _weighed(found: tuple[Term, ...], asked: tuple[Ask, ...]) -> tuple[Term, ...]:
    """Terms with the figures of a yes-or-no question made light: they tell of the asker (我们只有1名专职人员)."""
    if any(ask.kind != "yes_no" for ask in asked):
        return found
    return tuple(replace(term, weight=_LIGHT) if term.role == "number" else term for term in found)


_LIGHT = 0.25


def _taking_over(plan: Plan, asked: Whole) -> Plan:
    """The plan with what the question leaves unsaid: names that the evidence must be about, words as faint hints."""
    known = {term.text for term in plan.terms}
    words = tuple(term for term in asked.words if term.text not in known)
    unsaid = dict.fromkeys(term.text for term in (*asked.names, *words))
    return replace(
        plan,
        text=" ".join([*unsaid, plan.text]),
        terms=(*plan.terms, *words),
        inherited=asked.names,
        asks=tuple(_of_part(ask, asked) for ask in plan.asks) if _PART.match(asked.text) else plan.asks,
    )


def _of_part(ask: Ask, asked: Whole) -> Ask:
    """其中产业类有多少 counts what the question before counted."""
    earlier = next((one for one in asks(asked.before) if one.wants_figure), None) if asked.before else None
    if earlier is None or ask.unit or ask.head or not ask.wants_figure:
        return ask
    return replace(ask, kind=earlier.kind, unit=earlier.unit, head=earlier.head)
