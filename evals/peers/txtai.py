"""The plain recipe of txtai: a hybrid index (BM25 and vectors) over paragraphs, the three best of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.peers.peering import Peer, Search
from vectorstore.embed import Embedder
from vectorstore.records import Document, Passage
from vectorstore.vectors import Vector

TOP = 3
_PARAGRAPH = re.compile(r"[^\n]+")


def index(documents: Sequence[Document], embedder: Embedder) -> Search:
    """Cut the documents into paragraphs and index them in memory."""
    from txtai import Embeddings

    passages = [passage for document in documents for passage in _paragraphs(document)]

    def transform(texts: Sequence[str]) -> Vector:  # txtai calls what is no plain function first, to be given one
        return embedder.encode_documents(texts)

    embeddings = Embeddings(method="external", transform=transform, hybrid=True, backend="numpy")
    embeddings.index((number, passage.text, None) for number, passage in enumerate(passages))

    def search(question: str, limit: int) -> list[tuple[Passage, float]]:
        return [(passages[number], float(score)) for number, score in embeddings.search(question, limit)]

    return search


def _paragraphs(document: Document) -> Iterator[Passage]:
    for match in _PARAGRAPH.finditer(document.text):
        if match.group().strip():
            yield Passage(document.id, match.start(), match.end(), match.group())


PEER = Peer(("txtai",), TOP, index)
