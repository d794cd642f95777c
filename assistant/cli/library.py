"""`bangfu ingest`, `documents`, `reindex` and `doctor`: what is in the library, and whether it is sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli import options
from assistant.cli.output import console, errors, print_json
from assistant.errors import BadInput

documents_app = typer.Typer(help="资料库中的文档。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command("ingest")(ingest_files)
    app.add_typer(documents_app, name="documents")
    app.command()(reindex)
    app.command()(doctor)


def ingest_files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="文件或文件夹。")],
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="同时阅读的进程数。")] = 1,
    extract: Annotated[
        Literal["rules", "llm"], typer.Option("--extract", help="抽取事实的方式：只用规则，或再加上已配置的大模型。")
    ] = "rules",
    as_json: options.Json = False,
) -> None:
    """读入文件和文件夹；每个文件一行结果。全部读入时退出码为 0，有文件失败时为 1。"""
    from assistant.build import extractor, open_library
    from assistant.cli.progress import Bar
    from ingest.pipeline import ingest
    from ingest.report import summary_table

    for path in paths:
        if not path.exists():
            raise typer.BadParameter(f"{path} 不存在")
    method = extractor(extract)
    with open_library() as library, Bar(errors, None if as_json else console) as progress:
        report = ingest(paths, library, workers=workers, progress=progress, extractor=method)
    if as_json:
        print_json(report.to_json())
    else:
        console.print(summary_table(report))
    if report.failed:
        raise typer.Exit(1)


@documents_app.command("list")
def list_documents(as_json: options.Json = False) -> None:
    """列出文档。"""
    from assistant.build import open_library

    with open_library() as library:
        for document in library.documents():
            if as_json:
                print_json({"id": document.id, "title": document.title, "file": document.file})
                continue
            facts = [part for part in (document.publisher, document.published, document.kind) if part]
            console.print(f"{document.id}  {document.title or '无题'}  {'，'.join(facts)}", markup=False)


@documents_app.command("show")
def show_document(identifier: Annotated[str, typer.Argument(metavar="ID")], as_json: options.Json = False) -> None:
    """显示一篇文档的全文。"""
    from assistant.build import open_library

    with open_library() as library:
        document = library.document(identifier)
    if as_json:
        print_json(document.to_json())
        return
    console.print(document.title or "无题", style="bold", markup=False)
    console.print(document.text, markup=False)


@documents_app.command("remove")
def remove_document(identifier: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """从资料库、索引和向量中移除一篇文档。"""
    from assistant.build import open_library

    with open_library() as library:
        library.remove(identifier)
    console.print(f"已移除 {identifier}。", markup=False)


@documents_app.command("export")
def export_documents(output: Annotated[Path, typer.Option("--output", help="写入的 JSONL 文件。")]) -> None:
    """把全部文档导出为 JSONL，一篇一行，附读出的事实条数；同一篇来自几个文件时，每个文件一行。"""
    from assistant.build import open_library

    with open_library() as library:
        facts = library.ledger.by_document()
        try:
            with output.open("w", encoding="utf-8") as file:
                for document in library.documents():
                    for told in library.sources(document.id):
                        form = told.to_json() | {"facts": facts.get(document.id, 0)}
                        file.write(json.dumps(form, ensure_ascii=False) + "\n")
        except OSError as error:
            raise BadInput(f"{output} cannot be written: {error.strerror}.") from error


def reindex(
    embedder: Annotated[str | None, typer.Option("--embedder", help="sentence-transformers 模型的名称或路径。")] = None,
) -> None:
    """由目录重建检索索引；文本和记录不变。"""
    from assistant.build import open_library

    with open_library() as library:
        library.reindex(embedder)
        contents = library.contents()
    console.print(f"已重建：{contents.documents} 篇文档，{contents.passages} 个段落。")


def doctor(as_json: options.Json = False) -> None:
    """检查设置、资料库和模型；有问题时退出码为 1。"""
    from assistant.doctor import examine

    findings = examine()
    if as_json:
        print_json({"findings": [finding.to_json() for finding in findings]})
    else:
        for finding in findings:
            console.print(f"{'✓' if finding.ok else '✗'} {finding.what}：{finding.detail}", markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
