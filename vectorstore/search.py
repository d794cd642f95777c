"""Searching: both indexes asked, every candidate scored by both, the best returned as hits with their documents."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence

import numpy as np

from vectorstore.catalogue import Catalogue
from vectorstore.database import Database
from vectorstore.embed import Embedder
from vectorstore.fusion import Fused, fuse, weight_of
from vectorstore.indexes import Indexes
from vectorstore.records import Document, Hit, Passage
from vectorstore.text import tokens
from vectorstore.vectors import Vector, VectorTable

_CANDIDATES = 100  # of each index, before they are joined
_EXACT = 4_000  # passages up to which a narrowed search compares every vector
_CACHED = 1_024  # documents


class Search:
    """Questions to one catalogue and its indexes."""

    def __init__(self, database: Database, indexes: Indexes, embedder: Embedder) -> None:
        self._catalogue = Catalogue(database)
        self._vectors = VectorTable(database, embedder.fingerprint)
        self._indexes = indexes
        self._embedder = embedder
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._caching = threading.Lock()

    def hits(self, query: str, limit: int, among: Sequence[str] | None = None) -> list[Hit]:
        """Return the best passages for `query`, best first, only of the documents `among` where those are given."""
        best = self._candidates(query, max(_CANDIDATES, 2 * limit), among)
        places = self._catalogue.places([fused.id for fused in best[: 2 * limit]])
        best = [fused for fused in best if fused.id in places][:limit]
        documents = self._load({places[fused.id].document for fused in best})
        found = []
        for fused in best:
            place = places[fused.id]
            if document := documents.get(place.document):
                passage = Passage(document.id, place.start, place.end, document.text[place.start : place.end])
                found.append(Hit(passage, document, fused.score, fused.keyword, fused.dense))
        return found

    def forget(self) -> None:
        """Drop the documents kept in memory; the catalogue has changed."""
        with self._caching:
            self._documents.clear()

    def _candidates(self, query: str, depth: int, among: Sequence[str] | None) -> list[Fused]:
        words = tokens(query)
        vector = self._embedder.encode_query(query)
        keyword = self._indexes.keyword.search(words, depth, among)
        nearest = self._nearest(vector, depth, among)
        keyword |= self._indexes.keyword.scores(words, nearest.keys() - keyword.keys())
        nearest |= self._cosines(vector, keyword.keys() - nearest.keys())
        return fuse(keyword, nearest, weight_of(self._embedder.name))

    def _nearest(self, vector: Vector, depth: int, among: Sequence[str] | None) -> dict[str, float]:
        if among is None:
            return self._indexes.dense.search(vector, depth)
        within = self._catalogue.passages_of(among)
        if len(within) > _EXACT:
            return self._indexes.dense.search(vector, depth, within)
        cosines = self._cosines(vector, within)
        return dict(sorted(cosines.items(), key=lambda pair: -pair[1])[:depth])

    def _cosines(self, vector: Vector, ids: Collection[str]) -> dict[str, float]:
        """Return the exact cosines of the passages `ids`, from the kept vectors."""
        places = self._catalogue.places(ids)
        known = self._vectors.get([place.content for place in places.values()])
        scored = [(id_, known[place.content]) for id_, place in places.items() if place.content in known]
        if not scored:
            return {}
        cosines = np.stack([row for _, row in scored]) @ vector
        return {id_: float(cosine) for (id_, _), cosine in zip(scored, cosines, strict=True)}

    def _load(self, ids: Collection[str]) -> dict[str, Document]:
        with self._caching:
            found = {id_: self._documents[id_] for id_ in ids if id_ in self._documents}
        found |= self._catalogue.documents([id_ for id_ in ids if id_ not in found])
        with self._caching:
            for id_, document in found.items():
                self._documents[id_] = document
                self._documents.move_to_end(id_)
            while len(self._documents) > _CACHED:
                self._documents.popitem(last=False)
        return found
