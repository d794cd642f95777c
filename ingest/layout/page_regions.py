"""A newspaper page cut into articles: the cheapest straight cuts that leave each piece reading like one article.

Every piece should have one headline and text that begins and ends with a paragraph; cuts cost little along a rule and
more through white space; rules and changes of type size left inside a piece cost. What is framed is cut by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.layout.page_blocks import Block
from ingest.layout.page_model import Box, Graphics, around
from ingest.layout.page_order import COLUMN_LINES, Flow

NO_HEADLINE = 2.0
"""Cost of a piece of running text without a headline."""

NO_TEXT = 5.0
"""Cost of a headline without text."""

ONLY_PICTURE = 0.8
"""Cost of a picture by itself."""

PHOTO_NEWS = 1.2
"""Cost of a headline with nothing but a picture and its caption."""

SECOND_HEADLINE = 4.0
"""Cost of every headline after the first that could head an article of its own."""

SUBHEAD = 0.5
"""Cost of a small headline inside the text of a large one."""

SUBHEAD_SIZE = 0.72
"""A headline at most this large, next to the largest, may stand inside a column of its article."""

UNDER_SUBHEAD = 2.5
"""Ems from a small headline to its text at most."""

OTHER_SIZE = 2.0
"""Cost of every further size that running text is set in."""

OTHER_WIDTH = 0.8
"""Cost of columns of different widths: a lead across the page, or the columns of two articles."""

UNEVEN = 1.1
"""Ratio from which two columns are of different widths."""

RULE_ENDS = 0.6
"""Cost of a horizontal rule over a piece that ends halfway: two articles side by side have a rule each."""

OVER = 2.0
"""Ems from a rule to the piece under it at most."""

RULE_INSIDE = 2.6
"""Cost of a horizontal rule across the text of a piece; of an upright one, which may stand between columns, less."""

UPRIGHT_RULE_INSIDE = 0.7

FRAME_INSIDE = 0.4
"""Cost of a framed article that an article runs around."""

OFF_CENTRE = 2.0
"""Cost of a headline over one edge of its text only."""

CUT = 0.55
"""Cost of a cut through white space, with no rule."""

NARROW_CUT = 0.35
"""Added cost of a cut through a space no wider than that between two columns or paragraphs, less for a wider one."""

SURE = 0.06
"""Cost of a horizontal cut, which is that of the part without a rule, up to which a rule is taken to run across."""

NARROW_SPACE, WIDE_SPACE = 0.9, 2.4
"""Ems of white: as between two columns, and so wide that it separates by itself."""

TOUCH = 0.5
"""Ems that two sides of a cut may overlap: recognition draws its boxes by guess."""

MOST_ATOMS = 90
"""Pieces of a page beyond which only rules are followed: no newspaper page has more, and time is bounded."""

MOST_STATES = 6000
"""Sub-pages that are weighed at most."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Blocks that no cut parts: a headline with deck and byline, a picture with its caption, a piece of a column."""

    box: Box
    blocks: tuple[Block, ...] = ()
    closed: bool = False
    """A frame whose articles are already cut; it only takes its place."""

    @property
    def head(self) -> Block | None:
        """The headline in it."""
        heads = [one for one in self.blocks if one.role == "headline"]
        return max(heads, key=lambda one: one.size, default=None)

    @property
    def text(self) -> list[Block]:
        """The running text in it."""
        return [one for one in self.blocks if one.role == "body"]


