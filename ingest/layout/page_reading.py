"""Pages, however they were read, to documents: the articles of a newspaper, or one report with its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.errors import Damaged
from ingest.layout.masthead import Masthead
from ingest.layout.ocr import Image
from ingest.layout.page_articles import Article, articles
from ingest.layout.page_blocks import blocks
from ingest.layout.page_header import split_header
from ingest.layout.page_jumps import joined
from ingest.layout.page_model import Line, Page
from ingest.layout.page_order import columns
from ingest.layout.page_report import report
from ingest.readers.base import Reading
from vectorstore.records import Document

NEWSPAPER_COLUMNS = 3
"""Columns of running text side by side that no report has."""

BULLETIN_COLUMNS = 2
"""Columns of running text side by side that a page has whose header names a paper and a day, if it is one."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page of a file as it was read.

    :param page: None where nothing stands on it.
    :param remark: what a person should know about how it was read.
    :param image: what it was recognised on, turned upright; None where it has a text layer.
    """

    page: Page | None
    remark: str | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class _Parted:
    """A page with its header taken off."""

    page: Page
    top: Masthead
    lines: tuple[Line, ...]


def reading(sources: Iterable[Source]) -> Reading:
    """Return the documents on the pages of a file.

    :raises Damaged: when there is no text on any of them.
    """
    remarks: list[str] = []
    pages: list[Page] = []
    for source in sources:
        remarks += [source.remark] if source.remark else []
        pages += [source.page] if source.page and source.page.lines else []
    parted = [_Parted(page, *_header(page)) for page in pages]
    found = _newspaper(parted) if any(map(_is_newspaper, parted)) else report(pages)
    if not found:
        raise Damaged("没有认出文字，没有内容可读。" + "".join(remarks[:1]))
    return Reading(found, tuple(remarks))


def _header(page: Page) -> tuple[Masthead, tuple[Line, ...]]:
    top, lines = split_header(page)
    return top, tuple(lines)


def _is_newspaper(parted: _Parted) -> bool:
    """Tell whether a page is one of a newspaper: by its header, or by how many columns stand side by side.

    A bulletin has a name and a day at its head as well, but one column.
    """
    top = parted.top
    if top.page and (top.published or top.publisher):
        return True
    found = blocks(parted.lines, parted.page.graphics)
    running = [one for one in found if one.role == "body" and len(one.lines) >= 4]
    heads = sum(one.role == "headline" for one in found)
    least = BULLETIN_COLUMNS if top.published and top.publisher else NEWSPAPER_COLUMNS
    return heads > 1 and len(columns(running)) >= least


def _newspaper(parted: Sequence[_Parted]) -> tuple[Document, ...]:
    tops = _filled([one.top for one in parted])
    found = [(top.page, articles(one.lines, one.page.graphics)) for top, one in zip(tops, parted, strict=True)]
    by_page = {top.page: top for top in reversed(tops)}
    return tuple(document for page, one in joined(found) if (document := _document(one, by_page[page])).text)


def _filled(tops: Sequence[Masthead]) -> list[Masthead]:
    """Give every page the name and day of the paper that another page of the file names; the number is its own."""
    publisher = next((top.publisher for top in tops if top.publisher), None)
    published = next((top.published for top in tops if top.published), None)
    return [replace(top, publisher=top.publisher or publisher, published=top.published or published) for top in tops]


def _document(one: Article, top: Masthead) -> Document:
    return Document(
        text="\n".join((*one.decks, *one.bylines, *one.paragraphs, *one.captions)),
        title=one.title,
        publisher=top.publisher,
        published=top.published,
        page=top.page,
        kind="news",
    )
