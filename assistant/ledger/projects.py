"""Answers from the ledger to questions on programmes: who runs one, since when, and what it does.

Where a programme is carried out, and by whom in which place, its pairings tell (`answers.py`). Said here is what the
sentence that names the programme says, so that who only takes part in it is not made its organiser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.evidence.matching import main_places
from assistant.ledger.asked import remainder
from assistant.ledger.citing import Lookup, around
from assistant.ledger.naming import without_places, without_programmes
from assistant.records import Claim, Draft
from assistant.understanding.plan import Plan
from ingest.gazetteer import Division
from ingest.regions import covers
from vectorstore.facts import Programme, name_key
from vectorstore.ledger import Ledger, Where
from vectorstore.records import Span

_RUNS = "部署|启动|发起|实施|开展|推行|推出|举办|主办|牵头|组织|印发|设立|创办"
_WHO = re.compile(rf"(?:谁|哪).*(?:{_RUNS})|(?:{_RUNS}).*(?:谁|哪)")
_WHEN = re.compile(r"什么时候|何时|哪一?[年月天]|什么时间")
_WHAT = re.compile(
    r"(?:是|主要|都|具体)*(?:干|做|弄|搞)(?:些|了些|了)?什么|是(?:一个)?(?:什么(?:样的)?|怎样的?|怎么样的?)(?=项目|计划|行动|活动|$|[？?])"
)
_SHAPE = re.compile(rf"{_RUNS}|{_WHEN.pattern}|{_WHAT.pattern}|开始|开工|起")


def answer(plan: Plan, ledger: Ledger, lookup: Lookup, among: frozenset[str] | None) -> Draft | None:
    """Draft the answer to who runs a programme that the question names, since when, or what it does; None without one.

    :param among: the documents that the question is narrowed to; None for all.
    """
    say = next((say for pattern, say in _SAYING if pattern.search(plan.text)), None)
    if plan.english or len(plan.asks) != 1 or plan.ordinals or say is None:
        return None
    text, named = without_programmes(plan.text, ledger.programme_names)
    text, places = without_places(text)
    if len(named) != 1 or remainder(_SHAPE.sub("在", text)):
        return None
    rows = [row for row in ledger.programmes(Where(programmes=named)) if among is None or row.document in among]
    rows = [row for row in rows if all(_is_in(row, place, lookup) for place in places)]
    claims = [claim for row in rows if (claim := say(row, lookup))]
    return Draft(tuple(claims)) if claims else None


def _is_in(row: Programme, place: Division, lookup: Lookup) -> bool:
    """Whether a programme is of a place: it is carried out there, or told of in a document on the place."""
    if row.regions:
        return any(covers(place.code, region.code) for region in row.regions)
    return place.code in main_places(lookup(row.document).text)


def _run(row: Programme, _: Lookup) -> Claim | None:
    """Say who runs a programme where one clause names both and says so."""
    named = row.organisers and all(name_key(name) in name_key(row.quote) for name in row.organisers)
    if not named or not re.search(_RUNS, row.quote):
        return None
    return Claim(f"{_as_sentence(row.quote)}。", (row.source.span,), facts=(row.id,))


def _begun(row: Programme, lookup: Lookup) -> Claim | None:
    """Say when a programme was begun: the time that its sentence names before it."""
    period = row.period.text if row.period else ""
    begun = re.search(_RUNS, row.quote)
    if not period or not begun:
        return None
    if period in row.quote:
        return Claim(f"{_as_sentence(row.quote)}。", (row.source.span,), facts=(row.id,))
    whole = around(row.source, lookup)
    start = lookup(row.document).text.find(whole)
    if period not in whole or start < 0:
        return None
    span = Span(row.document, start, start + len(whole))
    return Claim(f"{period}，{_as_sentence(row.quote)}。", (span,), facts=(row.id,))


def _done(row: Programme, lookup: Lookup) -> Claim | None:
    """Say what a programme does: the sentence that names it, where it says more than its name."""
    whole = around(row.source, lookup)
    start = lookup(row.document).text.find(whole)
    if start < 0 or not _SAYS_MORE <= len(whole) - len(row.name) <= _LONGEST:
        return None
    return Claim(f"{_as_sentence(whole)}。", (Span(row.document, start, start + len(whole)),), facts=(row.id,))


_SAYS_MORE, _LONGEST = 12, 260


def _as_sentence(quote: str) -> str:
    return re.sub(r"\s+", "", quote).strip("，。；、：-•·*")


_SAYING: tuple[tuple[re.Pattern[str], Callable[[Programme, Lookup], Claim | None]], ...] = (
    (_WHEN, _begun),
    (_WHAT, _done),
    (_WHO, _run),
)
