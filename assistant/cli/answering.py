"""`bangfu ask`, `chat` and `answers`: questions in, answers with their sources out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import track

from assistant.cli import options
from assistant.cli.output import console, errors, print_json
from assistant.errors import BadInput, EmptyLibrary
from assistant.records import Question, Turn

if TYPE_CHECKING:
    from assistant.service import Assistant
    from vectorstore.records import Filters

answers_app = typer.Typer(help="已给出的回答及其记录。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(ask)
    app.command()(chat)
    app.add_typer(answers_app, name="answers")


def ask(
    question: Annotated[str | None, typer.Argument(help="一个问题。")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="每行一个问题的 JSONL 文件。")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="与 --batch 一起：回答写入的 JSONL 文件。")] = None,
    region: options.Region = None,
    organisation: options.Organisation = None,
    programme: options.Programme = None,
    kind: options.Kinds = None,
    since: options.Since = None,
    until: options.Until = None,
    mode: options.Mode = None,
    as_json: options.Json = False,
) -> None:
    """提问，或用 --batch 批量提问。"""
    if (question is None) == (batch is None) or (batch is None) != (output is None):
        raise typer.BadParameter("请给出一个问题，或者同时给出 --batch 文件 和 --output 文件")
    filters = options.filters(region, organisation, programme, kind, since, until)
    if batch and output:
        _ask_batch(batch, output, mode, filters)
        return
    if not question or not question.strip():
        raise typer.BadParameter("问题是空的")
    with _assistant() as assistant, _waiting():
        answer = assistant.ask(Question(question, filters=filters), mode).to_json()
    print_json(answer) if as_json else _show(answer)


def chat(mode: options.Mode = None) -> None:
    """在终端里连续对话；空行或 Ctrl-D 结束。"""
    history: list[Turn] = []
    with _assistant() as assistant:
        while text := _prompted():
            with _waiting():
                answer = assistant.ask(Question(text, history=tuple(history)), mode)
            _show(answer.to_json())
            history += [Turn("user", text), Turn("assistant", answer.answer)]


@answers_app.command("list")
def list_answers() -> None:
    """列出已给出的回答，最近的在后。"""
    from assistant.build import open_library

    with open_library() as library:
        for record in library.answers():
            console.print(f"{record['record']}  {record['status']:<12} {record['question']}", markup=False)


@answers_app.command("show")
def show_answer(identifier: Annotated[str, typer.Argument(metavar="ID")], as_json: options.Json = False) -> None:
    """重现一个回答：问题、回答、引文、依据、略去的句子；资料库后来有变化时会注明。"""
    from assistant.build import open_library
    from assistant.cli.replay import replay

    with open_library() as library:
        record = library.answer(identifier)
        if as_json:
            print_json(record)
            return
        console.print(record["question"], style="bold", markup=False)
        _show(record)
        replay(record, library)
        if library.contents().fingerprint != record["library"]:
            errors.print("资料库在这个回答之后有变化。", style="yellow")


@answers_app.command("export")
def export_answers(output: Annotated[Path, typer.Option("--output", help="写入的 JSONL 文件。")]) -> None:
    """把全部回答记录导出为 JSONL。"""
    from assistant.build import open_library

    with open_library() as library:
        _write(output, library.answers())


def _ask_batch(batch: Path, output: Path, mode: str | None, filters: Filters) -> None:
    """Answer a file of questions; the output appears only when it is whole.

    :param filters: what lines are narrowed to that say nothing of it themselves.
    """
    from assistant.web.requests import parse_question

    try:
        lines = batch.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"问题文件 {batch} 无法读取（{error}）；请检查路径、权限和 UTF-8 编码。") from error
    questions = [parse_question(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    questions = [asked if asked.filters else replace(asked, filters=filters) for asked in questions]
    with _assistant() as assistant:
        asked = track(questions, description="回答问题", console=errors, disable=not errors.is_terminal)
        _write(output, (assistant.ask(question, mode).to_json() for question in asked))


def _write(output: Path, records: Iterator[Mapping[str, Any]]) -> None:
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        partial.replace(output)
    except OSError as error:
        raise BadInput(f"{output} 无法写入（{error.strerror}）；请检查路径、权限和磁盘空间。") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _assistant() -> Iterator[Assistant]:
    """Open the assistant over a library that holds something."""
    from assistant.build import open_assistant

    with open_assistant() as assistant:
        if not assistant.library.contents().documents:
            home = assistant.settings.home
            raise EmptyLibrary(f"资料库 {home} 还是空的；请先用 bangfu ingest 加入文件或文件夹。")
        yield assistant


def _waiting() -> AbstractContextManager[object]:
    """Show that an answer is being made, which takes a chat model a while."""
    return errors.status("正在回答……") if errors.is_terminal else nullcontext()


def _prompted() -> str:
    try:
        return console.input("[bold]问：[/bold]").strip()
    except EOFError:
        return ""


def _show(answer: Mapping[str, Any]) -> None:
    """Print an answer with its sources, as a person reads it."""
    console.print(answer["answer"], markup=False, style="yellow" if answer["abstained"] else "bold")
    for citation in answer["citations"]:
        page = citation["page"] and f"第{citation['page']}版"
        facts = [part for part in (citation["publisher"], citation["published"], page, citation["source"]) if part]
        line = f"  [{citation['marker']}] 《{citation['title'] or '无题'}》 {'，'.join(facts)}"
        console.print(line, markup=False, style="dim")
    if answer["checks"]["numbers"]:
        console.print(f"  已核对 {answer['checks']['numbers']} 个数字", style="dim")
