"""What a chat model is shown of the library: stretches of documents, numbered, and marked as data.

A model cites by number, and a number resolves to the span it was given for. Documents are untrusted: each stands
between tags that no document can know, every sentence of it behind a mark that our own text never has, so that a model
can tell data from instructions (spotlighting). What holds, whatever a model makes of it, is the verifier behind it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.sentences import sentences
from vectorstore.records import Document, Hit, Span, content_hash

MARK = "▸"
"""Stands before every sentence of a document, and nowhere else in a prompt."""
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One stretch of a document under the number by which it is cited.

    :param score: how well the search that found it thought of it; None where it was read or taken from the ledger.
    """

    number: int
    span: Span
    document: Document
    score: float | None = None

    @property
    def text(self) -> str:
        """The stretch itself."""
        return self.document.text[self.span.start : self.span.end]


@dataclass
class Exhibits:
    """The exhibits of one answer, numbered from 1 as they come; safe for tools that run side by side."""

    _known: dict[Span, Exhibit] = field(default_factory=dict)
    _numbering: threading.Lock = field(default_factory=threading.Lock)

    def add(self, span: Span, document: Document, score: float | None = None) -> Exhibit:
        """Return the exhibit of a span, a new one under the next number where it is not known yet."""
        with self._numbering:
            if span not in self._known:
                self._known[span] = Exhibit(len(self._known) + 1, span, document, score)
            return self._known[span]

    def add_hits(self, hits: Iterable[Hit]) -> tuple[Exhibit, ...]:
        """Return the exhibits of passages that a search found."""
        return tuple(
            self.add(Span(hit.passage.document, hit.passage.start, hit.passage.end), hit.document, hit.score)
            for hit in hits
        )

    @property
    def all(self) -> tuple[Exhibit, ...]:
        """All of them, by number."""
        return tuple(self._known.values())

    @property
    def spans(self) -> Mapping[int, Span]:
        """What each number stands for."""
        return {exhibit.number: exhibit.span for exhibit in self.all}

    def numbered(self, number: int) -> Exhibit | None:
        """Return the exhibit of that number, None where there is none."""
        found = self.all
        return found[number - 1] if 0 < number <= len(found) else None


def shown(exhibits: Iterable[Exhibit]) -> str:
    """Return exhibits as a model sees them: each between its own tags, every sentence marked."""
    return "\n".join(_shown(exhibit) for exhibit in exhibits)


def _shown(exhibit: Exhibit) -> str:
    tag = content_hash(f"{exhibit.document.id}{exhibit.span}")[:6]  # made of what the document cannot contain: its hash
    facts = (flat(exhibit.document.title or "无题")[:_LONGEST_TITLE], exhibit.document.published or "日期不详")
    return (
        f"<资料 {tag} 编号={exhibit.number} 标题=《{facts[0]}》 日期={facts[1]}>\n{marked(exhibit.text)}\n</资料 {tag}>"
    )


def marked(text: str) -> str:
    """Return a text with the mark before each of its sentences, and free of marks and tags of its own."""
    clean = text.replace(MARK, "").replace("<", "＜").replace(">", "＞")
    pieces, cursor = [], 0
    for start, _ in sentences(clean):
        pieces += [clean[cursor:start], MARK]
        cursor = start
    return "".join((*pieces, clean[cursor:]))


def flat(text: str) -> str:
    """Return words of a document on one line, free of marks and tags."""
    return re.sub(r"[\s<>《》]+", " ", text.replace(MARK, "")).strip()
