"""Articles out of plain text: text that was copied from a newspaper page is repaired, good text is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ingest.heads import described
from ingest.layout.assemble import Article, Assembled, Part, assemble
from ingest.layout.blocks import Block, blocks
from ingest.layout.compose import Page, documents, remarks
from ingest.layout.headlines import heads
from ingest.layout.lines import folded
from ingest.layout.mapped import Mapped
from ingest.layout.pages import is_one_page, pages
from ingest.layout.pieces import pieces
from ingest.layout.printed import read_lines
from ingest.layout.stitch import Matrix
from ingest.layout.wrapped import is_copied
from ingest.readers.base import Reading
from vectorstore.embed import BundledEncoder

_MOST_GUESSES = 8
"""Blocks of a page that are tried as headline and as running text; where there are more, it is no newspaper page."""


def articles(raw: str) -> Reading:
    """Return the articles of a text: one where it is well formed, as it stands, else those of the page."""
    text = folded(Mapped.raw(raw))
    if not is_copied(text.text):
        return Reading((described(text),) if text.text.strip() else ())
    repaired = [_repaired(page) for page in pages(blocks(read_lines(text)))]
    found = [document for page in repaired for document in documents(page)]
    return Reading(tuple(found), tuple(remark for page in repaired for remark in remarks(page)))


def _repaired(found: Sequence[Block]) -> Page:
    """Return the page as it reads best, headlines that could be running text tried as either."""
    if not is_one_page(found):
        return _as_it_stands(found)
    vectors = _Vectors()
    best = _read(found, vectors)
    doubtful = [number for number, block in enumerate(found) if block.doubtful]
    for at in doubtful if len(doubtful) <= _MOST_GUESSES else []:
        other = _read([*best.blocks[:at], best.blocks[at].otherwise(), *best.blocks[at + 1 :]], vectors)
        if other.assembled.score > best.assembled.score:
            best = other
    return best


def _read(found: Sequence[Block], vectors: _Vectors) -> Page:
    numbered = pieces(found)
    return Page(found, numbered, assemble(numbered, heads(found), vectors.of([piece.text for _, piece in numbered])))


def _as_it_stands(found: Sequence[Block]) -> Page:
    """Return a text that is too long for a page as one article, its lines joined and nothing moved."""
    titled = heads(found)
    text = [block.otherwise() if block.kind == "headline" else block for block in found]
    first = titled[0] if titled and titled[0].first == 0 else None
    kept = [found[at] if first and at <= first.last else block for at, block in enumerate(text)]
    numbered = pieces(kept)
    part = Part(tuple(range(len(numbered))), None, 0)
    return Page(kept, numbered, Assembled((Article(first, (part,)),), 0.0))


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
