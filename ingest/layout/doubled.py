"""Text that was painted twice, as shadows and outlines are: phrase by phrase within a line, or line after line."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.mapped import Mapped

_DASH = "——"
"""A Chinese dash is two characters anyway, so it may stand once between phrases that are doubled."""

_SHORTEST_PHRASE = 3
"""天天 and 看看 are words; a doubled run of three characters is none, nor are four doubled ones in a row."""

_LONGEST_LINE = 160
"""A printed line is shorter, and the search below is quadratic."""


def once(line: Mapped, *, beside_doubled: bool = False) -> Mapped | None:
    """Return a line that was painted twice as it should have been painted; None when it was not doubled.

    :param beside_doubled: the line above or below was doubled, so that little is enough to believe it of this one.
    """
    spans = _second_copies(line.text) if len(line) <= _LONGEST_LINE else None
    if not spans:
        return None
    longest = max(end - start for start, end in spans)
    return (
        line.delete(spans) if beside_doubled or longest >= _SHORTEST_PHRASE or len(spans) > _SHORTEST_PHRASE else None
    )


def _second_copies(text: str) -> list[tuple[int, int]]:
    """Return the spans of the second copies when `text` is, from end to end, phrases that each stand twice."""
    size = len(text)
    copies: list[tuple[int, int] | None] = [None] * size + [(size, size)]  # for each start: its copy, or nothing fits
    for start in range(size - 1, -1, -1):
        copies[start] = _kept_single(text, start, copies) or _copy_at(text, start, copies)
    spans: list[tuple[int, int]] = []
    position = 0
    while position < size and (copy := copies[position]):
        spans.append(copy)
        position = copy[1]
    return [span for span in spans if span[0] < span[1]] if position == size else []


def _kept_single(text: str, start: int, copies: Sequence[tuple[int, int] | None]) -> tuple[int, int] | None:
    dash = text.startswith(_DASH, start) and not text.startswith(_DASH * 2, start)
    end = start + (len(_DASH) if dash else 1)
    return (end, end) if (dash or text[start].isspace()) and copies[end] else None


def _copy_at(text: str, start: int, copies: Sequence[tuple[int, int] | None]) -> tuple[int, int] | None:
    for length in range((len(text) - start) // 2, 0, -1):
        middle, end = start + length, start + 2 * length
        if copies[end] and text[start:middle] == text[middle:end]:
            return middle, end
    return None


def repeated(lines: Sequence[str]) -> set[int]:
    """Return which lines only repeat the lines right before them, one by one or as a group."""
    found: set[int] = set()
    for size in range(1, 1 + min(4, len(lines) // 2)):
        for start in range(len(lines) - 2 * size + 1):
            group, copy = lines[start : start + size], lines[start + size : start + 2 * size]
            if (
                group == copy
                and len("".join(group)) > 2 * _SHORTEST_PHRASE
                and not found & {*range(start, start + size)}
            ):
                found |= {*range(start + size, start + 2 * size)}
    return found
