"""The derived indexes of one library, kept as the catalogue says: worked off, checked, and built anew.

Both indexes can be lost at any time. What a crash left open stands in the outbox; what no outbox can tell (files gone
or scribbled over, of which Chroma says nothing) is found by counting and by asking for vectors that must be there.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from vectorstore import outbox
from vectorstore.catalogue import Catalogue
from vectorstore.database import Database
from vectorstore.dense import DenseIndex
from vectorstore.embed import Embedder
from vectorstore.encoder_process import HELPERS
from vectorstore.keyword import KeywordIndex
from vectorstore.records import Entry, document_of
from vectorstore.text import TOKENS_VERSION
from vectorstore.vectors import Vector, VectorTable, prune

logger = logging.getLogger(__name__)

BATCH = 512
"""Passages that are embedded and indexed as one; few enough that a search waits seconds for them at most."""

_PROBES = 5
_SAME = 0.999  # cosine of a vector with itself, less what float32 loses


class Indexes:
    """The indexes over one catalogue: words of passages, words of whole articles, and vectors of passages."""

    def __init__(self, database: Database, folder: Path, dense: DenseIndex, embedder: Embedder) -> None:
        self._database = database
        self._catalogue = Catalogue(database)
        self._vectors = VectorTable(database, embedder.fingerprint)
        self._embedder = embedder
        self.keyword = KeywordIndex(folder / "passages")
        self.articles = KeywordIndex(folder / "articles")
        self.dense = dense

    @classmethod
    def open(cls, home: Path, database: Database, embedder: Embedder, chroma_url: str | None = None) -> Indexes:
        """Open both indexes, work off what an earlier process left in the outbox, and mend what is amiss."""
        name = f"bangfu-{_identity(database)}-{embedder.fingerprint}"  # a server may hold several libraries
        dense = DenseIndex.served(chroma_url, name) if chroma_url else DenseIndex.embedded(home / "chroma", name)
        folder = home / f"keyword-{TOKENS_VERSION}"
        for stale in set(home.glob("keyword-*")) - {folder}:
            shutil.rmtree(stale, ignore_errors=True)
        with ExitStack() as undoing:
            undoing.callback(dense.close)
            indexes = cls(database, folder, dense, embedder)
            indexes._mend()
            undoing.pop_all()
            return indexes

    @staticmethod
    def discard(home: Path, database: Database) -> None:
        """Give up indexes that nobody has open, so that the next opening makes them anew."""
        database.remember("dense", "")
        for folder in home.glob("keyword-*"):
            shutil.rmtree(folder)

    def close(self) -> None:
        """Release the files of the indexes, and the helpers that bulk work started."""
        HELPERS.close()
        self.keyword.close()
        self.articles.close()
        self.dense.close()

    def settle(self) -> None:
        """Work off the outbox, a batch at a time; whatever was done when a batch is interrupted is done again."""
        while (batch := outbox.pending(self._database, BATCH)).seqs:
            entries = self._catalogue.entries(batch.passages)
            gone = sorted(set(batch.passages) - {entry.id for entry in entries})
            matrix = self.vectors(entries)
            self.keyword.write(entries, gone)
            touched = {document_of(id_) for id_ in batch.passages}
            articles = self._catalogue.articles(touched)
            self.articles.write(articles, touched - {article.id for article in articles})
            self.dense.write([entry.id for entry in entries], matrix, gone)
            with self._database.write() as connection:
                prune(connection, batch.former)
                outbox.done(connection, batch.seqs)

    def _mend(self) -> None:
        """Work off the outbox, then build anew whichever index does not hold what the catalogue does."""
        if self._database.recall("dense") != self._embedder.fingerprint:
            self._rebuild_dense()  # another embedder's, none yet, or one whose building was interrupted
        self.settle()
        count, articles = self._catalogue.indexed()
        probes = self._probes()
        held = all(self.keyword.holds(entry.id) and self.articles.holds(entry.document) for entry in probes)
        if (len(self.keyword), len(self.articles)) != (count, articles) or not held:
            logger.warning("正在按目录重建关键词索引（%d 段）", count)
            self._rebuild_keyword()
        if len(self.dense) != count or not self._answers_for(probes):
            logger.warning("正在按目录重建向量索引（%d 段）", count)
            self._rebuild_dense()

    def _rebuild_keyword(self) -> None:
        self.keyword.clear()
        self.articles.clear()
        for entries in self._all_entries():
            self.keyword.write(entries)
            self.articles.write(self._catalogue.articles({entry.document for entry in entries}))

    def _rebuild_dense(self) -> None:
        self._database.remember("dense", "")
        self.dense.clear()
        for entries in self._all_entries():
            self.dense.write([entry.id for entry in entries], self.vectors(entries))
        self._database.remember("dense", self._embedder.fingerprint)
        self._database.remember("embedder", self._embedder.name)

    def vectors(self, entries: Sequence[Entry]) -> Vector:
        """Return a vector for each of `entries`, embedding and keeping those that are new."""
        texts = {entry.content: entry.embedded for entry in entries}
        known = self._vectors.get(texts)
        new = [content for content in texts if content not in known]
        if new:
            matrix = self._embedder.encode_documents([texts[content] for content in new])
            self._vectors.put(new, matrix)
            known.update(zip(new, matrix, strict=True))
        empty = np.empty((0, self._embedder.dimension), dtype=np.float32)
        return np.stack([known[entry.content] for entry in entries]) if entries else empty

    def _all_entries(self) -> Iterator[list[Entry]]:
        last = ""
        while ids := self._catalogue.passage_ids(last, BATCH):
            yield self._catalogue.entries(ids)
            last = ids[-1]

    def _probes(self) -> list[Entry]:
        """Return a few passages from all over the library."""
        places = (secrets.token_hex(2) for _ in range(_PROBES))
        ids = {id_ for place in places for id_ in self._catalogue.passage_ids(place, 1)}
        return self._catalogue.entries(ids or self._catalogue.passage_ids("", 1))

    def _answers_for(self, probes: Sequence[Entry]) -> bool:
        """Whether the dense index finds passages by their own vectors; of several, its graph may miss one by chance."""
        found = self.dense.nearest(self.vectors(probes))
        missed = sum(max(nearest.values(), default=0.0) < _SAME for nearest in found)
        return missed <= len(probes) // _PROBES


def _identity(database: Database) -> str:
    """Return what tells this library from every other."""
    identity = database.recall("identity")
    if identity is None:
        identity = secrets.token_hex(6)
        database.remember("identity", identity)
    return identity
