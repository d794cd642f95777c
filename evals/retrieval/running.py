"""`bangfu-eval run retrieval`: every set that is there, searched in every way, as one report and as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.build import open_library
from assistant.settings import Settings, load_settings
from evals.case import Case
from evals.errors import MissingData
from evals.report import make_report
from evals.retrieval.sets import RetrievalSet, fill, load_set, with_questions
from evals.retrieval.study import BASELINE, HALVES, OURS, Scores, lines, ranked, retrievers, scored
from evals.runner import Outcome
from evals.suite import HERE, SHARED, Suite
from vectorstore.library import Library

SETS = ("ncp_policy", "crud_rag", "rgb_zh", "cmrc2018")
"""The public sets, each in a folder of its name."""

PARAPHRASES = ("paraphrase", "crud_rag", HERE / "suites" / "paraphrase.jsonl")
"""Questions of ours that share few characters with their source, and the set whose documents answer them."""

_WIDE = 190  # columns that tables with intervals need, also where they are piped

Told = Callable[[str], object]


def find_sets(data: Path | None) -> list[RetrievalSet]:
    """Return the sets in the folder `data`, the shared one beside the checkout by default.

    :raises MissingData: when it holds none of them.
    """
    folder = data or SHARED / "data"
    found = {name: load_set(folder / name) for name in SETS if (folder / name).is_dir()}
    if not found:
        raise MissingData(f"文件夹 {folder} 中没有检索题集（{'、'.join(SETS)}）；请用 --data 指明所在文件夹。")
    name, over, questions = PARAPHRASES
    if over in found and questions.is_file():
        found[name] = with_questions(found[over], name, questions)
    return [chosen for chosen in found.values() if chosen.cases]


def run_retrieval(sets: list[RetrievalSet], libraries: Path | None, now: datetime, told: Told) -> dict[str, Any]:
    """Search every set in every way and return the report.

    :param libraries: where the libraries of the sets are kept, so that a second run need not embed; None keeps none.
    :param told: is told what is being done.
    """
    settings = load_settings()
    compared: dict[str, Any] = {}
    outcomes: list[Outcome] = []
    with _kept(libraries) as folder:
        for chosen in sets:
            cases = chosen.in_library()
            found = _found(chosen, cases, settings, folder, told)
            compared[chosen.name] = _compared({name: scored(ranking, cases) for name, ranking in found.items()}, cases)
            outcomes += [Outcome(case=case, ranked=found[OURS][case.id]) for case in cases]
    config = {"embedder": settings.embedder, "reranker": settings.reranker}
    suite = Suite("retrieval", "retrieval", tuple(outcome.case for outcome in outcomes), ())
    return make_report(suite, outcomes, config=config, library=None, now=now).to_json() | {"compared": compared}


def show_retrieval(report: Mapping[str, Any], console: Console) -> None:
    """Print a table for each set, for all its questions and for those that no constant was chosen on."""
    wide = Console(width=max(console.width, _WIDE), highlight=False)
    for name, halves in report["compared"].items():
        for half, told in halves.items():
            wide.print(_table(f"{name} · {half} · {told['questions']} questions", told["lines"]))


def _found(
    chosen: RetrievalSet, cases: Sequence[Case], settings: Settings, folder: Path, told: Told
) -> dict[str, dict[str, tuple[str, ...]]]:
    told(f"{chosen.name}：建库…")
    found = {}
    with _library(settings, folder / chosen.corpus) as library:
        fill(library, chosen.documents)
        for name, retriever in retrievers(library, chosen.documents):
            told(f"{chosen.name}：{name}…")
            found[name] = ranked(retriever, cases)
    return found


def _compared(results: Mapping[str, Scores], cases: Sequence[Case]) -> dict[str, Any]:
    ids = [case.id for case in cases]
    halves = {half: ids[part] for half, part in HALVES.items() if ids[part]}
    return {half: {"questions": len(part), "lines": _lines(results, part)} for half, part in halves.items()}


def _lines(results: Mapping[str, Scores], part: list[str]) -> dict[str, Any]:
    return {name: line.to_json() for name, line in lines(results, part).items()}


def _table(title: str, told: Mapping[str, Mapping[str, Any]]) -> Table:
    metrics = list(told[BASELINE]["means"])
    table = Table("", *metrics, "R@1 +", "MRR@10 +", "fixed", "broken", title=title, title_justify="left")
    for name, line in told.items():
        table.add_row(
            name,
            *(_mean(line["means"][metric]) for metric in metrics),
            *("" if name == BASELINE else _change(line["changes"][metric]) for metric in ("R@1", "MRR@10")),
            *("" if name == BASELINE else str(line[count]) for count in ("fixed", "broken")),
        )
    return table


def _mean(value: Mapping[str, float]) -> str:
    return f"{100 * value['mean']:.1f} ({100 * value['low']:.1f}–{100 * value['high']:.1f})"


def _change(value: Mapping[str, float]) -> str:
    return f"{100 * value['mean']:+.1f} ({100 * value['low']:+.1f} to {100 * value['high']:+.1f})"


@contextmanager
def _kept(folder: Path | None) -> Iterator[Path]:
    if folder:
        yield folder
    else:
        with TemporaryDirectory(prefix="bangfu-eval-") as temporary:
            yield Path(temporary)


@contextmanager
def _library(settings: Settings, home: Path) -> Iterator[Library]:
    """Open a library of its own, with the models of the settings."""
    with open_library(settings.model_copy(update={"home": home, "database_url": None, "chroma_url": None})) as library:
        yield library
