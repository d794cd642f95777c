"""One cell of a table: the row that a question names, the column it speaks of, the place and year of the title.

A table rarely says in a row what it is about; that stands in its title or caption, and only there may its place and its
year be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.evidence.matching import names_place
from assistant.evidence.sentences import Sentence, rows
from assistant.records import Claim
from assistant.understanding.plan import Ask, Plan
from vectorstore.records import Document

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIGURE = re.compile(r"[\d.,]+[%％]?")
_UNIT = re.compile(r"[（(](?:单位[：:])?([^（()）]{1,4})[）)]$")
_FEWEST_SHARED = 2
"""Pairs of characters that the question and a header share, at least; all of a shorter one."""


def from_cell(plan: Plan, ask: Ask, sentences: Iterable[Sentence]) -> list[Claim]:
    """Answer a question after a figure from one cell; empty where no row and column of one table are meant."""
    if not ask.wants_figure and ask.kind != "name":
        return []
    documents = {sentence.document.id: sentence.document for sentence in sentences if sentence.document.rows}
    found = [(key, row, document) for document in documents.values() for key, row in _rows(plan, document)]
    longest = max((len(key) for key, _, _ in found), default=0)
    meant = [one for one in found if len(one[0]) == longest]
    if len({document.id for _, _, document in meant}) != 1:
        return []
    return [claim for key, row, document in meant if (claim := _claim(plan, key, row, document))][:1]


def _rows(plan: Plan, document: Document) -> Iterator[tuple[str, Sentence]]:
    """The rows whose first cell in words the question says, of a table of the places and years asked about."""
    for row in rows(document):
        key = next((value for value in row.cells.values() if not _FIGURE.fullmatch(value)), "").strip()
        about = f"{document.title or ''}\n{row.heading}\n{row.text}"
        if len(key) > 1 and key in plan.text and _of_the_place(plan, about) and _of_the_year(plan, about):
            yield key, row


def _of_the_place(plan: Plan, about: str) -> bool:
    return all(names_place(place, about) for place in plan.places)


def _of_the_year(plan: Plan, about: str) -> bool:
    """Whether a table names a year asked about; numbers that look like years stand in headers and titles alone."""
    return not plan.years or bool(plan.years & {int(year) for year in _YEAR.findall(about)})


def _claim(plan: Plan, key: str, row: Sentence, document: Document) -> Claim | None:
    header = _column(plan, key, row.cells)
    if header is None:
        return None
    unit = _UNIT.search(header)
    name = _UNIT.sub("", header)
    of_table = f"《{document.title}》中，" if document.title else ""
    return Claim(f"{of_table}{key}的{name}为{row.cells[header].strip()}{unit[1] if unit else ''}。", row.spans)


def _column(plan: Plan, key: str, cells: Mapping[str, str]) -> str | None:
    """The header that the question says most of; None where it says little of any, or as much of two."""
    said = _pairs(plan.text.replace(key, "，"))
    shared: dict[str, int] = {}
    for name in (name for name, value in cells.items() if _FIGURE.fullmatch(value.strip())):
        header = _pairs(_UNIT.sub("", name))
        common = len(header & said)
        shared[name] = common if common >= _FEWEST_SHARED or common == len(header) else 0
    best = max(shared, key=lambda name: shared[name], default=None)
    if best is None or not shared[best] or list(shared.values()).count(shared[best]) > 1:
        return None
    return best


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if re.fullmatch("[\u4e00-\u9fff]{2}", text[at : at + 2])}
