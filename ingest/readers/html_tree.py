"""Bytes of a web page into a tree that is safe to walk: decoded, without scripts, and no deeper than pages are.

Nothing is fetched and nothing is run.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from ingest.decoding import decode, tidy
from ingest.readers.html_words import words

Node: TypeAlias = Any
"""An element of a parsed page; lxml carries no types."""

DEEPEST = 160
"""Elements in elements beyond this are dropped, their text kept: parsers and walkers recurse."""

_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,20})""", re.I
)
_DECLARED_WITHIN = 8192
_TOKEN = re.compile(r"<!--|<(script|style|noscript|template)\b|<(/?)([A-Za-z][A-Za-z0-9:_-]*)", re.IGNORECASE)
_REST_OF_TAG = re.compile(r"""(?:[^<>"']|"[^"<>]*"|'[^'<>]*'|["'])*+>?""")


def decoded(data: bytes) -> str:
    """Decode a page, as UTF-8 where that fits, whatever is declared: other bytes almost never look like UTF-8.

    :raises Damaged: when the bytes are no text.
    """
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    try:
        return tidy(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return tidy(decode(data, declared[1].decode("ascii") if declared else None).text)


def tree(source: str) -> Node:
    """Return the root element of a page that has no scripts."""
    from lxml import html

    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    if not re.search(r"<[A-Za-z]", source):
        source = f"<body>{source}</body>"
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    return html.document_fromstring(source.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)


def without_scripts(source: str) -> str:
    """Return a page without comments, scripts and styles, and without elements nested too deep, in one pass."""
    kept: list[str] = []
    depth = _Depth()
    place = 0
    ended: set[str] = set()
    while match := _TOKEN.search(source, place):
        kept.append(source[place : match.start()])
        skipped = _end_of_raw(source, match, ended)
        if skipped:
            place = skipped
            continue
        end = _end_of_tag(source, match.end())
        if depth.keeps(match[3] or match[1], closing=bool(match[2])) and not match[1]:
            kept.append(source[match.start() : end])
        place = end
    kept.append(source[place:])
    return "".join(kept)


def _end_of_raw(source: str, match: re.Match[str], ended: set[str]) -> int:
    """Return where a comment or script that begins at the match ends; 0 where it is none or never ends."""
    closing = "-->" if match[0] == "<!--" else f"</{match[1].lower()}" if match[1] else ""
    if not closing or closing in ended:
        return match.end() if match[0] == "<!--" else 0
    found = re.compile(re.escape(closing), re.IGNORECASE).search(source, match.end())
    if found is None:
        ended.add(closing)  # no later one ends either: looked for once, so that many of them take no time
        return match.end() if match[0] == "<!--" else 0
    return found.end() if match[0] == "<!--" else _end_of_tag(source, found.end())


def _end_of_tag(source: str, place: int) -> int:
    """Return the place after the tag, which ends at a > outside quotes."""
    match = _REST_OF_TAG.match(source, place)
    return match.end() if match else place


class _Depth:
    """Follows how deep elements are nested, and says which tags to keep."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        self._counts: dict[str, int] = {}
        self._kept = 0
        self._words = words()

    def keeps(self, name: str, *, closing: bool) -> bool:
        name = name.lower()
        if name in self._words.void_tags:
            return not closing
        if closing:
            return self._close(name)
        if name in self._words.closed_by_next and self._open and self._open[-1][0] == name:
            self._pop()
        kept = self._kept < DEEPEST
        self._open.append((name, kept))
        self._counts[name] = self._counts.get(name, 0) + 1
        self._kept += kept
        return kept

    def _close(self, name: str) -> bool:
        if not self._counts.get(name):
            return False
        while True:
            last, kept = self._pop()
            if last == name:
                return kept

    def _pop(self) -> tuple[str, bool]:
        name, kept = self._open.pop()
        self._counts[name] -= 1
        self._kept -= kept
        return name, kept
