"""Lines of a page to blocks: lines of one type size stacked with even leading, and what each block is for.

A block is a piece of one column, a headline, the line under a picture. What it is for follows from its type size next
to that of the running text, from where it stands, and last from its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.layout.credits import is_byline, is_caption
from ingest.layout.furniture import is_furniture
from ingest.layout.page_model import Box, Graphics, Line, around

Role = Literal["headline", "deck", "byline", "body", "caption", "jump"]
"""headline; deck: a line over or under it (引题, 副题); byline; running text; under a picture; 上接/下转第N版."""

SAME_SIZE = 1.045
"""Ratio up to which two lines have one type size; scans are rounded to common sizes before."""

LEADING = 2.15
"""Ems from line to line within a block at most."""

HEADLINE = 1.25
"""A headline is set at least this many times as large as the text it heads."""

LONGEST_HEADLINE = 64
"""Characters; what is larger and longer is running text in a generous size."""

SMALL = 0.93
"""A caption is set at most this many times as large as the running text."""

UNDER_PICTURE = 2.2
"""Ems from a picture to its caption at most."""

NEAR_HEADLINE = 2.2
"""Ems (of the headline) from a headline to its deck or byline at most."""

JUMP = re.compile(
    r"^[（(]?\s*(?P<way>上接|下转|紧接|接|转)\s*第?\s*(?P<page>[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版.{0,14}[）)]?$"
)
"""The line that sends the reader on to another page, or names the page that an article comes from."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, from first to last."""

    lines: tuple[Line, ...]
    box: Box
    size: float
    role: Role = "body"

    @property
    def text(self) -> str:
        """Its lines, one a line."""
        return "\n".join(line.text for line in self.lines)

    @property
    def vertical(self) -> bool:
        """Whether its characters stand one under the other."""
        return self.lines[0].vertical

    @property
    def length(self) -> int:
        """Number of characters."""
        return sum(len(line.text) for line in self.lines)


