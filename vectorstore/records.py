"""The records of the library: what a document is, how it is cut, and what a search returns.

Every record keeps where it came from: a passage its document and offsets, a hit its passage, so that a citation is
followed back by reading and never by searching again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Kind = Literal["policy", "news", "table", "other"]
Status = Literal["in_force", "repealed", "superseded"]


def content_hash(text: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of `text`: the identity of a document or an embedded passage."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document's text."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Document:
    """One article: its clean text and what is known about it.

    A newspaper page with three articles gives three documents. Identity is the text itself, so a reprint or a second
    copy of the same file is the same document with one more source.

    :param file: absolute path of the file it was read from; a member of a container is `container!member`.
    :param published: ISO date on which it was published, never the date it was read.
    :param page: page of a file or of a newspaper (版), as printed.
    :param rows: a table's rows, each from column header to cell.
    :param regions: codes of the administrative divisions it is about, each with its prefecture and province.
    :param status: whether a policy is in force, where its text says so; `superseded_by` names what replaced it.
    :param external_id: the identifier it carries in the system it came from.
    :param origin: where stretches of the clean text stood in the raw text: (clean start, raw start, length) each.
    """

    text: str
    file: str = ""
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    kind: Kind = "other"
    page: str | None = None
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    status: Status | None = None
    superseded_by: str | None = None
    external_id: str | None = None
    origin: tuple[tuple[int, int, int], ...] = ()

    @cached_property
    def id(self) -> str:
        """Content hash of the text."""
        return content_hash(self.text)

    def to_json(self) -> dict[str, Any]:
        """Return the document in the form of `documents export` and of the HTTP interface, which is a contract."""
        names = ("id", "external_id", "file", "title", "publisher", "published", "kind", "page", "doc_number", "text")
        return {name: getattr(self, name) for name in names} | {"rows": [dict(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is searched as one: `text` is exactly `document.text[start:end]`."""

    document: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Deterministic identifier, the same in the catalogue, the keyword index and Chroma."""
        return f"{self.document}:{self.start}-{self.end}"


def document_of(passage: str) -> str:
    """Return the document whose passage has the identifier `passage`."""
    return passage.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the indexes see of one passage, or of a whole article: the text under its title.

    :param heading: the heading under which a passage stands, where an earlier passage holds it.
    """

    id: str
    document: str
    title: str | None
    text: str
    heading: str | None = None

    @property
    def embedded(self) -> str:
        """The text that is embedded: with the title before it, unless it opens with the title."""
        return self.text if not self.title or self.text.startswith(self.title) else f"{self.title}\n{self.text}"

    @property
    def content(self) -> str:
        """Content hash of what is embedded: what has the same content has the same vector."""
        return content_hash(self.embedded)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, or passages that follow one another, with the document and how it scored.

    :param score: the fused score in [0, 1], comparable within one search only.
    :param keyword: BM25 score, 0 where the keyword index did not return it.
    :param dense: cosine similarity of question and passage.
    :param reprints: other documents that hold the same passage, and are not given as hits of their own.
    """

    passage: Passage
    document: Document
    score: float
    keyword: float
    dense: float
    reprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty field does not narrow.

    :param regions: divisions, by name as written (云南省) or by code (53, 530000); a document passes when its title or
        text has a name, or its regions lie within a code.
    :param since: first ISO date of publication that passes; `until` the last. A document without a date fails both.
    """

    regions: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    since: str | None = None
    until: str | None = None

    def __bool__(self) -> bool:
        return any((self.regions, self.organisations, self.programmes, self.kinds, self.since, self.until))


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a library holds, and the fingerprint of it: the same for the same indexed documents and cuts."""

    documents: int
    passages: int
    files: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a list of the library shows it, with the particulars of its first source.

    :param path: the file it was read from; `file` is that, or container!member.
    """

    id: str
    file: str
    path: str
    title: str | None
    publisher: str | None
    published: str | None
    kind: Kind
    page: str | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or a member of one, could not be read.

    :param path: the file that it is, or is a member of.
    :param noted: when that was seen, ISO date and time in UTC.
    """

    file: str
    path: str
    reason: str
    noted: str = ""

    @property
    def id(self) -> str:
        """A name for it that gives no path away."""
        return content_hash(self.file)


@dataclass(frozen=True, slots=True)
class FileState:
    """What the catalogue remembers about a file that was ingested.

    :param digest: SHA-256 of the file's bytes, and after a space how they were read.
    """

    path: str
    digest: str
    documents: tuple[str, ...] = field(default=())

    @property
    def content(self) -> str:
        """The SHA-256 of the file's bytes, however they were read; empty where it could not be read."""
        return self.digest.partition(" ")[0]
