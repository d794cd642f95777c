"""Flows and headlines to articles: which headlines are only subheads, which flows are parts, and what comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.layout.headlines import Head
from ingest.layout.owners import Owners
from ingest.layout.pieces import Numbered
from ingest.layout.stitch import Matrix, ways

Flow = tuple[int, ...]

_SAME_ARTICLE = 0.5
"""Likeness of two flows from which they may be sections of one article."""


@dataclass(frozen=True, slots=True)
class Part:
    """A flow, as the numbers of its pieces, under its subhead; either may be missing."""

    flow: Flow = ()
    subhead: Head | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its headline, if one was found, and its parts in reading order."""

    head: Head | None
    parts: tuple[Part, ...]


class _Page:
    """The flows of a page as they were chosen, with what each is about and whose headline is whose."""

    def __init__(self, pieces: Sequence[Numbered], heads: Sequence[Head], vectors: Matrix) -> None:
        owners = Owners(heads, [(number, piece.text) for number, piece in pieces])
        matched = [(way, owners.match(way.flows)) for way in ways([piece for _, piece in pieces], vectors)]
        way, owned = max(matched, key=lambda one: one[0].score + one[1].score)
        self.flows = way.flows
        self.heads = heads
        self.head_of: Mapping[int, int] = owned.head_of
        self.owners = owners
        self._pieces = pieces
        self._vectors = [_about(flow, pieces, vectors) for flow in self.flows]

    def likeness(self, one: int, other: int) -> float:
        """Return how alike two flows are in what they are about."""
        return float(self._vectors[one] @ self._vectors[other])

    def place(self, flow: int) -> int:
        """Return where on the page a flow stands: where its headline does, or else where it begins."""
        begins = self._pieces[self.flows[flow][0]][0]
        at = self.head_of.get(flow)
        above = at is not None and self.owners.stands_above(at, self.flows[flow])
        return self.heads[at].first if above and at is not None else begins


def _about(flow: Flow, pieces: Sequence[Numbered], vectors: Matrix) -> Matrix:
    lengths = np.array([len(pieces[at][1].text) for at in flow], dtype=np.float32)
    vector = lengths @ vectors[list(flow)]
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


def assemble(pieces: Sequence[Numbered], heads: Sequence[Head], vectors: Matrix) -> list[Article]:
    """Return the articles of a page, in the order in which they stand on it."""
    page = _Page(pieces, heads, vectors)
    parents = _parents(page)
    mains = sorted((at for at in range(len(page.flows)) if at not in parents), key=page.place)
    return [_article(page, main, [at for at, parent in parents.items() if parent == main]) for main in mains]


def _parents(page: _Page) -> dict[int, int]:
    """Return for flows that are no article of their own the flow whose article they belong to."""
    independent = {at for at, head in page.head_of.items() if _is_headline(page, at, head)}
    independent = independent or {*page.head_of} or {0}
    parents: dict[int, int] = {}
    for at in range(len(page.flows)):
        if at in independent:
            continue
        likeness, parent = max((page.likeness(at, other), other) for other in independent)
        if at not in page.head_of or likeness >= _SAME_ARTICLE:
            parents[at] = parent
    return parents


def _is_headline(page: _Page, flow: int, head: int) -> bool:
    """Tell whether a headline can be no subhead: it has a byline, or does not stand above its text."""
    return page.heads[head].sure or not page.owners.stands_above(head, page.flows[flow])


def _article(page: _Page, main: int, members: Sequence[int]) -> Article:
    head = page.head_of.get(main)
    first = Part(page.flows[main], place=page.place(main))
    parts = [Part(page.flows[at], _subhead(page, at), page.place(at)) for at in members]
    if head is None or not page.owners.stands_above(head, page.flows[main]):
        return Article(None if head is None else page.heads[head], tuple(sorted([first, *parts], key=_place)))
    return Article(page.heads[head], (first, *sorted(parts, key=_place)))


def _subhead(page: _Page, flow: int) -> Head | None:
    return page.heads[page.head_of[flow]] if flow in page.head_of else None


def _place(part: Part) -> int:
    return part.place
