"""Several newspaper pages copied into one text, told apart by their headers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.layout.blocks import Block
from ingest.layout.masthead import Masthead, masthead

MOST_PIECES = 300
"""Blocks of running text: a newspaper page has fewer than 100, what has more is a book or a report in narrow lines."""


_SIGNS = frozenset({"byline", "caption", "masthead", "source"})
_NARROW = 20.0
"""Widths of a character; letters, notices and reports are set wider."""

_GAIN, _GAIN_IN_NARROW_COLUMNS = 6.0, 2.0
"""Reports in wrapped lines, read as pages, gain 2 or less, and 6 at most; pages with two articles in turns 3 and more."""  # noqa: E501


def pages(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the blocks of each page. A header opens its page, or closes it where the text does not begin with one."""
    headed = [number for number, block in enumerate(blocks) if _names_page(block)]
    changes = [number for before, number in pairwise(headed) if _differ(blocks[before], blocks[number])]
    if not changes:
        return [list(blocks)]
    opens = headed[0] == _first(blocks)
    cuts = changes if opens else [number + 1 for number in headed[:-1]]
    return [list(blocks[start:end]) for start, end in zip([0, *cuts], [*cuts, len(blocks)], strict=True)]


def _first(blocks: Sequence[Block]) -> int:
    return next((number for number, block in enumerate(blocks) if block.kind != "furniture"), 0)


def _header(block: Block) -> Masthead:
    return masthead(line.text.text for line in block.lines)


def _names_page(block: Block) -> bool:
    return block.kind == "masthead" and _header(block).page is not None


def _differ(one: Block, other: Block) -> bool:
    first, second = _header(one), _header(other)
    return (first.page, first.published or second.published) != (second.page, second.published or first.published)


def gain_needed(blocks: Sequence[Block]) -> float:
    """Return how much better a text must read with its pieces moved, before they are.

    Nothing where bylines, captions or a page header show that it is a newspaper page.
    """
    if any(block.kind in _SIGNS for block in blocks):
        return 0.0
    return _GAIN_IN_NARROW_COLUMNS if has_narrow_columns(blocks) else _GAIN


def has_narrow_columns(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks are set in columns as narrow as a newspaper's."""
    columns = [block.column for block in blocks if block.kind == "body" for _ in block.lines]
    return bool(columns) and median(columns) <= _NARROW
