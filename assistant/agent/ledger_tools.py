"""The agent's tools over the ledger: who is paired with whom, what the figures are, who may take part.

Every row comes with the exhibits that tell it. What may not be added is refused with the reason, and what is not on
record is said together with what the library covers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Literal, TypeVar

from assistant.agent.telling import Day, Organisation, Region, Told, within
from assistant.eligibility.checking import applicant, check_library
from assistant.eligibility.clauses import WORDS, Finding
from assistant.evidence.exhibits import Exhibit, Exhibits, flat, shown
from assistant.ledger import aggregates
from assistant.ledger.citing import Lookup, known, spans, told_in
from assistant.ledger.coverage import nothing_found
from assistant.ledger.forms import SCOPES, FactKind
from assistant.ledger.narrowing import narrowed
from assistant.understanding.narrowing import with_codes
from assistant.verification.arithmetic import written
from ingest.sentences import sentences
from vectorstore.facts import Figure, Pairing
from vectorstore.ledger import Where
from vectorstore.library import Library
from vectorstore.records import Filters, Span

MOST_ROWS = 40
_MOST_CLAUSES = 20

_Row = TypeVar("_Row", Pairing, Figure)
Programme = Annotated[str | None, "项目名称"]


@dataclass
class LedgerTools:
    """The tools over one library, for one question."""

    library: Library
    filters: Filters
    exhibits: Exhibits

    def functions(self) -> tuple[Callable[..., Told], ...]:
        """Return them."""
        return (self.pairings, self.figures, self.eligibility)

    def pairings(
        self,
        region: Region = None,
        organisation: Organisation = None,
        recipient: Annotated[str | None, "被帮扶的地方、机构或人群"] = None,
        programme: Programme = None,
        since: Day = None,
        until: Day = None,
    ) -> Told:
        """查结对记录：谁帮扶谁、用什么方式。列出全部符合条件的记录，并数出不同的组织和对象。"""
        where = self._where(region, organisation, programme, since, until)
        found = self.library.ledger.pairings(replace(where, recipients=(recipient,) if recipient else ()))
        rows = told_in(self._among(), found)
        if not rows:
            return self._nothing("pairings")
        bodies, others = {row.organisation for row in rows}, {row.recipient for row in rows}
        head = f"共{len(rows)}条记录，{len(bodies)}个不同的组织，{len(others)}个不同的对象。"
        return self._told(head, rows, _pairing)

    def figures(
        self,
        metric: Annotated[str, "数的是什么，如 资金、学生、项目；空着表示全部"] = "",
        region: Region = None,
        organisation: Organisation = None,
        programme: Programme = None,
        since: Day = None,
        until: Day = None,
        operation: Annotated[Literal["list", "sum", "count", "average"], "列出、求和、计数或求平均"] = "list",
    ) -> Told:
        """查数字记录，可以求和、计数、求平均。口径不同、单位不同或互相包含的数字会拒绝相加，并说明原因。"""
        found = self.library.ledger.figures(self._where(region, organisation, programme, since, until))
        rows = [row for row in told_in(self._among(), found) if metric in row.metric or metric in row.quote]
        if not rows:
            return self._nothing("figures")
        return self._told(_OPERATIONS[operation](rows), rows, _figure)

    def eligibility(
        self,
        level: Annotated[str | None, "登记层级：国家级、省级、市级、县级或基层"] = None,
        kind: Annotated[str | None, "类型，如 基金会、社会团体、社会服务机构、企业"] = None,
        home: Annotated[str | None, "登记地，如 山东省"] = None,
        fields: Annotated[list[str] | None, "业务领域，如 教育、养老"] = None,
        region: Region = None,
        programme: Programme = None,
    ) -> Told:
        """逐条核对一个组织能否参加：符合、不符合或待确认，每条附原文；待确认的说明要问什么。"""
        given = Filters(regions=(region,) if region else (), programmes=(programme,) if programme else ())
        asking = applicant(level, kind, home, tuple(fields or ()))
        report = check_library(asking, within(self.filters, given), self.library)
        among = self._among()
        findings = [
            (assessment.programme or "未写明项目的规定", finding)
            for assessment in report.assessments
            for finding in assessment.findings
            if among is None or finding.clause.document in among
        ][:_MOST_CLAUSES]
        if not findings:
            return report.nothing or "没有可以核对的参与条件。", ()
        lines, found = [], []
        for name, finding in findings:
            exhibit = self._exhibit(finding.clause.source.span, self.library.document)
            lines.append(f"[{exhibit.number}] {flat(name)}：{_verdict(finding)}")
            found.append(exhibit)
        return _joined(lines, found)

    def _where(
        self, region: str | None, organisation: str | None, programme: str | None, since: str | None, until: str | None
    ) -> Where:
        given = Filters(
            regions=(region,) if region else (),
            organisations=(organisation,) if organisation else (),
            programmes=(programme,) if programme else (),
            since=since,
            until=until,
        )
        return narrowed(within(self.filters, given))

    def _among(self) -> frozenset[str] | None:
        """The documents that the user narrowed the question to; None for all."""
        return self.library.passing(with_codes(self.filters)) if self.filters else None

    def _nothing(self, kind: FactKind) -> Told:
        return nothing_found(kind, self.library.ledger.coverage), ()

    def _told(self, head: str, rows: Sequence[_Row], line: Callable[[_Row], str]) -> Told:
        lookup = cache(self.library.document)
        names = [row.organisation if isinstance(row, Pairing) else row.subject for row in rows]
        bodies = known(self.library.ledger, filter(None, names))
        lines, found = [head], []
        for row, name in list(zip(rows, names, strict=True))[:MOST_ROWS]:
            cited = [self._exhibit(span, lookup) for span in spans(row, lookup, bodies.get(name))]
            numbers = dict.fromkeys(exhibit.number for exhibit in cited)
            lines.append("".join(f"[{number}]" for number in numbers) + f" {flat(line(row))}")
            found += cited
        if len(rows) > MOST_ROWS:
            lines.append(f"（只列出前{MOST_ROWS}条）")
        return _joined(lines, found)

    def _exhibit(self, span: Span, lookup: Lookup) -> Exhibit:
        """The exhibit of the whole sentences that a span stands in: who and what its words are about stands there."""
        document = lookup(span.document)
        touched = [(start, end) for start, end in sentences(document.text) if start < span.end and span.start < end]
        if touched:
            span = Span(span.document, min(span.start, touched[0][0]), max(span.end, touched[-1][1]))
        return self.exhibits.add(span, document)


def _joined(lines: Iterable[str], found: Iterable[Exhibit]) -> Told:
    exhibits = tuple({exhibit.number: exhibit for exhibit in found}.values())
    return "\n".join((*lines, shown(exhibits))), exhibits


def _pairing(row: Pairing) -> str:
    period = row.period.text if row.period else None
    more = "，".join(part for part in (row.mechanism, row.programme, period) if part)
    return f"{row.organisation} → {row.recipient}（{more}）"


def _figure(row: Figure) -> str:
    time = row.time.text if row.time else None
    more = "，".join(part for part in (SCOPES[row.scope], time, row.region.name if row.region else None) if part)
    qualifier = row.qualifier if row.qualifier and row.qualifier not in f"{row.text}余多" else ""
    return f"{row.subject or '未写明主体'}：{row.metric} {qualifier}{row.text}（{more}）"


def _verdict(finding: Finding) -> str:
    asks = "；".join(finding.asks)
    told = WORDS[finding.verdict] if finding.applies else "不适用"
    return told + (f"（要问：{flat(asks)}）" if asks else "")


def _listed(rows: Sequence[Figure]) -> str:
    return f"共{len(rows)}条记录。"


def _summed(rows: Sequence[Figure]) -> str:
    outcome = aggregates.total(aggregates.without_totals(rows))
    if isinstance(outcome, aggregates.Refusal):
        return f"不能求和：{flat(outcome.reason)}。"
    return f"{' + '.join(row.text for row in outcome.rows)} = {written(outcome.value)}{outcome.unit}"


def _averaged(rows: Sequence[Figure]) -> str:
    outcome = aggregates.mean(aggregates.without_totals(rows))
    if isinstance(outcome, aggregates.Refusal):
        return f"不能求平均：{flat(outcome.reason)}。"
    terms = " + ".join(row.text for row in outcome.rows)
    return f"({terms}) / {len(outcome.rows)} = {written(outcome.value)}{outcome.unit}"


_OPERATIONS: dict[str, Callable[[Sequence[Figure]], str]] = {
    "list": _listed,
    "count": _listed,
    "sum": _summed,
    "average": _averaged,
}
