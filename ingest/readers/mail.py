"""Mails: the body as an article under its subject, and the attachments, each for the reader of its kind.

Mail programs write Chinese in every way there is: encoded words cut inside a character, raw GBK in the headers, a plain
part that only asks for a better program. So headers are decoded from their bytes, and of two bodies the fuller counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import cast

from ingest.decoding import decode, tidy
from ingest.errors import Damaged
from ingest.heads import described
from ingest.layout.mapped import Mapped
from ingest.letters import article
from ingest.readers.base import Contained, Member, Reading

_SMALLEST_PICTURE = 50_000
"""Pictures set into a mail are logos and buttons below so many bytes."""

_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "li", "table", "ul", "ol", "hr", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
)
_UNSEEN = frozenset(("script", "style", "head", "title", "template"))


def open_container(data: bytes, name: str) -> Contained:
    """Open a mail.

    :raises Damaged: when it has no header that a mail has.
    """
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data.lstrip())
    except (MessageError, ValueError, LookupError, RecursionError) as broken:
        raise Damaged("邮件结构已损坏，读不出来；请重新导出后导入。") from broken
    if not any(header in message for header in ("From", "Date", "Subject", "To", "Received")):
        raise Damaged("文件没有邮件头，不是邮件；请确认文件后重新导入。")
    return Contained(_body(message), _attachments(message))


def _body(message: Message) -> Reading:
    title, text = article(_fullest(message), _header(message, "Subject"))
    if not text:
        return Reading(())
    return Reading((described(Mapped(text), title=title, published=_day(message)),))


def _header(message: Message, name: str) -> str:
    """Return a header as its writer meant it; pieces in one encoding are put together before they are decoded."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _decoded_words(str(raw))


def _decoded_words(raw: str) -> str:
    if not raw.isascii():
        return decode(raw.encode("utf-8", "surrogateescape")).text
    pieces = []
    try:
        for piece, charset in decode_header(re.sub(r"\r?\n[ \t]*", " ", raw)):
            pieces.append(decode(piece, charset).text if isinstance(piece, bytes) else piece)
    except (MessageError, ValueError, Damaged):
        return raw
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def _day(message: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _fullest(message: Message) -> str:
    """Return the body that says most; a plain part and its web page say the same unless one of them is a stub."""
    plain = "\n".join(_texts(message, "text/plain"))
    page = "\n".join(_flat(text) for text in _texts(message, "text/html"))
    return page if _weight(page) > 1.1 * _weight(plain) else plain


def _weight(text: str) -> int:
    return len("".join(text.split()))


def _texts(message: Message, kind: str) -> Iterator[str]:
    for part in _parts(message):
        if part.get_content_type() == kind and not _is_attachment(part):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                yield tidy(decode(payload, part.get_content_charset()).text)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that are no containers, without going into attached mails."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = cast(list[Message], part.get_payload())
        else:
            yield part


def _is_attachment(part: Message) -> bool:
    return bool(_file_name(part)) or part.get_content_disposition() == "attachment"


def _file_name(part: Message) -> str:
    try:
        raw = part.get_filename()
    except (MessageError, ValueError, LookupError, TypeError):
        return ""
    return _decoded_words(raw).replace("\\", "/").rsplit("/", 1)[-1] if raw else ""


def _attachments(message: Message) -> Iterator[Member]:
    for number, part in enumerate(_parts(message), 1):
        if part.get_content_type() == "message/rfc822":
            for inner in cast(list[Message], part.get_payload()) if part.is_multipart() else []:
                yield Member(_file_name(part) or f"转发邮件{number}.eml", inner.as_bytes())
        elif _is_attachment(part):
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            if not _is_decoration(part, content):
                yield Member(_file_name(part) or f"附件{number}", content)


def _is_decoration(part: Message, content: bytes) -> bool:
    placed = part.get("Content-ID") is not None or part.get_content_disposition() == "inline"
    return part.get_content_maintype() == "image" and placed and len(content) < _SMALLEST_PICTURE


class _Flat(HTMLParser):
    """The text of a page of HTML, a line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self._unseen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
        elif tag in _BLOCKS:
            self.told.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = None
        self.told.append("\n" if tag in _BLOCKS else "　" if tag in ("td", "th") else "")

    def handle_data(self, data: str) -> None:
        if self._unseen is None:
            self.told.append(re.sub(r"[ \t\r\n\xa0]+", " ", data))


def _flat(page: str) -> str:
    parser = _Flat()
    parser.feed(page)
    parser.close()
    lines = (line.strip() for line in "".join(parser.told).split("\n"))
    return "\n".join(line for line in lines if line)
