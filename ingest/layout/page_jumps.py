"""Articles that break off on one page and go on on another, joined by their jump lines (下转第2版, 上接第1版)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.layout.lines import joined_text
from ingest.layout.page_articles import Article

_NUMERALS = {numeral: str(value) for value, numeral in enumerate("一二三四五六七八九", start=1)} | {"十": "10"}


def joined(pages: Sequence[tuple[str | None, Sequence[Article]]]) -> list[tuple[str | None, Article]]:
    """Return the articles of all pages, each with its page, continued ones whole and where they begin.

    :param pages: number as printed, and articles, of each page in order.
    """
    found = [(page, one) for page, articles in pages for one in articles]
    ends = [number for number, (_, one) in enumerate(found) if one.jump_from]
    continued: set[int] = set()
    for number, (page, one) in enumerate(found):
        if (
            one.jump_to
            and (rest := _rest(one, page, [(end, found[end]) for end in ends if end not in continued])) is not None
        ):
            continued.add(rest)
            found[number] = (page, _whole(one, found[rest][1]))
    return [(page, _with_jumps(one)) for number, (page, one) in enumerate(found) if number not in continued]


def _rest(one: Article, page: str | None, ends: Sequence[tuple[int, tuple[str | None, Article]]]) -> int | None:
    """Return the number of the article that goes on from another: by page, and where several do, by its headline."""
    fitting = [
        (number, end) for number, (there, end) in ends if _same(one.jump_to, there) and _same(end.jump_from, page)
    ]
    alike = [number for number, end in fitting if _likeness(one.title, end.title) > 0.5]
    return alike[0] if alike else fitting[0][0] if len(fitting) == 1 else None


def _same(named: str | None, page: str | None) -> bool:
    """Tell whether a jump line means a page; a page without a number may be any."""
    return page is None or named is None or _plain(named) == _plain(page)


def _plain(page: str) -> str:
    return _NUMERALS.get(page, page).lstrip("0").upper()


def _likeness(one: str | None, other: str | None) -> float:
    """Return the share of the shorter headline's characters that the longer has: the second is often cut short."""
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    return sum(char in longer for char in shorter) / len(shorter)


def _whole(one: Article, rest: Article) -> Article:
    paragraphs = [*one.paragraphs]
    follow = [*rest.paragraphs]
    if paragraphs and follow and one.open_end and rest.open_start:
        paragraphs[-1] = joined_text([paragraphs[-1], follow.pop(0)])
    return replace(
        one,
        paragraphs=(*paragraphs, *follow),
        bylines=tuple(dict.fromkeys((*one.bylines, *rest.bylines))),
        captions=(*one.captions, *rest.captions),
        jump_to=rest.jump_to,
        open_end=rest.open_end,
        confidence=min(one.confidence, rest.confidence),
    )


def _with_jumps(one: Article) -> Article:
    """Leave the jump line in an article whose other part is not there, so that a reader knows of it."""
    before = (f"（上接第{one.jump_from}版）",) if one.jump_from else ()
    after = (f"（下转第{one.jump_to}版）",) if one.jump_to else ()
    return replace(one, paragraphs=(*before, *one.paragraphs, *after)) if before or after else one
