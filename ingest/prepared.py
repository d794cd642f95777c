"""A file that is read and cut, ready for the library, and the form in which it crosses from one process to another.

What a reader process sends back is JSON, not pickle: that process has just parsed a file from anywhere, and what comes
out of it must not be able to run anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from ingest.details import with_regions
from ingest.errors import Damaged, Encrypted, IngestError, TooLarge, UnknownFormat, Unreadable
from ingest.heartbeat import beat
from ingest.readers.base import Reading, Refusal
from ingest.split import split
from vectorstore.records import Document, Passage

_ERRORS = {error.__name__: error for error in (Damaged, Encrypted, TooLarge, UnknownFormat, Unreadable)}
_LONGEST = {
    "title": 200,
    "publisher": 100,
    "published": 10,
    "page": 40,
    "doc_number": 100,
    "superseded_by": 300,
    "external_id": 300,
}
_FIELDS = tuple(field.name for field in fields(Document))


@dataclass(frozen=True, slots=True)
class Prepared:
    """The documents of a file with their passages, and what is to be said about the reading."""

    cuts: tuple[tuple[Document, tuple[Passage, ...]], ...]
    remarks: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def prepare(reading: Reading) -> Prepared:
    """Cut the documents of a reading; those without any text fall away."""
    cuts = []
    for document in reading.documents:
        if document.text.strip():
            document = with_regions(_bounded(_encodable(document)))
            cuts.append((document, tuple(split(document))))
        beat()
    return Prepared(tuple(cuts), reading.remarks, reading.refusals)


def _bounded(document: Document) -> Document:
    """Return a document whose particulars are no longer than such things are: a broken file may call all a title."""
    cut: dict[str, Any] = {}
    for name, longest in _LONGEST.items():
        value = getattr(document, name)
        if value is not None and (len(value) > longest or "\n" in value):
            cut[name] = " ".join(value[: 2 * longest].split())[:longest] or None
    return replace(document, **cut) if cut else document


def _encodable(document: Document) -> Document:
    """Return a document whose strings can be written as UTF-8: lone surrogates from broken files become `?`."""
    if all(_fits(getattr(document, name)) for name in _FIELDS):
        return document
    return _document(json.loads(json.dumps(_plain(document), ensure_ascii=False).encode("utf-8", "replace")))


def _fits(value: object) -> bool:
    try:
        str(value).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def to_wire(prepared: Prepared) -> bytes:
    """Write what was prepared as JSON."""
    return _dumps(
        {
            "documents": [_plain(document) for document, _ in prepared.cuts],
            "spans": [[(passage.start, passage.end) for passage in passages] for _, passages in prepared.cuts],
            "remarks": prepared.remarks,
            "refusals": [(one.member, one.status, one.reason) for one in prepared.refusals],
        }
    )


def error_to_wire(error: IngestError) -> bytes:
    """Write what is wrong with a file as JSON."""
    return _dumps({"error": type(error).__name__, "reason": str(error)})


def raise_error(told: Mapping[str, Any]) -> None:
    """Raise the error that was sent in the place of something else, if one was."""
    if "error" in told:
        raise _ERRORS.get(told["error"], Damaged)(told["reason"])


def from_wire(message: bytes) -> Prepared:
    """Read back what was prepared.

    :raises IngestError: the one that was sent in its place.
    """
    told = json.loads(message)
    raise_error(told)
    cuts = []
    for plain, spans in zip(told["documents"], told["spans"], strict=True):
        document = _document(plain)
        cuts.append((document, _passages(document, spans)))
    return Prepared(tuple(cuts), tuple(told["remarks"]), tuple(Refusal(*one) for one in told["refusals"]))


def _dumps(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _plain(document: Document) -> dict[str, Any]:
    plain = {name: getattr(document, name) for name in _FIELDS}
    plain["rows"] = [dict(row) for row in document.rows]
    return plain


def _document(plain: dict[str, Any]) -> Document:
    for name in ("issuers", "regions", "rows"):
        plain[name] = tuple(plain[name])
    plain["origin"] = tuple((clean, raw, length) for clean, raw, length in plain["origin"])
    return Document(**plain)


def _passages(document: Document, spans: Sequence[Sequence[int]]) -> tuple[Passage, ...]:
    return tuple(Passage(document.id, start, end, document.text[start:end]) for start, end in spans)
