"""Questions to ask next: from the rows of the ledger near an answer, and only those that the library answers.

A question is made of a row that a cited document tells; it is asked, without a record, and offered only where the
answer holds what the row says. Nothing is offered that would lead to an empty answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.ledger.pairs import place_name
from assistant.records import Answer
from vectorstore.facts import Figure, Pairing, Programme
from vectorstore.ledger import Ledger, Where

MOST = 3
"""Questions that are offered."""
MOST_TRIED = 6
"""Questions that are tried for them: each costs what a question costs."""
_NEAR = 40
"""Rows of a kind that are looked at."""
_LONGEST = 40

_READS = {
    True: re.compile(
        r"(?:累计|共|总)?[\u4e00-\u9fff]{0,6}(?:投入|资金|捐款|捐赠|捐资|拨款|善款|经费|金额|产值|交易额)"
    ),
    False: re.compile(r"(?:累计|共)?(?:受益|惠及|服务|培训|救助|资助|帮扶|实施|覆盖|结对)[\u4e00-\u9fff]{2,8}"),
}
"""Names of figures that can stand in a question: of money, and of what is counted."""
_ADVERBS = re.compile("眼下|目前|已|计划|将")

Ask = Callable[[str], Answer]
"""Answers a question without keeping a record."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question that may be asked next, and what its answer must hold one of."""

    question: str
    expected: tuple[str, ...]


def suggested(answer: Answer, earlier: Iterable[str], ledger: Ledger, ask: Ask) -> tuple[str, ...]:
    """Return questions that the library answers, near to what an answer rests on.

    :param earlier: what was asked already in the conversation.
    """
    if answer.status not in ("answered", "partial") or not answer.citations:
        return ()
    said = {_flat(question) for question in (*earlier, answer.question)}
    found: list[str] = []
    for tried, candidate in enumerate(_candidates(answer, ledger)):
        if tried == MOST_TRIED or len(found) == MOST:
            break
        if _flat(candidate.question) in said:
            continue
        given = ask(candidate.question)
        if given.status == "answered" and any(words in given.answer for words in candidate.expected):
            found.append(candidate.question)
            said.add(_flat(candidate.question))
    return tuple(found)


def _candidates(answer: Answer, ledger: Ledger) -> Iterator[_Candidate]:
    """Yield questions that the answer does not answer already, of each kind in turn, each once."""
    where = Where(documents=tuple(dict.fromkeys(citation.document for citation in answer.citations)))
    told = answer.question + answer.answer
    bodies = ledger.identities.keys
    pairings = [row for row in ledger.pairings(where)[:_NEAR] if row.organisation in bodies]
    figures = [row for row in ledger.figures(where)[:_NEAR] if row.subject in bodies and _is_told_well(row)]
    kinds = (
        _of_pairings(pairings, told),
        _of_figures(figures, told),
        _of_programmes(ledger.programmes(where)[:_NEAR], told),
    )
    seen: set[str] = set()
    for candidate in chain.from_iterable(zip_longest(*kinds)):
        if candidate and len(candidate.question) <= _LONGEST and candidate.question not in seen:
            seen.add(candidate.question)
            yield candidate


def _of_pairings(rows: Sequence[Pairing], told: str) -> Iterator[_Candidate]:
    for row in sorted(rows, key=lambda row: row.organisation not in told and row.recipient not in told):
        if row.recipient not in told:
            places = (row.recipient, *((place_name(row.region.code),) if row.region else ()))
            yield _Candidate(f"{row.organisation}帮扶哪些地方？", places)
        elif row.organisation not in told:
            yield _Candidate(f"哪些组织在帮扶{row.recipient}？", (row.organisation,))


def _is_told_well(row: Figure) -> bool:
    """Whether what a figure counts reads as the name of it: what a rule has put together of words may not."""
    return row.metric in row.quote and bool(
        _READS[row.unit == "元"].fullmatch(row.metric) and not _ADVERBS.search(row.metric)
    )


def _of_figures(rows: Sequence[Figure], told: str) -> Iterator[_Candidate]:
    for row in sorted(rows, key=lambda row: row.subject not in told):
        if row.text not in told:
            asked = "是多少" if row.unit == "元" else f"有多少{row.unit}"
            yield _Candidate(f"{row.subject}{row.metric}{asked}？", (row.text,))


def _of_programmes(rows: Sequence[Programme], told: str) -> Iterator[_Candidate]:
    for row in rows:
        for organiser in row.organisers[:1]:
            if organiser not in told:
                yield _Candidate(f"“{row.name}”是哪个单位组织的？", (organiser,))


def _flat(question: str) -> str:
    return "".join(sign for sign in question if sign.isalnum())
