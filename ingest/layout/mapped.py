"""A text that knows where each of its characters stood in the raw text it was made from.

Every repair of a page is a slice, a deletion, a replacement or a join of such texts, so that the clean text can always
be followed back to the place it was copied from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

Run = tuple[int, int, int]
"""(start in the clean text, start in the raw text, length): a stretch that was copied as it stood."""


@dataclass(frozen=True)
class Mapped:
    """A text with its runs; characters in no run were put in by the repair (a space, a line break).

    :param runs: ascending in the clean text, each as long as it can be.
    """

    text: str
    runs: tuple[Run, ...] = ()

    @classmethod
    def raw(cls, text: str, start: int = 0) -> Mapped:
        """Return `text` as it stands in the raw text from `start` on."""
        return cls(text, ((0, start, len(text)),) if text else ())

    @classmethod
    def join(cls, separator: str, parts: Iterable[Mapped]) -> Mapped:
        """Return the parts one after the other, with `separator` (which comes from nowhere) between them."""
        texts: list[str] = []
        runs: list[Run] = []
        length = 0
        for number, part in enumerate(parts):
            if number:
                texts.append(separator)
                length += len(separator)
            runs.extend((start + length, raw, size) for start, raw, size in part.runs)
            texts.append(part.text)
            length += len(part.text)
        return cls("".join(texts), _merged(runs))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: Mapped | str) -> Mapped:
        return Mapped.join("", (self, Mapped(other) if isinstance(other, str) else other))

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self.runs]

    def raw_at(self, position: int) -> int | None:
        """Return where the character at `position` stood in the raw text, None when it was put in."""
        number = bisect_right(self._starts, position) - 1
        if number < 0:
            return None
        start, raw, size = self.runs[number]
        return raw + position - start if position < start + size else None

    def slice(self, start: int, end: int | None = None) -> Mapped:
        """Return the characters from `start` to `end`, which count as in Python's slices."""
        start, end, _ = slice(start, end).indices(len(self.text))
        runs = []
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self.runs)):
            run_start, raw, size = self.runs[number]
            if run_start >= end:
                break
            first, last = max(start, run_start), min(end, run_start + size)
            if first < last:
                runs.append((first - start, raw + first - run_start, last - first))
        return Mapped(self.text[start:end], tuple(runs))

    def delete(self, spans: Iterable[tuple[int, int]]) -> Mapped:
        """Return the text without the spans, which ascend and do not overlap."""
        return self.replace((start, end, "") for start, end in spans)

    def replace(self, edits: Iterable[tuple[int, int, str]]) -> Mapped:
        """Return the text with every (start, end, new text), ascending, done; what is new comes from nowhere."""
        parts: list[Mapped] = []
        done = 0
        for start, end, new in edits:
            parts += [self.slice(done, start), Mapped(new)]
            done = end
        return Mapped.join("", (*parts, self.slice(done))) if parts else self

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> Mapped:
        """Return the text with every match of `pattern` replaced by `new`."""
        found = list(pattern.finditer(self.text))
        return self.replace((one.start(), one.end(), new if isinstance(new, str) else new(one)) for one in found)

    def translate(self, table: Mapping[int, str]) -> Mapped:
        """Return the text with characters replaced one for one, which leaves the map as it is."""
        text = self.text.translate(table)
        if len(text) != len(self.text):
            raise ValueError("A table of one character for one is needed, or the map would no longer fit.")
        return Mapped(text, self.runs)

    def strip(self) -> Mapped:
        """Return the text without white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, max(start, len(self.text.rstrip())))

    def lines(self) -> list[Mapped]:
        """Return the lines, without their breaks."""
        ends = [found.end() for found in re.finditer("\n", self.text)]
        return [self.slice(start, end).chomp() for start, end in pairwise([0, *ends, len(self.text)])]

    def chomp(self) -> Mapped:
        """Return the text without a line break at its end."""
        return self.slice(0, -1) if self.text.endswith("\n") else self


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for start, raw, size in runs:
        if merged and merged[-1][0] + merged[-1][2] == start and merged[-1][1] + merged[-1][2] == raw:
            merged[-1] = (merged[-1][0], merged[-1][1], merged[-1][2] + size)
        else:
            merged.append((start, raw, size))
    return tuple(merged)
