"""The report of an ingestion: as JSON by the contract, and as a table."""

from __future__ import annotations

import io
import json

from rich.console import Console

from ingest.report import FileReport, Report, summary_table

REPORT = Report(
    files=(
        FileReport("/a/[1].md", "ok", None, ("0f",), 0.12345),
        FileReport("/a/b.zip!c.pdf", "error", "文件是空的，没有内容可读。"),
        FileReport("/a/d.txt", "unchanged", None, ("1f",)),
    ),
    documents=1,
    passages=3,
    facts=0,
    seconds=2.0,
)


def test_json_is_what_the_contract_says() -> None:
    told = REPORT.to_json()
    assert json.loads(json.dumps(told)) == told
    assert set(told) == {"files", "documents", "passages", "facts", "seconds"}
    assert told["files"][0] == {
        "file": "/a/[1].md",
        "status": "ok",
        "reason": None,
        "documents": ["0f"],
        "seconds": 0.123,
    }
    assert told["files"][1]["reason"]


def test_failed_when_a_file_could_not_be_read() -> None:
    assert REPORT.failed
    assert not Report((FileReport("a", "skip", "没有可以读出的文字。"),), 0, 0, 0, 0.0).failed


def test_table_counts_outcomes_and_names_files_with_reasons() -> None:
    out = io.StringIO()
    Console(file=out, width=100).print(summary_table(REPORT))
    table = out.getvalue()
    assert "3 个文件：已导入 1，未变化 1，失败 1" in table
    assert "/a/b.zip!c.pdf" in table
    assert "[1].md" not in table
