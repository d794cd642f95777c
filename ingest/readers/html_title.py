"""The title of a page's article: the piece of text before it that is set as one and that the page's head repeats."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.blocks import Paragraph
from ingest.readers.html_leaves import Leaf
from ingest.readers.html_meta import Meta, without_site
from ingest.readers.html_words import words

_LONGEST = 120
_LONGEST_UNMARKED = 60
_ENOUGH = 2.0


def title_leaf(
    candidates: Sequence[Leaf], meta: Meta, publishers: set[str], is_about: Callable[[Leaf], bool]
) -> Leaf | None:
    """Return the piece of text that is the title, None where none of them is.

    :param publishers: names of the site and the source, which stand large at the top of many pages and are no title.
    :param is_about: tells lines that speak about the article (来源：…), which are no title either.
    """
    names = {bare(name) for name in publishers}
    able = [leaf for leaf in candidates if _can_be_title(leaf) and not is_about(leaf) and bare(leaf.text) not in names]
    stated = [one for one in (meta.title, meta.heading) if one and bare(one) not in names]
    scored = [(_likeness(leaf, stated), place) for place, leaf in enumerate(able)]
    score, place = max(scored, default=(0.0, 0))
    if score >= _ENOUGH:
        return able[place]
    short = [leaf for leaf in able if len(leaf.text) <= _LONGEST_UNMARKED and leaf.link_share < 0.5]
    return short[-1] if short and not stated else None


def title_of(leaf: Leaf | None, meta: Meta, publishers: set[str]) -> str | None:
    """Return the title in words, from its piece of text or from the page's head."""
    if leaf is not None:
        return re.sub(r"\s*\n\s*", "", leaf.text)
    names = {bare(name) for name in publishers}
    return next((without_site(one) for one in (meta.title, meta.heading) if one and bare(one) not in names), None)


def bare(text: str) -> str:
    """Return a text without spaces and signs, to compare it by."""
    return re.sub(r"[\W_]+", "", text)


def _can_be_title(leaf: Leaf) -> bool:
    return isinstance(leaf.block, Paragraph) and 4 <= len(bare(leaf.text)) <= _LONGEST and "。" not in leaf.text


def _likeness(leaf: Leaf, stated: Sequence[str]) -> float:
    """Say how much a piece of text looks like the title of the article."""
    one, text = leaf.block, bare(leaf.text)
    if not isinstance(one, Paragraph):
        return 0.0
    score = {1: 3.0, 2: 2.5, 3: 1.5}.get(one.level or 0, 0.0)
    score += 2.0 if (one.size or 0) >= 16 else 1.0 if (one.size or 0) >= 13 else 0.0
    score += (0.5 if one.bold else 0.0) + (1.0 if one.align == "center" else 0.0)
    named = f"{leaf.element.get('class') or ''} {leaf.element.get('id') or ''}"
    score += 2.0 if words().title_name.search(named) else 0.0
    if len(text) >= 6:
        score += max(
            (4.0 if bare(one).startswith(text) else 2.0 if text in bare(one) else 0.0 for one in stated), default=0
        )
    return score - (2 if leaf.link_share > 0.9 else 0)
