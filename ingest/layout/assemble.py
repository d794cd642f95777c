"""Flows and headlines to articles: which headlines are only subheads, which flows are parts, and what comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.layout.headlines import Head
from ingest.layout.order import Flow, Order
from ingest.layout.pieces import Numbered
from ingest.layout.stitch import Matrix

_SAME_ARTICLE = 0.5
"""Likeness from which a flow under a headline of its own is a section of another article rather than an article.

Sections of one article are 0.63 alike in the middle, nine in ten of them more than 0.45; parts of different articles on
the same subject 0.19, two in a hundred of them more than 0.5.
"""

_ONLY_SECTION = 0.62
"""The same where no other headline is a subhead: subheads come in numbers."""

_LEAD, _SECTION_OF_LEAD = 300, 0.3
"""The same where the only headline that is no subhead has no more than this under it; none if that is set as a lead."""

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
    :param gain: how much better it reads than with every piece left in its place.
    :param spare: headlines that belong to none.
    :param doubtful: pairs of pieces that may not belong together although the first breaks off in a sentence.
    """

    articles: tuple[Article, ...]
    score: float
    gain: float
    spare: tuple[Head, ...] = ()
    doubtful: frozenset[tuple[int, int]] = frozenset()


def assemble(pieces: Sequence[Numbered], heads: Sequence[Head], vectors: Matrix, least_gain: float = 0.0) -> Assembled:
    """Return the articles of a page; see `Order` for what is asked of one whose pieces are moved."""
    page = Order(pieces, heads, vectors, least_gain)
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
    return with_kickers(Assembled(ordered, page.score, page.gain, tuple(spare), page.doubtful))


def _parents(page: Order) -> dict[int, int]:
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


def _least_likeness(page: Order, mains: Sequence[int], nearest: Mapping[int, tuple[float, int]]) -> float:
    """Return how alike a flow under a headline must be to an article to be a section of it on this page."""
    headed = [at for at in nearest if at in page.head_of]
    if len(mains) == 1 and len(headed) > 1 and page.under_head(mains[0]) and page.length(mains[0]) < _LEAD:
        return 0.0 if page.is_wide(mains[0]) else _SECTION_OF_LEAD
    return _SAME_ARTICLE if sum(nearest[at][0] >= _SAME_ARTICLE for at in headed) > 1 else _ONLY_SECTION


def _has_own_headline(page: Order, flow: int) -> bool:
    """Tell whether a flow's headline can be no subhead: it has a byline, or stands right below the text."""
    return flow in page.head_of and (page.heads[page.head_of[flow]].sure or page.over_head(flow))


def _torn_subheads(page: Order, orphans: Sequence[int]) -> dict[int, int]:
    """Return for a part without a subhead the one that stands without a part, where there is one of each."""
    torn = page.torn()
    return {orphans[0]: torn[0]} if len(torn) == len(orphans) == 1 else {}


def _part(page: Order, flow: int, subhead: int | None) -> Part:
    if subhead is None:
        return Part(page.flows[flow], None, page.begins(flow))
    head = page.heads[subhead]
    return Part(page.flows[flow], head, head.first)


def _article(page: Order, main: int, parts: Sequence[Part]) -> Article:
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
