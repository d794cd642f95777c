"""What belongs together on a page whatever its articles are: headline, deck and byline, picture and caption."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.page_blocks import Block
from ingest.layout.page_model import Box, around
from ingest.layout.page_regions import Atom

NEAR_HEAD = 2.4
"""Ems of the smaller type between a headline and what belongs to it at most."""

END_OF_COLUMN = 12.0
"""Ems between the end of a text and the byline at the foot of its column at most."""

ONE_HEADLINE = 1.2
"""Ratio of sizes from which one of two neighbouring headlines is subordinate to the other."""

STACKED = 1.2
"""Ems between two pieces of one column at most; a headline would need more."""

NEAR_PICTURE = 3.0
"""Ems from a caption to its picture at most."""


def atoms(blocks: Sequence[Block], pictures: Sequence[Box]) -> list[Atom]:
    """Return the blocks and pictures of a page as what no cut may part."""
    owner = list(range(len(blocks) + len(pictures)))

    def root(number: int) -> int:
        while owner[number] != number:
            number = owner[number]
        return number

    for number, one in enumerate(blocks):
        if (other := _belongs_to(number, one, blocks, pictures)) is not None:
            owner[root(number)] = root(other)
    groups: dict[int, list[int]] = {}
    for number in range(len(owner)):
        groups.setdefault(root(number), []).append(number)
    boxes = [*(one.box for one in blocks), *pictures]
    return [
        Atom(
            around(boxes[number] for number in group), tuple(blocks[number] for number in group if number < len(blocks))
        )
        for group in groups.values()
    ]


def _belongs_to(number: int, one: Block, blocks: Sequence[Block], pictures: Sequence[Box]) -> int | None:
    """Return the number of the block (or, past their count, of the picture) that a block cannot be parted from."""
    if one.role == "caption":
        near = _nearest(one.box, pictures, NEAR_PICTURE * one.size)
        return None if near is None else len(blocks) + near
    others = [other for other in range(len(blocks)) if other != number]
    heads = [other for other in others if blocks[other].role == "headline"]
    if one.role == "headline":
        larger = [
            other
            for other in heads
            if blocks[other].size >= ONE_HEADLINE * one.size and _lies_along(one, blocks[other])
        ]
        return _pick(one, larger, blocks, 0.9 * one.size)
    if one.role in ("deck", "byline"):
        found = _pick(one, heads, blocks, NEAR_HEAD * one.size)
        if found is not None or one.role == "deck":
            return found
    if one.role == "body":
        return _stacked_on(number, blocks)
    if one.role in ("byline", "jump"):
        column = [other for other in others if blocks[other].role == "body" and _shares_column(one, blocks[other])]
        return _pick(one, column, blocks, END_OF_COLUMN * one.size)
    return None


def _shares_column(one: Block, text: Block) -> bool:
    """Tell whether a line stands under a text in its column, or directly over it."""
    if one.box.y0 < text.box.y1 - one.size and not 0 <= text.box.y0 - one.box.y1 < STACKED * one.size:
        return False
    return one.box.x_overlap(text.box) > 0.5 * min(one.box.width, text.box.width)


def _stacked_on(number: int, blocks: Sequence[Block]) -> int | None:
    """Return the block of running text that another goes on from, in the same column and with hardly a gap."""
    one = blocks[number]
    for other, upper in enumerate(blocks):
        if other == number or upper.role != "body" or abs(upper.size - one.size) > 0.12 * one.size:
            continue
        inside = one.box.x_overlap(upper.box) > 0.9 * min(one.box.width, upper.box.width)
        if inside and 0 <= one.box.y0 - upper.box.y1 < STACKED * one.size:
            return other
    return None


def _lies_along(one: Block, larger: Block) -> bool:
    """Tell whether a block lies over, under or, for an upright headline, beside another, mostly within its extent."""
    if larger.vertical:
        return (
            one.box.y_overlap(larger.box) > 0.5 * min(one.box.height, larger.box.height)
            or one.box.x_overlap(larger.box) > 0
        )
    return one.box.x_overlap(larger.box) > 0.5 * min(one.box.width, larger.box.width)


def _pick(one: Block, numbers: Sequence[int], blocks: Sequence[Block], reach: float) -> int | None:
    near = _nearest(one.box, [blocks[number].box for number in numbers], reach)
    return None if near is None else numbers[near]


def _nearest(box: Box, others: Sequence[Box], reach: float) -> int | None:
    """Return the number of the box that is nearest, if it is within reach and they overlap one way."""
    best: tuple[float, int] | None = None
    for number, other in enumerate(others):
        aside, apart = -box.x_overlap(other), -box.y_overlap(other)
        if min(aside, apart) >= 0 or max(aside, apart) > reach:
            continue
        distance = max(aside, apart, 0.0)
        if best is None or distance < best[0]:
            best = (distance, number)
    return best[1] if best else None
