"""What belongs together on a page whatever its articles are: headline, deck and byline, picture and caption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.layout.page_blocks import Block, Role
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


def atoms(blocks: Sequence[Block], pictures: Sequence[Box], rules: Sequence[Box] = ()) -> list[Atom]:
    """Return the blocks and pictures of a page as what no cut may part; nothing is joined across a rule."""
    return _Joiner(blocks, pictures, rules).atoms()


class _Joiner:
    def __init__(self, blocks: Sequence[Block], pictures: Sequence[Box], rules: Sequence[Box]) -> None:
        self._blocks = list(blocks)
        self._boxes = [*(one.box for one in blocks), *pictures]
        self._rules = rules
        self._numbers = range(len(blocks))

    def atoms(self) -> list[Atom]:
        owner = list(range(len(self._boxes)))

        def root(number: int) -> int:
            while owner[number] != number:
                number = owner[number]
            return number

        for number in self._numbers:
            if (other := self._belongs_to(number)) is not None:
                owner[root(number)] = root(other)
        groups: dict[int, list[int]] = {}
        for number in range(len(owner)):
            groups.setdefault(root(number), []).append(number)
        return [self._atom(group) for group in groups.values()]

    def _atom(self, group: Sequence[int]) -> Atom:
        blocks = tuple(self._blocks[number] for number in group if number < len(self._blocks))
        return Atom(around(self._boxes[number] for number in group), blocks)

    def _belongs_to(self, number: int) -> int | None:
        """Return the number of the block (or, past their count, of the picture) that a block cannot be parted from."""
        one = self._blocks[number]
        if one.role == "caption":
            return self._nearest(number, range(len(self._blocks), len(self._boxes)), NEAR_PICTURE * one.size)
        if one.role == "headline":
            larger = [
                other
                for other in self._of("headline", number)
                if self._blocks[other].size >= ONE_HEADLINE * one.size and _lies_along(one, self._blocks[other])
            ]
            return self._nearest(number, larger, 0.9 * one.size)
        if one.role == "body":
            return self._stacked_on(number)
        heads = self._of("headline", number)
        if one.role != "jump":
            over = heads if one.role == "deck" else [*heads, *self._of("deck", number)]
            head = self._nearest(number, over, NEAR_HEAD * one.size)
            if head is not None or one.role == "deck":
                return head
        column = [other for other in self._of("body", number) if _shares_column(one, self._blocks[other])]
        text = self._nearest(number, column, END_OF_COLUMN * one.size)
        return None if text is not None and self._headed_off(number, text, heads) else text

    def _headed_off(self, number: int, text: int, heads: Sequence[int]) -> bool:
        """Tell whether a headline stands between a byline and a text above it."""
        one, other = self._boxes[number], self._boxes[text]
        between = (self._boxes[head] for head in heads)
        return any(other.y1 - 1 <= head.cy <= one.y0 and head.x_overlap(one) > 0 for head in between)

    def _of(self, role: Role, number: int) -> list[int]:
        return [other for other in self._numbers if other != number and self._blocks[other].role == role]

    def _stacked_on(self, number: int) -> int | None:
        """Return the running text that a block goes on from, in the same column and with hardly a gap."""
        one = self._blocks[number]
        for other in self._of("body", number):
            upper = self._blocks[other]
            inside = one.box.x_overlap(upper.box) > 0.9 * min(one.box.width, upper.box.width)
            near = 0 <= one.box.y0 - upper.box.y1 < STACKED * one.size
            if inside and near and abs(upper.size - one.size) < 0.12 * one.size and not self._ruled_off(number, other):
                return other
        return None

    def _nearest(self, number: int, others: Iterable[int], reach: float) -> int | None:
        """Return the nearest of others, if it is within reach, overlaps one way, and no rule lies between."""
        box = self._boxes[number]
        best: tuple[float, int] | None = None
        for other in others:
            aside, apart = -box.x_overlap(self._boxes[other]), -box.y_overlap(self._boxes[other])
            if min(aside, apart) >= 0 or max(aside, apart) > reach or self._ruled_off(number, other):
                continue
            distance = max(aside, apart, 0.0)
            if best is None or distance < best[0]:
                best = (distance, other)
        return best[1] if best else None

    def _ruled_off(self, number: int, other: int) -> bool:
        """Tell whether a flat rule lies between two boxes that stand over one another."""
        upper, lower = sorted((self._boxes[number], self._boxes[other]), key=lambda box: box.cy)
        return any(
            upper.y1 - 1 <= rule.cy <= lower.y0 + 1 and rule.x_overlap(upper) > 0 and rule.x_overlap(lower) > 0
            for rule in self._rules
            if rule.width > rule.height
        )


def _shares_column(one: Block, text: Block) -> bool:
    """Tell whether a line stands under a text in its column, or directly over it."""
    if one.box.y0 < text.box.y1 - one.size and not 0 <= text.box.y0 - one.box.y1 < STACKED * one.size:
        return False
    return one.box.x_overlap(text.box) > 0.5 * min(one.box.width, text.box.width)


def _lies_along(one: Block, larger: Block) -> bool:
    """Tell whether a block lies over, under or, both being upright, beside another, mostly within its extent."""
    shared = one.box.x_overlap(larger.box)
    if larger.vertical:
        beside = one.box.y_overlap(larger.box) > 0.5 * min(one.box.height, larger.box.height)
        return shared > 0 or (one.vertical and beside)
    return shared > 0.5 * min(one.box.width, larger.box.width)
