"""The spans that a sentence about rows of the ledger cites: where each is told, and where its organisation is named.

A report names a body once and goes on with 该协会 or with nothing at all; a list names its subject before the colon. A
claim that names the body cites where it is named, too, so that the verifier finds every name in what is cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from assistant.evidence.sentences import sentence_at
from ingest.sentences import sentences
from vectorstore.facts import Figure, Organisation, Pairing, Source, name_key
from vectorstore.ledger import Ledger, Where
from vectorstore.records import Document, Span

Lookup = Callable[[str], Document]
MOST_SOURCES = 2
"""Sources that are cited for one row; a row of the ledger names all."""


def spans(row: Pairing | Figure, lookup: Lookup, known: Organisation | None) -> Iterator[Span]:
    """Yield the spans that show one row: its sources, and the sentence that names its organisation.

    :param known: what the ledger holds of the organisation, where it holds anything.
    """
    told = row.sources[:MOST_SOURCES]
    name = row.organisation if isinstance(row, Pairing) else row.subject
    if name and not any(_names(source.quote, name) for source in told):
        named = _naming(name, told, lookup) or _stated(name, known)
        if named:
            yield named
    for source in told:
        yield source.span


_Row = TypeVar("_Row", Pairing, Figure)


def told_in(documents: frozenset[str] | None, rows: Iterable[_Row]) -> list[_Row]:
    """Return the rows that one of the documents tells, with the sources in these documents only; None is all."""
    if documents is None:
        return list(rows)
    told = ((row, tuple(one for one in row.sources if one.span.document in documents)) for row in rows)
    return [replace(row, sources=sources) for row, sources in told if sources]


def known(ledger: Ledger, names: Iterable[str]) -> dict[str, Organisation]:
    """Return what the ledger holds of organisations, by the names that its rows have."""
    asked = tuple(sorted(set(names)))
    found = ledger.organisations(Where(organisations=asked)) if asked else []
    return {one.name: one for one in found}


def around(source: Source, lookup: Lookup) -> str:
    """Return the whole sentence, or the sentences, that a source stands in."""
    document = lookup(source.span.document)
    start, end = source.span.start, source.span.end
    touched = [(a, b) for a, b in _sentences(document.text) if a < end and start < b]
    return document.text[touched[0][0] : touched[-1][1]] if touched else source.quote


def led_by(source: Source, lookup: Lookup) -> str:
    """Return what leads to a source: the heading that it stands under, and the last 在…方面 before it."""
    document = lookup(source.span.document)
    before = document.text[max(0, source.span.start - _LEAD) : source.span.start]
    led = _LEADS.findall(before)
    return f"{sentence_at(document, source.span.start, source.span.end, 0.0).heading}\n{led[-1] if led else ''}"


_LEADS = re.compile("在([\u4e00-\u9fff]{2,8})方面[：:，]")
_LEAD = 800
"""Characters before a sentence in which 在…方面 leads to it."""


def _naming(name: str, told: Iterable[Source], lookup: Lookup) -> Span | None:
    """The last sentence that names a body, up to and with the one that tells of it; else the first one after."""
    for source in told:
        document = lookup(source.span.document)
        naming = [(a, b) for a, b in _sentences(document.text) if _names(document.text[a:b], name)]
        before = [place for place in naming if place[0] < source.span.end]
        if chosen := (before[-1] if before else naming[0] if naming else None):
            return sentence_at(document, *chosen, 0.0).span()
    return None


def _stated(name: str, known: Organisation | None) -> Span | None:
    """Where another document states the name in full."""
    if known is None:
        return None
    return next((source.span for source in known.sources if _names(source.quote, name)), None)


def _names(text: str, name: str) -> bool:
    return name_key(name) in name_key(text)


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(text))


_NUMBER = r"(?P<number>\d+|[一二两三四五六七八九十百]+)\s*"
_COUNTED = {
    "个": re.compile(_NUMBER + "个(?:重点|脱贫|国家)*(?:县|市|区|州)"),
    "家": re.compile(f"(?:等|共计?|合计){_NUMBER}[家个](?!县|市|区|州|乡|镇|村)"),
}


def stated_counts(text: str, unit: str) -> Iterator[str]:
    """Yield how many places (个) or bodies (家) a text says it speaks of: 15 of 等15个县市."""
    yield from (match["number"] for match in _COUNTED[unit].finditer(text))
