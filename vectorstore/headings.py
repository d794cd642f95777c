"""The heading under which a place of a text stands, so that a passage is found by the heading of its section."""

from __future__ import annotations

import re

_LONGEST = 40
_REACH = 2_000  # characters that a section runs on under its heading, as far as is looked
_NUMBERED = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[章节条部分]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])\s*\S"
)
_ENDED = re.compile(r"[。！？；!?;，：:,]\s*$")


def heading_before(text: str, place: int) -> str | None:
    """Return the last line before `place` that is numbered as headings are (三、补贴标准) and ends no sentence."""
    lines = text[max(0, place - _REACH) : place].split("\n")
    if place > _REACH:
        lines = lines[1:]  # the first may be cut
    headings = (line for line in reversed(lines) if len(line) <= _LONGEST and _NUMBERED.match(line))
    return next((line.strip() for line in headings if not _ENDED.search(line)), None)
