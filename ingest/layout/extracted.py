"""Articles out of plain text: text that was copied from a newspaper page is repaired, good text is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ingest.heads import described
from ingest.layout.assemble import assemble
from ingest.layout.blocks import Block, blocks
from ingest.layout.compose import Page, documents, remarks, running_text
from ingest.layout.headlines import heads
from ingest.layout.lines import folded
from ingest.layout.mapped import Mapped
from ingest.layout.pages import MOST_PIECES, gain_needed, has_narrow_columns, pages
from ingest.layout.pieces import pieces
from ingest.layout.printed import read_lines
from ingest.layout.stitch import Matrix
from ingest.layout.wrapped import is_copied
from ingest.readers.base import Reading
from vectorstore.embed import BundledEncoder
from vectorstore.records import Document

_MOST_GUESSES = 8
"""Blocks of a page that are tried as headline and as running text; where there are more, it is no newspaper page."""


def articles(raw: str) -> Reading:
    """Return the articles of a text: one where it is well formed, as it stands, else those of the page."""
    text = folded(Mapped.raw(raw))
    if not is_copied(text.text):
        return Reading((described(text),) if text.text.strip() else ())
    found: list[Document] = []
    doubts: list[str] = []
    for blocks_of_page in pages(blocks(read_lines(text))):
        page = _repaired(blocks_of_page)
        found += documents(page) if page else [described(running_text(blocks_of_page))]
        doubts += remarks(page) if page else []
    return Reading(tuple(found), tuple(doubts))


def _repaired(found: Sequence[Block]) -> Page | None:
    """Return the page as it reads best, headlines that could be running text tried as either; None if it is no page."""
    if sum(block.kind == "body" for block in found) > MOST_PIECES:
        return None
    vectors = _Vectors()
    least_gain = gain_needed(found)
    best = _read(found, vectors, least_gain)
    doubtful = [number for number, block in enumerate(found) if block.doubtful]
    for at in doubtful if len(doubtful) <= _MOST_GUESSES else []:
        other = _read([*best.blocks[:at], best.blocks[at].otherwise(), *best.blocks[at + 1 :]], vectors, least_gain)
        if other.assembled.score > best.assembled.score:
            best = other
    return best if best.assembled.gain >= least_gain or has_narrow_columns(found) else None


def _read(found: Sequence[Block], vectors: _Vectors, least_gain: float) -> Page:
    numbered = pieces(found)
    known = vectors.of([piece.text for _, piece in numbered])
    return Page(found, numbered, assemble(numbered, heads(found), known, least_gain))


class _Vectors:
    """What pieces are about, encoded once each."""

    def __init__(self) -> None:
        self._known: dict[str, Matrix] = {}

    def of(self, texts: Sequence[str]) -> Matrix:
        """Return a row for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, _encoder().encode_documents(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


@cache
def _encoder() -> BundledEncoder:
    return BundledEncoder()
