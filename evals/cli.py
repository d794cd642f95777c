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
from evals.report import make_report, read_report
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
    mode: Annotated[Literal["auto", "extractive", "generate", "agent"] | None, typer.Option(help="回答方式。")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="题集 seeds 的资料所在文件夹。")] = None,
    answers: Annotated[Path | None, typer.Option("--answers", help="评别的系统：从这个 JSONL 文件读回答。")] = None,
    as_json: AsJson = False,
) -> None:
    """Run a suite and show what came of it."""
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
    for name, named in SUITES.items():
        console.print(f"{name:<8} {named.about}", markup=False)


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
