"""Which of a page's pieces of text are its article, and which are what every page of the site carries.

Furniture is told by what an element is (nav, footer), by what it is called (related, comments), by the heading above
it (相关新闻), by its words (打印本页) and by being nothing but links. What is left gathers in one element: the smallest
that holds nearly all of the sentences is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.blocks import Paragraph, TableBlock
from ingest.readers.html_leaves import Leaf
from ingest.readers.html_tree import Node
from ingest.readers.html_words import words

_NEARLY_ALL = 0.92
_MUCH = 0.4

_SENTENCE = re.compile(r"[。！？；]")
_MARKS_OF_END = re.compile(r"[。！？；：”’）)]$")
_ATTACHMENT = re.compile(r"^(?:附\s*[件表]|\d+[.．、]|[（(]\d+[)）])")


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of text of a page's article, and those before and after it that are no furniture as a whole."""

    article: tuple[Leaf, ...]
    before: tuple[Leaf, ...] = ()
    after: tuple[Leaf, ...] = ()


def article_of(leaves: Sequence[Leaf]) -> Page:
    """Tell the article from the rest of a page."""
    chars = sum(len(leaf.text) for leaf in leaves)
    barred = _barred_elements(leaves, chars)
    open_leaves = [leaf for leaf in leaves if not _is_inside(leaf.element, barred)]
    plain = [leaf for leaf in open_leaves if not _is_furniture(leaf)]
    root = _root([leaf for leaf in plain if is_good(leaf)])
    if root is None:
        return Page(tuple(plain))
    article = _to_last_good([leaf for leaf in plain if _is_inside(leaf.element, {root})])
    if not article:
        return Page(())
    first, last = open_leaves.index(article[0]), open_leaves.index(article[-1])
    return Page(tuple(article), tuple(open_leaves[:first]), tuple(open_leaves[last + 1 :]))


def _barred_elements(leaves: Sequence[Leaf], chars: int) -> set[Node]:
    """Return the elements that are furniture as a whole; none that holds much of the page's text."""
    share: dict[Node, int] = {}
    for leaf in leaves:
        for element in _upwards(leaf.element):
            share[element] = share.get(element, 0) + len(leaf.text)
    barred = {one for one, held in share.items() if _is_furniture_element(one) and held < _MUCH * chars}
    for place, leaf in enumerate(leaves):
        if not isinstance(leaf.block, Paragraph) or not words().heading.fullmatch(leaf.text):
            continue
        if not _is_inside(leaf.element, barred):
            barred |= _under_heading(leaves, place, share, chars)
    return barred


def _under_heading(leaves: Sequence[Leaf], place: int, share: dict[Node, int], chars: int) -> set[Node]:
    """Return what a heading like 相关新闻 stands over: the box that opens with it, or what follows it in its box."""
    leaf = leaves[place]
    barred = {leaf.element}
    for box in _upwards(leaf.element):
        if share.get(box, 0) >= _MUCH * chars or box.tag in ("body", "html"):
            break
        opens = place == 0 or not _is_inside(leaves[place - 1].element, {box})
        if not opens:
            break
        barred.add(box)
    comments = bool(words().comments.search(leaf.text))
    box = leaf.element.getparent()
    for later in islice(leaves, place + 1, None):
        if not _is_inside(later.element, {box}) or (not comments and later.link_share < 0.5):
            break
        if later.element is not box:
            barred.add(later.element)
    return barred


def _is_furniture_element(element: Node) -> bool:
    if element.tag in words().furniture_tags:
        return True
    if element.tag in ("html", "body", "p", "article", "main"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    if element.tag == "header" and element.find(".//h1") is None:
        return True
    return not words().content_name.search(names) and any(_is_furniture_name(name) for name in names.split())


def _is_furniture_name(name: str) -> bool:
    parts = re.split(r"[-_]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)", name)
    return any(part.lower() in words().furniture_names for part in [name, *parts])


def _upwards(element: Node) -> Iterator[Node]:
    yield element
    yield from element.iterancestors()


def _is_inside(element: Node, boxes: set[Node]) -> bool:
    return any(one in boxes for one in _upwards(element))


def _is_furniture(leaf: Leaf) -> bool:
    text = leaf.text.replace("\n", " ")
    if isinstance(leaf.block, TableBlock):
        return leaf.link_share > 0.8
    if words().line.fullmatch(text) or words().heading.fullmatch(text):
        return True
    return leaf.link_share > 0.6 and not (leaf.files or _ATTACHMENT.match(text)) and not _SENTENCE.search(text)


def is_good(leaf: Leaf) -> bool:
    """Tell whether a leaf is surely article text: sentences, or at least a long line, and few links; or a table."""
    if isinstance(leaf.block, TableBlock):
        return True
    return leaf.link_share < 0.4 and (
        len(leaf.text) >= 24 or (len(leaf.text) >= 10 and bool(_SENTENCE.search(leaf.text)))
    )


def _root(good: Sequence[Leaf]) -> Node | None:
    """Return the smallest element that holds nearly all good text and is more than one paragraph."""
    held: dict[Node, int] = {}
    for leaf in good:
        for element in _upwards(leaf.element):
            held[element] = held.get(element, 0) + len(leaf.text)
    total = sum(len(leaf.text) for leaf in good)
    if not total:
        return None
    root = next(iter(good)).element.getroottree().getroot()
    leaf_elements = {leaf.element for leaf in good}
    while True:
        inner = next((one for one in root if held.get(one, 0) >= _NEARLY_ALL * total), None)
        if inner is None or (
            inner in leaf_elements and inner.tag in ("p", "li", "h1", "h2", "h3", "h4", "blockquote", "span")
        ):
            return root
        root = inner


def _to_last_good(leaves: Sequence[Leaf]) -> Sequence[Leaf]:
    """Drop what is left below the article: short lines that are neither signed nor dated nor attached."""
    last = max((place for place, leaf in enumerate(leaves) if is_good(leaf)), default=len(leaves) - 1)
    tail = [leaf for leaf in leaves[last + 1 :] if _closes(leaf)]
    return [*leaves[: last + 1], *tail]


def _closes(leaf: Leaf) -> bool:
    if not isinstance(leaf.block, Paragraph):
        return False
    text = leaf.text
    return bool(
        leaf.block.align == "right"
        or leaf.files
        or _ATTACHMENT.match(text)
        or _MARKS_OF_END.search(text)
        or re.search(r"\d\s*[日号]$|[〇一二三四五六七八九十]日$", text)
        or leaf.link_share < 0.1
    )
