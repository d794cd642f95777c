"""The table of results in the README, measured and not claimed.

    make results, or python -m evals.results [--data ../shared] [--output build/results] [SUITE ...]

Every row is one run of `bangfu-eval run`, kept in a folder of its own: a run of the same program that is there already
is not made again. Suites whose files are not on this machine, and peers that are not installed, are left out and named.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from evals.errors import BadRun, EvalError, MissingData
from evals.journal import versions
from evals.report import Report
from evals.running import Way, run_suite
from evals.suites import find_suite

BEGIN, END = "<!-- results: written by `make results` -->", "<!-- /results -->"
"""Between these lines of the README stands the table."""
PEERS = ("langchain", "txtai")
BESIDE = ("included", "safe")
"""Scores that are told beside the headline, where a suite has them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A suite that is run.

    :param folder: where its files lie below the data folder; None where they are part of the project.
    :param peers: whether the peers are asked too.
    """

    suite: str
    about: str
    folder: str | None = None
    peers: bool = False


ROWS = (
    Row("sample", "the sample library", peers=True),
    Row("conversations", "the same, in conversations"),
    Row("unanswerable", "lacking, beside what is not"),
    Row("injection", "documents with instructions in them"),
    Row("seeds", "two newspaper extracts", "."),
    Row("ncp_policy", "NCP policy", "data/ncp_policy", peers=True),
    Row("cmrc", "CMRC 2018", "data/cmrc2018"),
    Row("domainrag", "DomainRAG, tables", "data/domainrag"),
    Row("rgb", "RGB, Chinese", "data/rgb_zh"),
    Row("uhgeval", "UHGEval, the verifier alone", "data/uhgeval"),
)


def run_all(rows: Iterable[Row], data: Path | None, output: Path, console: Console) -> list[tuple[Row, str, Report]]:
    """Run the suites that can be run here; who answered stands beside each report."""
    found = []
    for row in rows:
        for peer in (None, *(PEERS if row.peers else ())):
            name = f"{row.suite} {peer or ''}".strip()
            try:
                report = _run(row, peer, data, output)
            except MissingData as error:
                console.print(f"{name}: left out. {error}", markup=False)
                continue
            console.print(f"{name}: {report.headline} {report.table['ALL'].get(report.headline)}", markup=False)
            found.append((row, peer or "bangfu", report))
    return found


def _run(row: Row, peer: str | None, data: Path | None, output: Path) -> Report:
    folder = data / row.folder if data and row.folder else data
    suite = find_suite(row.suite, folder)
    kept = output / versions()["program"] / "-".join(filter(None, (row.suite, peer)))
    return run_suite(suite, Way(output=kept, peer=peer))


def table(found: Sequence[tuple[Row, str, Report]]) -> str:
    """Return what stands in the README."""
    run = found[0][2].run
    lines = [
        f"`make results` on {run.date[:10]}: {run.cores} cores, {run.machine}, Python {run.python}, bangfu "
        f"{run.versions['bangfu']} (sources {run.versions['program']}), extractive, no network.",
        "",
        "| suite | answered by | questions | failed | score | cited | citation recall, precision | grounded | "
        "abstention precision, recall |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_line(row, who, report) for row, who, report in found),
    ]
    return "\n".join(lines)


def _line(row: Row, who: str, report: Report) -> str:
    overall, chosen = report.table["ALL"], report.abstention
    names = [name for name in (report.headline, *BESIDE) if overall.get(name) is not None]
    score = ", ".join(f"{name} {_number(overall[name])}" for name in names)
    cited = overall.get("cited")
    precision, recall = (chosen.precision, chosen.recall) if chosen else (None, None)
    cells = (
        f"{row.about} (`{row.suite}`)",
        who,
        overall["n"],
        report.failed,
        score,
        _number(overall.get("document") if cited is None else cited),
        f"{_number(overall.get('recall'))}, {_number(overall.get('precision'))}",
        _number(overall.get("grounded")),
        f"{_number(precision)}, {_number(recall)}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def put(readme: str, text: str) -> str:
    """Return the README with `text` between its two marks.

    :raises BadRun: when it does not have both.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BadRun(f"The README needs the lines {BEGIN} and {END}, between which the results are written.")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites and write the table."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help="only these; all by default")
    parser.add_argument("--data", type=Path, help="folder with seeds/, acceptance/ and data/ of the public sets")
    parser.add_argument("--output", type=Path, default=Path("build/results"))
    parser.add_argument("--readme", type=Path, default=Path("README.md"))
    chosen = parser.parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False)
    rows = [row for row in ROWS if not chosen.suites or row.suite in chosen.suites]
    try:
        found = run_all(rows, chosen.data, chosen.output, console)
        if found:
            readme = put(chosen.readme.read_text(encoding="utf-8"), table(found))
            chosen.readme.write_text(readme, encoding="utf-8")
    except EvalError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
