"""What `bangfu ingest` shows while it works: a line for each file as it is done, and a bar with rate and time left."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ingest.report import WORDS, FileReport


class Bar:
    """An ingestion's progress on the terminal; without a terminal only the lines are printed.

    :param console: where the bar is drawn.
    :param lines: where a line for each file goes; None for no lines.
    """

    def __init__(self, console: Console, lines: Console | None) -> None:
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("", total=None, rate="")
        self._lines = lines

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._progress.stop()

    def begin(self, files: int) -> None:
        """Set how many files there are."""
        self._progress.update(self._task, total=files)

    def reading(self, file: str) -> None:
        """Show the file at hand."""
        self._progress.update(self._task, description=file)

    def done(self, line: FileReport) -> None:
        """Print the line of a file; why one failed stands in the table at the end."""
        if self._lines:
            word, style = WORDS[line.status]
            held = f"（{len(line.documents)} 篇）" if line.documents else ""
            self._lines.print(Text(word, style), Text(f"{line.file}{held}"))

    def advance(self) -> None:
        """Move the bar on by one file."""
        speed = self._progress.tasks[0].finished_speed or self._progress.tasks[0].speed
        self._progress.update(self._task, advance=1, rate=f"{speed:.1f} 个/秒" if speed else "")

    def indexing(self) -> None:
        """Say that the files are read and their passages are being indexed."""
        self._progress.update(self._task, description="正在建立索引")
