"""Several newspaper pages copied into one text, told apart by their headers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.layout.blocks import Block
from ingest.layout.masthead import Masthead, masthead

_MOST_PIECES = 300
"""Blocks of running text: a newspaper page has fewer than 100, what has more is a book or a report in narrow lines."""


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


def is_one_page(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks may be of one newspaper page, and so may have to be put in order."""
    return sum(block.kind == "body" for block in blocks) <= _MOST_PIECES
