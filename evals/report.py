"""What a run found, as one JSON object: how it was run, what became of each question, and the means by type.

`report.json` is a `Report`; its JSON schema is printed by `bangfu-eval schema`. But for `run`, which holds the date and
the times, a report is the same for the same answers.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evals.errors import BadReport
from evals.journal import versions
from evals.kinds import KINDS, Scores
from evals.metrics.trust import Abstention, abstention
from evals.runner import Outcome
from evals.suite import Suite

SHOWN_DOCUMENTS = 10
"""Documents of a ranking that a report names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A citation of an answer: its marker, where it comes from, and the text it quotes."""

    marker: int | None
    title: str | None
    source: str | None
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question, what was said to it, and its scores.

    :param error: why there is no answer; a question that failed has no scores.
    :param timed_out: whether the error is that no answer came in time.
    :param scores: by name; a boolean for what is met or not, a number for a share, null where it does not apply.
    :param expected: what a right answer holds, alternatives joined by " / "; or whole answers as somebody wrote them.
    :param abstain: whether a right answer says that the library does not hold it.
    :param quotes: what a citation should overlap.
    :param found: the first documents of a ranking; `gold` those that answer.
    """

    id: str
    type: str
    question: str
    error: str | None
    timed_out: bool
    scores: Scores
    answer: str | None
    status: str | None
    expected: tuple[str, ...]
    abstain: bool
    quotes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    found: tuple[str, ...]
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """How long questions took; by id under `each`."""

    total: float
    p50: float | None
    p95: float | None
    p99: float | None
    each: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """When, where and with what it ran.

    :param tokens: `input` and `output` tokens of a chat model, where the answers tell them.
    """

    date: str
    python: str
    machine: str
    cores: int
    versions: Mapping[str, str]
    seconds: Seconds
    tokens: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report.

    :param kind: what the suite judges: `answer`, `retrieval` or `verify`.
    :param headline: the score by which two runs are compared first.
    :param config: the settings that the answers depend on.
    :param library: fingerprint of what was searched; null where no answer tells it.
    :param table: for each type, and for ALL, `n` asked, `failed` of them, and the mean of each score over the others.
    :param failed: questions without an answer; `timed_out` of them did not answer in time.
    :param abstention: precision and recall of saying that the library does not hold it; null for rankings.
    :param judge: the chat model that gave the scores `faithful` and `relevant`; null without one.
    :param unjudged: answers of which it did not judge both in the form asked for.
    """

    suite: str
    kind: str
    headline: str
    config: Mapping[str, Any]
    library: str | None
    table: Mapping[str, Mapping[str, float | int | None]]
    failed: int
    timed_out: int
    abstention: Abstention | None
    judge: str | None
    unjudged: int
    run: Run
    questions: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return asdict(self)


def make_report(
    suite: Suite,
    outcomes: Sequence[Outcome],
    *,
    config: Mapping[str, Any],
    library: str | None,
    now: datetime,
    judge: str | None = None,
    judged: Mapping[str, Scores] | None = None,
) -> Report:
    """Return the report of a run.

    :param judged: for each question the scores that a chat model gave; kept apart from ours by their names.
    """
    place = {case.id: number for number, case in enumerate(suite.cases)}
    ordered = sorted(outcomes, key=lambda outcome: place[outcome.case.id])
    kind = KINDS[suite.kind]
    scores = [
        found | (judged or {}).get(one.case.id, {}) for one, found in zip(ordered, kind.score(ordered), strict=True)
    ]
    rows = tuple(_row(outcome, found) for outcome, found in zip(ordered, scores, strict=True))
    table = _table(rows)
    return Report(
        suite=suite.name,
        kind=suite.kind,
        headline=next((name for name in kind.headlines if table["ALL"].get(name) is not None), kind.headlines[0]),
        config=dict(config),
        library=library,
        table=table,
        failed=sum(row.error is not None for row in rows),
        timed_out=sum(row.timed_out for row in rows),
        abstention=None if suite.kind == "retrieval" else _abstention(ordered),
        judge=judge,
        unjudged=sum(None in found.values() for found in (judged or {}).values()),
        run=_run(ordered, now),
        questions=rows,
    )


def read_report(path: Path) -> dict[str, Any]:
    """Read report.json, or the one in a folder.

    :raises BadReport: when it is missing or not one of ours.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadReport(f"无法读取评测报告 {file}；请给出 bangfu-eval run --output 写出的文件夹。") from error
    if not isinstance(report, dict) or not {"suite", "kind", "headline", "questions", "run"} <= report.keys():
        raise BadReport(f"{file} 不是 bangfu-eval 的评测报告。")
    return report


