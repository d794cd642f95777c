"""One run from a suite to its report: who is asked, what is kept on the way, what is written at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evals import journal, page
from evals.errors import BadRun
from evals.journal import Journal, manifest
from evals.kinds import KINDS
from evals.report import Report, make_report
from evals.runner import TIMEOUT, Outcome, ask_all, read_answers
from evals.suite import Suite
from evals.systems import System, in_process, over_http

if TYPE_CHECKING:
    from evals.judge import Judged

WORKERS = 1
"""Questions asked at a time in this process, where Python's threads share one core between them."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a suite is run; at most one of `answers`, `server` and `peer` names who answers in our place.

    :param output: the folder that keeps the answers and the report; a run that was cut short goes on there.
    :param mode: how our assistant answers; None for what the settings say.
    :param workers: questions asked at a time.
    :param timeout: seconds that a question may take.
    :param judge: a chat model that judges the answers, beside the rules.
    """

    output: Path | None = None
    mode: str | None = None
    answers: Path | None = None
    server: str | None = None
    peer: str | None = None
    workers: int = WORKERS
    timeout: float = TIMEOUT
    judge: str | None = None

    def __post_init__(self) -> None:
        chosen = [
            name
            for name, value in (("--answers", self.answers), ("--server", self.server), ("--peer", self.peer))
            if value
        ]
        if len(chosen) > 1:
            raise BadRun(f"{' 和 '.join(chosen)} 只能选一个：一次运行只评一个系统。")
        if self.mode and (self.answers or self.server):
            raise BadRun(f"{chosen[0]} 的回答方式由对方决定；请去掉 --mode {self.mode}。")


def run_suite(suite: Suite, way: Way, progress: Callable[[Outcome], None] = lambda _: None) -> Report:
    """Run a suite, keep the answers as they come, and write the report.

    :param progress: told of every outcome as it comes, those of an earlier part of the run first.
    :raises EvalError: when the run cannot be made, or its folder holds another.
    """
    with (
        system_for(suite, way) as system,
        Journal(way.output, manifest(suite, system.config, system.library), suite.cases) as kept,
    ):
        outcomes = list(kept.earlier.values())
        for outcome in outcomes:
            progress(outcome)
        for outcome in _asked(suite, way, system, kept):
            outcomes.append(kept.add(outcome))
            progress(outcome)
        library = system.library or kept.library
    judged = _judged(suite, way, outcomes)
    report = make_report(
        suite,
        outcomes,
        config=system.config,
        library=library,
        now=datetime.now(UTC),
        judge=way.judge if judged is not None else None,
        judged=judged,
    )
    if way.output:
        by_id = {outcome.case.id: outcome for outcome in outcomes}
        kept.write(by_id[case.id] for case in suite.cases)
        write_report(report, way.output)
    return report


def write_report(report: Report, folder: Path) -> None:
    """Write report.json and report.html into a folder."""
    told = report.to_json()
    journal.replace(folder / "report.json", json.dumps(told, ensure_ascii=False, indent=1))
    journal.replace(folder / "report.html", page.render(told))


@contextmanager
def system_for(suite: Suite, way: Way) -> Iterator[System]:
    """Open whoever answers."""
    if way.answers:
        yield System(config={"answers": way.answers.name, "digest": _digest(way.answers)})
    elif way.server:
        with over_http(way.server, way.timeout) as system:
            yield system
    elif way.peer:
        from evals.peers.peering import over_peer

        with over_peer(way.peer, suite, way.output, way.mode) as system:
            yield system
    elif suite.kind == "verify":
        yield System()
    else:
        with in_process(suite, way.output, way.mode) as system:
            yield system


def _asked(suite: Suite, way: Way, system: System, kept: Journal) -> Iterator[Outcome]:
    if way.answers:
        yield from (one for one in read_answers(suite.cases, way.answers) if one.case.id not in kept.earlier)
    else:
        ask = KINDS[suite.kind].asking(system)
        yield from ask_all(suite.cases, ask, workers=way.workers, timeout=way.timeout, earlier=kept.earlier)


def _judged(suite: Suite, way: Way, outcomes: Sequence[Outcome]) -> dict[str, Judged] | None:
    if not way.judge or suite.kind != "answer":
        return None
    from evals.judge import judge_all, open_judge

    return judge_all(outcomes, open_judge(way.judge), way.output)


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else None
