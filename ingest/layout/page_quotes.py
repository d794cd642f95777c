"""Where words stand on a page: the lines that hold them, however the article was put together afterwards.

A quotation is found by its pairs of characters and not letter by letter, for the text of an article has been repaired
and its lines joined since it stood on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.layout.characters import FOLDS
from ingest.layout.page_model import Box, Line, around

ALIKE = 0.75
"""Share of a line's pairs of characters that are pairs of the quotation, from which it is a line of it."""

SURE_LENGTH = 4
"""Characters from which a line, or the end of one, is taken for part of a quotation by itself."""

NEAR = 1.2
"""Type sizes of white between two lines that belong together at most."""

WORTH = 0.15
"""Share of a quotation that a further group of lines must add to be framed as well: the rest is said elsewhere too."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands on a page.

    :param lines: the lines of it.
    :param regions: what is to be framed: a box for each group of lines that lie together.
    :param share: of the quotation, how much was found, from 0 to 1.
    """

    lines: tuple[Box, ...] = ()
    regions: tuple[Box, ...] = ()
    share: float = 0.0


def find(lines: Sequence[Line], quote: str) -> Found:
    """Return where `quote` stands among the lines of a page."""
    wanted = _plain(quote)
    pairs = _pairs(wanted)
    if not pairs:
        return Found()
    groups = _grouped([line for line in lines if _is_of(_plain(line.text), wanted, pairs)])
    kept: list[list[Line]] = []
    covered: set[str] = set()
    for group in sorted(groups, key=lambda one: -len(_told(one, pairs))):
        told = _told(group, pairs)
        if len(told - covered) >= WORTH * len(pairs):
            kept.append(group)
            covered |= told
    boxes = tuple(line.box for group in kept for line in group)
    regions = tuple(around(line.box for line in group) for group in kept)
    return Found(boxes, regions, len(covered) / len(pairs))


def _plain(text: str) -> str:
    return "".join(sign for sign in text.translate(FOLDS).casefold() if sign.isalnum())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1))) - {""}


def _is_of(line: str, wanted: str, pairs: frozenset[str]) -> bool:
    if not line:
        return False
    if line in wanted or wanted in line:
        return True
    own = _pairs(line)
    if len(line) >= SURE_LENGTH and len(own & pairs) >= ALIKE * len(own):
        return True
    least = min(SURE_LENGTH, len(wanted))
    return _meets(line, wanted, least) or _meets(wanted, line, least)


def _meets(first: str, second: str, least: int) -> bool:
    """Tell whether the end of one text is the beginning of the other, by at least so many characters."""
    longest = min(len(first), len(second))
    return any(first.endswith(second[:length]) for length in range(longest, least - 1, -1))


def _grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines that lie together as groups; a short line alone is a coincidence."""
    groups: list[list[Line]] = []
    for line in lines:
        reach = line.box.grown(NEAR * line.size)
        near = [group for group in groups if any(reach.overlap(other.box) > 0 for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), line])
    return [group for group in groups if sum(len(_plain(line.text)) for line in group) >= SURE_LENGTH] or groups


def _told(group: Iterable[Line], pairs: frozenset[str]) -> set[str]:
    """Return what a group of lines holds of a quotation; lines that follow one another are read as one."""
    ordered = sorted(group, key=lambda line: (line.box.y0, line.box.x0))
    return set(_pairs("".join(_plain(line.text) for line in ordered)) & pairs)
