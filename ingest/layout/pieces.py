"""The running text of a page: its pieces as they stand, and the paragraphs that they make together."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.blocks import Block
from ingest.layout.joints import is_open
from ingest.layout.kinds import WIDE
from ingest.layout.lines import ends_sentence, joined
from ingest.layout.mapped import Mapped
from ingest.layout.stitch import Before, Piece

Numbered = tuple[int, Piece]
"""A piece with the number of its block on the page."""

_SHORT_OF_COLUMN = 1.5
"""A line that ends a sentence this much short of its column ends the paragraph too."""

_INDENT = 3.0
"""How much of a paragraph's first line may be lost with its indent, or stretched away."""

_HEADS = frozenset({"headline", "byline", "source", "masthead"})


def pieces(blocks: Sequence[Block]) -> list[Numbered]:
    """Return the pieces of running text, each with the number of its block."""
    found: list[Numbered] = []
    between: set[str] = set()
    for number, block in enumerate(blocks):
        if block.kind != "body":
            between.add(block.kind)
            continue
        text = joined([line.text for line in block.lines]).text
        found.append((number, Piece(text, _column(block), block.lines[0].indented, _before(block, between))))
        between = set()
    return found


def _column(block: Block) -> tuple[float, float] | None:
    """Return how narrow and how wide the column of a block may be, None where no line of it runs on."""
    full = sum(is_open(line.text.text) for line in block.lines)
    slack = _INDENT if full == 1 and block.column < WIDE else 0.0
    return (block.column, block.column + slack) if full else None


def _before(block: Block, between: set[str]) -> Before:
    if between & _HEADS:
        return "headline"
    return "picture" if between else "blank" if block.gap > 1 else "nothing"


def paragraphs(blocks: Sequence[Block]) -> list[Mapped]:
    """Return the text of blocks that follow each other, as paragraphs."""
    found: list[list[Mapped]] = []
    ended = True
    for block in blocks:
        for at, line in enumerate(block.lines):
            if (ended and (not at or not found)) or (at and (line.indented or _ends_paragraph(block, at - 1))):
                found.append([])
            found[-1].append(line.text)
        ended = ends_sentence(block.last)
    return [joined(lines) for lines in found]


def _ends_paragraph(block: Block, at: int) -> bool:
    line = block.lines[at]
    return ends_sentence(line.text.text) and line.width < block.column - _SHORT_OF_COLUMN
