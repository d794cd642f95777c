"""Plain text in any encoding, well formed or copied out of a newspaper page."""

from __future__ import annotations

from dataclasses import replace

from ingest.decoding import decode, tidy
from ingest.layout.extracted import articles
from ingest.readers.base import Reading


def read(data: bytes, name: str) -> Reading:
    """Read a text file, told into its articles where it was copied out of a page."""
    decoded = decode(data)
    reading = articles(tidy(decoded.text))
    if not decoded.lost:
        return reading
    lost = f"有 {decoded.lost} 处字节按 {decoded.encoding} 编码无法解读，已用“\ufffd”代替。"
    return replace(reading, remarks=(lost, *reading.remarks))
