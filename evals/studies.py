"""Studies: named suites that hold several ways or kinds of record against each other, each with a report of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from evals import journal
from evals.ledger import run_ledger, show_ledger
from evals.retrieval.running import find_sets, run_retrieval, show_retrieval

Told = Callable[[str], object]
"""Is told what is being done."""


@dataclass(frozen=True, slots=True)
class Study:
    """What a study is about, how it is run and how its report is printed.

    :param run: takes the data folder, the folder in which libraries are kept, and whom to tell what is being done.
    """

    about: str
    run: Callable[[Path | None, Path | None, Told], Mapping[str, Any]]
    show: Callable[[Mapping[str, Any], Console], None]
    external: bool = False


def run_study(study: Study, data: Path | None, output: Path | None, libraries: Path | None, told: Told) -> Any:  # noqa: ANN401 - a JSON value
    """Run a study, write its report.json into `output`, and return it."""
    report = study.run(data, libraries or (output / "libraries" if output else None), told)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        journal.replace(output / "report.json", json.dumps(report, ensure_ascii=False, indent=1))
    return report


def _retrieval(data: Path | None, libraries: Path | None, told: Told) -> Mapping[str, Any]:
    return run_retrieval(find_sets(data), libraries, datetime.now(UTC), told)


def _ledger(data: Path | None, _: Path | None, __: Told) -> Mapping[str, Any]:
    return run_ledger(data)


STUDIES: Mapping[str, Study] = {
    "retrieval": Study(
        "公开检索题集：关键词、向量、简单混合与本库的检索相比", _retrieval, show_retrieval, external=True
    ),
    "ledger": Study("台账：从示例库（和两份报纸摘录）读出的结对、数字与标准答案相比", _ledger, show_ledger),
}
