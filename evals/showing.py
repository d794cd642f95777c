"""Reports and comparisons as a terminal shows them."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from evals.comparing import Change, Comparison
from evals.kinds import KINDS
from evals.report import Report


def report(told: Report, console: Console) -> None:
    """Print the table by type, how abstaining was chosen, how long it took, and what failed."""
    console.print(_table(told))
    if told.abstention:
        chosen = told.abstention
        console.print(f"abstention precision {number(chosen.precision)}, recall {number(chosen.recall)}")
    spent = told.run.seconds
    console.print(f"seconds p50 {number(spent.p50)}, p95 {number(spent.p95)}, p99 {number(spent.p99)}")
    if told.run.tokens:
        console.print(f"tokens input {told.run.tokens['input']}, output {told.run.tokens['output']}")
    if told.judge:
        console.print(f"faithful 和 relevant 由模型 {told.judge} 评判，{told.unjudged} 个回答没有评成。", markup=False)
    for row in told.questions:
        if row.error:
            label = "超时" if row.timed_out else "运行失败"
            console.print(f"{row.id} {label}：{row.error}", style="red", markup=False)


def comparison(told: Comparison, console: Console) -> None:
    """Print what differs in the set-up, the change of each score, and the conclusion."""
    for name, (before, after) in told.config.items():
        console.print(f"{name}：{before} → {after}", markup=False)
    for change in told.changes:
        _change(change, console)
    if told.failed:
        console.print(f"现在运行失败 {len(told.failed)}：{' '.join(told.failed)}", style="red", markup=False)
    console.print("结论：明显变差。" if told.fell else "结论：没有明显变差。")


def _change(change: Change, console: Console) -> None:
    moved = change.difference
    console.print(
        f"{change.score} 在 {change.questions} 个问题上变化 {moved.mean:+.4f}"
        f"（95% 区间 {moved.low:+.4f} 到 {moved.high:+.4f}）",
        markup=False,
    )
    for label, names in (("改好", change.fixed), ("答坏", change.broken)):
        console.print(f"{label} {len(names)}：{' '.join(names) or '无'}", markup=False)


def _table(told: Report) -> Table:
    table = Table(title=f"{told.suite} · {told.run.date}", title_justify="left", box=SIMPLE, padding=(0, 0, 0, 1))
    overall = told.table["ALL"]
    columns = ["n", *(name for name in ("failed", *KINDS[told.kind].columns) if overall.get(name))]
    table.add_column("type", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for kind, scores in told.table.items():
        table.add_row(kind, *(number(scores.get(name)) for name in columns), style="bold" if kind == "ALL" else "")
    return table


def number(value: float | None) -> str:
    """Write a score as the tables show it; - where there is none."""
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
