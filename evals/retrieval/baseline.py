"""What a retriever has to beat: character-bigram BM25 over short passages, and joining rankings with equal weights."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.sentences import sentences
from vectorstore.records import Document, Passage
from vectorstore.text import tokens

SHORT = 350
"""Characters that a passage of the baseline has at most."""


class Bm25:
    """BM25 (Okapi) in memory, with the constants of the package rank_bm25 and a rarity that is never negative."""

    def __init__(self, passages: Sequence[tuple[str, str]], k1: float = 1.5, b: float = 0.75) -> None:
        self._ids = [id_ for id_, _ in passages]
        self._k1 = k1
        lengths = []
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, text) in enumerate(passages):
            counted = Counter(tokens(text))
            lengths.append(counted.total())
            for word, times in counted.items():
                postings[word].append((number, times))
        self._postings = {word: np.array(held) for word, held in postings.items()}
        total, length = len(passages), np.array(lengths)
        self._damping = k1 * (1 - b + b * length / length.mean())
        self._idf = {
            word: math.log(1 + (total - len(held) + 0.5) / (len(held) + 0.5)) for word, held in postings.items()
        }

    def search(self, question: str, limit: int) -> list[str]:
        """Return the best passages; of equal ones the first given comes first."""
        scores = np.zeros(len(self._ids))
        for word in tokens(question):
            counts = self.counts(word)
            scores += self._idf.get(word, 0.0) * counts * (self._k1 + 1) / (counts + self._damping)
        return [self._ids[number] for number in np.argsort(-scores, kind="stable")[:limit]]

    def counts(self, word: str) -> NDArray[np.int64]:
        """Return how often each passage has a word."""
        counts = np.zeros(len(self._ids), dtype=np.int64)
        if (held := self._postings.get(word)) is not None:
            counts[held[:, 0]] = held[:, 1]
        return counts


def short_passages(document: Document) -> list[Passage]:
    """Cut a document into runs of whole sentences of at most `SHORT` characters; a longer sentence is cut there."""
    text = document.text
    pieces = [(first, min(first + SHORT, end)) for start, end in sentences(text) for first in range(start, end, SHORT)]
    runs: list[tuple[int, int]] = []
    for start, end in pieces:
        if runs and end - runs[-1][0] <= SHORT:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return [Passage(document.id, start, end, text[start:end]) for start, end in runs]


def joined_by_rank(rankings: Sequence[Sequence[str]], constant: int = 60) -> list[str]:
    """Return reciprocal rank fusion with equal weights."""
    scores: Counter[str] = Counter()
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] += 1 / (constant + rank)  # type: ignore[assignment] # a Counter adds floats as well
    return [id_ for id_, _ in scores.most_common()]
