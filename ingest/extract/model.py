"""Facts that a chat model finds beside the rules; what the text does not say word for word is refused.

The model is handed in as a function from prompt to text. It sees a stretch of a document as data and answers with one
JSON object. A record is kept only where its quote stands in the stretch, its parties stand in the document, and its
value follows from the quote by the number grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest import regions
from ingest.extract.amounts import amounts, base_unit
from ingest.extract.article import region_of
from ingest.extract.periods import times, written_on
from ingest.extract.words_of_aid import MECHANISMS, mechanism
from ingest.split import split
from prompts.loader import render
from vectorstore.facts import Fact, Figure, Pairing, Period, Source
from vectorstore.records import Document, Span

Complete = Callable[[str], str]
"""A prompt in, the model's text out."""

_STRETCH = 2400  # characters shown at once
_KNOWN = frozenset({*(name for name, _ in MECHANISMS), "项目帮扶"})
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


class _Pairing(BaseModel):
    model_config = ConfigDict(extra="ignore")
    organisation: str = Field(min_length=2)
    recipient: str = Field(min_length=2)
    mechanism: str = ""
    programme: str | None = None
    period: str | None = None
    quote: str = Field(min_length=2)


class _Figure(BaseModel):
    model_config = ConfigDict(extra="ignore")
    subject: str = ""
    metric: str = Field(min_length=1)
    value: Decimal
    unit: str
    time: str | None = None
    quote: str = Field(min_length=1)


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")
    pairings: list[_Pairing] = []
    figures: list[_Figure] = []


def facts_by_model(document: Document, complete: Complete) -> list[Fact]:
    """Return what a chat model reads out of a document and the document bears out.

    An answer that is not of the form asked for counts as none; what `complete` raises goes through.
    """
    found: dict[str, Fact] = {}
    for start, end in _stretches(document):
        told = _parsed(complete(render("extract", text=document.text[start:end])))
        facts: list[Fact] = [*_pairings(document, told, start, end), *_figures(document, told, start, end)]
        found |= {fact.id: fact for fact in facts}
    return list(found.values())


def _stretches(document: Document) -> Iterator[tuple[int, int]]:
    """Yield stretches of whole passages, each as long as is shown at once."""
    begun: int | None = None
    reached = 0
    for passage in split(document):
        if begun is not None and passage.end - begun > _STRETCH:
            yield begun, reached
            begun = None
        begun = passage.start if begun is None else begun
        reached = passage.end
    if begun is not None:
        yield begun, reached


def _parsed(answer: str) -> _Told:
    found = _OBJECT.search(answer)
    try:
        return _Told.model_validate_json(found[0]) if found else _Told()
    except ValidationError:
        return _Told()


def _source(document: Document, quote: str, start: int, end: int) -> Source | None:
    at = document.text.find(quote, start, end)
    return Source(Span(document.id, at, at + len(quote)), quote) if at >= 0 else None


def _pairings(document: Document, told: _Told, start: int, end: int) -> Iterator[Pairing]:
    today = written_on(document)
    for one in told.pairings:
        source = _source(document, one.quote, start, end)
        parties = (one.organisation, one.recipient)
        borne_out = all(party in document.text for party in parties) and any(party in one.quote for party in parties)
        if source is None or not borne_out or one.organisation == one.recipient:
            continue
        place = next(iter(regions.mentions(one.recipient, context=document.text[start:end], bare=True)), None)
        named = one.programme if one.programme and one.programme in document.text else None
        yield Pairing(
            sources=(source,),
            organisation=one.organisation,
            recipient=one.recipient,
            mechanism=one.mechanism if one.mechanism in _KNOWN else mechanism(one.quote, "项目帮扶"),
            region=region_of(place.code) if place else None,
            is_region=place is not None and (place.start, place.end) == (0, len(one.recipient)),
            programme=named,
            period=_period(document, one.period, today),
        )


def _figures(document: Document, told: _Told, start: int, end: int) -> Iterator[Figure]:
    today = written_on(document)
    for one in told.figures:
        source = _source(document, one.quote, start, end)
        unit = base_unit(one.unit)
        stated = [read for read in amounts(one.quote) if read.value == one.value and base_unit(read.unit) == unit]
        if source is None or not stated:
            continue
        yield Figure(
            sources=(source,),
            subject=one.subject if one.subject in document.text else "",
            metric=one.metric,
            value=one.value,
            unit=unit,
            text=stated[0].text,
            qualifier=stated[0].qualifier,
            time=_period(document, one.time, today),
        )


def _period(document: Document, text: str | None, today: date | None) -> Period | None:
    if not text or text not in document.text:
        return None
    return next((one.period for one in times(text, today)), Period(text))
