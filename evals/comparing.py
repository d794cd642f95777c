"""Two reports of the same suite side by side: what was mended, what broke, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evals.errors import BadReport
from evals.metrics.difference import Difference, paired_bootstrap
from evals.report import HEADLINE


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a second run differs from a first over the questions that both answered.

    :param fixed: ids of questions whose score rose; `broken` of those whose score fell or that failed only now.
    """

    score: str
    questions: int
    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    failed: tuple[str, ...]
    difference: Difference

    @property
    def fell(self) -> bool:
        """Whether the second run is worse beyond chance, or fails where the first did not."""
        return self.difference.fell or bool(self.failed)

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as one JSON object."""
        return asdict(self) | {"fell": self.fell}


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare two reports.

    :raises BadReport: when they are of different suites, or share no question.
    """
    for name in ("suite", "kind"):
        if before[name] != after[name]:
            raise BadReport(f"两份报告的题集不同（{before[name]} 与 {after[name]}），不能比较。")
    score = HEADLINE[before["kind"]]
    old, new = _scores(before, score), _scores(after, score)
    asked = {row["id"] for row in after["questions"]}
    both = [name for name in old if name in new]
    if not both:
        raise BadReport("两份报告没有共同回答过的问题，不能比较。")
    failed = tuple(name for name in old if name in asked and name not in new)
    return Comparison(
        score=score,
        questions=len(both),
        fixed=tuple(name for name in both if new[name] > old[name]),
        broken=tuple(name for name in both if new[name] < old[name]) + failed,
        failed=failed,
        difference=paired_bootstrap([old[name] for name in both], [new[name] for name in both]),
    )


def _scores(report: Mapping[str, Any], score: str) -> dict[str, float]:
    return {row["id"]: float(row[score]) for row in report["questions"] if row.get(score) is not None}
