"""Articles out of the blocks of a formatted document: its head, its body, its foot, and its tables apart.

An official document opens with a red head, a number and a title, and closes with who signed it and when; a press
release opens with its title and a line that names paper and day. Looks decide where words do not: a title is set
larger, in the middle, or as a heading. Each table is a document of its own, whose lines answer alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Paragraph, TableBlock
from ingest.labels import Byline, find_byline, is_label, is_name
from ingest.metadata import (
    find_date,
    find_doc_number,
    guess_kind,
    is_date_line,
    split_issuers,
    status,
    superseded_by,
    title_before_number,
    title_issuers,
)
from ingest.table_heading import heading_depth
from ingest.table_parts import parts
from ingest.tables import Table, distinct, rectangular
from vectorstore.records import Document

_HEAD_BLOCKS = 16
_LONGEST_TITLE_LINE = 90
_FOOT_LINES = 6

_RULE = re.compile(r"[\s─━—_＿\-=★☆*·.]+")
_MARGINALIA = re.compile(
    r"(?:机\s*密|秘\s*密|绝\s*密)(?:★.*)?|特\s*急|加\s*急|平\s*急|\d{5,8}|签\s*发\s*人\s*[:：].{0,16}|内部(?:资料|文件).{0,12}"
)
_RED_HEAD = re.compile(r"(.{2,}?)\s*(?:文\s*件|公\s*报|简\s*报)")
_SUBTITLE = re.compile(r"^[—–-]{1,2}|^[（(].*[）)]$")
_SALUTATION = re.compile(r"[：:]$")
_ATTACHMENT = re.compile(r"^附\s*[件表录](?:\s*\d+|[一二三四五六七八九十]+)?\s*[:：]?$")
_CAPTION = re.compile(r"^(?:[（(]?[附续]?\s*表|table)\s*[\d一二三四五六七八九十]|^附\s*表\s*[:：]", re.IGNORECASE)
_NEWSPAPER = re.compile(r"[报网社台刊]$|新闻|融媒|客户端")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a document from its head and foot; `around` are the lines beside it that told so."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    around: str = ""


@dataclass
class _Head:
    """The head while it is read: what it told, and its lines that belong to the text."""

    title: list[Paragraph] = field(default_factory=list)
    rank: float = 0.0
    byline: tuple[str | None, str | None] = (None, None)
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    kept: list[Paragraph] = field(default_factory=list)


def documents(blocks: Sequence[Block], *, notes: Sequence[str] = ()) -> tuple[Document, ...]:
    """Return the article that the blocks are, and after it each of its tables.

    :param notes: footnotes, which go below the text.
    """
    blocks = _without_layout_tables(blocks)
    head, body = _split(blocks)
    lines = [line for one in [*head.kept, *(b for b in body if isinstance(b, Paragraph))] for line in _lines(one.text)]
    names, day = signed([one for one in body if isinstance(one, Paragraph)])
    title = _joined(head.title)
    last = _closing(lines)
    source = head.byline[0] or last.publisher
    known = Known(
        title=title,
        publisher=" ".join(head.issuers or names) or source or " ".join(title_issuers(title or "")) or None,
        published=day or head.byline[1] or last.published,
        doc_number=head.doc_number,
        issuers=head.issuers or names or title_issuers(title or ""),
    )
    text = "\n".join([*lines, *(f"注{place}：{note}" for place, note in enumerate(notes, 1))])
    tables = tabulated(body, known)
    if not text.strip():
        return tables
    return (described(text, known), *tables)


def _closing(lines: Sequence[str]) -> Byline:
    """Read where a text was printed and when off its last line, where that says nothing else."""
    told = find_byline(lines[-1]) if lines and not _is_print_note(lines[-1]) else None
    return told or Byline(None, None)


def described(text: str, known: Known) -> Document:
    """Return the document of a text, with what its words say about it."""
    kind = guess_kind(known.title, text, known.doc_number)
    if kind == "other" and _NEWSPAPER.search(known.publisher or ""):
        kind = "news"
    return Document(
        text=text,
        title=known.title,
        publisher=known.publisher,
        published=known.published,
        doc_number=known.doc_number,
        issuers=known.issuers,
        kind=kind,
        status=status(known.around) or status(text),
        superseded_by=superseded_by(known.around) or superseded_by(text),
    )


def tabulated(blocks: Sequence[Block], known: Known) -> tuple[Document, ...]:
    """Return a document for each table, titled with its caption and the article it stands in."""
    found: list[Document] = []
    tables = [(place, block) for place, block in enumerate(blocks) if isinstance(block, TableBlock)]
    for count, (place, block) in enumerate(tables, 1):
        caption = _caption(blocks, place)
        content = parts(block.grid)
        lines = [line for part in content for line in (part.lines() if isinstance(part, Table) else [part])]
        where = {"_table": str(count)} if len(tables) > 1 else {}
        rows = [row for part in content if isinstance(part, Table) for row in part.rows(**where)]
        title = "　".join(dict.fromkeys(one for one in (known.title, caption) if one)) or None
        text = "\n".join([caption, *lines] if caption else lines)
        found.append(
            Document(
                text=text,
                title=title,
                publisher=known.publisher,
                published=known.published,
                doc_number=known.doc_number,
                issuers=known.issuers,
                kind="table",
                rows=tuple(rows),
            )
        )
    return tuple(found)


def is_data_table(block: TableBlock) -> bool:
    """Tell whether a table holds records under headings, and is not there to place text or particulars on the page."""
    grid = rectangular(block.grid)
    cells = {cell.shown for row in grid for cell in row if cell}
    if sum(is_label(text) or text.endswith(("：", ":")) for text in cells) > max(1, len(cells) // 4):
        return False
    top = next((i for i, row in enumerate(grid) if len(distinct(row)) > 1), None)
    if top is None or not heading_depth(grid, top):
        return False
    tables = [part for part in parts(grid) if isinstance(part, Table)]
    return any(
        len(table.columns) > 1 and sum(len(record.cells) > 1 for record in table.records) * 2 >= len(table.records)
        for table in tables
    )


def _without_layout_tables(blocks: Sequence[Block]) -> list[Block]:
    """Replace tables that only place text by the paragraphs in them."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) or is_data_table(block):
            found.append(block)
            continue
        for row in block.grid:
            cells = list(dict.fromkeys(cell.shown for cell in row if cell))
            found += [Paragraph("　".join(cells))] if cells else []
    return found


