"""Web pages: the article without what surrounds it, and what the page says about it.

The article is found by where its sentences gather (`html_content`); trafilatura is asked where that finds next to
nothing. It is not asked first because it drops from government pages what belongs to them: lists, signatures, tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, Paragraph
from ingest.errors import Damaged
from ingest.formatted import Known, described, signed, tabulated
from ingest.labels import Byline, find_byline, is_label, is_label_line, labelled_date, labelled_source
from ingest.metadata import find_doc_number, guess_kind, labelled_issuers, title_issuers
from ingest.readers.base import Reading
from ingest.readers.html_content import Page, article_of, is_good
from ingest.readers.html_leaves import Leaf, leaves
from ingest.readers.html_meta import Meta, meta_of, somebody
from ingest.readers.html_title import title_leaf, title_of
from ingest.readers.html_tree import decoded, tree, without_scripts

_LITTLE = 80
_SENTENCE = re.compile(r"[。！？；]\s*$|。")


@dataclass(frozen=True, slots=True)
class _Article:
    """The blocks of an article without its title and the lines about it, which stand in `about`."""

    title: str | None
    about: str
    byline: Byline | None
    blocks: tuple[Block, ...]


def read(data: bytes, name: str) -> Reading:
    """Read a web page.

    :raises Damaged: when it holds no text.
    """
    source = decoded(data)
    plain = without_scripts(source)
    root = tree(plain)
    body = root.find("body")
    meta = meta_of(root, source)
    article = _article(article_of(leaves(root if body is None else body)), meta)
    known = _known(article, meta)
    text = "\n".join(line for one in article.blocks if isinstance(one, Paragraph) for line in one.text.split("\n"))
    tables = tabulated(article.blocks, known)
    if len(text) < _LITTLE and not tables and not _SENTENCE.search(text):
        text = max(text, _by_trafilatura(plain), key=len)
    if not text.strip() and not tables:
        raise Damaged("网页里没有文字可读。")
    return Reading((described(text, known), *tables) if text.strip() else tables)


def _by_trafilatura(source: str) -> str:
    import trafilatura

    return trafilatura.extract(source, favor_recall=True, include_comments=False, deduplicate=False) or ""


def _article(page: Page, meta: Meta) -> _Article:
    """Part the lines about an article, which stand around its title, from its text."""
    opening = page.article[: _opening_length(page.article)]
    publishers = _publishers([*page.before, *opening], meta)
    title = title_leaf([*page.before, *opening], meta, publishers, _is_about)
    start = opening.index(title) + 1 if title in opening else 0
    head = _head_end(page.article, start)
    around = [leaf for leaf in [*page.before, *page.article[:head]] if leaf is not title]
    around += [leaf for leaf in page.after if labelled_source(leaf.text)]
    body = [leaf.block for leaf in page.article[start:head] if not _is_about(leaf)]
    bylines = [one for leaf in around if (one := _byline(leaf))]
    return _Article(
        title=title_of(title, meta, publishers),
        about="\n".join(leaf.spaced or leaf.text for leaf in _with_values(around)),
        byline=max(bylines, key=_told, default=None),
        blocks=(*body, *(leaf.block for leaf in page.article[head:])),
    )


def _publishers(candidates: Sequence[Leaf], meta: Meta) -> set[str]:
    told = {byline.publisher for leaf in candidates if (byline := _byline(leaf))}
    return {name for name in (meta.publisher, meta.site, *told) if name}


def _opening_length(article: Sequence[Leaf]) -> int:
    """Return how many pieces stand before the first sentence of an article."""
    return next((place for place, leaf in enumerate(article) if _SENTENCE.search(leaf.text)), len(article))


def _head_end(article: Sequence[Leaf], start: int) -> int:
    """Return where, after its title, the text of an article begins for good."""
    places = range(start, len(article))
    return next((place for place in places if is_good(article[place]) and not _is_about(article[place])), start)


def _is_about(leaf: Leaf) -> bool:
    if not isinstance(leaf.block, Paragraph):
        return False
    text = leaf.text.replace("\n", " ")
    return "。" not in text and (is_label_line(text) or _byline(leaf) is not None)


def _byline(leaf: Leaf) -> Byline | None:
    """Read a byline, as it is written and as it is parted into boxes, whichever tells more."""
    readings = (find_byline(text.replace("\n", " ")) for text in (leaf.text, leaf.spaced) if text)
    told = [one for one in readings if one]
    return max(told, key=_told) if told else None


def _told(byline: Byline) -> int:
    return bool(byline.publisher) + bool(byline.published)


def _with_values(found: Sequence[Leaf]) -> list[Leaf]:
    """Join a label that stands in a box of its own with its value in the next box."""
    joined: list[Leaf] = []
    for leaf in found:
        last = joined[-1] if joined else None
        if last and _is_label_leaf(last) and not _is_label_leaf(leaf):
            value = leaf.text.replace("\n", "")
            joined[-1] = Leaf(Paragraph(f"{last.text.rstrip('：: ')}：{value}"), last.element)
        else:
            joined.append(leaf)
    return joined


def _is_label_leaf(leaf: Leaf) -> bool:
    return is_label(leaf.text) or (leaf.text.endswith(("：", ":")) and len(leaf.text) < 16)


def _known(article: _Article, meta: Meta) -> Known:
    """Weigh what the page says: of an official document the issuing body counts, of news the source."""
    about = article.about
    names, day = signed([one for one in article.blocks if isinstance(one, Paragraph)])
    text = "\n".join(one.text for one in article.blocks[:12] if isinstance(one, Paragraph))
    number = find_doc_number(about) or find_doc_number(text)
    bodies = labelled_issuers(about) or names or title_issuers(article.title or "")
    source = (
        meta.publisher
        or somebody(labelled_source(about))
        or somebody(article.byline.publisher if article.byline else None)
    )
    days = [meta.published, labelled_date(about), article.byline.published if article.byline else None]
    if guess_kind(article.title, "", number) == "policy":
        publisher, days = " ".join(bodies) or source, [labelled_date(about, made=True), day, *days]
    else:
        publisher = source or " ".join(names)
    return Known(article.title, publisher or meta.site, next(filter(None, [*days, day]), None), number, bodies, about)