def block(lines: Sequence[Line], role: Role = "body") -> Block:
    """Return lines as one block."""
    sizes = sorted(line.size for line in lines)
    return Block(tuple(lines), around(line.box for line in lines), sizes[len(sizes) // 2], role)


def blocks(lines: Iterable[Line], graphics: Graphics) -> list[Block]:
    """Return the blocks of a page, each with what it is for."""
    every = list(lines)
    stacked = stack([line for line in every if not line.vertical], graphics.rules + graphics.pictures)
    stacked = [part for one in stacked for part in _parted(one)]
    found = with_roles([*stacked, *_vertical_blocks([line for line in every if line.vertical])], graphics.pictures)
    return [one for one in found if not _is_page_furniture(one, found)]


def _parted(one: Block) -> list[Block]:
    """Part a byline, which stands in the middle or at the right of its column, and a jump line from text as large."""
    lines = list(one.lines)
    before = 0
    while before < len(lines) - 1 and _stands_apart(lines[before], one):
        before += 1
    after = len(lines)
    while after > before + 1 and _stands_apart(lines[after - 1], one):
        after -= 1
    parts = (lines[:before], lines[before:after], lines[after:])
    return [block(part) for part in parts if part]


def _stands_apart(line: Line, one: Block) -> bool:
    if JUMP.match(line.text):
        return True
    return line.box.x0 > one.box.x0 + 0.8 * one.size and is_byline(line.text) and len(line.text) < 24


def _is_centred_on(one: Block, head: Block) -> bool:
    return abs(one.box.cx - head.box.cx) < 0.5 * one.size and -one.box.y_overlap(head.box) < one.size


def _is_page_furniture(one: Block, found: Sequence[Block]) -> bool:
    """Tell whether a block names editors or gives addresses, apart from any column of running text."""
    if len(one.lines) > 3 or not all(is_furniture(line.text) for line in one.lines):
        return False
    return not _is_of_column(one, [other for other in found if other.role == "body" and other is not one])


def stack(lines: Sequence[Line], barriers: Sequence[Box], alike: float = SAME_SIZE) -> list[Block]:
    """Stack lines that follow one another down a column.

    :param alike: ratio up to which two sizes are one.
    """
    ordered = sorted(lines, key=lambda line: (line.box.cy, line.box.x0))
    above = {number: _above(ordered, number, barriers, alike) for number in range(len(ordered))}
    below = Counter(over for overs in above.values() for over in overs)
    stacks: list[list[Line]] = []
    home: dict[int, list[Line]] = {}
    for number, line in enumerate(ordered):
        overs = above[number]
        if len(overs) == 1 and below[overs[0]] == 1:  # a line over or under two columns belongs to neither
            home[number] = home[overs[0]]
            home[number].append(line)
        else:
            home[number] = [line]
            stacks.append(home[number])
    return [block(lines) for lines in stacks]


def _above(ordered: Sequence[Line], number: int, barriers: Sequence[Box], alike: float) -> list[int]:
    """Return the lines that stand directly above one, in the same type."""
    line, found = ordered[number], list[int]()
    for other in range(number - 1, -1, -1):
        upper = ordered[other]
        if line.box.cy - upper.box.cy > LEADING * max(line.size, upper.size):
            if line.box.cy - upper.box.cy > 6 * line.size:
                break
            continue
        if line.box.cy - upper.box.cy < 0.5 * line.size or not _in_column(upper, line):
            continue
        if not _same_size(line.size, upper.size, alike) or _blocked(upper.box, line.box, barriers):
            continue
        if any(_in_column(upper, ordered[nearer]) for nearer in found):
            continue
        found.append(other)
    return found


def _in_column(upper: Line, lower: Line) -> bool:
    """Tell whether two lines stand in one column: they overlap, or the lower begins a paragraph past a short line."""
    overlap = lower.box.x_overlap(upper.box)
    if overlap >= 0.3 * min(lower.box.width, upper.box.width):
        return True
    return overlap > -0.6 * lower.size and 1.5 * lower.size < lower.box.x0 - upper.box.x0 < 2.5 * lower.size


def _same_size(one: float, other: float, alike: float = SAME_SIZE) -> bool:
    return 1 / alike <= one / other <= alike


def _blocked(upper: Box, lower: Box, barriers: Sequence[Box]) -> bool:
    """Tell whether a rule or a picture lies between two lines."""
    between = Box(max(upper.x0, lower.x0), upper.cy, min(upper.x1, lower.x1), lower.cy)
    return any(
        barrier.x_overlap(between) > 0.5 * between.width
        and barrier.y_overlap(between) > 0
        and between.y0 < barrier.cy < between.y1
        for barrier in barriers
    )


def _vertical_blocks(lines: Sequence[Line]) -> list[Block]:
    """Put vertical lines that stand side by side together, the right one first."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.box.cx):
        for group in groups:
            last = group[-1]
            beside = 0 <= last.box.x0 - line.box.x1 < 1.2 * line.size
            if (
                beside
                and _same_size(line.size, last.size)
                and line.box.y_overlap(last.box) > 0.5 * min(line.box.height, last.box.height)
            ):
                group.append(line)
                break
        else:
            groups.append([line])
    return [block(group) for group in groups]


def body_sizes(found: Iterable[Block]) -> dict[float, int]:
    """Return the sizes that running text is set in on the page, with how many characters each."""
    weights: Counter[float] = Counter()
    for one in found:
        if len(one.lines) >= 3 and one.length >= 24 and not one.vertical:
            weights[round(one.size, 1)] += one.length
    total = sum(weights.values())
    return {size: count for size, count in weights.items() if count >= 0.03 * total}


def with_roles(found: Sequence[Block], pictures: Sequence[Box]) -> list[Block]:
    """Say of each block what it is for."""
    sizes = body_sizes(found)
    if not sizes:
        return list(found)
    running = [
        one
        for one in found
        if any(_same_size(one.size, size) for size in sizes) and len(one.lines) >= 3 and one.length >= 24
    ]
    first = [replace(one, role=_first_role(one, running, pictures)) for one in found]
    heads = [one for one in first if one.role == "headline"]
    return [_beside_headline(one, heads, free=not _is_of_column(one, running)) for one in first]


def _first_role(one: Block, running: Sequence[Block], pictures: Sequence[Box]) -> Role:
    text = one.text.replace("\n", " ")
    if JUMP.match(text):
        return "jump"
    if one in running:
        return "body"
    near = _nearest(one, running)
    if one.size >= HEADLINE * near.size and one.length <= LONGEST_HEADLINE and not text.rstrip().endswith("。"):
        return "headline"
    if is_byline(text) or is_byline(text.replace(" ", "")):
        return "byline"
    under = any(_is_under(one, picture) for picture in pictures)
    if (under and (one.size <= SMALL * near.size or is_caption(text))) or (
        is_caption(text) and one.size <= SMALL * near.size
    ):
        return "caption"
    return "body"


def _nearest(one: Block, running: Sequence[Block]) -> Block:
    """Return the running text that stands nearest to a block."""
    return min(running, key=lambda other: max(0, -one.box.x_overlap(other.box)) + max(0, -one.box.y_overlap(other.box)))


def _is_under(one: Block, picture: Box) -> bool:
    gap = one.box.y0 - picture.y1
    return -0.5 * one.size < gap < UNDER_PICTURE * one.size and one.box.x_overlap(picture) > 0.6 * one.box.width


def _is_of_column(one: Block, running: Sequence[Block]) -> bool:
    """Tell whether a short block stands in a column of running text, in its type and at its left edge."""
    return any(
        _same_size(one.size, other.size)
        and min(abs(one.box.x0 - other.box.x0), abs(one.box.x0 - other.box.x0 - 2 * one.size)) < 0.4 * one.size
        and one.box.x1 < other.box.x1 + one.size
        for other in running
    )


def _beside_headline(one: Block, heads: Sequence[Block], *, free: bool) -> Block:
    """Make a short block next to a headline its deck; one that is not free of a column only right under its middle."""
    if one.role != "body" or one.length > 40 or len(one.lines) > 2 or one.text.rstrip().endswith(("。", "！")):
        return one
    for head in heads:
        reach = NEAR_HEADLINE * min(head.size, 1.6 * one.size)
        if head.vertical:
            near = -one.box.x_overlap(head.box) < 0.6 * head.size and -one.box.y_overlap(head.box) < reach
        else:
            near = (
                one.box.x_overlap(head.box) > 0.5 * min(one.box.width, head.box.width)
                and -one.box.y_overlap(head.box) < reach
            )
        if near and one.size < 0.85 * head.size and (free or _is_centred_on(one, head)):
            return replace(one, role="deck")
    return one
