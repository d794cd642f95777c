"""What sources say differently about the figures of an answer, side by side: value, source, date and scope.

The answer says so in sentences already; here the same rows of the ledger stand as a table, for a reader to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.ledger.forms import SCOPES
from assistant.records import Answer, Citation
from vectorstore.errors import NoSuchDocument
from vectorstore.facts import Figure
from vectorstore.ledger import Ledger, Where
from vectorstore.records import Document

MOST_FACTS = 24
"""Rows of an answer that are looked at."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One value of a figure on which sources differ.

    :param scope: whether it adds up, is planned, …, and the time it is told for.
    """

    what: str
    value: str
    scope: str
    title: str | None
    published: str | None


def conflicting(answer: Answer, ledger: Ledger, lookup: Callable[[str], Document]) -> tuple[Telling, ...]:
    """Return the tellings of every figure of an answer on which documents differ."""
    groups: dict[tuple[str, ...], tuple[Figure, ...]] = {}
    for group in _groups(_told(answer, ledger), ledger):
        groups.setdefault(tuple(row.id for row in group), group)
    return tuple(telling for group in groups.values() for telling in _tellings(group, lookup))


def _told(answer: Answer, ledger: Ledger) -> list[Figure]:
    """Return the figures that an answer tells: those it was made of, and those that stand in what it cites."""
    made_of = [ledger.fact(id_) for id_ in answer.facts[:MOST_FACTS]]
    cited = dict.fromkeys(citation.document for citation in answer.citations)
    rows = ledger.figures(Where(documents=tuple(cited))) if cited else []
    quoted = [row for row in rows if row.text in answer.answer and _is_cited(row, answer.citations)]
    return [row for row in (*made_of, *quoted) if isinstance(row, Figure) and row.subject]


def _is_cited(row: Figure, citations: Iterable[Citation]) -> bool:
    return any(
        source.span.document == one.document and one.start <= source.span.start and source.span.end <= one.end
        for source in row.sources
        for one in citations
    )


def _groups(told: Sequence[Figure], ledger: Ledger) -> Iterator[tuple[Figure, ...]]:
    """Yield the groups of figures that differ and of which the answer tells one; shares are seldom of one thing."""
    ids = {row.id for row in told}
    for subject in dict.fromkeys(row.subject for row in told if row.unit not in ("%", "‰")):
        for group in ledger.conflicts(Where(organisations=(subject,))):
            if len({row.document for row in group}) > 1 and ids & {row.id for row in group}:
                yield group


def _tellings(group: Iterable[Figure], lookup: Callable[[str], Document]) -> Iterator[Telling]:
    for row in group:
        for source in row.sources:
            try:
                document = lookup(source.span.document)
            except NoSuchDocument:
                continue
            scope = "，".join(part for part in (SCOPES[row.scope], row.time.text if row.time else "") if part)
            what = f"{row.subject}{row.metric}"
            yield Telling(what, _value(row), scope, document.title, document.published)


def _value(row: Figure) -> str:
    """Write a figure with its qualifier, unless that is written inside (2000余万元)."""
    qualifier = row.qualifier or ""
    return row.text if qualifier in row.text or qualifier in ("余", "多") else qualifier + row.text
