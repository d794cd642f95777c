"""The printed lines of a copied page, doubled ones undone, each with what it is where one line is enough to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.layout.credits import is_byline, is_source, split_byline
from ingest.layout.doubled import once, repeated
from ingest.layout.furniture import is_furniture
from ingest.layout.lines import ends_sentence, width
from ingest.layout.mapped import Mapped
from ingest.layout.masthead import is_masthead, is_part_of_masthead

Kind = Literal["body", "headline", "byline", "source", "caption", "furniture", "masthead"]

_INDENTS = ("\u3000\u3000", "    ")
_SAME_WIDTH = 1.5
"""How much lines of one column differ in width."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    :param gap: how many blank lines stand before it.
    :param indented: it begins with the two-character indent of a paragraph.
    :param kind: what it is, None where that shows only from the lines around it.
    """

    text: Mapped
    gap: int = 0
    indented: bool = False
    kind: Kind | None = None

    @property
    def width(self) -> float:
        """Printed width, without the spaces that copying puts in."""
        return width(self.text.text.replace(" ", "")) + (2.0 if self.indented else 0.0)


def read_lines(text: Mapped) -> list[Line]:
    """Return the printed lines of a page."""
    lines: list[Line] = []
    gap = 0
    for raw in text.lines():
        stripped = raw.strip()
        if not stripped:
            gap += 1
            continue
        lines += _split(Line(stripped, gap, raw.text.startswith(_INDENTS)))
        gap = 0
    return _named(_undoubled(lines))


def _named(lines: Sequence[Line]) -> list[Line]:
    """Say what lines are, but not of those in the middle of a column of running text."""
    named = [
        line if line.kind or _is_inside(lines[at - 1 : at + 2]) else replace(line, kind=_kind(line.text.text))
        for at, line in enumerate(lines)
    ]
    return [
        replace(line, kind="masthead") if line.kind is None and _is_more_masthead(named, at) else line
        for at, line in enumerate(named)
    ]


def _is_more_masthead(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line is a part of the page header that stands on the line above or below."""
    above = at > 0 and lines[at - 1].kind == "masthead" and not lines[at].gap
    below = at + 1 < len(lines) and lines[at + 1].kind == "masthead" and not lines[at + 1].gap
    return (above or below) and is_part_of_masthead(lines[at].text.text)


def _is_inside(lines: Sequence[Line]) -> bool:
    """Tell whether the middle one of three lines is as wide as those right above and below it, and they run on."""
    if len(lines) < 3 or lines[1].gap or lines[2].gap or ends_sentence(lines[0].text.text):
        return False
    return all(abs(line.width - lines[1].width) <= _SAME_WIDTH for line in (lines[0], lines[2]))


def _split(line: Line) -> list[Line]:
    """Take the byline off the end of a headline's line."""
    cut = split_byline(line.text.text)
    if cut is None:
        return [line]
    before, after = line.text.slice(0, cut[0]), line.text.slice(cut[1])
    return [replace(line, text=before, kind="headline"), Line(after, kind="byline")]


def _undoubled(lines: Sequence[Line]) -> list[Line]:
    """Undo what was painted twice; what is left of it is a caption, for only captions are painted so."""
    undone = [once(line.text) for line in lines]
    for number, line in enumerate(lines):
        beside = any(undone[near] for near in (number - 1, number + 1) if 0 <= near < len(lines))
        if beside and not undone[number]:
            undone[number] = once(line.text, beside_doubled=True)
    kept = [
        replace(line, text=single, kind=_kind(single.text) or "caption") if single else line
        for line, single in zip(lines, undone, strict=True)
    ]
    again = repeated([line.text.text for line in kept])
    return [line for number, line in enumerate(kept) if number not in again]


def _kind(text: str) -> Kind | None:
    if is_byline(text):
        return "byline"
    if is_masthead(text):
        return "masthead"
    if is_furniture(text):
        return "furniture"
    return "source" if is_source(text) else None
