"""Plain text in any encoding, well formed or copied out of a newspaper page."""

from __future__ import annotations

from dataclasses import replace

from ingest.decoding import decode, tidy
from ingest.heads import described
from ingest.layout.extracted import articles
from ingest.layout.mapped import Mapped
from ingest.readers.base import Reading
from vectorstore.records import Document


def read(data: bytes, name: str) -> Reading:
    """Read a text file, told into its articles."""
    decoded = decode(data)
    reading = articles(tidy(decoded.text))
    remarks = reading.remarks
    if decoded.lost:
        remarks = (f"有 {decoded.lost} 处字节按 {decoded.encoding} 编码无法解读，已用“\ufffd”代替。", *remarks)
    return replace(reading, documents=tuple(_described(one) for one in reading.documents), remarks=remarks)


def _described(document: Document) -> Document:
    """Look for title and source in an article that the layout repair had nothing to say about."""
    if document.title or document.publisher or document.published:
        return document
    return described(Mapped(document.text, document.origin))
