"""Plain text in any encoding, well formed or copied out of a newspaper page."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.decoding import decode, tidy
from ingest.heads import described
from ingest.layout.lines import folded
from ingest.layout.mapped import Mapped
from ingest.readers.base import Reading

_ENDED = re.compile(r"[。！？；：…][”’」』）)】]*$")
_WHOLE_LINES = 0.5
"""Of a text that was typed, nine in ten characters stand in lines that end a sentence; of a page, one in ten."""
_PROSE = 0.004
"""Full stops to a character; a list has fewer, and its lines are not to be joined."""


def read(data: bytes, name: str) -> Reading:
    """Read a text file, told into its articles where it was copied out of a page."""
    decoded = decode(data)
    text = tidy(decoded.text)
    if _is_copied(text):
        from ingest.layout.extracted import articles

        reading = articles(text)
    else:
        reading = Reading((described(folded(Mapped.raw(text))),))
    if not decoded.lost:
        return reading
    lost = f"有 {decoded.lost} 处字节按 {decoded.encoding} 编码无法解读，已用“\ufffd”代替。"
    return replace(reading, remarks=(lost, *reading.remarks))


def _is_copied(text: str) -> bool:
    """Whether a text was copied out of a printed page: prose whose lines mostly end in the middle of a sentence."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    total = sum(map(len, lines))
    ended = sum(len(line) for line in lines if _ENDED.search(line))
    return ended < _WHOLE_LINES * total and text.count("。") > _PROSE * total
