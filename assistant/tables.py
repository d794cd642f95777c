"""Lists and counts over the rows of tables: which counties a ledger has for an organisation, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.evidence import Sentence, rows
from assistant.matching import held, names_place
from assistant.plan import Ask, Plan, Term
from assistant.records import Claim
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
        if column and taken and (len(taken) > 1 or _THE_TABLE.search(plan.text)):
            return [_claim(ask, column, taken, document)]
    return []


def _matches(plan: Plan, row: Sentence) -> bool:
    """Whether a row names every name of the question; one that names none matches no question."""
    return bool(plan.names) and all(_named(term, row) for term in plan.names)


def _named(term: Term, row: Sentence) -> bool:
    if term.role == "place":
        return names_place(term.text, row.text)
    return held(term, row.text) >= 0.75


def _column(ask: Ask, taken: Sequence[Sentence]) -> str | None:
    """The column headed by what is asked (组织 of 社会组织, 县 of 帮扶县（市）)."""
    head = {"谁": "组织", "县市": "县"}.get(ask.head, ask.head)
    columns = [column for row in taken[:1] for column in row.cells if head and (head in column or column in head)]
    return min(columns, key=len, default=None)


def _claim(ask: Ask, column: str, taken: Sequence[Sentence], document: Document) -> Claim:
    first: dict[str, Sentence] = {}
    for row in taken:
        value = row.cells.get(column, "").strip()
        if value and not speaks_to_reader(value):
            first.setdefault(value, row)
    title = f"《{document.title}》" if document.title else "这张表"
    measure = ask.unit or ("家" if "组织" in column else "个")
    text = f"{title}列出{len(first)}{measure}：{'、'.join(first)}。"
    return Claim(text, tuple(span for row in first.values() for span in row.spans), derived=(Decimal(len(first)),))
