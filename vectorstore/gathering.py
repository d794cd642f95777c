"""What becomes of the hits of a search before they are shown: neighbours joined, reprints collapsed, variety. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from vectorstore.records import Hit, Passage

_MOST_JOINED = 3  # passages; with one on either side an answer that a cut straddles is whole
_NEIGHBOUR = 0.6  # of the score of the better one, below which a neighbour is not taken in
_SAME = 0.9  # of the longer passage, run on as one: what is left is a dateline or a credit, and never a row of figures
_SEED, _STRIDE = 20, 10  # characters of a stretch that is looked up, and from one to the next
_SHARE = 4  # no document takes more than one place in so many where variety is asked for

_Found = TypeVar("_Found")

_UNSAID = re.compile(r"[\W_]+")


def joined(hits: Iterable[Hit]) -> list[Hit]:
    """Give passages that follow one another as one hit, in the place of the better one."""
    kept: list[Hit] = []
    parts: list[int] = []
    at: dict[str, list[int]] = {}  # places in `kept`, by document
    for hit in hits:
        places = at.setdefault(hit.document.id, [])
        beside = next(
            (place for place in places if parts[place] < _MOST_JOINED and _neighbours(kept[place], hit)), None
        )
        if beside is None:
            places.append(len(kept))
            kept.append(hit)
            parts.append(1)
        else:
            kept[beside] = _one(kept[beside], hit)
            parts[beside] += 1
    return kept


def collapsed(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the best of the passages that other documents reprint, with the identifiers of those documents."""
    kept: list[Hit] = []
    said: list[str] = []
    seeds: dict[str, int] = {}  # stretches of what was said, with the place in `kept` that said them first
    for hit in hits:
        text = _UNSAID.sub("", hit.passage.text)
        same = next((place for place in _alike(text, seeds) if _reprints(text, said[place])), None)
        if same is None:
            for start in range(0, len(text) - _SEED + 1, _STRIDE):
                seeds.setdefault(text[start : start + _SEED], len(kept))
            kept.append(hit)
            said.append(text)
        elif kept[same].document.id != hit.document.id:
            reprints = dict.fromkeys((*kept[same].reprints, hit.document.id))
            kept[same] = replace(kept[same], reprints=tuple(reprints))
    return kept


def varied(found: Iterable[_Found], limit: int, document: Callable[[_Found], str]) -> list[_Found]:
    """Put what is found in an order in which no document takes more than a share of the first `limit` places.

    :param document: tells which document something found is of.
    """
    most = max(1, limit // _SHARE)
    taken: Counter[str] = Counter()
    first: list[_Found] = []
    later: list[_Found] = []
    for one in found:
        taken[document(one)] += 1
        (first if taken[document(one)] <= most else later).append(one)
    return first + later


def _neighbours(one: Hit, other: Hit) -> bool:
    """Whether nothing but white space stands between two passages, and the second is good enough beside the first."""
    first, second = sorted((one.passage, other.passage), key=lambda passage: passage.start)
    between = one.document.text[first.end : second.start]
    return first.end <= second.start and not between.strip() and other.score >= _NEIGHBOUR * one.score


def _one(better: Hit, other: Hit) -> Hit:
    start = min(better.passage.start, other.passage.start)
    end = max(better.passage.end, other.passage.end)
    passage = Passage(better.document.id, start, end, better.document.text[start:end])
    keyword, dense = max(better.keyword, other.keyword), max(better.dense, other.dense)
    return replace(better, passage=passage, keyword=keyword, dense=dense)


def _alike(text: str, seeds: Mapping[str, int]) -> list[int]:
    """Return the places whose text shares a stretch with the middle of `text`, looked up rather than compared."""
    middle = len(text) // 2
    windows = (text[start : start + _SEED] for start in range(max(0, middle - _STRIDE), middle))
    return list(dict.fromkeys(seeds[window] for window in windows if window in seeds))


def _reprints(one: str, other: str) -> bool:
    """Whether two texts are one but for what stands at their ends."""
    least = _SAME * max(len(one), len(other))
    if min(len(one), len(other)) < least:
        return False
    shift = other.find(one[len(one) // 2 - _STRIDE :][:_STRIDE])
    return shift >= 0 and _run(one, len(one) // 2 - _STRIDE, other, shift) >= least


def _run(one: str, start: int, other: str, at: int) -> int:
    """Return how long the two texts are the same around a place that they share."""
    before = 0
    while before < min(start, at) and one[start - before - 1] == other[at - before - 1]:
        before += 1
    after = 0
    while start + after < len(one) and at + after < len(other) and one[start + after] == other[at + after]:
        after += 1
    return before + after
