"""Lines as a column printed them: how wide they are, whether they run on, and how they are joined again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ingest.layout.characters import FOLDS, HAN, INVISIBLE
from ingest.layout.mapped import Mapped

TERMINAL = "。！？…"
"""Marks that end a sentence."""

CLOSING = "”’）】》」』〉〕〗)]\"'"
"""Marks that may follow the end of a sentence and still belong to it."""

OPENING = "“‘（【《「『〈〔〖(["

_MARKS = "，。、；：？！…—·～“”‘’（）【】《》〈〉「」『』〔〕〖〗％"
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = "[ \u3000\t]+"
_NOISE_SPACE = re.compile(
    rf"(?<=[{HAN}{_MARKS}]){_SPACE}(?=[0-9A-Za-z{_MARKS}])|(?<=[0-9A-Za-z%{_MARKS}]){_SPACE}(?=[{HAN}{_MARKS}])"
)
_NOISE_SPACE_IN_HEADLINE = re.compile(rf"(?<=[{HAN}]){_SPACE}(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]){_SPACE}(?=[{HAN}])")
_SPACED_OUT = re.compile(
    rf"(?<=[{HAN}]){_SPACE}(?=[{HAN}](?![{HAN}]))|(?<![{HAN}][{HAN}])(?<=[{HAN}]){_SPACE}(?=[{HAN}])"
)
_HAN_SPACE = re.compile(rf"(?<=[{HAN}]){_SPACE}(?=[{HAN}])")
_WIDE_SPACE = re.compile(_SPACE)
_PLAIN_SPACE = {0x3000: " ", 0x09: " "}
_QUOTED = re.compile("[“《（][^“”《》（）]*[”》）]")
_ENDS_SENTENCE = re.compile(rf"[{TERMINAL}][{re.escape(CLOSING)}]*$")
_NO_START = tuple("，。、；：？！…—·～％%" + CLOSING)


def folded(text: Mapped) -> Mapped:
    """Return the text with odd line breaks made plain, radicals folded and invisible characters dropped."""
    return text.sub(_BREAKS, "\n").translate(FOLDS).sub(INVISIBLE, "")


@lru_cache(maxsize=8192)
def width(line: str) -> float:
    """Return how wide a line is printed, in widths of a Chinese character: ASCII takes half of one."""
    return sum(0.5 if unicodedata.east_asian_width(char) in ("Na", "H", "N") else 1.0 for char in line)


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence ends."""
    return bool(_ENDS_SENTENCE.search(line.rstrip()))


def starts_broken(line: str) -> bool:
    """Tell whether a line begins with what can never begin a sentence: a comma, a closing bracket."""
    return line.lstrip().startswith(_NO_START)


def without_noise_spaces(line: Mapped, *, prose: bool) -> Mapped:
    """Return a line without the spaces that only the printing put there.

    Spaces around full-width marks, and between Chinese characters and digits or Latin letters, carry nothing, nor do
    those between letters set apart (云 岭). Between Chinese words a space may separate two halves of a headline, so
    it goes only in prose, and not inside quotation marks or brackets.
    """
    line = line.strip().sub(_NOISE_SPACE if prose else _NOISE_SPACE_IN_HEADLINE, "").sub(_SPACED_OUT, "")
    if prose:
        quoted = [found.span() for found in _QUOTED.finditer(line.text)]
        line = line.delete(
            found.span()
            for found in _HAN_SPACE.finditer(line.text)
            if not any(start < found.start() < end for start, end in quoted)
        )
    return one_space(line)


def one_space(line: Mapped) -> Mapped:
    """Return a line with one plain space for every stretch of white space."""
    wide = ((found.start(), found.end() - 1, "") for found in _WIDE_SPACE.finditer(line.text))
    return line.replace(wide).translate(_PLAIN_SPACE)


def joint(before: str, after: str) -> str:
    """Return what belongs between two lines that run on: a space between Latin words, else nothing."""
    if not before or not after:
        return ""
    last, first = before[-1], after[0]
    return " " if last.isascii() and first.isascii() and last.isalpha() and first.isalnum() else ""


def joined(lines: Sequence[Mapped]) -> Mapped:
    """Return wrapped lines as one running text without the spaces of the printing."""
    parts: list[Mapped] = []
    for line in lines:
        if part := line.strip():
            parts += [Mapped(joint(parts[-1].text, part.text)), part] if parts else [part]
    return without_noise_spaces(Mapped.join("", parts), prose=True)


def joined_text(lines: Sequence[str]) -> str:
    """Return wrapped lines of plain strings joined as `joined` does, folded as well."""
    return joined([folded(Mapped.raw(line)) for line in lines]).text
