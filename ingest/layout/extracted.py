"""Articles out of plain text: text that was copied from a newspaper page is repaired, good text is left alone."""

from __future__ import annotations

from functools import cache

from ingest.heads import described
from ingest.layout.assemble import assemble
from ingest.layout.blocks import blocks
from ingest.layout.compose import Page, documents, remarks
from ingest.layout.headlines import heads
from ingest.layout.lines import folded
from ingest.layout.mapped import Mapped
from ingest.layout.pieces import pieces
from ingest.layout.printed import read_lines
from ingest.layout.wrapped import is_copied
from ingest.readers.base import Reading
from vectorstore.embed import BundledEncoder


def articles(raw: str) -> Reading:
    """Return the articles of a text: one where it is well formed, as it stands, else those of the page."""
    text = folded(Mapped.raw(raw))
    if not is_copied(text.text):
        return Reading((described(text),) if text.text.strip() else ())
    page = _repaired(text)
    return Reading(tuple(documents(page)), tuple(remarks(page)))


def _repaired(text: Mapped) -> Page:
    found = blocks(read_lines(text))
    numbered = pieces(found)
    vectors = _encoder().encode_documents([piece.text for _, piece in numbered])
    return Page(found, numbered, assemble(numbered, heads(found), vectors))


@cache
def _encoder() -> BundledEncoder:
    return BundledEncoder()
