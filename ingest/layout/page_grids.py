"""Tables that rules draw on a page, as grids of cells; merged cells are one object at every place they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.lines import joined_text
from ingest.layout.page_model import Box, Graphics, Line, around
from ingest.tables import Cell, text_cell

MEET = 3.0
"""Points by which two rules of one table may miss each other."""

MOST_RULES = 3000
"""Rules of one page beyond which they are a drawing."""

NARROWEST = 6.0
"""Points that a column or a row measures at least; double rules stand closer."""

COVERS = 0.6
"""Share of a cell's side that rules must cover to part it from the next."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its place on the page."""

    box: Box
    cells: tuple[tuple[Cell | None, ...], ...]


def grids(graphics: Graphics, lines: Sequence[Line]) -> list[Grid]:
    """Return the tables of a page, top to bottom."""
    rules = [*graphics.rules, *(edge for frame in graphics.frames for edge in _edges(frame))]
    if len(rules) > MOST_RULES:
        return []
    found = [grid for group in _touching(rules) if (grid := _grid(group, lines))]
    return sorted(found, key=lambda grid: (grid.box.y0, grid.box.x0))


def _edges(frame: Box) -> list[Box]:
    return [
        Box(frame.x0, frame.y0, frame.x1, frame.y0),
        Box(frame.x0, frame.y1, frame.x1, frame.y1),
        Box(frame.x0, frame.y0, frame.x0, frame.y1),
        Box(frame.x1, frame.y0, frame.x1, frame.y1),
    ]


def _touching(rules: Sequence[Box]) -> list[list[Box]]:
    """Group rules that touch, directly or by way of others."""
    groups: list[list[Box]] = []
    for rule in rules:
        near = [group for group in groups if any(_touch(rule, other) for other in group)]
        joined = [rule, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near] + [joined]
    return groups


def _touch(one: Box, other: Box) -> bool:
    return one.x_overlap(other) > -MEET and one.y_overlap(other) > -MEET


def _grid(rules: Sequence[Box], lines: Sequence[Line]) -> Grid | None:
    flat = [rule for rule in rules if rule.width > rule.height]
    upright = [rule for rule in rules if rule.height > rule.width]
    xs, ys = _places([rule.cx for rule in upright]), _places([rule.cy for rule in flat])
    if len(xs) < 3 or len(ys) < 3:
        return None
    box = around(rules)
    inside = [line for line in lines if box.holds(line.box)]
    owner = _merged(xs, ys, flat, upright)
    texts = _texts(xs, ys, owner, inside)
    made = {root: text_cell(text) for root, text in texts.items()}
    cells = tuple(tuple(made.get(owner[i, j]) for j in range(len(xs) - 1)) for i in range(len(ys) - 1))
    filled = sum(cell is not None for row in cells for cell in row)
    return Grid(box, cells) if filled >= 2 and len({root[1] for root in made}) > 1 else None


def _places(values: Sequence[float]) -> list[float]:
    """Return distinct places of rules, those of a double rule as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NARROWEST:
            found.append(value)
    return found


def _merged(
    xs: Sequence[float], ys: Sequence[float], flat: Sequence[Box], upright: Sequence[Box]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for every cell of the grid the first of those it is merged with: cells that no rule parts."""
    owner = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while owner[cell] != cell:
            cell = owner[cell]
        return cell

    for i, (y0, y1) in enumerate(pairwise(ys)):
        for j, (x0, x1) in enumerate(pairwise(xs)):
            if j and not _parts([(r.y0, r.y1) for r in upright if abs(r.cx - x0) <= NARROWEST], y0, y1):
                owner[root((i, j))] = root((i, j - 1))
            if i and not _parts([(r.x0, r.x1) for r in flat if abs(r.cy - y0) <= NARROWEST], x0, x1):
                first, second = sorted((root((i, j)), root((i - 1, j))))
                owner[second] = first
    return {cell: root(cell) for cell in owner}


def _parts(spans: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(b, end) - max(a, start)) for a, b in spans)
    return covered >= COVERS * (end - start)


def _texts(
    xs: Sequence[float],
    ys: Sequence[float],
    owner: dict[tuple[int, int], tuple[int, int]],
    lines: Sequence[Line],
) -> dict[tuple[int, int], str]:
    """Return the text of every cell that has one."""
    held: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        i = max((i for i, y in enumerate(ys[:-1]) if y <= line.box.cy), default=0)
        j = max((j for j, x in enumerate(xs[:-1]) if x <= line.box.cx), default=0)
        held.setdefault(owner[i, j], []).append(line)
    return {
        root: joined_text(
            [line.text for line in sorted(own, key=lambda line: (round(line.box.cy / line.size), line.box.x0))]
        )
        for root, own in held.items()
    }
