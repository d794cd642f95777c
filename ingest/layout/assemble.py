"""Flows and headlines to articles: which headlines are only subheads, which flows are parts, and what comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

import numpy as np

from ingest.layout.headlines import Head
from ingest.layout.joints import is_open
from ingest.layout.owners import Owners
from ingest.layout.pieces import Numbered
from ingest.layout.stitch import Matrix, Stitcher

Flow = tuple[int, ...]

_SAME_ARTICLE = 0.5
"""Likeness from which a flow under a headline of its own is a section of another article rather than an article.

Sections of one article are 0.63 alike in the middle, nine in ten of them more than 0.45; parts of different articles on
the same subject 0.19, two in a hundred of them more than 0.5.
"""

_ONLY_SECTION = 0.62
"""The same where no other headline is a subhead: subheads come in numbers."""

_LEAD, _SECTION_OF_LEAD = 300, 0.3
"""The same where the only headline that is no subhead has no more than this under it; none if that is set as a lead."""

_DOUBT = 1.0
"""A joint is doubtful when the page reads no more than this worse without it: 17 in 100 such are wrong, else 4."""

_STRANGE, _LONG = 0.3, 200
"""A flow less alike than this to every article, and longer than this, is an article whose headline was not found."""

_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十\d]+[章节部分条]")


@dataclass(frozen=True, slots=True)
class Part:
    """A flow, as the numbers of its pieces, under its subhead; either may be missing.

    :param place: where on the page it stands, as the number of a block.
    """

    flow: Flow
    subhead: Head | None
    place: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its headline, if one was found, and its parts in reading order."""

    head: Head | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """The articles of a page, in the order in which they stand on it.

    :param score: what speaks for it, to be compared with what speaks for another reading of the same page.
    :param spare: headlines that belong to none.
    :param doubtful: pairs of pieces that may not belong together although the first breaks off in a sentence.
    """

    articles: tuple[Article, ...]
    score: float
    spare: tuple[Head, ...] = ()
    doubtful: frozenset[tuple[int, int]] = frozenset()


class _Page:
    """The flows of a page as they were chosen, with what each is about and whose headline is whose."""

    def __init__(self, pieces: Sequence[Numbered], heads: Sequence[Head], vectors: Matrix) -> None:
        owners = Owners(heads, pieces)
        stitcher = Stitcher([piece for _, piece in pieces], vectors)
        matched = [(way.flows, owners.match(way.flows), way.score) for way in stitcher.ways()]
        readings = sorted(((score + owned.score, flows, owned) for flows, owned, score in matched), key=itemgetter(0))
        self.score, self.flows, owned = readings[-1]
        self.doubtful = _doubtful([(score, flows) for score, flows, _ in reversed(readings)], pieces)
        self.heads = heads
        self.head_of: Mapping[int, int] = owned.head_of
        self._owners = owners
        self._pieces = pieces
        self._vectors = [_about(flow, pieces, vectors) for flow in self.flows]

    def likeness(self, one: int, other: int) -> float:
        """Return how alike two flows are in what they are about."""
        return float(self._vectors[one] @ self._vectors[other])

    def begins(self, flow: int) -> int:
        """Return the number of the block with which a flow begins."""
        return self._pieces[self.flows[flow][0]][0]

    def length(self, flow: int) -> int:
        """Return how many characters a flow has."""
        return sum(len(self._pieces[at][1].text) for at in self.flows[flow])

    def under_head(self, flow: int) -> bool:
        """Tell whether a flow begins right under its headline."""
        return flow in self.head_of and self._owners.stands_above(self.head_of[flow], self.flows[flow])

    def over_head(self, flow: int) -> bool:
        """Tell whether a flow ends right above its headline."""
        return flow in self.head_of and self._owners.stands_below(self.head_of[flow], self.flows[flow])

    def is_wide(self, flow: int) -> bool:
        """Tell whether a flow begins in a column wider than the page's, as a lead does."""
        return self._owners.is_wide(self.flows[flow][0])

    def torn(self) -> list[int]:
        """Return the headlines without text: what is printed under them belongs to a flow that began elsewhere."""
        starts = [flow[0] for flow in self.flows]
        free = [at for at in range(len(self.heads)) if at not in self.head_of.values() and not self.heads[at].sure]
        return [at for at in free if self._owners.below(at) not in starts]


def _doubtful(
    readings: Sequence[tuple[float, Sequence[Flow]]], pieces: Sequence[Numbered]
) -> frozenset[tuple[int, int]]:
    """Return the joints in the middle of a sentence, over other pieces, that are not the only plausible ones.

    :param readings: the ways to read the page, the best first.
    """
    best, flows = readings[0]
    near = [others for score, others in readings if best - score < _DOUBT]
    kept = set.intersection(*({joint for flow in others for joint in pairwise(flow)} for others in near))
    across = {(first, second) for flow in flows for first, second in pairwise(flow) if second > first + 1}
    return frozenset(joint for joint in across - kept if is_open(pieces[joint[0]][1].text))


