"""A text layer with a damaged character map, mended by reading the page.

Where the characters stand is known, so nothing needs to be found on the image: each line is cut out, read, and aligned
with what the layer says. A character that the layer cannot name is taken from the reading; one that it names wrongly
gives itself away by being read otherwise wherever it occurs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.layout import ocr
from ingest.layout.characters import fold
from ingest.layout.page_model import UNREADABLE, Glyph, Line

DAMAGED = 0.01
"""Share of unreadable characters from which the character map of a page is taken to be damaged."""

FEWEST = 3
"""Unreadable characters below which nothing is damaged: a bullet or a logo may well be set in a font of its own."""

COMMON = frozenset(
    "的一是在了有和人这中大为上个国不以会要他时来用们生到作地于出就分对成发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平"
    "形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
)
"""The characters that make up half of any Chinese text."""

LEAST_COMMON = 0.12
"""Share of such characters below which a page of text is taken to be named wrongly throughout."""

LONG_TEXT = 150
"""Chinese characters from which that share says something."""

TRUSTED = 0.85
"""Share of a character's occurrences that must be read as it is named for the layer to be believed."""

LOWEST_CONFIDENCE = 0.5
"""A reading less sure than this mends nothing."""

_SWAP, _GUESS, _EXTRA, _MISSED = 1.0, 0.2, 0.7, 1.0
"""Costs of aligning: another character, one for an unreadable one, one that only the reading has, only the layer."""


def is_damaged(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether the character map behind the text of a page is to be distrusted."""
    unreadable = sum(glyph.text == UNREADABLE for glyph in glyphs)
    if unreadable >= max(FEWEST, DAMAGED * len(glyphs)):
        return True
    han = [glyph.text for glyph in glyphs if "\u3400" <= glyph.text <= "\u9fff"]
    return len(han) >= LONG_TEXT and sum(char in COMMON for char in han) < LEAST_COMMON * len(han)


def repaired(lines: Sequence[Line], image: ocr.Image, scale: float) -> list[Line]:
    """Return the lines with their text mended from the image of the page, `scale` pixels a point."""
    readings = ocr.read_lines([_cut(image, line, scale) for line in lines])
    pairs = [(line, fold(text.strip()), score) for line, (text, score) in zip(lines, readings, strict=True)]
    aligned = [_aligned(line.text, text) if score >= LOWEST_CONFIDENCE else None for line, text, score in pairs]
    distrusted = _distrusted(pair for one in aligned if one for pair in one)
    return [
        replace(line, text=_chosen(one, distrusted), confidence=score) if one else line
        for (line, _, score), one in zip(pairs, aligned, strict=True)
    ]


def _cut(image: ocr.Image, line: Line, scale: float) -> ocr.Image:
    box = line.box.grown(0.12 * line.size).scaled(scale)
    x0, y0, x1, y1 = (max(0, round(value)) for value in (box.x0, box.y0, box.x1, box.y1))
    cut = image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    return ocr.lying(cut) if line.vertical else cut


def _aligned(named: str, read: str) -> list[tuple[str, str]]:
    """Pair the characters of a line as the layer names them and as they were read; "" where one side has none."""
    named = named.replace(" ", "")
    costs = [[_EXTRA * column for column in range(len(read) + 1)]]
    for row, own in enumerate(named, 1):
        above = costs[-1]
        line = [_MISSED * row]
        for column, other in enumerate(read, 1):
            swap = 0.0 if own == other else _GUESS if own == UNREADABLE else _SWAP
            line.append(min(above[column - 1] + swap, above[column] + _MISSED, line[-1] + _EXTRA))
        costs.append(line)
    return _traced(named, read, costs)


def _traced(named: str, read: str, costs: Sequence[Sequence[float]]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    row, column = len(named), len(read)
    while row or column:
        here = costs[row][column]
        if row and here == costs[row - 1][column] + _MISSED:
            row -= 1
            pairs.append((named[row], ""))
        elif column and here == costs[row][column - 1] + _EXTRA:
            column -= 1
            pairs.append(("", read[column]))
        else:
            row, column = row - 1, column - 1
            pairs.append((named[row], read[column]))
    return pairs[::-1]


def _distrusted(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Return the characters that are mostly read as others."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for own, other in pairs:
        if own and other:
            seen[own][other] += 1
    return {own for own, others in seen.items() if others[own] < TRUSTED * others.total()}


def _chosen(pairs: Sequence[tuple[str, str]], distrusted: set[str]) -> str:
    """Return the text of a line: the layer's characters where they are trusted, else those that were read."""
    return "".join(other if own in distrusted or not own else own for own, other in pairs if own != UNREADABLE or other)
