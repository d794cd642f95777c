"""The eligibility check over a library: the applicant's own words in, a report with quotes and citations out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from assistant.eligibility.clauses import Applicant, Assessment, Finding, assess
from assistant.errors import BadInput
from assistant.ledger.coverage import covered
from assistant.ledger.kinds import FIELDS, LEVELS, TYPES, Kinds
from assistant.ledger.narrowing import codes, narrowed
from vectorstore.library import Library
from vectorstore.records import Document, Filters


def applicant(level: str | None, kind: str | None, home: str | None, fields: tuple[str, ...] = ()) -> Applicant:
    """Read what an applicant says of itself.

    :raises BadInput: for a level, a type or a place that is none; fields may be any words.
    """
    return Applicant(
        level=_known(LEVELS, "登记层级", level),
        type=_known(TYPES, "类型", kind),
        home=codes((home,)) if home else (),
        fields=tuple(FIELDS.found_in(field) or field for field in fields),
    )


def _known(kinds: Kinds, what: str, word: str | None) -> str | None:
    if not word:
        return None
    found = kinds.named(word) or kinds.found_in(word)
    if found is None:
        raise BadInput(f"不认识{what}“{word}”；可以写：{'、'.join(kinds.names)}。")
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a check; `nothing` says so where the library holds no clause to check by."""

    applicant: Applicant
    assessments: tuple[Assessment, ...]
    documents: Callable[[str], Document]
    nothing: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON: every clause with its verdict, its quote and where it stands."""
        asks = [ask for one in self.assessments for finding in one.findings for ask in finding.asks]
        programmes = [
            {
                "programme": one.programme,
                "verdict": one.verdict,
                "clauses": [self._clause(finding) for finding in one.findings],
            }
            for one in self.assessments
        ]
        return {"applicant": asdict(self.applicant), "programmes": programmes, "ask": list(dict.fromkeys(asks))}

    def _clause(self, finding: Finding) -> dict[str, Any]:
        told = self.documents(finding.clause.document)
        conditions = [
            {"aspect": one.condition.aspect, "text": one.condition.text, "verdict": one.verdict, "ask": one.ask}
            for one in finding.conditions
        ]
        judged = {"verdict": finding.verdict, "applies": finding.applies, "ask": list(finding.asks)}
        cited = {"title": told.title, "publisher": told.publisher, "published": told.published, "page": told.page}
        return judged | finding.clause.to_json() | {"conditions": conditions} | cited


def check_library(asking: Applicant, filters: Filters, library: Library) -> Report:
    """Judge an applicant by every clause that the library holds, or those that pass the filters.

    :raises BadInput: for a region that is no administrative division.
    """
    clauses = library.ledger.clauses(narrowed(filters))
    documents = {clause.document: library.document(clause.document) for clause in clauses}
    nothing = "" if clauses else f"文库中没有可以核对的参与条件（{covered(library.ledger.coverage)}）。"
    return Report(asking, tuple(assess(asking, clauses)), documents.__getitem__, nothing)
