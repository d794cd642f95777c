"""The blocks of a copied page: its lines in groups, each of one kind, before anything is moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.layout.joints import is_open
from ingest.layout.kinds import SAME_WIDTH, WIDE, Kinds, column
from ingest.layout.lines import ends_sentence
from ingest.layout.printed import Kind, Line


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind that stand together.

    :param gap: how many blank lines stand before it.
    :param column: width of the column that it was printed in.
    :param doubtful: it may be a headline as well as running text.
    """

    kind: Kind
    lines: tuple[Line, ...]
    gap: int = 0
    column: float = 0.0
    doubtful: bool = False

    @property
    def first(self) -> str:
        """Its first line, as a plain string."""
        return self.lines[0].text.text

    @property
    def last(self) -> str:
        """Its last line, as a plain string."""
        return self.lines[-1].text.text

    def otherwise(self) -> Block:
        """Return a doubtful block as what it may be instead."""
        return replace(self, kind="headline" if self.kind == "body" else "body")


def blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of a page, in the order in which they stand."""
    groups = [tuple(group) for group in _groups(lines)]
    kinds = Kinds(groups)
    found = []
    for at, group in enumerate(groups):
        kind, doubtful = kinds.kind(at)
        found.append(Block(kind, group, group[0].gap, column(group), doubtful))
    return _joined(found)


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Group lines that stand together: of one kind, and of one column width, without a blank line between."""
    group: list[Line] = []
    for line in lines:
        if group and (line.gap or line.kind != group[-1].kind or _changes_column(group, line)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _changes_column(group: Sequence[Line], line: Line) -> bool:
    """Tell whether a paragraph ends and the next is printed in a column of another width."""
    wide, narrow = group[0].width >= WIDE, line.width < WIDE
    return line.kind is None and wide and narrow and ends_sentence(group[-1].text.text)


def _joined(found: Iterable[Block]) -> list[Block]:
    """Join blocks that only copying has cut: single wide lines of a lead, and a caption's lines."""
    joined: list[Block] = []
    for block in found:
        if joined and _goes_on(joined[-1], block):
            joined[-1] = replace(joined[-1], lines=(*joined[-1].lines, *block.lines))
        else:
            joined.append(block)
    return joined


def _goes_on(last: Block, block: Block) -> bool:
    if last.kind != block.kind or last.doubtful or block.doubtful:
        return False
    if block.kind == "caption":
        return not block.gap and not ends_sentence(last.last)
    return (
        block.kind == "body"
        and block.gap == 1
        and last.column >= WIDE
        and is_open(last.last)
        and (block.column >= WIDE - SAME_WIDTH or ends_sentence(block.last))
    )
