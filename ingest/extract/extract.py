"""All facts of a document, without a language model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.addressed import speaks_to_reader
from ingest.extract.article import read
from ingest.extract.bodies import organisations
from ingest.extract.carried import carried
from ingest.extract.clauses import clauses
from ingest.extract.figures import figures
from ingest.extract.pairings import pairings
from ingest.extract.programmes import programmes
from ingest.extract.relations import relations
from ingest.extract.rows import facts_of_rows, lines
from ingest.extract.words_of_aid import ABOUT_AID
from ingest.sentences import sentences
from vectorstore.facts import Fact, Figure, Pairing, Programme
from vectorstore.records import Document


@dataclass(frozen=True, slots=True)
class Extractor:
    """What reads facts out of documents: the rules of this package, and what is handed in beside them.

    :param more: returns further facts of a document, a language model's say.
    :param method: its name, by which files are known that were read without it.
    """

    more: Callable[[Document], Iterable[Fact]] | None = None
    method: str = ""

    def facts(self, documents: Iterable[Document]) -> tuple[Fact, ...]:
        """Return the facts of several documents, each once; a text that stands twice is read once."""
        told: dict[str, Fact] = {}
        for document in {document.id: document for document in documents}.values():
            told |= {fact.id: fact for fact in facts_of(document)}
            if self.more:
                told |= {fact.id: fact for fact in self.more(document)}
        return tuple(told.values())


def facts_of(document: Document) -> list[Fact]:
    """Return what a document tells, in the order in which it tells it, each fact once."""
    told = {fact.id: fact for fact in (*facts_of_rows(document), *_facts_of_text(document))}
    return sorted(told.values(), key=lambda fact: (fact.source.span.start, fact.source.span.end, fact.id))


def _facts_of_text(document: Document) -> Iterator[Fact]:
    if document.kind != "policy" and not ABOUT_AID.search(f"{document.title}{document.text}"):
        return
    article = read(document, _telling(document))
    found = list(pairings(article))
    found += carried(article, found)
    found += relations(article, found)
    projects = list(programmes(article, found))
    counted = list(figures(article))
    yield from found
    yield from projects
    yield from counted
    yield from clauses(article)
    yield from organisations(article, _taking_part(found, projects, counted))


def _telling(document: Document) -> str:
    """Return the text with what tells no fact blanked out: lines of tables, and what is said to a reader."""
    text = document.text
    for line in lines(document):
        text = _blanked(text, line.start, line.start + len(line.text))
    for start, end in sentences(text):
        if speaks_to_reader(text[start:end]):
            text = _blanked(text, start, end)
    return text


def _blanked(text: str, start: int, end: int) -> str:
    """Return a text with a stretch blanked out, every other character at its place."""
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def _taking_part(pairings: list[Pairing], programmes: list[Programme], figures: list[Figure]) -> set[str]:
    """Return the names of those who do something; not every body that is named."""
    names = {name for one in pairings for name in (one.organisation, one.recipient)}
    names |= {name for one in programmes for name in one.organisers}
    return names | {one.subject for one in figures if one.subject}
