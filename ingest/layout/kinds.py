"""What a group of printed lines is that shows it only beside its neighbours: headline, caption or running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.layout.characters import HAN
from ingest.layout.credits import has_credit, is_caption
from ingest.layout.joints import Joints, is_open, opens
from ingest.layout.lines import ends_sentence, starts_broken, width
from ingest.layout.printed import Kind, Line

Group = tuple[Line, ...]
"""Lines that stand together, none of which shows by itself what it is."""

WIDE = 19.0
"""A line wider than this spans columns: the lead under a headline is printed so, and copied with blank lines."""

SAME_WIDTH = 1.5
"""A line may end a character early to keep a comma from the next one's start, or late for a comma that hangs."""

_LONGEST_HEADLINE = 36.0
"""In widths of a character; a headline that runs longer is set in two lines."""

_MOST_HEADLINE_LINES = 4

_SURE_JOINT = 1.0
"""Of the joints inside a text two in five are stronger, of those of a headline with what follows one in 1,000."""

_INNER_STOP = re.compile(r"[。；]")
_HALVES = re.compile(rf"[{HAN}”》][ \u3000]+[{HAN}“《]")
"""A space between words, which sets the halves of a headline apart and never stands in running text."""


def column(group: Sequence[Line]) -> float:
    """Return the width of the column that lines were printed in: those that run on fill it, the others may not."""
    widths = sorted(line.width for line in group if not ends_sentence(line.text.text))
    return widths[len(widths) // 2] if widths else max(line.width for line in group)


class Kinds:
    """The groups of a page, with what each must know of the others."""

    def __init__(self, groups: Sequence[Group]) -> None:
        """Note the page's columns, and what stands together in its lines."""
        self._groups = groups
        self._joints = Joints("".join(line.text.text for line in group) for group in groups)
        long = [group for group in groups if len(group) > _MOST_HEADLINE_LINES and group[0].kind is None]
        widths = Counter(round(column(group)) for group in long for _ in group)
        self._columns = [size for size, count in widths.items() if count * 10 >= widths.total()]

    def kind(self, at: int) -> tuple[Kind, bool]:
        """Return what a group is, and whether that is a guess between headline and running text."""
        group = self._groups[at]
        if group[0].kind:
            return group[0].kind, False
        if _reads_as_caption(group):
            return "caption", False
        if not _reads_as_headline(group) or self._runs_on(at):
            return "body", False
        alone = self._text(at - 1) is None and self._text(at + 1) is None
        if self._byline_below(at) or alone or not self._fills_column(at):
            return "headline", False
        return ("body" if self._may_run_on(at) else "headline"), True

    def _byline_below(self, at: int) -> bool:
        """Tell whether a byline follows, or the line of the same headline that has the byline at its end."""
        if at + 1 >= len(self._groups):
            return False
        below = self._groups[at + 1][0]
        return (below.kind == "byline" and below.gap <= 1) or (below.kind == "headline" and not below.gap)

    def _fills_column(self, at: int) -> bool:
        """Tell whether a group's last line is as wide as a column: running text that goes on always is."""
        group = self._groups[at]
        return self._is_column(group[-1].width, at) and not _HALVES.search(group[0].text.text)

    def _is_column(self, line: float, at: int) -> bool:
        near = [group for group in (self._text(at - 1), self._text(at + 1)) if group]
        beside = [column(group) for group in near if len(group) > 2 or group[0].width >= WIDE]
        return any(abs(line - size) <= SAME_WIDTH for size in (*self._columns, *beside))

    def _runs_on(self, at: int) -> bool:
        """Tell whether headline-like lines are for certain running text, cut off by blank lines."""
        if self._byline_below(at):
            return False
        group, before, after = self._groups[at], self._text(at - 1), self._text(at + 1)
        if self._unfinished_above(at) and ends_sentence(group[-1].text.text):
            return True
        if not self._fills_column(at):
            return self._one_of_wide_lines(at)
        return (
            group[0].indented
            or (group[0].gap <= 1 and _has_comma(group))
            or (len(group) > 1 and all(self._is_column(line.width, at) for line in group))
            or self._meets(before, group)
            or self._meets(group, after)
            or self._one_of_wide_lines(at)
        )

    def _may_run_on(self, at: int) -> bool:
        """Guess whether lines that fill the column, and look like a headline, are running text."""
        group, after = self._groups[at], self._text(at + 1)
        if group[0].gap > 1:
            return False
        if self._unfinished_above(at):
            return True
        return after is not None and after[0].gap <= 1 and not opens(after[0].text.text)

    def _unfinished_above(self, at: int) -> bool:
        before = self._text(at - 1)
        return before is not None and is_open(before[-1].text.text) and len(before) > 1

    def _text(self, at: int) -> Group | None:
        """Return the group at `at` where it may be running text, which fills its column or ends a sentence."""
        group = self._groups[at] if 0 <= at < len(self._groups) else None
        if not group or group[0].kind or _reads_as_caption(group):
            return None
        first = group[0]
        full = first.width >= WIDE or any(abs(first.width - size) <= SAME_WIDTH for size in self._columns)
        return group if full or ends_sentence(first.text.text) or not _reads_as_headline(group) else None

    def _meets(self, first: Group | None, second: Group | None) -> bool:
        """Tell whether the first certainly goes on in the second."""
        if first is None or second is None or not is_open(first[-1].text.text):
            return False
        return self._joints.bond(first[-1].text.text, second[0].text.text) > _SURE_JOINT

    def _one_of_wide_lines(self, at: int) -> bool:
        """Tell whether a line stands among single lines of its width: a lead, copied with blank lines between."""
        group, after = self._groups[at], self._text(at + 1)
        if len(group) > 1 or group[0].width < WIDE:
            return False
        if after and len(after) == 1 and ends_sentence(after[0].text.text):
            return True
        beside = [near[0] for near in (self._text(at - 1), after) if near and near[0].width >= WIDE]
        return any(_has_comma(group) or abs(line.width - group[0].width) <= SAME_WIDTH for line in beside)


def _has_comma(group: Group) -> bool:
    return any("，" in line.text.text for line in group)


def _reads_as_caption(group: Group) -> bool:
    text = "".join(line.text.text for line in group)
    return len(group) <= _MOST_HEADLINE_LINES and is_caption(text) and (has_credit(text) or ends_sentence(text))


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
