"""Sentences that might answer a question, each with the context that says what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.quantities import Quantity, quantities
from ingest.sentences import sentences
from vectorstore.records import Document, Hit, Span

# How far back a pronoun or a left-out subject may point: a newspaper paragraph is rarely longer.
CONTEXT = 320


@dataclass(frozen=True)
class Sentence:
    """One sentence of a document: `text` is exactly `document.text[start:end]`.

    :param before: what the document says in the paragraph before it, and the end of the one before that.
    :param score: the score of the best passage that holds it.
    """

    document: Document
    start: int
    end: int
    before: str
    score: float

    @cached_property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.document.text[self.start : self.end]

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its figures, dates left out."""
        return tuple(quantity for quantity in quantities(self.text) if not quantity.is_date)

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Spans of its clauses, within the sentence; each takes its closing mark along."""
        return tuple(_clauses(self.text))

    def span(self, start: int | None = None, end: int | None = None) -> Span:
        """The place of the sentence, or of a part of it, in its document."""
        first = self.start + (start or 0)
        last = self.end if end is None else self.start + end
        return Span(self.document.id, first, last)


def candidates(hits: Iterable[Hit]) -> list[Sentence]:
    """Return the sentences of the passages found, each once, those of the best passage first."""
    found: dict[tuple[str, int], Sentence] = {}
    for hit in hits:
        document, offset = hit.document, hit.passage.start
        for start, end in _sentences(hit.passage.text):
            key = (document.id, offset + start)
            if key not in found:
                before = _before(document.text, offset + start)
                found[key] = Sentence(document, offset + start, offset + end, before, hit.score)
    return list(found.values())


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(text))


def _before(text: str, start: int) -> str:
    paragraph = text.rfind("\n", 0, start) + 1
    if start - paragraph < 40:  # a first sentence leans on the paragraph before it, or on a subhead
        paragraph = text.rfind("\n", 0, max(paragraph - 1, 0)) + 1
    return text[max(paragraph, start - CONTEXT) : start]


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start, depth = 0, 0
    for match in re.finditer(r"[“《（(]|[”》）)]|[，；：。！？!?;]+[”』」]?", text):
        mark = match[0]
        if mark in "“《（(":
            depth += 1
        elif mark in "”》）)":
            depth = max(0, depth - 1)
        elif depth == 0 or mark[-1] in "”』」":
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)
