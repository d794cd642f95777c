"""What a file of an answer holds, whatever its form: words in order, none of them markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.ledger.conflicting import conflicting
from assistant.records import Answer
from assistant.ui import differing, render
from assistant.ui.handlers import Shelf, excerpts
from assistant.ui.text import Language, say
from vectorstore.answers import given


@dataclass(frozen=True, slots=True)
class Reference:
    """One source of an answer: its number and title, where it was published, and the words that are quoted."""

    title: str
    whereabouts: str
    quote: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """An answer with everything that somebody needs who was not there.

    :param differing: what sources say differently of its figures, a line each.
    :param notes: when it was asked, and of which library.
    """

    question: str
    status: str
    paragraphs: tuple[str, ...]
    checks: tuple[str, ...]
    differing: tuple[str, ...]
    references: tuple[Reference, ...]
    notes: tuple[str, ...]


def sheet(record: Mapping[str, Any], library: Shelf, language: Language) -> Sheet:
    """Return what a file of the answer of `record` holds."""
    answer = Answer.from_json(record)
    cited = excerpts(answer, library)
    return Sheet(
        question=clean(answer.question),
        status="" if answer.status == "answered" else say(answer.status, language),
        paragraphs=tuple(
            clean(render.MARKER.sub(r"【\1】", line)) for line in answer.answer.split("\n") if line.strip()
        ),
        checks=tuple(clean(words) for _, words in render.checks(answer, language)),
        differing=tuple(
            clean("，".join(part for part in differing.cells(telling, language) if part))
            for telling in conflicting(answer, library.ledger, library.document)
        ),
        references=tuple(_reference(item, language) for item in cited),
        notes=_notes(answer, library, language),
    )


def clean(text: str) -> str:
    """Return text without the characters that reorder it, hide in it, or may not stand in a document."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _unprintable(sign) else sign for sign in render.visible(text))


def _unprintable(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff"


def _reference(item: render.Excerpt, language: Language) -> Reference:
    title = item.citation.title or say("untitled", language)
    return Reference(
        title=clean(f"【{item.citation.marker}】《{title}》"),
        whereabouts=clean("，".join((*render.whereabouts(item, language), item.citation.source))),
        quote=clean(item.citation.quote),
    )


def _notes(answer: Answer, library: Shelf, language: Language) -> tuple[str, ...]:
    record = answer.record or ""
    when = f"{given(record).astimezone():%Y-%m-%d %H:%M %z}"
    notes = [
        say("export_asked", language, when=when),
        say("export_library", language, fingerprint=answer.library),
        say("export_record", language, record=record),
    ]
    if answer.library != library.contents().fingerprint:
        notes.append(say("stale", language))
    return tuple(notes)