def _about(flow: Flow, pieces: Sequence[Numbered], vectors: Matrix) -> Matrix:
    lengths = np.array([len(pieces[at][1].text) for at in flow], dtype=np.float32)
    vector = lengths @ vectors[list(flow)]
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


def assemble(pieces: Sequence[Numbered], heads: Sequence[Head], vectors: Matrix) -> Assembled:
    """Return the articles of a page."""
    page = _Page(pieces, heads, vectors)
    parents = _parents(page)
    subheads = {at: page.head_of[at] for at in parents if at in page.head_of}
    subheads |= _torn_subheads(page, [at for at in parents if at not in subheads])
    articles = []
    for main in (at for at in range(len(page.flows)) if at not in parents):
        children = [at for at, parent in parents.items() if parent == main]
        articles.append(_article(page, main, [_part(page, at, subheads.get(at)) for at in children]))
    used = {*page.head_of.values(), *subheads.values()}
    spare = [head for at, head in enumerate(heads) if at not in used]
    ordered = tuple(sorted(articles, key=_stands))
    return with_kickers(Assembled(ordered, page.score, tuple(spare), page.doubtful))


def _parents(page: _Page) -> dict[int, int]:
    """Return for flows that are no article of their own the flow whose article they belong to."""
    mains = [at for at in range(len(page.flows)) if _has_own_headline(page, at)]
    if not mains:
        mains = [min(page.head_of or [0], key=page.begins)]
    nearest = {
        at: max((page.likeness(at, main), main) for main in mains) for at in range(len(page.flows)) if at not in mains
    }
    least = _least_likeness(page, mains, nearest)
    parents: dict[int, int] = {}
    for at, (likeness, main) in nearest.items():
        if at not in page.head_of:
            if likeness >= _STRANGE or page.length(at) < _LONG:
                parents[at] = main
        elif likeness >= least or _NUMBERED.match(page.heads[page.head_of[at]].text):
            parents[at] = main
    return parents


def _least_likeness(page: _Page, mains: Sequence[int], nearest: Mapping[int, tuple[float, int]]) -> float:
    """Return how alike a flow under a headline must be to an article to be a section of it on this page."""
    headed = [at for at in nearest if at in page.head_of]
    if len(mains) == 1 and len(headed) > 1 and page.under_head(mains[0]) and page.length(mains[0]) < _LEAD:
        return 0.0 if page.is_wide(mains[0]) else _SECTION_OF_LEAD
    return _SAME_ARTICLE if sum(nearest[at][0] >= _SAME_ARTICLE for at in headed) > 1 else _ONLY_SECTION


def _has_own_headline(page: _Page, flow: int) -> bool:
    """Tell whether a flow's headline can be no subhead: it has a byline, or stands right below the text."""
    return flow in page.head_of and (page.heads[page.head_of[flow]].sure or page.over_head(flow))


def _torn_subheads(page: _Page, orphans: Sequence[int]) -> dict[int, int]:
    """Return for a part without a subhead the one that stands without a part, where there is one of each."""
    torn = page.torn()
    return {orphans[0]: torn[0]} if len(torn) == len(orphans) == 1 else {}


def _part(page: _Page, flow: int, subhead: int | None) -> Part:
    if subhead is None:
        return Part(page.flows[flow], None, page.begins(flow))
    head = page.heads[subhead]
    return Part(page.flows[flow], head, head.first)


def _article(page: _Page, main: int, parts: Sequence[Part]) -> Article:
    head = page.heads[page.head_of[main]] if main in page.head_of else None
    if head is not None and page.under_head(main):
        return Article(head, (Part(page.flows[main], None, head.first), *sorted(parts, key=_place)))
    first = Part(page.flows[main], None, page.begins(main))
    return Article(head, tuple(sorted([first, *parts], key=_place)))


def _place(part: Part) -> int:
    return part.place


def _stands(article: Article) -> int:
    return min(part.place for part in article.parts)


def with_kickers(assembled: Assembled) -> Assembled:
    """Join headlines that belong to no text to the headline right above or below them: kickers and second titles."""
    articles, spare = list(assembled.articles), []
    for head in assembled.spare:
        for at, article in enumerate(articles):
            if article.head and (joined := _joined(head, article.head)):
                articles[at] = replace(article, head=joined)
                break
        else:
            spare.append(head)
    return replace(assembled, articles=tuple(articles), spare=tuple(spare))


def _joined(spare: Head, head: Head) -> Head | None:
    if spare.last + 1 == head.first and not spare.byline:
        return replace(head, lines=spare.lines + head.lines, first=spare.first)
    if head.last + 1 == spare.first and not head.byline and not spare.byline:
        return replace(head, lines=head.lines + spare.lines, last=spare.last)
    return None
