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
from ingest.readers.html_meta import Meta, meta_of, somebody, without_site
from ingest.readers.html_tree import decoded, tree, without_scripts
from ingest.readers.html_words import words

_LITTLE = 80
_LONGEST_TITLE = 120
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
    title = _title_leaf([*page.before, *opening], meta)
    start = opening.index(title) + 1 if title in opening else 0
    head = _head_end(page.article, start)
    around = [leaf for leaf in [*page.before, *page.article[:head]] if leaf is not title]
    body = [leaf.block for leaf in page.article[start:head] if not _is_about(leaf)]
    bylines = [one for leaf in around if (one := find_byline(leaf.text.replace("\n", " ")))]
    return _Article(
        title=_title(title, meta),
        about="\n".join(leaf.text for leaf in _with_values(around)),
        byline=max(bylines, key=lambda one: bool(one.publisher) + bool(one.published), default=None),
        blocks=(*body, *(leaf.block for leaf in page.article[head:])),
    )


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
    return is_label_line(text) or find_byline(text) is not None


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


def _title_leaf(candidates: Sequence[Leaf], meta: Meta) -> Leaf | None:
    scored = [(_titleness(leaf, meta), place) for place, leaf in enumerate(candidates)]
    score, place = max(scored, default=(0.0, 0))
    return candidates[place] if score >= 2 else None


def _titleness(leaf: Leaf, meta: Meta) -> float:
    """Say how much a piece of text looks like the title of the article."""
    one, bare = leaf.block, _bare(leaf.text)
    if not isinstance(one, Paragraph) or not 4 <= len(bare) <= _LONGEST_TITLE or "。" in one.text or _is_about(leaf):
        return 0.0
    score = {1: 3.0, 2: 2.5, 3: 1.5}.get(one.level or 0, 0.0)
    score += 2.0 if (one.size or 0) >= 16 else 1.0 if (one.size or 0) >= 13 else 0.0
    score += (0.5 if one.bold else 0.0) + (1.0 if one.align == "center" else 0.0)
    names = f"{leaf.element.get('class') or ''} {leaf.element.get('id') or ''}"
    score += 1.5 if words().title_name.search(names) else 0.0
    for stated in (meta.title, meta.heading):
        if stated and len(bare) >= 6:
            score += 4.0 if _bare(stated).startswith(bare) else 2.0 if bare in _bare(stated) else 0.0
    return score if leaf.link_share < 0.9 else score - 2


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _title(leaf: Leaf | None, meta: Meta) -> str | None:
    if leaf is not None:
        return re.sub(r"\s*\n\s*", "", leaf.text)
    stated = meta.title or meta.heading
    return without_site(stated) if stated else None


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
