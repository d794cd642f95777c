"""The command `bangfu-eval`: run a suite, compare two runs, list the suites, print the schema of a report."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from assistant.errors import AssistantError
from evals import showing
from evals.comparing import Guard, compare
from evals.errors import EvalError
from evals.report import read_report, schema
from evals.runner import TIMEOUT
from evals.running import WORKERS, Way, run_suite
from evals.studies import STUDIES, Study, run_study
from evals.suites import SUITES, find_suite
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


@app.command(help="跑一个题集。有问题运行失败时，退出码为 1。")
def run(
    suite: Annotated[str, typer.Argument(help="题集的名字，或含 corpus.jsonl 和 questions.jsonl 的文件夹。")],
    output: Annotated[
        Path | None, typer.Option("--output", help="保存回答和报告的文件夹；中断后再给同一个文件夹就接着跑。")
    ] = None,
    mode: Annotated[Literal["auto", "extractive", "generate", "agent"] | None, typer.Option(help="回答方式。")] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="公开题集或 seeds 的资料所在文件夹；题集 ledger 也可以是一个标准答案文件。"),
    ] = None,
    answers: Annotated[Path | None, typer.Option("--answers", help="评别的系统：从这个 JSONL 文件读回答。")] = None,
    server: Annotated[
        str | None, typer.Option("--server", help="问正在运行的服务器，如 http://127.0.0.1:7860。")
    ] = None,
    peer: Annotated[str | None, typer.Option("--peer", help="评对照系统：langchain 或 txtai。")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="同时提问的个数。")] = WORKERS,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="一个问题最多等几秒，超过算运行失败。")
    ] = TIMEOUT,
    libraries: Annotated[
        Path | None, typer.Option("--libraries", help="题集 retrieval 的资料库留在这个文件夹，再跑时不必重新编码。")
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            "--judge",
            envvar="BANGFU_EVAL_JUDGE",
            help="让对话模型（provider:model）另行评判忠实和切题；地址和密钥同 BANGFU_LLM_*。",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a suite and show what came of it."""
    if study := STUDIES.get(suite):
        _study(study, data, output, libraries, as_json=as_json)
        return
    chosen = find_suite(suite, data)
    way = Way(
        output=output,
        mode=mode,
        answers=answers,
        server=server,
        peer=peer,
        workers=workers,
        timeout=timeout,
        judge=judge,
    )
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        asking = progress.add_task("读入资料并提问", total=len(chosen.cases))
        report = run_suite(chosen, way, lambda _: progress.advance(asking))
    _print_json(report.to_json()) if as_json else showing.report(report, console)
    if report.failed:
        raise typer.Exit(1)


@app.command("compare", help="比较两次结果；明显变差时退出码为 1。")
def compare_runs(
    before: Annotated[Path, typer.Argument(help="前一次的文件夹或 report.json。")],
    after: Annotated[Path, typer.Argument(help="后一次的文件夹或 report.json。")],
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            metavar="METRIC[:DELTA]",
            help="哪个分数明显下降算变差，可重复；DELTA 是容许的下降。默认是题集的主要分数。",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the questions mended and broken, and the interval of the difference."""
    guards = [Guard.parse(text) for text in fail_on or ()]
    comparison = compare(read_report(before), read_report(after), guards)
    _print_json(comparison.to_json()) if as_json else showing.comparison(comparison, console)
    if comparison.fell:
        raise typer.Exit(1)


@app.command("list", help="列出有名字的题集。")
def list_suites() -> None:
    """List the suites that have a name."""
    width = max(map(len, (*SUITES, *STUDIES)))
    suites = [(name, named.about, named.external) for name, named in SUITES.items()]
    studies = [(name, study.about, study.external) for name, study in STUDIES.items()]
    for name, about, external in suites + studies:
        console.print(f"{name:<{width}}  {about}{'（需用 --data 指明文件夹）' if external else ''}", markup=False)


@app.command("schema", help="打印 report.json 的 JSON Schema。")
def print_schema() -> None:
    """Print the JSON schema of a report."""
    _print_json(schema())


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


def _study(study: Study, data: Path | None, output: Path | None, libraries: Path | None, *, as_json: bool) -> None:
    with errors.status("运行题集…") as status:
        report = run_study(study, data, output, libraries, status.update)
    _print_json(report) if as_json else study.show(report, console)


def _print_json(value: Mapping[str, Any]) -> None:
    console.print(json.dumps(value, ensure_ascii=False), markup=False, emoji=False)


if __name__ == "__main__":
    main()
