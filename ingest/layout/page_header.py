"""The header and footer of a page told from its articles by place: over a rule across the page, or in its margin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.layout.characters import HAN
from ingest.layout.furniture import IMPRINT, has_role, is_furniture
from ingest.layout.masthead import Masthead, find_date, find_page, find_paper
from ingest.layout.page_model import Box, Line, Page

HEADER_OVER_RULE = 0.24
"""Share of the page's height that a front page's header takes at most, down to the rule that closes it."""

HEADER_WITHOUT_RULE = 0.11
"""Share of the page's height in which a header is looked for where no rule closes it."""

FOOTER = 0.94
"""Share of the page's height below which a footer is looked for."""

ACROSS = 0.5
"""Share of the page's width that a rule or band under a header takes at least."""

BAND = 0.08
"""Share of the page's height that a tinted band with the header in it takes at most."""

LONGEST_STRANGER = 24
"""Characters: a longer line in what may be the header, with nothing of a header in it, belongs to an article."""

_NAME = re.compile(rf"[{HAN}·]{{2,10}}")
_PAGE_NUMBER = re.compile(r"[-—·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/,，共]+\s*\d{1,3}\s*页?)?[-—·\s]*")


def split_header(page: Page) -> tuple[Masthead, list[Line]]:
    """Return what the header of a newspaper page says, and the lines that are neither header nor footer."""
    bottom = _bottom_of_header(page)
    header = [line for line in page.lines if line.box.cy < bottom]
    rest = [line for line in page.lines if line.box.cy >= bottom and not _is_footer(line, page.height)]
    return _said(header), rest


def _bottom_of_header(page: Page) -> float:
    """Return the height down to which the page is header, 0 where it has none."""
    edges = [box.cy for box in _across(page.graphics.rules, page) if box.cy < HEADER_OVER_RULE * page.height]
    edges += [
        box.y1
        for box in _across(page.graphics.frames, page)
        if box.height < BAND * page.height and box.y1 < HEADER_OVER_RULE * page.height
    ]
    bottom = 0.0
    for edge in sorted(edges):
        over = [line for line in page.lines if bottom <= line.box.cy < edge]
        if _is_header(over) if not bottom else over and all(map(_is_marked, over)):
            bottom = edge
    return bottom or _bottom_of_rows([line for line in page.lines if line.box.y1 < HEADER_WITHOUT_RULE * page.height])


def _across(boxes: Iterable[Box], page: Page) -> list[Box]:
    return [box for box in boxes if box.width >= ACROSS * page.width]


def _is_header(lines: Sequence[Line]) -> bool:
    """Tell whether lines name a date or a page, and hold nothing as long as a line of an article."""
    named = any(find_date(line.text) or find_page(line.text) for line in lines)
    strangers = [line for line in lines if len(line.text) > LONGEST_STRANGER and not _is_marked(line)]
    return named and not strangers and len(lines) <= 24


def _is_marked(line: Line) -> bool:
    text = line.text
    return bool(
        find_date(text)
        or find_page(text)
        or find_paper(text)
        or has_role(text)
        or IMPRINT.search(text)
        or is_furniture(text)
    )


def _bottom_of_rows(lines: Sequence[Line]) -> float:
    """Return the lower edge of the last row, from the top of the page, that names a date, page, paper or editor."""
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.box.y0):
        row = [other for other in lines if other.box.y_overlap(line.box) > 0.3 * min(other.size, line.size)]
        if not any(map(_is_marked, row)) or any(
            len(other.text) > LONGEST_STRANGER and not _is_marked(other) for other in row
        ):
            break
        if (
            find_date(line.text)
            or find_page(line.text)
            or _is_header([other for other in lines if other.box.y0 <= line.box.y1])
        ):
            bottom = max(other.box.y1 for other in row)
    return bottom


def _is_footer(line: Line, height: float) -> bool:
    if line.box.cy < FOOTER * height:
        return False
    is_number = _PAGE_NUMBER.fullmatch(line.text) or (find_page(line.text) and len(line.text) < 12)
    return bool(is_number) or has_role(line.text) or is_furniture(line.text)


def _said(header: Sequence[Line]) -> Masthead:
    """Return publisher, date and page that a header names."""
    first = sorted(header, key=lambda line: (bool(find_page(line.text)), -line.size))
    dates = (find_date(line.text) for line in header)
    pages = (find_page(line.text) for line in header)
    papers = (find_paper(line.text) for line in first)
    return Masthead(
        next(filter(None, papers), None) or _largest_name(header),
        next(filter(None, dates), None),
        next(filter(None, pages), None),
    )


def _largest_name(header: Sequence[Line]) -> str | None:
    """Return the largest words of a header in which nothing is called a paper, if they stand out."""
    unmarked = [line for line in header if not _is_marked(line)]
    names = [line for line in unmarked if _NAME.fullmatch(line.text.replace(" ", ""))]
    best = max(names, key=lambda line: line.size, default=None)
    others = [line.size for line in unmarked if line is not best]
    return best.text.replace(" ", "") if best and (not others or best.size > 1.15 * max(others)) else None
