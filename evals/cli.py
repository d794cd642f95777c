"""The command `bangfu-eval`: run a suite, compare two runs, list the suites."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant.errors import AssistantError
from evals.building import assistant_for
from evals.comparing import compare
from evals.errors import EvalError
from evals.ledger import run_ledger
from evals.report import make_report, read_report
from evals.retrieval.running import find_sets, run_retrieval, show_retrieval
from evals.runner import Outcome, ask_all, rank_all, read_answers, write_answers
from evals.suites import SUITES, Suite, find_suite
from ingest.errors import IngestError
from vectorstore.errors import StoreError

app = typer.Typer(
    name="bangfu-eval",
    help="帮扶问答的评测：跑题集、比较两次结果。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console(soft_wrap=True, highlight=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False)

RETRIEVAL = "retrieval"
"""The suite that searches public sets in several ways, and no single one of them."""

_ABOUT = "公开检索题集：关键词、向量、简单混合与本库的检索相比，需用 --data 指明文件夹"

_WIDE = 190  # columns that the tables with intervals need, also where they are piped

AsJson = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON 对象。")]
_COLUMNS = {
    "answer": ("n", "failed", "right", "share", "cited", "marked", "grounded"),
    "retrieval": ("n", "failed", "R@1", "R@5", "R@10", "MRR@10", "nDCG@10"),
}


@app.command(help="跑一个题集。有问题运行失败时，退出码为 1。")
def run(
    suite: Annotated[str, typer.Argument(help="题集的名字，或含 corpus.jsonl 和 questions.jsonl 的文件夹。")],
    output: Annotated[
        Path | None, typer.Option("--output", help="写入 answers.jsonl 和 report.json 的文件夹。")
    ] = None,
    mode: Annotated[Literal["auto", "extractive", "generate"] | None, typer.Option(help="回答方式。")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="题集 seeds、retrieval 的资料所在文件夹。")] = None,
    answers: Annotated[Path | None, typer.Option("--answers", help="评别的系统：从这个 JSONL 文件读回答。")] = None,
    libraries: Annotated[
        Path | None, typer.Option("--libraries", help="题集 retrieval 的资料库留在这个文件夹，再跑时不必重新编码。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a suite and show what came of it."""
    if suite == RETRIEVAL:
        _retrieval(data, output, libraries, as_json=as_json)
        return
    if suite == "ledger":
        _ledger(data, output, as_json)
        return
    chosen = find_suite(suite, data)
    if output:
        output.mkdir(parents=True, exist_ok=True)
    report, outcomes = _from_file(chosen, answers) if answers else _in_process(chosen, output, mode)
    if output:
        write_answers(outcomes, output / "answers.jsonl")
        (output / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    _print_json(report) if as_json else _show(report)
    if report["failed"]:
        raise typer.Exit(1)


def _ledger(data: Path | None, output: Path | None, as_json: bool) -> None:
    report = run_ledger(data)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        (output / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    if as_json:
        _print_json(report)
        return
    table = Table(title=f"ledger · {report['run']['date']}", title_justify="left")
    for name in ("set", "rows", "gold", "recalled", "found", "right", "recall", "precision"):
        table.add_column(name, justify="left" if name in ("set", "rows") else "right")
    for name, measures in report["table"].items():
        for measure, counts in measures.items():
            table.add_row(name, measure, *(_number(value) for value in counts.values()))
    console.print(table)


@app.command("compare", help="比较两次结果；明显变差时退出码为 1。")
def compare_runs(
    before: Annotated[Path, typer.Argument(help="前一次的文件夹或 report.json。")],
    after: Annotated[Path, typer.Argument(help="后一次的文件夹或 report.json。")],
    as_json: AsJson = False,
) -> None:
    """Show the questions mended and broken, and the interval of the difference."""
    comparison = compare(read_report(before), read_report(after))
    if as_json:
        _print_json(comparison.to_json())
    else:
        change = comparison.difference
        console.print(f"{comparison.score} 在 {comparison.questions} 个问题上变化 {change.mean:+.4f}", end="")
        console.print(f"（95% 区间 {change.low:+.4f} 到 {change.high:+.4f}）", markup=False)
        for label, names in (
            ("改好", comparison.fixed),
            ("答坏", comparison.broken),
            ("其中运行失败", comparison.failed),
        ):
            console.print(f"{label} {len(names)}：{' '.join(names) or '无'}", markup=False)
        console.print("结论：明显变差。" if comparison.fell else "结论：没有明显变差。")
    if comparison.fell:
        raise typer.Exit(1)


@app.command("list", help="列出有名字的题集。")
def list_suites() -> None:
    """List the suites that have a name."""
    for name, about in ({name: named.about for name, named in SUITES.items()} | {RETRIEVAL: _ABOUT}).items():
        console.print(f"{name:<9} {about}", markup=False)
    console.print(f"{'ledger':<9} 台账：从示例库（和两份报纸摘录）抽取的结对、数字与标准答案相比", markup=False)


def main() -> None:
    """Run the command; an error that a user can cause ends in one sentence on stderr and exit code 1."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the bundled encoder is fastest with one; numpy reads it once
    try:
        app()
    except (EvalError, AssistantError, IngestError, StoreError) as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _in_process(suite: Suite, output: Path | None, mode: str | None) -> tuple[dict[str, Any], list[Outcome]]:
    with ExitStack() as stack:
        with errors.status("读入题集的资料…"):
            assistant = stack.enter_context(assistant_for(suite, output))
        asked = (
            ask_all(suite.cases, lambda question: assistant.ask(question, mode).to_json())
            if suite.kind == "answer"
            else rank_all(suite.cases, assistant.library)
        )
        outcomes = _followed(asked, len(suite.cases))
        settings = assistant.settings
        config = {"mode": mode or settings.mode, "llm": settings.llm, "embedder": settings.embedder}
        fingerprint = assistant.library.contents().fingerprint
    return _reported(suite, outcomes, config, fingerprint), outcomes


def _retrieval(data: Path | None, output: Path | None, libraries: Path | None, *, as_json: bool) -> None:
    sets = find_sets(data)
    kept = libraries or (output / "libraries" if output else None)
    with errors.status("检索题集…") as status:
        report = run_retrieval(sets, kept, datetime.now(UTC), status.update)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        (output / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    _print_json(report) if as_json else show_retrieval(
        report, Console(width=max(console.width, _WIDE), highlight=False)
    )


def _from_file(suite: Suite, answers: Path) -> tuple[dict[str, Any], list[Outcome]]:
    outcomes = list(read_answers(suite.cases, answers))
    return _reported(suite, outcomes, {"answers": answers.name}, None), outcomes


def _reported(
    suite: Suite, outcomes: Sequence[Outcome], config: Mapping[str, Any], fingerprint: str | None
) -> dict[str, Any]:
    return make_report(suite, outcomes, config=config, library=fingerprint, now=datetime.now(UTC))


def _followed(outcomes: Iterable[Outcome], total: int) -> list[Outcome]:
    return list(track(outcomes, "提问", total=total, console=errors, transient=True, disable=not errors.is_terminal))


def _show(report: Mapping[str, Any]) -> None:
    table = Table(title=f"{report['suite']} · {report['run']['date']}", title_justify="left")
    columns = [name for name in _COLUMNS[report["kind"]] if name in report["table"]["ALL"]]
    table.add_column("type")
    for name in columns:
        table.add_column(name, justify="right")
    for kind, scores in report["table"].items():
        table.add_row(kind, *(_number(scores.get(name)) for name in columns), style="bold" if kind == "ALL" else "")
    console.print(table)
    if report["kind"] == "answer":
        chosen = report["abstention"]
        console.print(f"abstention precision {_number(chosen['precision'])}, recall {_number(chosen['recall'])}")
    for row in report["questions"]:
        if row["error"]:
            console.print(f"{row['id']} 运行失败：{row['error']}", style="red", markup=False)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _print_json(value: Mapping[str, Any]) -> None:
    console.print(json.dumps(value, ensure_ascii=False), markup=False, emoji=False)


if __name__ == "__main__":
    main()
