"""Searching: both indexes asked, every candidate scored by both, the best read, put in order and gathered into hits."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from vectorstore.catalogue import Catalogue
from vectorstore.database import Database
from vectorstore.embed import Embedder
from vectorstore.fusion import Candidate, Scale, fuse, squashed, weight_of, with_promise
from vectorstore.gathering import collapsed, joined, varied
from vectorstore.indexes import Indexes
from vectorstore.question import Question, parse
from vectorstore.records import Document, Hit, Passage, document_of
from vectorstore.rerank import Reranker, reranked
from vectorstore.vectors import Vector, VectorTable

_CANDIDATES = 100  # of each index, before they are joined
_ARTICLES = 20  # articles that match as a whole, of which the best passages are looked at too
_EXACT = 4_000  # passages up to which a narrowed search compares every vector
_MOST_NEAREST = 4_000  # of all passages that are asked for in a narrowed search, before those wanted are picked out
_MARGIN = 2  # how many times more of them than would do if the documents wanted lay evenly among all
_WEIGHED = 30  # best candidates that are read before they are put in order
_CACHED = 1_024  # documents


class Search:
    """Questions to one catalogue and its indexes."""

    def __init__(
        self, database: Database, indexes: Indexes, embedder: Embedder, reranker: Reranker | None = None
    ) -> None:
        self._catalogue = Catalogue(database)
        self._vectors = VectorTable(database, embedder.fingerprint)
        self._indexes = indexes
        self._embedder = embedder
        self._reranker = reranker
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._generation = 0
        self._caching = threading.Lock()

    def hits(self, query: str, limit: int, among: Sequence[str] | None = None, *, diverse: bool = False) -> list[Hit]:
        """Return the best passages for `query`, best first, only of the documents `among` where those are given.

        Neighbours are joined and reprints collapsed.

        :param diverse: let no document take all places.
        """
        question = parse(query)
        ranked = self._candidates(question, max(_CANDIDATES, 2 * limit), among)
        if diverse:
            ranked = varied(ranked, limit, lambda pair: document_of(pair[0].id))
        found = self._weighed(question, self._read(ranked[: limit + _WEIGHED]))
        if self._reranker:
            found = reranked(self._reranker, query, found)
        gathered = collapsed(joined(found))
        return (varied(gathered, limit, lambda hit: hit.document.id) if diverse else gathered)[:limit]

    def forget(self) -> None:
        """Drop the documents kept in memory; the catalogue has changed."""
        with self._caching:
            self._generation += 1
            self._documents.clear()

    def _read(self, ranked: Sequence[tuple[Candidate, float]]) -> list[Hit]:
        """Return the candidates as hits, with what they say; their scores are not yet within [0, 1)."""
        places = self._catalogue.places([candidate.id for candidate, _ in ranked])
        documents = self._load({place.document for place in places.values()})
        found = []
        for candidate, score in ranked:
            place = places.get(candidate.id)  # None where another thread has just removed it
            if place and (document := documents.get(place.document)):
                passage = Passage(document.id, place.start, place.end, document.text[place.start : place.end])
                found.append(Hit(passage, document, score, candidate.keyword, candidate.dense))
        return found

    def _weighed(self, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Raise those of the best hits that hold what is asked for beside the words of the question."""
        rarity = self._indexes.keyword.rarity(question.words) if question.wanted else {}
        scores = [
            with_promise(hit.score, question.promise(hit.passage.text, rarity)) if place < _WEIGHED else hit.score
            for place, hit in enumerate(hits)
        ]
        weighed = [replace(hit, score=squashed(score)) for hit, score in zip(hits, scores, strict=True)]
        return sorted(weighed, key=lambda hit: -hit.score)

    def _candidates(self, question: Question, depth: int, among: Sequence[str] | None) -> list[tuple[Candidate, float]]:
        words = question.words
        passages, whole = self._indexes.keyword, self._indexes.articles
        vector = self._embedder.encode_query(question.text)
        keyword = passages.search(words, depth, among)
        article = whole.search(words, depth, among)
        seen = {document_of(id_) for id_ in keyword}
        unseen = [id_ for id_ in article if id_ not in seen]
        keyword |= passages.search(words, depth, unseen[:_ARTICLES])
        nearest = self._nearest(vector, depth, among)
        keyword |= passages.scores(words, nearest.keys() - keyword.keys())
        nearest |= self._cosines(vector, keyword.keys() - nearest.keys())
        found = keyword.keys() | nearest.keys()
        article |= whole.scores(words, {document_of(id_) for id_ in found} - article.keys())
        candidates = (
            Candidate(id_, keyword.get(id_, 0.0), article.get(document_of(id_), 0.0), nearest.get(id_, 0.0))
            for id_ in found
        )
        scale = Scale(_total(passages.rarity(words)), _total(whole.rarity(words)))
        return fuse(candidates, scale, weight_of(self._embedder.name))

    def _nearest(self, vector: Vector, depth: int, among: Sequence[str] | None) -> dict[str, float]:
        """Return the passages nearest in meaning, in a narrowed search in whichever way looks at fewer of them.

        Few are compared one by one. Of many, enough of the nearest of all are asked for that as many as wanted are
        likely to be among them; where they are not, the index is asked for those documents only, which takes longest.
        """
        if among is None:
            return self._indexes.dense.search(vector, depth)
        chosen = frozenset(among)
        share = len(chosen) / max(1, len(self._indexes.articles))
        enough = math.ceil(_MARGIN * depth / share)
        if enough <= min(_MOST_NEAREST, len(self._indexes.keyword) * share):
            found = self._indexes.dense.search(vector, enough)
            within = {id_: cosine for id_, cosine in found.items() if document_of(id_) in chosen}
            if len(within) >= depth:
                return dict(list(within.items())[:depth])
        passages = self._catalogue.passages_of(among)
        if len(passages) > _EXACT:
            return self._indexes.dense.search(vector, depth, passages)
        cosines = self._cosines(vector, passages)
        return dict(sorted(cosines.items(), key=lambda pair: -pair[1])[:depth])

    def _cosines(self, vector: Vector, ids: Collection[str]) -> dict[str, float]:
        """Return the exact cosines of the passages `ids`, from the kept vectors."""
        known = self._vectors.of_passages(ids)
        if not known:
            return {}
        cosines = np.stack(list(known.values())) @ vector
        return {id_: float(cosine) for id_, cosine in zip(known, cosines, strict=True)}

    def _load(self, ids: Collection[str]) -> dict[str, Document]:
        with self._caching:
            generation = self._generation
            found = {id_: self._documents[id_] for id_ in ids if id_ in self._documents}
        found |= self._catalogue.documents([id_ for id_ in ids if id_ not in found])
        with self._caching:
            if generation != self._generation:  # changed meanwhile: what was loaded may be of before
                return found
            for id_, document in found.items():
                self._documents[id_] = document
                self._documents.move_to_end(id_)
            while len(self._documents) > _CACHED:
                self._documents.popitem(last=False)
        return found


def _total(rarity: Mapping[str, float]) -> float:
    return sum(rarity.values()) or 1.0
