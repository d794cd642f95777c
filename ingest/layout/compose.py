"""Articles as documents: paragraphs with bylines, subheads and sources in their places; captions on their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.layout.assemble import Article, Assembled
from ingest.layout.blocks import Block
from ingest.layout.credits import picture_source, source
from ingest.layout.headlines import Head
from ingest.layout.joints import is_open
from ingest.layout.lines import joined, without_noise_spaces
from ingest.layout.mapped import Mapped
from ingest.layout.masthead import Masthead, masthead
from ingest.layout.pieces import Numbered, paragraphs
from vectorstore.records import Document

_FURNITURE = frozenset({"furniture", "masthead"})
_CUT_SHORT = 3.0
"""A line of a heading that ends this near to the edge goes on in the next."""

_CAPTIONS = "图片说明"


@dataclass(frozen=True)
class Page:
    """A copied page: its blocks, its pieces of running text, and the articles that they make."""

    blocks: Sequence[Block]
    pieces: Sequence[Numbered]
    assembled: Assembled

    @property
    def masthead(self) -> Masthead:
        """What the page header says."""
        return masthead(line.text.text for block in self.blocks if block.kind == "masthead" for line in block.lines)


def documents(page: Page) -> list[Document]:
    """Return the articles of a page as documents, and one of all its captions."""
    top = page.masthead
    loose = _loose_lines(page)
    made = [_document(article, page, top, loose) for article in page.assembled.articles]
    captions = [block for block in page.blocks if block.kind == "caption"]
    return [*made, _captions(captions, top, made)] if captions else made


def running_text(blocks: Sequence[Block]) -> Mapped:
    """Return a text that is no newspaper page with its lines joined, nothing moved, and furniture left out."""
    lines: list[Mapped] = []
    for body, group in groupby(blocks, key=lambda block: block.kind == "body"):
        if body:
            lines += paragraphs(list(group))
        else:
            lines += [line for block in group if block.kind not in _FURNITURE for line in _heading(block, blocks)]
    return Mapped.join("\n", lines)


def _heading(block: Block, blocks: Sequence[Block]) -> list[Mapped]:
    """Return the lines of a heading, joined where they were only cut for want of space."""
    widest = max(line.width for other in blocks for line in other.lines)
    if all(line.width > widest - _CUT_SHORT for line in block.lines[:-1]):
        return [joined([line.text for line in block.lines])]
    return [without_noise_spaces(line.text, prose=False) for line in block.lines]


def remarks(page: Page) -> list[str]:
    """Return what is uncertain about the repair, a sentence each."""
    text = {at: piece.text for at, (_, piece) in enumerate(page.pieces)}
    return [
        f"“…{text[first][-12:]}”之后像是接“{text[second][:12]}…”，但不能确定，因此没有连成一句。"
        for first, second in sorted(page.assembled.doubtful)
    ]


def _document(article: Article, page: Page, top: Masthead, loose: dict[int, list[Mapped]]) -> Document:
    """Return an article; its headline opens the text too, for what only a headline says must be there to be cited."""
    lines = [*article.head.lines, *article.head.byline] if article.head else []
    publisher = top.publisher
    for part in article.parts:
        if part.subhead:
            lines.append(Mapped.join(" ", part.subhead.lines))
        lines += _part(part.flow, page, loose)
    publisher = publisher or next(filter(None, (source(line.text) for line in lines[-2:])), None)
    text = Mapped.join("\n", lines)
    return Document(
        text=text.text,
        title=article.head.title(text.text) if article.head else None,
        publisher=publisher,
        published=top.published,
        page=top.page,
        kind="news",
        origin=text.runs,
    )


def _part(flow: Sequence[int], page: Page, loose: dict[int, list[Mapped]]) -> list[Mapped]:
    """Return the paragraphs of a flow; lines that stand alone come where a sentence has ended."""
    lines: list[Mapped] = []
    run: list[Block] = []
    waiting: list[Mapped] = []
    for at, following in zip(flow, (*flow[1:], None), strict=True):
        number, piece = page.pieces[at]
        run.append(page.blocks[number])
        waiting += loose.get(at, [])
        doubtful = following is not None and (at, following) in page.assembled.doubtful
        if following is None or doubtful or (waiting and not is_open(piece.text)):
            lines += [*paragraphs(run), *waiting]
            run, waiting = [], []
    return lines


def _loose_lines(page: Page) -> dict[int, list[Mapped]]:
    """Return, for the pieces that they stand below, the lines of no article: sources, lone bylines and headlines."""
    spare = {number for head in page.assembled.spare for number in range(head.first, head.last + 1)}
    owned = {number for head in _heads(page.assembled) for number in range(head.first, head.last + 1)}
    loose: dict[int, list[Mapped]] = {}
    below = -1
    for number, block in enumerate(page.blocks):
        if below + 1 < len(page.pieces) and page.pieces[below + 1][0] == number:
            below += 1
        elif number in spare or block.kind == "source" or (block.kind == "byline" and number not in owned):
            loose.setdefault(max(below, 0), []).append(joined([line.text for line in block.lines]))
    return loose


def _heads(assembled: Assembled) -> Iterable[Head]:
    for article in assembled.articles:
        yield from filter(None, (article.head, *(part.subhead for part in article.parts)))


def _captions(blocks: Sequence[Block], top: Masthead, articles: Sequence[Document]) -> Document:
    """Return the captions of a page as a document of their own, named after the article when there is only one."""
    lines = [joined([line.text for line in block.lines]) for block in blocks]
    text = Mapped.join("\n", lines)
    sources = {picture_source(line.text) for line in lines}
    only = articles[0].title if len(articles) == 1 else None
    return Document(
        text=text.text,
        title=f"{_CAPTIONS}：{only}" if only else _CAPTIONS,
        publisher=top.publisher or (sources.pop() if len(sources) == 1 else None),
        published=top.published,
        page=top.page,
        kind="news",
        origin=text.runs,
    )
