"""Articles out of plain text: text that was copied from a newspaper page is repaired, good text is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ingest.layout.assemble import Article, assemble, with_kickers
from ingest.layout.blocks import Block, blocks
from ingest.layout.headlines import heads
from ingest.layout.lines import folded
from ingest.layout.mapped import Mapped
from ingest.layout.masthead import Masthead, masthead
from ingest.layout.pieces import Numbered, paragraphs, pieces
from ingest.layout.printed import read_lines
from ingest.readers.base import Reading
from vectorstore.embed import BundledEncoder
from vectorstore.records import Document


def articles(raw: str) -> Reading:
    """Return the articles of a text."""
    found = blocks(read_lines(folded(Mapped.raw(raw))))
    top = masthead(line.text.text for block in found if block.kind == "masthead" for line in block.lines)
    numbered = pieces(found)
    vectors = _encoder().encode_documents([piece.text for _, piece in numbered])
    assembled = with_kickers(assemble(numbered, heads(found), vectors))
    return Reading(tuple(_document(one, found, numbered, top) for one in assembled.articles))


@cache
def _encoder() -> BundledEncoder:
    return BundledEncoder()


def _document(article: Article, found: Sequence[Block], numbered: Sequence[Numbered], top: Masthead) -> Document:
    lines = [*article.head.byline] if article.head else []
    for part in article.parts:
        if part.subhead:
            lines.append(Mapped.join(" ", part.subhead.lines))
        lines += paragraphs([found[numbered[at][0]] for at in part.flow])
    text = Mapped.join("\n", lines)
    return Document(
        text=text.text,
        title=article.head.title(text.text) if article.head else None,
        publisher=top.publisher,
        published=top.published,
        page=top.page,
        kind="news",
        origin=text.runs,
    )
