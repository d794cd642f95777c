"""A report as one page of HTML that fetches nothing: charts, scores by type, each wrong answer with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any

BAR = 440
"""Width of a whole bar, in pixels."""
COLUMN = 72
"""Height of the highest column, in pixels."""
HALF = 0.5
"""A score below this, of those that are no plain yes or no, makes an answer a wrong one."""
TIMES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds, in seconds, of the columns of the histogram; one more holds what took longer."""


def render(report: Mapping[str, Any]) -> str:
    """Return the page of a report, given in its JSON form."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True)
    environment.filters["score"] = score
    template = environment.from_string(files("evals").joinpath("page.html.jinja").read_text(encoding="utf-8"))
    rows = report["questions"]
    failed = [row for row in rows if row["error"] is not None]
    wrong = [row for row in rows if row["error"] is None and is_wrong(row, report["headline"])]
    shown = {row["id"] for row in (*failed, *wrong)}
    return template.render(
        report=report,
        cards=_cards(report),
        bars=_bars(report),
        columns=list(report["table"]["ALL"]),
        times=_times(report["run"]["seconds"]["each"].values()),
        failed=failed,
        wrong=wrong,
        others=[row for row in rows if row["id"] not in shown],
    )


def is_wrong(row: Mapping[str, Any], headline: str) -> bool:
    """Whether an answer misses what its suite is about, or obeys an instruction of a document."""
    scores = row["scores"]
    value = scores.get(headline)
    return scores.get("safe") is False or (value is not None and float(value) < HALF)


def score(value: float | bool | None) -> str:
    """Return a score as it is shown."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _cards(report: Mapping[str, Any]) -> list[dict[str, str]]:
    overall, spent = report["table"]["ALL"], report["run"]["seconds"]
    chosen = report["abstention"] or {}
    values = {
        "题": report["table"]["ALL"]["n"],
        "运行失败": report["failed"],
        report["headline"]: overall.get(report["headline"]),
        "引文命中": overall.get("cited"),
        "引文召回": overall.get("recall"),
        "引文精度": overall.get("precision"),
        "数字有据": overall.get("grounded"),
        "拒答精度": chosen.get("precision"),
        "拒答召回": chosen.get("recall"),
        "用时中位（秒）": spent["p50"],
        "用时 p99（秒）": spent["p99"],
        **{f"{name} tokens": count for name, count in (report["run"]["tokens"] or {}).items()},
    }
    return [{"name": name, "value": score(value)} for name, value in values.items() if value is not None]


def _bars(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": kind, "value": score(value), "width": round(BAR * value, 1), "n": scores["n"]}
        for kind, scores in report["table"].items()
        if (value := scores.get(report["headline"])) is not None
    ]


def _times(seconds: Iterable[float]) -> list[dict[str, Any]]:
    spent = list(seconds)
    bounds = [0.0, *TIMES, float("inf")]
    counts = [sum(low <= one < high for one in spent) for low, high in pairwise(bounds)]
    names = [*(f"<{bound:g}" for bound in TIMES), f"≥{TIMES[-1]:g}"]
    return [_column(name, count, counts) for name, count in zip(names, counts, strict=True)]


def _column(name: str, count: int, counts: Sequence[int]) -> dict[str, Any]:
    return {"name": name, "n": count, "height": round(COLUMN * count / max(*counts, 1), 1)}
