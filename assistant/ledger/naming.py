"""What a question names that the ledger knows: bodies, divisions, programmes.

Names are found by what the library and the gazetteer know, so that no tagger can tear them apart. Each function takes
out what it finds and leaves a mark in its place, so that what remains can be read for what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from ingest.extract.programmes import ends_of_names, is_common
from ingest.gazetteer import Division, gazetteer
from ingest.regions import mentions
from vectorstore.facts import name_key
from vectorstore.merging import programme_key

_SHORTEST_NAME = 4
_LONGEST_ENDING = 24
_QUOTED = re.compile(r"[“《「\"]([^”》」\"]{2,40})[”》」\"]")


def without_organisations(text: str, names: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Take out the names of bodies that the library knows, the longest first."""
    key = name_key(text)
    found = [name for name in names if len(name) >= _SHORTEST_NAME and name in key]
    taken = []
    for name in sorted(found, key=len, reverse=True):
        if name in key:
            taken.append((key.index(name), name))
            key = key.replace(name, "，")
    return (key, tuple(name for _, name in sorted(taken))) if taken else (text, ())


def without_places(text: str) -> tuple[str, tuple[Division, ...]]:
    """Take out the divisions; of 云南省的普洱市 and 云南省普洱市 only the last is meant, for it lies in the first."""
    kept: list[tuple[int, str]] = []
    rest = list(text)
    for mention in mentions(text, bare=True):
        if kept and text[kept[-1][0] : mention.start] in ("", "的") and mention.code.startswith(kept[-1][1]):
            kept.pop()
        kept.append((mention.end, mention.code))
        rest[mention.start : mention.end] = "，" * (mention.end - mention.start)
    known = gazetteer().divisions
    return "".join(rest), tuple(dict.fromkeys(known[code] for _, code in kept))


def without_programmes(text: str, names: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Take out what stands in quotation marks, and the programmes that the library knows, whole or by how they end.

    :param names: the keys of their names; 茶乡助医行动 is also found as 助医行动, but no name as 帮扶项目 alone.
    """
    quoted = tuple(_QUOTED.findall(text))
    text = _QUOTED.sub("，", text)
    found = []
    for name in sorted({*_whole(text, names), *_endings(text, names)}, key=len, reverse=True):
        if name in text:
            found.append(name)
            text = text.replace(name, "，")
    return text, (*quoted, *found)


def _whole(text: str, names: Iterable[str]) -> Iterator[str]:
    forms = (form for name in names for form in (name, programme_key(name)))
    yield from (form for form in forms if len(form) >= _SHORTEST_NAME and form in text and not is_common(form))


def _endings(text: str, names: Collection[str]) -> Iterator[str]:
    """Yield the longest ending of a known name before each word that names of programmes end in (行动, 项目)."""
    for end in ends_of_names(text):
        for start in range(max(0, end - _LONGEST_ENDING), end - _SHORTEST_NAME + 1):
            ending = text[start:end]
            if not is_common(ending) and any(name.endswith(ending) for name in names):
                yield ending
                break
