"""Bytes of text in whatever encoding, into characters.

Chinese encodings overlap: almost any bytes are valid GB18030, and Big5 read as GB18030 gives characters that nobody
writes. So an encoding is believed when it decodes strictly and, where several do, when what it gives reads as Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from ingest.errors import Damaged

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "cp950",
    "iso-8859-1": None,
    "us-ascii": None,
}
"""Encodings that are declared where a wider one was used, and two that are declared without any thought."""
_CHINESE = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
_PUNCTUATION = "，。、；：？！“”‘’（）《》【】…—·％　"
_ENOUGH, _ENOUGH_IF_BROKEN = 0.85, 0.6
_SAMPLE = 200_000
_FEW_BROKEN = 0.02
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x85")
_BROKEN_CONTROL = 0.005
_BROKEN_OTHER = 0.1


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a text file, the encoding they were read in, and how many characters could not be read."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode text in any encoding in use for Chinese.

    :param declared: the encoding that the file or its envelope names; used when it fits.
    :raises Damaged: when the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_leniently(data[len(mark) :], encoding))
    decoded = _as_declared(data, declared) or _as_utf8(data) or _as_chinese(data) or _as_broken(data) or _as_other(data)
    if decoded is None:
        raise Damaged("文件内容不是任何已知编码的文字，可能是二进制文件或已损坏；请确认文件后重新导入。")
    return _checked(decoded)


def _as_declared(data: bytes, declared: str | None) -> Decoded | None:
    if not declared:
        return None
    name = _MEANT.get(declared.strip().lower().replace("_", "-"), declared.strip())
    text = _strictly(data, name) if name else None
    return Decoded(text, str(name)) if text is not None and not _is_garbage(text) else None


def _as_utf8(data: bytes) -> Decoded | None:
    text = _strictly(data, "utf-8")
    return Decoded(text, "utf-8") if text is not None and "\0" not in text[:_SAMPLE] else None


def _as_chinese(data: bytes) -> Decoded | None:
    """Return the reading that looks most like Chinese of those in an encoding that fits, if one does."""
    scored = []
    for encoding in _CHINESE:
        text = _strictly(data, encoding)
        if text is not None and (score := _likeness(text)) > _ENOUGH:
            scored.append((score, encoding, text))
    if not scored:
        return None
    _, encoding, text = max(scored, key=lambda one: one[0])
    return Decoded(text, encoding)


def _as_broken(data: bytes) -> Decoded | None:
    """Return the reading that loses fewest characters, for a file of which a few bytes are broken."""
    readings = [_leniently(data, encoding) for encoding in ("utf-8", "gb18030", "cp950")]
    few = [one for one in readings if one.lost <= 3 + _FEW_BROKEN * len(one.text)]
    return min((one for one in few if _likeness(one.text) > _ENOUGH_IF_BROKEN), key=lambda one: one.lost, default=None)


def _as_other(data: bytes) -> Decoded | None:
    """Ask charset-normalizer about writing that is not Chinese."""
    if data.count(0) > len(data) * _BROKEN_CONTROL:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    text = _strictly(data, best.encoding) if best else None
    return Decoded(text, best.encoding) if best and text is not None else None


def _strictly(data: bytes, encoding: str) -> str | None:
    """Decode, forgiving only a last character that was cut in two."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        if broken.start < len(data) - 3 or broken.start == 0:
            return None
        try:
            return data[: broken.start].decode(encoding)
        except UnicodeDecodeError:
            return None
    except LookupError:
        return None


def _leniently(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _likeness(text: str) -> float:
    """Share of everyday Chinese characters and punctuation in all of a text that is not ASCII.

    Bytes read in the wrong encoding give characters from all over the table: a share under one half.
    """
    foreign = Counter(character for character in text[:_SAMPLE] if character > "\x7f")
    everyday = _everyday()
    return sum(count for character, count in foreign.items() if character in everyday) / max(1, foreign.total())


@cache
def _everyday() -> frozenset[str]:
    """Return punctuation and the first levels of GB 2312 and Big5, which hold the characters in daily use."""
    simplified = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore") + _PUNCTUATION)


def _checked(decoded: Decoded) -> Decoded:
    if _is_garbage(decoded.text):
        raise Damaged("文件内容不是文字，可能是二进制文件改了后缀；请确认文件后重新导入。")
    return decoded


def _is_garbage(text: str) -> bool:
    """Whether a text has more control characters and characters that do not exist than writing has."""
    sample = text[:_SAMPLE]
    if not sample:
        return False
    counts = Counter(sample)
    controls = sum(n for c, n in counts.items() if (c < " " or "\x7f" <= c < "\xa0") and c not in _TEXT_CONTROLS)
    unknown = sum(n for c, n in counts.items() if c > "\xff" and unicodedata.category(c) in ("Cn", "Co", "Cs"))
    lost = counts["\ufffd"]
    return controls > max(1, _BROKEN_CONTROL * len(sample)) or unknown + lost > max(1, _BROKEN_OTHER * len(sample))


def tidy(text: str) -> str:
    """Return a text with one kind of line end and without the marks that are no writing (NUL, byte order, joiners)."""
    return _NOT_WRITING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


_NOT_WRITING = re.compile("[\x00\x1a\u200b\u200e\u200f\u2060\ufeff\xad]")