@dataclass(frozen=True)
class Piece:
    """Atoms taken as one article."""

    atoms: tuple[Atom, ...]

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks of the piece."""
        return [one for atom in self.atoms for one in atom.blocks]

    @cached_property
    def box(self) -> Box:
        """The space it takes."""
        return around(atom.box for atom in self.atoms)

    @cached_property
    def heads(self) -> list[Block]:
        """Its headlines, the largest first, and of equal ones the upper first."""
        heads = [atom.head for atom in self.atoms if atom.head]
        return sorted(heads, key=lambda one: (-one.size, one.box.y0))

    @cached_property
    def text(self) -> list[Block]:
        """Its running text, in no order."""
        return [one for atom in self.atoms for one in atom.text]

    @cached_property
    def flow(self) -> Flow:
        """Its running text with how it joins."""
        return Flow(self.text)


def pieces(atoms: Sequence[Atom], graphics: Graphics) -> list[Piece]:
    """Cut a page into pieces, in no particular order."""
    if not atoms:
        return []
    return _Cutter(atoms, graphics.rules).cheapest()


@dataclass(frozen=True, slots=True)
class _Cut:
    """A straight cut: its cost, the atoms on either side, and whether a rule lies there from side to side."""

    cost: float
    first: tuple[int, ...]
    second: tuple[int, ...]
    sure: bool


class _Cutter:
    def __init__(self, atoms: Sequence[Atom], rules: Iterable[Box]) -> None:
        self._atoms = sorted(atoms, key=lambda atom: (atom.box.y0, atom.box.x0))
        self._flat = [rule for rule in rules if rule.width >= rule.height]
        self._upright = [rule for rule in rules if rule.width < rule.height]
        self._best: dict[tuple[int, ...], tuple[float, list[Piece]]] = {}

    def cheapest(self) -> list[Piece]:
        return self._cheapest(tuple(range(len(self._atoms))))[1]

    def _cheapest(self, numbers: tuple[int, ...]) -> tuple[float, list[Piece]]:
        if numbers not in self._best:
            self._best[numbers] = self._choose(numbers)
        return self._best[numbers]

    def _choose(self, numbers: tuple[int, ...]) -> tuple[float, list[Piece]]:
        piece = Piece(tuple(self._atoms[number] for number in numbers))
        whole = self._cost(piece)
        best = (whole, [piece])
        if len(numbers) == 1 or whole <= CUT or len(self._best) > MOST_STATES:
            return best
        cuts = self._cuts(numbers, piece)
        sure = [cut for cut in cuts if cut.sure and self._has_head(cut.first) and self._has_head(cut.second)]
        if sure:
            cuts = sure[:1]  # a rule from side to side with a headline on either: nothing else needs to be weighed
            best = (float("inf"), [])
        for cut in cuts:
            if cut.cost >= best[0]:
                continue
            left = self._cheapest(cut.first)
            if cut.cost + left[0] >= best[0]:
                continue
            right = self._cheapest(cut.second)
            if cut.cost + left[0] + right[0] < best[0]:
                best = (cut.cost + left[0] + right[0], left[1] + right[1])
        return best

    def _has_head(self, numbers: Sequence[int]) -> bool:
        return any(self._atoms[number].head for number in numbers)

    def _cost(self, piece: Piece) -> float:
        """Return how unlike one article a piece is."""
        if all(atom.closed for atom in piece.atoms):
            return 0.0
        if not piece.text:
            return _cost_without_text(piece)
        main = piece.heads[0] if piece.heads else None
        cost = 0.0 if main else NO_HEADLINE
        for other in piece.heads[1:]:
            cost += SUBHEAD if main and _is_subhead(other, main, piece.blocks) else SECOND_HEADLINE
        if cost > 3 * SECOND_HEADLINE:
            return cost  # far from any article: not worth a closer look
        cost += OTHER_SIZE * (_sizes(piece.text) - 1) + OTHER_WIDTH * (_widths(piece.text) > 1)
        cost += self._rules_inside(piece) + piece.flow.cost()
        cost += FRAME_INSIDE * sum(atom.closed for atom in piece.atoms)
        return cost + (_off_centre(main, piece.text) if main else 0.0)

    def _rules_inside(self, piece: Piece) -> float:
        cost = sum(self._flat_rule(rule, piece) for rule in self._flat)
        return cost + max((self._upright_rule(rule, piece) for rule in self._upright), default=0.0)

    def _flat_rule(self, rule: Box, piece: Piece) -> float:
        """Return the cost of a rule through a piece, or over it but ending halfway."""
        near = [one for one in piece.text if one.box.x_overlap(rule) > 0]
        below = any(one.box.cy > rule.cy for one in near)
        if below and any(one.box.cy < rule.cy for one in near):
            return RULE_INSIDE * min(1.0, rule.x_overlap(piece.box) / piece.box.width)
        em = piece.text[0].size
        over = below and abs(rule.cy - piece.box.y0) < OVER * em and rule.x_overlap(piece.box) > 0
        ends = sum(piece.box.x0 + 4 * em < end < piece.box.x1 - 4 * em for end in (rule.x0, rule.x1))
        return RULE_ENDS * ends if over else 0.0

    def _upright_rule(self, rule: Box, piece: Piece) -> float:
        """Return the cost of an upright rule between the columns of a piece; several may all part its columns."""
        near = [one for one in piece.text if one.box.y_overlap(rule) > 0]
        if any(one.box.cx < rule.cx for one in near) and any(one.box.cx > rule.cx for one in near):
            return UPRIGHT_RULE_INSIDE * min(1.0, rule.y_overlap(piece.box) / piece.box.height)
        return 0.0

    def _cuts(self, numbers: tuple[int, ...], piece: Piece) -> list[_Cut]:
        """Return the straight cuts through a piece, the cheapest first."""
        em = min((one.size for one in piece.text), default=10.0)
        found = []
        for flat in (True, False):
            order = sorted(numbers, key=lambda number: self._start(number, flat))
            end = self._end(order[0], flat)
            for position in range(1, len(order)):
                start = self._start(order[position], flat)
                if start >= end - TOUCH * em:
                    cost = self._cut_cost(piece.box, (end, start), em, flat)
                    sides = tuple(sorted(order[:position])), tuple(sorted(order[position:]))
                    found.append(_Cut(cost, *sides, sure=flat and cost < SURE))
                end = max(end, self._end(order[position], flat))
        return sorted(found, key=lambda cut: cut.cost)

    def _start(self, number: int, flat: bool) -> float:
        box = self._atoms[number].box
        return box.y0 if flat else box.x0

    def _end(self, number: int, flat: bool) -> float:
        box = self._atoms[number].box
        return box.y1 if flat else box.x1

    def _cut_cost(self, box: Box, space: tuple[float, float], em: float, flat: bool) -> float:
        first, last = min(space) - 0.3 * em, max(space) + 0.3 * em
        if flat:
            ruled, whole = (
                sum(max(0.0, rule.x_overlap(box)) for rule in self._flat if first <= rule.cy <= last),
                box.width,
            )
        else:
            ruled, whole = (
                sum(max(0.0, rule.y_overlap(box)) for rule in self._upright if first <= rule.cx <= last),
                box.height,
            )
        narrow = NARROW_CUT * (1.0 - _share((space[1] - space[0]) / em, NARROW_SPACE, WIDE_SPACE))
        return (1.0 - min(1.0, ruled / max(1.0, whole))) * (CUT + narrow)


def _share(value: float, least: float, most: float) -> float:
    """Return how far a value lies from the least to the most, within 0 and 1."""
    return min(1.0, max(0.0, (value - least) / (most - least)))


def _widths(text: Sequence[Block]) -> int:
    """Count the widths of the columns that text is set in."""
    counted = sorted(one.box.width for one in text if len(one.lines) >= COLUMN_LINES)
    return 1 + sum(1 for narrow, wide in pairwise(counted) if wide > UNEVEN * narrow)


def _cost_without_text(piece: Piece) -> float:
    if not piece.heads:
        return ONLY_PICTURE
    photograph = len(piece.heads) == 1 and any(one.role == "caption" for one in piece.blocks)
    return PHOTO_NEWS if photograph else NO_TEXT * len(piece.heads)


def _is_subhead(other: Block, main: Block, blocks: Sequence[Block]) -> bool:
    """Tell whether a headline stands inside a column of the article that a larger one heads, with text under it.

    Where nothing of the article is over it, it heads a column of its own, beside the article.
    """
    if other.size > SUBHEAD_SIZE * main.size or other.vertical:
        return False
    over = any(one.box.cy < other.box.y0 and one.box.x_overlap(other.box) > 0 for one in blocks)
    return over and any(
        one.box.x0 - one.size <= other.box.x0
        and other.box.x1 <= one.box.x1 + one.size
        and -0.5 * one.size < one.box.y0 - other.box.y1 < UNDER_SUBHEAD * one.size
        for one in blocks
        if one.role == "body"
    )


def _sizes(text: Sequence[Block]) -> int:
    """Count the sizes that running text is set in; a block of a line or two proves none."""
    counted = sorted(one.size for one in text if one.length >= 24) or [text[0].size]
    return 1 + sum(1 for small, large in pairwise(counted) if large > 1.06 * small)


def _off_centre(head: Block, text: Sequence[Block]) -> float:
    """Return the cost of a headline that is neither over the middle of its text nor at its left edge, nor beside it."""
    box = around(one.box for one in text)
    if head.vertical or head.box.x1 <= box.x0 + head.size or head.box.x0 >= box.x1 - head.size:
        return 0.0
    if not (head.box.y1 <= box.y0 + head.size or head.box.y0 >= box.y1 - head.size):
        return 0.0
    aside = min(abs(head.box.cx - box.cx), abs(head.box.x0 - box.x0), abs(head.box.x1 - box.x1))
    return OFF_CENTRE * aside / max(1.0, box.width)