def _caption(blocks: Sequence[Block], place: int) -> str | None:
    """Return the line above a table that names it."""
    above = blocks[place - 1] if place else None
    if not isinstance(above, Paragraph) or len(above.text) > 60 or "。" in above.text:
        return None
    named = _CAPTION.match(above.text) or (above.align == "center" and not re.search(r"[；：:]", above.text))
    return above.text if named else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _split(blocks: Sequence[Block]) -> tuple[_Head, list[Block]]:
    """Part the head of a document from its body."""
    head = _Head()
    for place, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if not isinstance(block, Paragraph) or not _belongs_to_head(head, block, blocks[place + 1 :]):
            return head, list(blocks[place:])
    return head, list(blocks[_HEAD_BLOCKS:])


def _belongs_to_head(head: _Head, one: Paragraph, after: Sequence[Block]) -> bool:
    """Read a paragraph into the head; False where the body begins with it."""
    text = (
        one.text.replace("\n", " ") if len(_lines(one.text)) > 1 and one.align == "left" else one.text.replace("\n", "")
    )
    if _RULE.fullmatch(text) or _MARGINALIA.fullmatch(text.strip()):
        return True
    if _ATTACHMENT.match(text):
        head.kept.append(one)
        return True
    if number := _number_line(text):
        head.doc_number = head.doc_number or number
        if title := title_before_number(text):
            return _take_title(head, replace(one, text=title), title)
        head.kept.append(one)
        return True
    if names := _red_head(one, text, after):
        head.issuers += names
        return True
    if head.title and (byline := find_byline(text) or _name_above_day(text, after)):
        head.byline = (head.byline[0] or byline.publisher, head.byline[1] or byline.published)
        return True
    return _take_title(head, one, text)


def _name_above_day(text: str, after: Sequence[Block]) -> Byline | None:
    """Read a publisher who stands on a line of its own, the day on the next."""
    below = after[0] if after else None
    if isinstance(below, Paragraph) and is_date_line(below.text) and (names := split_issuers(text)):
        return Byline(" ".join(names), None)
    return None


def _number_line(text: str) -> str | None:
    return find_doc_number(text) if len(text) < 48 or title_before_number(text) else None


