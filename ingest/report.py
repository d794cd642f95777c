"""What an ingestion did, a line a file, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from rich.table import Table

Outcome = Literal["ok", "unchanged", "skip", "error"]
WORDS: dict[Outcome, tuple[str, str]] = {
    "ok": ("已导入", "green"),
    "unchanged": ("未变化", "dim"),
    "skip": ("已跳过", "yellow"),
    "error": ("失败", "red"),
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; a member of an archive or a mail is `container!member`.

    :param reason: one sentence, always there for `skip` and `error`; for `ok` what a person should know of the reading.
    :param documents: identifiers of the documents that it holds.
    """

    file: str
    status: Outcome
    reason: str | None = None
    documents: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all files, and how many documents, passages and facts were read from those that are new."""

    files: tuple[FileReport, ...]
    documents: int
    passages: int
    facts: int
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether any file could not be read."""
        return any(line.status == "error" for line in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return the report as the contract has it."""
        told = asdict(self)
        for line in told["files"]:
            line["documents"] = list(line["documents"])
            line["seconds"] = round(line["seconds"], 3)
        return told | {"files": list(told["files"]), "seconds": round(self.seconds, 3)}


class Progress(Protocol):
    """Told what an ingestion is doing, by the one thread that called it."""

    def begin(self, files: int) -> None:
        """So many files were found."""

    def reading(self, file: str) -> None:
        """The file that is waited for."""

    def done(self, line: FileReport) -> None:
        """A line of the report is final; a container has several."""

    def advance(self) -> None:
        """One more of the files found is dealt with."""

    def indexing(self) -> None:
        """All files are read; what is new is being embedded and indexed."""


class Silent:
    """Progress that nobody watches."""

    def begin(self, files: int) -> None:
        """Say nothing."""

    def reading(self, file: str) -> None:
        """Say nothing."""

    def done(self, line: FileReport) -> None:
        """Say nothing."""

    def advance(self) -> None:
        """Say nothing."""

    def indexing(self) -> None:
        """Say nothing."""


def summary_table(report: Report) -> Table:
    """Return a table for the terminal: how many files by outcome, and every file that has a reason."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=_summary(report), title_justify="left", show_edge=False, expand=False)
    table.add_column("结果", no_wrap=True)
    table.add_column("文件", overflow="fold")
    table.add_column("说明", overflow="fold")
    for line in report.files:
        if line.reason:
            word, style = WORDS[line.status]
            table.add_row(Text(word, style), Text(line.file), Text(line.reason))
    return table


def _summary(report: Report) -> str:
    counts = {outcome: sum(line.status == outcome for line in report.files) for outcome in WORDS}
    told = "，".join(f"{WORDS[outcome][0]} {count}" for outcome, count in counts.items() if count)
    new = f"新读入文章 {report.documents} 篇、段落 {report.passages} 个、事实 {report.facts} 条"
    return f"{len(report.files)} 个文件：{told or '没有可导入的文件'}；{new}；用时 {report.seconds:.1f} 秒"
