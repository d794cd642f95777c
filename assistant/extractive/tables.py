"""Lists and counts over the rows of tables: which counties a ledger has for an organisation, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.evidence.matching import held, names_place
from assistant.evidence.sentences import Sentence, rows
from assistant.records import Claim
from assistant.understanding.plan import Ask, Plan, Term
from ingest.addressed import speaks_to_reader
from vectorstore.records import Document

# A question that counts over rows says that it means the table; how many there are in the world is another question.
_THE_TABLE = re.compile("台账|名单|表格|表中|表里|清单|名册|登记表|目录|按表")


def from_rows(plan: Plan, ask: Ask, sentences: Iterable[Sentence]) -> list[Claim]:
    """Answer a list or a count from the rows of one table; empty where the question is none, or no table fits.

    The rows that name everything the question names are taken; the column that is headed by what is asked gives the
    answer, each value once. Every value is cited by its row.
    """
    if ask.kind not in ("list", "count") or (ask.kind == "count" and not _THE_TABLE.search(plan.text)):
        return []
    documents = {sentence.document.id: sentence.document for sentence in sentences if sentence.document.rows}
    for document in documents.values():
        taken = [row for row in rows(document) if _matches(plan, row)]
        column = _column(ask, taken)
        if column and _is_about(plan, document, taken) and (len(taken) > 1 or _THE_TABLE.search(plan.text)):
            return [claim for claim in (_claim(plan, ask, column, taken, document),) if claim]
    return []


def _matches(plan: Plan, row: Sentence) -> bool:
    """Whether a row names every name of the question; without a name, whether a cell is a word of it (全国性)."""
    if plan.names:
        return all(_named(term, row) for term in plan.names)
    values = set(row.cells.values())
    return any(len(term.text) > 1 and term.text in values for term in plan.words)


def _is_about(plan: Plan, document: Document, taken: Sequence[Sentence]) -> bool:
    """Whether a table speaks of half of what the question says of its names, in its title or in those rows."""
    words = [term for term in plan.words if term.weight >= _TELLING and not _THE_TABLE.search(term.text)]
    text = "\n".join((document.title or "", *(row.text for row in taken)))
    return 2 * sum(held(term, text) > 0 for term in words) >= len(words)


_TELLING = 0.5


def _named(term: Term, row: Sentence) -> bool:
    if term.role == "place":
        return names_place(term.text, row.text)
    return held(term, row.text) >= 0.75


def _column(ask: Ask, taken: Sequence[Sentence]) -> str | None:
    """The column headed by what is asked (组织 of 社会组织, 县 of 帮扶县（市）)."""
    head = {"谁": "组织", "县市": "县"}.get(ask.head, ask.head)
    columns = [column for row in taken[:1] for column in row.cells if head and (head in column or column in head)]
    return min(columns, key=len, default=None)


def _claim(plan: Plan, ask: Ask, column: str, taken: Sequence[Sentence], document: Document) -> Claim | None:
    """Say what stands in a column, each value once; None where that is only what the question itself names."""
    first: dict[str, Sentence] = {}
    for row in taken:
        value = row.cells.get(column, "").strip()
        if value and not speaks_to_reader(value):
            first.setdefault(value, row)
    if all(any(term.text in value or value in term.text for term in plan.names) for value in first):
        return None
    title = f"《{document.title}》" if document.title else "这张表"
    measure = ask.unit or ("家" if "组织" in column else "个")
    text = f"{title}列出{len(first)}{measure}：{'、'.join(first)}。"
    return Claim(text, tuple(span for row in first.values() for span in row.spans), derived=(Decimal(len(first)),))
