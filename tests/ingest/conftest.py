"""A library for ingestion tests: real catalogue and indexes, with an encoder that needs no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from vectorstore import library as front
from vectorstore.library import Library
from vectorstore.vectors import Vector


class Counting:
    """Encodes a text by how often each of 64 groups of characters occurs in it."""

    name = fingerprint = "counting"
    dimension = 64

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        """See `Embedder`."""
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> Vector:
        """See `Embedder`."""
        counts = np.bincount([ord(character) % 64 for character in text] or [0], minlength=64).astype(np.float32)
        return counts / np.linalg.norm(counts)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty library that is quick to fill."""
    monkeypatch.setattr(front, "load", lambda _: Counting())
    with Library.open(tmp_path / "library") as opened:
        yield opened