def _red_head(one: Paragraph, text: str, after: Sequence[Block]) -> tuple[str, ...]:
    """Return the bodies of a red head: names and 文件, or names alone in red or right above the number."""
    match = _RED_HEAD.fullmatch(text.strip())
    if match and (names := split_issuers(match[1])):
        return names
    names = split_issuers(text)
    below = next((block for block in after if isinstance(block, Paragraph) and not _RULE.fullmatch(block.text)), None)
    if names and (one.red or (below is not None and (_number_line(below.text) or _is_more_red_head(below)))):
        return names
    return ()


def _is_more_red_head(below: Paragraph) -> bool:
    match = _RED_HEAD.fullmatch(below.text.strip())
    return bool(match and split_issuers(match[1])) or below.text.replace(" ", "") == "文件"


def _take_title(head: _Head, one: Paragraph, text: str) -> bool:
    rank = _rank(one, text, first=not head.title)
    if not rank:
        return False
    if not head.title or rank > head.rank + 0.5:
        head.kept += head.title
        head.title, head.rank = [one], rank
        return True
    if _SUBTITLE.match(text) or not _is_set_alike(head.title[-1], one):
        if one.align != "center" and one.level is None:
            return False
        head.kept.append(one)
        return True
    head.title.append(one)
    return True


def _rank(one: Paragraph, text: str, *, first: bool) -> float:
    """Say how much a paragraph looks like a title; 0 where it can be none."""
    if len(text) > _LONGEST_TITLE_LINE or "。" in text or _SALUTATION.search(text):
        return 0.0
    if one.level is not None and one.level < 2:
        return 5.0 - one.level
    if one.align == "center":
        return 2.0 + (1.0 if (one.size or 0) >= 15 else 0.0) + (0.4 if one.bold else 0.0)
    return 1.0 if first and len(text) <= 60 and not re.search(r"[；，,;]$", text) else 0.0


def _is_set_alike(one: Paragraph, other: Paragraph) -> bool:
    return (one.level, one.align, one.size, one.bold) == (other.level, other.align, other.size, other.bold)


def _joined(title: Sequence[Paragraph]) -> str | None:
    text = "".join(re.sub(r"\s*\n\s*", "", one.text) for one in title).strip()
    return re.sub(r"(?<=[㐀-鿿])[ \u3000]+(?=[㐀-鿿])", " ", text) or None


def signed(paragraphs: Sequence[Paragraph]) -> tuple[tuple[str, ...], str | None]:
    """Read who signed a document and when, at the foot of the text or of the part before the attachments."""
    lines = [replace(one, text=line) for one in paragraphs for line in _lines(one.text)]
    ends = [place for place, one in enumerate(lines) if _ATTACHMENT.match(one.text)]
    for end in [*ends, len(lines)]:
        for place in range(end - 1, -1, -1):
            if (found := _signature_at(lines, place, end)) is not None:
                return found
    return (), None


def _signature_at(lines: list[Paragraph], place: int, end: int) -> tuple[tuple[str, ...], str | None] | None:
    """Read the signature whose date is the line at `place`."""
    one = lines[place]
    near_end = end - place <= _FOOT_LINES
    if is_date_line(one.text):
        names = _names_above(lines, place)
        return (names, find_date(one.text)) if names or one.align == "right" or near_end else None
    if (one.align == "right" or near_end) and len(one.text) < 60 and (byline := find_byline(one.text)):
        names = split_issuers(byline.publisher or "")
        return (names, byline.published) if names and byline.published and not _is_print_note(one.text) else None
    return None


def _is_print_note(text: str) -> bool:
    """Tell whether a line says when a document was printed (某办公室 2020年2月20日印发), which is no signature."""
    return bool(re.search(r"印\s*发$", text.strip()))


def _names_above(lines: list[Paragraph], place: int) -> tuple[str, ...]:
    names: list[str] = []
    for one in reversed(lines[max(0, place - 10) : place]):
        text = re.sub(r"[（(]\s*(?:盖\s*章|公\s*章|代\s*章|章)\s*[）)]$", "", one.text).strip()
        found = split_issuers(text) or ((text,) if one.align == "right" and is_name(text) and len(text) <= 40 else ())
        if not found:
            break
        names[:0] = found
    return tuple(names)
