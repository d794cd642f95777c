"""The head and the foot of a plain text: its title, where it comes from and when, told from its body.

A text that was typed or exported, unlike one copied out of a page, opens with its title on a line of its own, goes on
with a line that names publisher and day, or ends with it, and then is nothing but text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.details import with_details
from ingest.layout.credits import is_byline, is_dateline, is_source, source
from ingest.layout.mapped import Mapped
from ingest.layout.masthead import Masthead, find_page
from ingest.metadata import find_byline, find_date, find_doc_number, is_date_line, is_name, split_issuers
from vectorstore.records import Document

_LONGEST_TITLE = 70
_LONGEST_NAME = 30
_HEAD_LINES = 8
_LABELLED_TITLE = re.compile(r"\s*(?:标\s*题|题\s*目|主\s*题)\s*[：:]\s*(?=\S)")
_NO_TITLE_END = tuple("。；，、：;,:")
_GAP = re.compile(r"[ \u3000|｜\t]+")
_PAGE = re.compile(r"第?\s*[A-Z]{0,2}\d{1,3}\s*版")
_WRITER = re.compile(r"(?:作者|记者|撰文|撰稿|文|整理|编辑|责任编辑|责编|通讯员|摄影)\s*[：:/]")


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines around a body say; `dropped` are the lines that say nothing else."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    page: str | None = None
    dropped: frozenset[int] = field(default=frozenset())


def described(
    text: Mapped, *, title: str | None = None, publisher: str | None = None, published: str | None = None
) -> Document:
    """Return the document that a plain text is.

    What is given is known from elsewhere (front matter, the envelope of a mail) and stands; what is not is looked for
    in the first lines and the last, and lines that hold nothing else are left out of the document's text.
    """
    lines = text.lines()
    head = _foot(lines, _head(lines, Head(title, publisher, published)))
    body = _paragraphs(line for number, line in enumerate(lines) if number not in head.dropped) or _paragraphs(lines)
    document = Document(
        text=body.text,
        title=head.title,
        publisher=head.publisher,
        published=head.published,
        page=head.page,
        origin=body.runs,
    )
    return with_details(document, text.text)


def _paragraphs(lines: Iterable[Mapped]) -> Mapped:
    """Return the lines that are not blank, without their indents."""
    return Mapped.join("\n", (line.strip() for line in lines if line.text.strip()))


def _head(lines: list[Mapped], known: Head) -> Head:
    """Read the first lines for as long as they are title, source or day."""
    written = [number for number, line in enumerate(lines) if line.text.strip()]
    head, found = known, False
    for number in written[:_HEAD_LINES]:
        line = lines[number].text.strip()
        if (told := _source_line(line)) is not None:
            head = _sourced(head, told, number)
        elif (
            not found and (known.title is None or _same(line, known.title)) and (title := _title(line, number, written))
        ):
            head, found = replace(head, title=known.title or title, dropped=head.dropped | {number}), True
        elif not _is_red_head(line):
            break
    return head


def _foot(lines: list[Mapped], head: Head) -> Head:
    """Read the last line where it names the source, or the signature: who, and below it the day."""
    written = [number for number, line in enumerate(lines) if line.text.strip() and number not in head.dropped]
    if len(written) < 3:
        return head
    above, last = (lines[number].text.strip() for number in written[-2:])
    if is_date_line(last):
        signed = above if is_name(above) and len(above) <= _LONGEST_NAME else None
        return replace(head, publisher=head.publisher or signed, published=head.published or find_date(last))
    told = _source_line(last.lstrip("—-– "))
    if told and (told.publisher or is_source(last)):
        return _sourced(head, told, written[-1])
    return _sourced(head, Masthead(source(last)), written[-1]) if is_source(last) else head


def _sourced(head: Head, told: Masthead, number: int) -> Head:
    return replace(
        head,
        publisher=head.publisher or told.publisher,
        published=head.published or told.published,
        page=head.page or told.page,
        dropped=head.dropped | {number},
    )


def _source_line(line: str) -> Masthead | None:
    """Return publisher, day and page of a line that tells nothing else, but perhaps who wrote it."""
    bare = line.strip("（）()【】[]")
    page = find_page(bare)
    if page:
        bare = _PAGE.sub(" ", bare)
    byline = find_byline(bare)
    if byline and byline.publisher is None:
        byline = find_byline("　".join(part for part in _GAP.split(bare) if not _WRITER.match(part))) or byline
    return Masthead(byline.publisher, byline.published, page) if byline else None


def _title(line: str, number: int, written: list[int]) -> str | None:
    """Return a line's title: it is short, no sentence, no byline, and a body follows."""
    labelled = _LABELLED_TITLE.match(line)
    title = line[labelled.end() :] if labelled else line
    if (
        number == written[-1]
        or len(title) > _LONGEST_TITLE
        or is_byline(title)
        or is_dateline(title)
        or _is_red_head(title)
    ):
        return None
    if title.endswith(_NO_TITLE_END) or "。" in title:
        return None
    return title


def _is_red_head(line: str) -> bool:
    """Whether a line stands above the title of an official document: who issues it, and its number."""
    if find_doc_number(line) and len(line) < 40:
        return True
    return line.endswith("文件") and bool(split_issuers(line.removesuffix("文件")))


def _same(line: str, title: str) -> bool:
    return _bare(line) == _bare(title)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
