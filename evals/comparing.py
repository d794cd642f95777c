"""Two reports of the same suite side by side: what was mended, what broke, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.errors import BadReport
from evals.metrics.difference import Difference, paired_bootstrap

SECONDS = "seconds"
"""The one score that is better when it is lower: how long a question took."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A score that may not fall.

    :param margin: how far it may fall all the same, in the score's own unit.
    """

    score: str
    margin: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Guard:
        """Read `METRIC` or `METRIC:delta`.

        :raises BadReport: when delta is no number of zero or more.
        """
        score, _, margin = text.partition(":")
        try:
            guard = cls(score, float(margin or 0))
        except ValueError as error:
            raise BadReport(f"--fail-on {text} 中的 {margin!r} 不是数字；写成 right 或 right:0.02。") from error
        if guard.margin < 0:
            raise BadReport(f"--fail-on {text} 中的容许下降不能是负数。")
        return guard


@dataclass(frozen=True, slots=True)
class Change:
    """How one score changed over the questions that have it in both runs.

    :param fixed: ids of questions whose score became better; `broken` of those whose score became worse.
    :param fell: whether it became worse by more than the margin, beyond chance.
    """

    score: str
    questions: int
    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    difference: Difference
    fell: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a second run differs from a first.

    :param changes: the scores that are guarded, the headline first unless others were named.
    :param failed: ids of questions that had an answer in the first run and have none in the second.
    :param config: settings, library and versions that differ: name to both values.
    """

    suite: str
    changes: tuple[Change, ...]
    failed: tuple[str, ...]
    config: Mapping[str, tuple[Any, Any]]

    @property
    def fell(self) -> bool:
        """Whether a guarded score fell beyond chance, or a question fails that did not."""
        return bool(self.failed) or any(change.fell for change in self.changes)

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as one JSON object."""
        return asdict(self) | {"fell": self.fell}


def compare(before: Mapping[str, Any], after: Mapping[str, Any], guards: Sequence[Guard] = ()) -> Comparison:
    """Compare two reports, in their JSON form.

    :param guards: the scores that may not fall; the headline of the first report when none is named.
    :raises BadReport: when they are of different suites, or share no question that has a guarded score.
    """
    for name in ("suite", "kind"):
        if before[name] != after[name]:
            raise BadReport(f"两份报告的题集不同（{before[name]} 与 {after[name]}），不能比较。")
    answered = [{row["id"] for row in report["questions"] if row["error"] is None} for report in (before, after)]
    asked = {row["id"] for row in after["questions"]}
    return Comparison(
        suite=before["suite"],
        changes=tuple(_change(before, after, guard) for guard in guards or (Guard(before["headline"]),)),
        failed=tuple(row["id"] for row in before["questions"] if row["id"] in (answered[0] & asked) - answered[1]),
        config=_differing(_setup(before), _setup(after)),
    )


def _change(before: Mapping[str, Any], after: Mapping[str, Any], guard: Guard) -> Change:
    old, new = _scores(before, guard.score), _scores(after, guard.score)
    both = [name for name in old if name in new]
    if not both:
        raise BadReport(f"两份报告没有共同的、带分数 {guard.score} 的问题，不能比较。")
    sign = -1 if guard.score == SECONDS else 1
    difference = paired_bootstrap([old[name] for name in both], [new[name] for name in both])
    worst_case = difference.high if sign > 0 else -difference.low
    return Change(
        score=guard.score,
        questions=len(both),
        fixed=tuple(name for name in both if sign * (new[name] - old[name]) > 0),
        broken=tuple(name for name in both if sign * (new[name] - old[name]) < 0),
        difference=difference,
        fell=worst_case < -guard.margin,
    )


def _scores(report: Mapping[str, Any], score: str) -> dict[str, float]:
    if score == SECONDS:
        return dict(report["run"]["seconds"]["each"])
    return {
        row["id"]: float(row["scores"][score]) for row in report["questions"] if row["scores"].get(score) is not None
    }


def _setup(report: Mapping[str, Any]) -> dict[str, Any]:
    return {**report["config"], "library": report["library"], **report["run"]["versions"]}


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (one.get(name), other.get(name))
        for name in dict.fromkeys((*one, *other))
        if one.get(name) != other.get(name)
    }
