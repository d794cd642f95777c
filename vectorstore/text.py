"""Text as the indexes see it: one form for the same characters, and the tokens that keyword search counts.

Character bigrams need no dictionary, so a county or a charity that no word list knows is found like any other word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from operator import add

TOKENS_VERSION = 2
"""Raised whenever an index would hold other tokens for the same text: one made with another version is built anew."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<word>[^\W\d_{_HAN}]+)"
)
_PAIR = re.compile(f"[{_HAN}]{{2}}")


def normalise(text: str) -> str:
    """Return `text` in compatibility form (NFKC), lower case, with traditional characters as simplified ones."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


def simplified(text: str) -> str:
    """Return `text` with each traditional character as its simplified one; its length stays the same."""
    return text.translate(_simplified())


def tokens(text: str) -> list[str]:
    """Return the search tokens of `text`: bigrams of each Han run (a lone character stays), words, and numbers.

    Thousands separators are dropped, so that 1,200 and 1200 are one token.
    """
    found: list[str] = []
    for match in _TOKEN.finditer(normalise(text)):
        run = match.group()
        if match.lastgroup == "han" and len(run) > 1:
            found.extend(map(add, run, run[1:]))
        else:
            found.append(run.replace(",", ""))
    return found


def pairs(text: str) -> set[str]:
    """Return the tokens that stand in every longer text that has `text` in it: its pairs of Chinese characters.

    A number, a word or a lone character at its ends may be part of another token there.
    """
    return {word for word in tokens(text) if len(word) == 2 and _PAIR.fullmatch(word)}


@cache
def _simplified() -> dict[int, str]:
    """Read OpenCC's table of single characters; character by character keeps lengths and is enough for matching."""
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t", 1) for line in table.splitlines() if "\t" in line)
    return {ord(traditional): simplified.split()[0] for traditional, simplified in pairs if len(traditional) == 1}
