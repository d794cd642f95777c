"""Places that a question misspells or leaves open: the division that was meant, from the gazetteer and the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from assistant.understanding import likeness
from ingest import regions
from ingest.gazetteer import gazetteer
from ingest.words import words

_RANKS = "省市县区州旗盟"
_WINDOW = re.compile(f"(?=([\u4e00-\u9fff]{{1,7}}[{_RANKS}]))")
_UNSURE = {likeness.NEAR_SOUND, likeness.MISSING, likeness.OTHER}
"""Slips that count only for a place that the library speaks of."""
# What a stretch before a rank is made of when it is no name: 这个县, 几个市, 全部县区.
_NO_NAME = frozenset("r m q u p c d f w xc".split())

Held = Callable[[str], bool]
"""Whether the library holds a word."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A stretch of the question that is no place, and the places it may be a slip of.

    :param names: the likeliest, all equally near; more than one leaves it open.
    :param similar: names that are near, but not near enough to be taken for it.
    """

    written: str
    names: tuple[str, ...]
    similar: tuple[str, ...] = ()


def misspelt(text: str, held: Held) -> Iterator[Guess]:
    """Yield the stretches of a question that look like places, are none, and are near one."""
    taken = [(one.start, one.end) for one in regions.mentions(text, bare=True)]
    for start, end in _stretches(text):
        written = text[start:end]
        if any(start < last and first < end for first, last in taken) or gazetteer().codes(written) or held(written):
            continue
        if _is_word(written):
            continue
        guess = _guess(written, held)
        if guess and (guess.names or guess.similar):
            taken.append((start, end))
            yield guess


def _is_word(written: str) -> bool:
    """Whether what stands before the rank is a word of the dictionary: 重点县 sounds like a county, and is none."""
    import rjieba

    stem = written.rstrip(_RANKS) or written
    return len(rjieba.cut(stem, False)) == 1


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where names may stand: what the tagger marks as one, then what ends in a rank and begins with no particle."""
    tagged = words(text)
    yield from ((word.start, word.end) for word in tagged if word.tag in ("LOC", "ORG") and word.text[-1] in _RANKS)
    starts = {word.start: word for word in tagged}
    for match in _WINDOW.finditer(text):
        first = starts.get(match.start())
        if first is None or first.tag in _NO_NAME:
            continue
        for rank in (at for at, char in enumerate(match[1]) if char in _RANKS and at > 1):
            yield match.start(), match.start() + rank + 1
    for word in tagged:  # a name without its rank (真雄)
        if word.tag in ("LOC", "PER", "n", "nz", "nw", "nr", "ns") and 2 <= len(word.text) <= 3:
            yield word.start, word.end


def _guess(written: str, held: Held) -> Guess | None:
    found: dict[str, int] = {}
    for name in _of_length(len(written) - 1) + _of_length(len(written)) + _of_length(len(written) + 1):
        kind = _kind(written, name)
        if kind is not None and kind < found.get(name, 99):
            found[name] = kind
    ranked = written[-1] in _RANKS
    here = {name: kind for name, kind in found.items() if _spoken_of(name, held)}
    if not ranked:  # an everyday word may sound like a county far away
        here = {name: kind for name, kind in here.items() if kind == likeness.SOUND}
        return _nearest(written, here) if here else None
    sure = {name: kind for name, kind in here.items() if kind != likeness.OTHER or len(name) > 3}
    sure = sure or {name: kind for name, kind in found.items() if kind not in _UNSURE}
    if sure:
        return _nearest(written, sure)
    return Guess(written, (), tuple(sorted(here))[:3])


def _nearest(written: str, found: dict[str, int]) -> Guess:
    least = min(found.values())
    best = [name for name, kind in found.items() if kind == least]
    by_code = {gazetteer().codes(name)[:1]: name for name in best}
    return Guess(written, tuple(sorted(by_code.values())))


def _kind(written: str, name: str) -> int | None:
    if name[-1] in _RANKS and written[-1] in _RANKS and name[-1] != written[-1]:
        return None
    return likeness.slip(written, name)


def _spoken_of(name: str, held: Held) -> bool:
    """Whether the library holds a place in any form of its name that is not an everyday word."""
    known = gazetteer()
    return any(held(form) for code in known.codes(name) for form in known.forms[code] if form not in known.ordinary)


@cache
def _by_length() -> dict[int, tuple[str, ...]]:
    table: dict[int, list[str]] = {}
    for name in dict.fromkeys(form for forms in gazetteer().forms.values() for form in forms):
        table.setdefault(len(name), []).append(name)
    return {length: tuple(names) for length, names in table.items()}


def _of_length(length: int) -> tuple[str, ...]:
    return _by_length().get(length, ()) if length > 1 else ()


# --- divisions that share a name --------------------------------------------------------------------------------------


def namesakes(place: str, others: frozenset[str]) -> tuple[str, ...]:
    """Return the codes that a place name leaves open, beside the other places named; empty where it is plain."""
    known = gazetteer()
    codes = known.codes(place)
    codes = tuple(code for code in codes if len(code) == len(codes[0])) if codes else ()
    if len(codes) < 2:
        return ()
    named = {division.code for other in others for division in regions.lookup(other)}
    if any(regions.covers(one, code) for one in named for code in codes if one != code):
        return ()
    return codes


def qualified(code: str) -> str:
    """Return the name of a division after that of the one it lies in: 北京市朝阳区, 长春市朝阳区."""
    known = gazetteer()
    higher = [one for one in known.with_higher(code) if one != code]
    return (known.divisions[higher[-1]].name if higher else "") + known.divisions[code].name
