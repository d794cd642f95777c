"""The blocks of a copied page: what each stretch of lines is, before anything is moved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.layout.characters import HAN
from ingest.layout.credits import is_caption
from ingest.layout.joints import Joints, is_open, opens
from ingest.layout.lines import ends_sentence, starts_broken, width
from ingest.layout.printed import Kind, Line

_LONGEST_HEADLINE = 36.0
"""In widths of a character; a headline that runs longer is set in two lines."""

_MOST_HEADLINE_LINES = 4
_SAME_WIDTH = 1.5
"""A line may end a character early to keep a comma from the next one's start, or late for a comma that hangs."""

_WIDE = 19.0
"""A line wider than this spans columns: the lead under a headline is printed so, and copied with blank lines."""

_SURE_JOINT = 1.0
"""Of the joints inside a text three in five are stronger, of a headline with the text below one in a hundred."""

_INNER_STOP = re.compile(r"[。；]")
_HALVES = re.compile(rf"[{HAN}”》][ \u3000]+[{HAN}“《]")
"""A space between words, which sets the halves of a headline apart and never stands in running text."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind that stand together.

    :param gap: how many blank lines stand before it.
    :param column: width of the column that it was printed in.
    """

    kind: Kind
    lines: tuple[Line, ...]
    gap: int = 0
    column: float = 0.0

    @property
    def first(self) -> str:
        """Its first line, as a plain string."""
        return self.lines[0].text.text

    @property
    def last(self) -> str:
        """Its last line, as a plain string."""
        return self.lines[-1].text.text


Group = tuple[Line, ...]


def blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of a page, in the order in which they stand."""
    groups = [tuple(group) for group in _groups(lines)]
    page = _Page(groups)
    found = [Block(page.kind(at), group, group[0].gap, _column(group)) for at, group in enumerate(groups)]
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
    wide, narrow = group[0].width >= _WIDE, line.width < _WIDE
    return line.kind is None and wide and narrow and ends_sentence(group[-1].text.text)


def _column(group: Sequence[Line]) -> float:
    widths = sorted(line.width for line in group[:-1]) or [group[0].width]
    return widths[len(widths) // 2]


class _Page:
    """The groups of a page, with what each must know of the others."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._joints = Joints("".join(line.text.text for line in group) for group in groups)
        long = [group for group in groups if len(group) > _MOST_HEADLINE_LINES and group[0].kind is None]
        widths = Counter(round(_column(group)) for group in long for _ in group)
        self._columns = [size for size, count in widths.items() if count * 10 >= widths.total()]

    def kind(self, at: int) -> Kind:
        group = self._groups[at]
        if group[0].kind:
            return group[0].kind
        if _reads_as_caption(group):
            return "caption"
        if not _reads_as_headline(group):
            return "body"
        return "headline" if self._byline_below(at) or not self._runs_on(at) else "body"

    def _byline_below(self, at: int) -> bool:
        after = self._groups[at + 1 : at + 2]
        return bool(after) and after[0][0].kind == "byline" and after[0][0].gap <= 1

    def _runs_on(self, at: int) -> bool:
        """Tell whether headline-like lines are a piece of running text that blank lines have cut out of it."""
        group, before, after = self._groups[at], self._text(at - 1), self._text(at + 1)
        unfinished = before is not None and is_open(before[-1].text.text) and len(before) > 1
        if unfinished and ends_sentence(group[-1].text.text):
            return True
        if not self._fills_column(group, before, after) or _HALVES.search(group[0].text.text):
            return self._one_of_wide_lines(at)
        return (
            self._meets(before, group)
            or self._meets(group, after)
            or (group[0].gap <= 1 and (unfinished or _has_comma(group) or len(group) > 1))
            or (group[0].gap <= 1 and after is not None and after[0].gap <= 1 and not opens(after[0].text.text))
            or self._one_of_wide_lines(at)
        )

    def _fills_column(self, group: Group, before: Group | None, after: Group | None) -> bool:
        """Tell whether a group's last line is as wide as a column of the page: text goes on only from such lines."""
        beside = [_column(near) for near in (before, after) if near]
        return any(abs(group[-1].width - size) <= _SAME_WIDTH for size in (*self._columns, *beside))

    def _text(self, at: int) -> Group | None:
        """Return the group at `at` where it may be running text."""
        group = self._groups[at] if 0 <= at < len(self._groups) else None
        return group if group and group[0].kind is None and not _reads_as_caption(group) else None

    def _meets(self, first: Group | None, second: Group | None) -> bool:
        """Tell whether the first certainly goes on in the second."""
        if first is None or second is None or not is_open(first[-1].text.text):
            return False
        return self._joints.bond(first[-1].text.text, second[0].text.text) > _SURE_JOINT

    def _one_of_wide_lines(self, at: int) -> bool:
        """Tell whether a line stands among single lines of its width: a lead, copied with blank lines between."""
        group, after = self._groups[at], self._text(at + 1)
        if len(group) > 1 or group[0].width < _WIDE:
            return False
        if after and len(after) == 1 and ends_sentence(after[0].text.text):
            return True
        beside = [near[0] for near in (self._text(at - 1), after) if near and near[0].width >= _WIDE]
        return any(_has_comma(group) or abs(line.width - group[0].width) <= _SAME_WIDTH for line in beside)


def _has_comma(group: Group) -> bool:
    return any("，" in line.text.text for line in group)


def _reads_as_caption(group: Group) -> bool:
    return len(group) <= _MOST_HEADLINE_LINES and is_caption("".join(line.text.text for line in group))


def _reads_as_headline(group: Group) -> bool:
    return len(group) <= _MOST_HEADLINE_LINES and all(_headline_like(line.text.text) for line in group)


def _headline_like(text: str) -> bool:
    return (
        width(text) <= _LONGEST_HEADLINE
        and not _INNER_STOP.search(text)
        and not starts_broken(text.lstrip("—"))
        and not text.endswith(("，", "、", "：", "“", "《", "（"))
        and bool(re.search(rf"[{HAN}]{{2}}", text))
        and all(text.count(opening) == text.count(closing) for opening, closing in ("“”", "《》", "（）"))
    )


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
    if last.kind != block.kind:
        return False
    if block.kind == "caption":
        return not block.gap and not ends_sentence(last.last)
    return (
        block.kind == "body"
        and block.gap == 1
        and last.column >= _WIDE
        and is_open(last.last)
        and block.column >= _WIDE - _SAME_WIDTH
    )
