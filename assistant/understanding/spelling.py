"""Names that the library writes otherwise: slips (镇熊县 for 镇雄县), short forms of bodies, places that share a name.

A name that exists, in the gazetteer or in the library, is never changed. Of two that are equally near none is chosen:
the asker is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.understanding import body_names, likeness, place_names, translated
from assistant.understanding.english import same_sound
from assistant.understanding.plan import Plan, Term
from ingest.gazetteer import gazetteer
from ingest.regions import lookup, mentions
from vectorstore.records import Hit

_QUOTED = re.compile("[“《]([^”》]{2,40})[”》]")
_NEARER = 12
"""Passages that are looked at for a name that those found for the question do not hold."""

Search = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the names of a question are read.

    :param changes: what is written and what it is read as.
    :param doubt: a name that is left open, and `options` the names it may stand for.
    :param similar: names near one that the library does not hold, too far to be taken for it.
    """

    changes: tuple[tuple[str, str], ...] = ()
    doubt: str | None = None
    options: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What is asked of a library to tell its names: passages, how often a word stands, and vectors of texts."""

    search: Search
    frequency: Callable[[str], int]
    encode: translated.Encode


def read_names(plan: Plan, hits: Sequence[Hit], library: Names) -> Reading:
    """Say which names of a plan the library writes otherwise, and which it leaves open."""
    texts = _texts(hits)
    reading = _namesakes(plan, hits)
    for term in translated.english_names(plan.names):
        reading = _with(reading, term.text, translated.meant(term, texts, library.encode), ())
    if plan.english:
        return _by_sound(reading, plan, texts)
    for guess in place_names.misspelt(plan.own, lambda word: _held(word, texts, library.frequency)):
        reading = _with(reading, guess.written, guess.names, guess.similar)
    changed = {written for written, _ in reading.changes}
    doubtful = [
        term
        for term in plan.names
        if not term.text.isascii() and _in_doubt(term, texts) and not any(one in term.text for one in changed)
    ]
    for term in doubtful:
        nearer = [*texts, *_texts(library.search(term.text)[:_NEARER])]
        if any(term.text in text for text in nearer):
            continue
        options, similar = _meant(term, nearer)
        reading = _with(reading, term.text, options, similar)
    if not reading.changes and _unnamed_body(plan, texts):
        for written, name in _windows(plan.own, texts):
            reading = _with(reading, written, (name,), ())
    return reading


def _by_sound(reading: Reading, plan: Plan, texts: Sequence[str]) -> Reading:
    """Of places that are written alike in pinyin, take the one that the texts speak of."""
    for term in plan.names:
        if term.role != "place" or any(term.text in text for text in texts):
            continue
        spoken_of = [name for name in same_sound(term.text) if any(name in text for text in texts)]
        apart = {gazetteer().codes(name)[:1]: name for name in spoken_of}
        reading = _with(reading, term.text, tuple(apart.values()), ())
    return reading


def _with(reading: Reading, written: str, names: Sequence[str], similar: Sequence[str]) -> Reading:
    if len(names) == 1:
        return replace(reading, changes=(*reading.changes, (written, names[0])))
    if 1 < len(names) <= 4 and not reading.doubt:
        return replace(reading, doubt=written, options=tuple(names))
    return replace(reading, similar=(*reading.similar, *similar))


def _texts(hits: Iterable[Hit]) -> list[str]:
    return [f"{hit.document.title or ''}\n{hit.passage.text}" for hit in hits]


def _held(word: str, texts: Sequence[str], frequency: Callable[[str], int]) -> bool:
    """Whether the library holds a word: some text found has it, or its pairs of characters are all known."""
    return any(word in text for text in texts) or frequency(word) > 0


def _in_doubt(term: Term, texts: Sequence[str]) -> bool:
    """Whether a name is written nowhere; a real place that the library does not speak of is that place."""
    if term.text.isascii():
        return False
    return not any(term.text in text for text in texts) and not (term.role == "place" and lookup(term.text))


def _meant(term: Term, texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in the texts that a term stands for, where it stands nowhere itself, and those merely near."""
    names = body_names.named_in(texts, term.text)
    if found := body_names.meant(term.text, names):
        return found, ()
    quoted = {name for text in texts for name in _QUOTED.findall(text)}
    sounding = tuple(name for name in quoted if likeness.slip(term.text, name) in (likeness.SOUND, likeness.SWAPPED))
    return tuple(sorted(sounding)), body_names.similar(term.text, names)


def _unnamed_body(plan: Plan, texts: Sequence[str]) -> bool:
    """Whether a question speaks of a body that no name of it is which the library holds."""
    known = (term for term in plan.names if body_names.looks_like_body(term.text))
    return body_names.looks_like_body(plan.own) and not any(term.text in text for term in known for text in texts)


def _windows(text: str, texts: Sequence[str]) -> Iterable[tuple[str, str]]:
    found = list(body_names.windows(text, body_names.named_in(texts, text)))
    return found if len({name for _, name in found}) == 1 else ()


def _namesakes(plan: Plan, hits: Sequence[Hit]) -> Reading:
    """Leave open which of several divisions is meant, where passages found speak of more than one of them."""
    places = frozenset(term.text for term in (*plan.names, *plan.inherited) if term.role == "place")
    for place in sorted(places):
        codes = place_names.namesakes(place, places - {place})
        spoken_of = [code for code in codes if any(_speaks_of(code, hit) for hit in hits)] if codes else []
        if 1 < len(spoken_of) <= 4:
            return Reading(doubt=place, options=tuple(place_names.qualified(code) for code in spoken_of))
    return Reading()


def _speaks_of(code: str, hit: Hit) -> bool:
    forms = gazetteer().forms[code]
    if not any(form in hit.passage.text for form in forms):
        return False
    return any(mention.code == code for mention in mentions(hit.document.text, context=hit.document.publisher or ""))