def schema() -> dict[str, Any]:
    """Return the JSON schema of report.json."""
    from pydantic import TypeAdapter

    return TypeAdapter(Report).json_schema()


def _row(outcome: Outcome, scores: Scores) -> Row:
    case, answer = outcome.case, outcome.answer or {}
    return Row(
        id=case.id,
        type=case.type,
        question=case.question,
        error=outcome.error,
        timed_out=outcome.timed_out,
        scores=scores,
        answer=answer.get("answer"),
        status=answer.get("status"),
        expected=tuple(" / ".join(group) for group in case.expect) or case.references,
        abstain=case.abstain,
        quotes=case.cite,
        evidence=tuple(_evidence(citation) for citation in answer.get("citations") or ()),
        found=(outcome.ranked or ())[:SHOWN_DOCUMENTS],
        gold=case.gold,
    )


def _evidence(citation: Mapping[str, Any]) -> Evidence:
    names = ("marker", "title", "source")
    return Evidence(**{name: citation.get(name) for name in names}, quote=citation.get("quote") or "")


def _table(rows: Sequence[Row]) -> dict[str, dict[str, float | int | None]]:
    """Return for each type, and for all, how many were asked, how many failed, and the mean of each score.

    A question that failed has no score: it counts in `n` and in `failed` and in no mean.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.type].append(row)
    return {name: _means(group) for name, group in sorted(groups.items())} | {"ALL": _means(rows)}


def _means(rows: Sequence[Row]) -> dict[str, float | int | None]:
    means: dict[str, float | int | None] = {"n": len(rows), "failed": sum(row.error is not None for row in rows)}
    for name in dict.fromkeys(name for row in rows for name in row.scores):
        values = [float(value) for row in rows if (value := row.scores.get(name)) is not None]
        means[name] = round(statistics.fmean(values), 4) if values else None
    return means


def _abstention(outcomes: Iterable[Outcome]) -> Abstention:
    return abstention(
        (outcome.case.abstain, bool(outcome.answer.get("abstained"))) for outcome in outcomes if outcome.answer
    )


def _run(outcomes: Sequence[Outcome], now: datetime) -> Run:
    spent = sorted(outcome.seconds for outcome in outcomes if outcome.error is None)
    return Run(
        date=now.isoformat(timespec="seconds"),
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count() or 1,
        versions=versions(),
        seconds=Seconds(
            total=round(sum(spent), 2),
            p50=_quantile(spent, 0.5),
            p95=_quantile(spent, 0.95),
            p99=_quantile(spent, 0.99),
            each={outcome.case.id: round(outcome.seconds, 4) for outcome in outcomes if outcome.error is None},
        ),
        tokens=_tokens(outcomes),
    )


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 4) if ordered else None


def _tokens(outcomes: Iterable[Outcome]) -> dict[str, int] | None:
    spent = [usage for outcome in outcomes if (usage := (outcome.answer or {}).get("usage"))]
    names = {"input": "input_tokens", "output": "output_tokens"}
    return {name: sum(int(usage.get(key) or 0) for usage in spent) for name, key in names.items()} if spent else None
