"""Whether a text shows the signs of having been copied out of a page: lines cut where a column ends, not a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.layout.characters import HAN
from ingest.layout.lines import CLOSING, TERMINAL, width

_NARROWEST, _WIDEST = 8.0, 64.0
"""Columns of a newspaper are 10 to 30 characters wide, its leads up to 60; what is longer is a paragraph."""

_SAME_COLUMN = 2.5
"""How much neighbouring lines of one column differ: a comma that hangs or is kept back, half-width characters."""

_FEWEST_CUTS = 4
_LEAST_CUT = 0.4
"""Share of the lines that must be cut in the middle of a sentence: of copied pages it is three in four."""

_ENDS = re.compile(rf"[{TERMINAL}：；:;.!?][{re.escape(CLOSING)}]*\s*$")
_INNER_MARK = re.compile(r"[，。、；：！？][^，。、；：！？”’）》]")
_HAN = re.compile(f"[{HAN}]")
_LIST_ITEM = re.compile(
    r"\s*(?:[-*+•·●■]|\d{1,3}[.、)）]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\|)"
)


def is_copied(text: str) -> bool:
    """Tell whether the lines of a text must be joined before it can be read."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or len(_HAN.findall(text)) * 2 < sum(map(len, lines)):
        return False
    cuts = _cuts(lines)
    return cuts >= max(_FEWEST_CUTS, _LEAST_CUT * len(lines)) and _reads_as_prose(lines) and not _has_paragraphs(lines)


def _cuts(lines: Sequence[str]) -> int:
    """Count the lines that break off in a sentence though the line below is as wide, and is no item of a list."""
    return sum(
        not _ENDS.search(first) and _one_column(first, second) and not _LIST_ITEM.match(second)
        for first, second in pairwise(lines)
    )


def _one_column(first: str, second: str) -> bool:
    """Tell whether the second line may be the next of the same column: as wide, or the last and shorter."""
    above, below = width(first.replace(" ", "")), width(second.replace(" ", ""))
    return _NARROWEST <= above <= _WIDEST and below <= above + _SAME_COLUMN


def _reads_as_prose(lines: Sequence[str]) -> bool:
    """Tell whether sentences end and pause inside lines: a list or a poem has its marks at the ends of lines."""
    return sum(bool(_INNER_MARK.search(line)) for line in lines) * 4 >= len(lines)


def _has_paragraphs(lines: Sequence[str]) -> bool:
    """Tell whether much of the text stands in lines that no column is wide enough for."""
    return sum(len(line) for line in lines if width(line) > _WIDEST) * 3 > sum(map(len, lines))
