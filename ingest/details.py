"""What the words of a document say about it, filled in where its source did not say it."""

from __future__ import annotations

from dataclasses import replace

from ingest.metadata import find_doc_number, guess_kind, issuers, status, superseded_by
from ingest.regions import regions
from vectorstore.records import Document


def with_details(document: Document, whole: str | None = None) -> Document:
    """Return the document with kind, number, issuing bodies and status.

    :param whole: the text with the lines around the body, where those were taken off.
    """
    text = document.text if whole is None else whole
    number = document.doc_number or find_doc_number(text)
    return replace(
        document,
        doc_number=number,
        kind=guess_kind(document.title, document.text, number) if document.kind == "other" else document.kind,
        issuers=document.issuers or issuers(text),
        status=document.status or status(text),
        superseded_by=document.superseded_by or superseded_by(text),
    )


def with_regions(document: Document) -> Document:
    """Return the document with the divisions that its title and text name, told apart by who published it."""
    if document.regions:
        return document
    named = regions(f"{document.title or ''}\n{document.text}", context=document.publisher or "")
    return replace(document, regions=named)


def with_headline(document: Document) -> Document:
    """Return the document with its headline as the first line of its text, where it does not stand there already.

    A newspaper often says the figure that matters in the headline only; as part of the text it is found and cited.
    """
    title = document.title
    if not title or title in document.text[: 2 * len(title) + 80]:
        return document
    shift = len(title) + 1
    origin = tuple((clean + shift, raw, length) for clean, raw, length in document.origin)
    return replace(document, text=f"{title}\n{document.text}", origin=origin)
