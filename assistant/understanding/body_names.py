"""Organisations that a question misspells or shortens: the body that was meant, among those that texts name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from assistant.understanding import likeness
from ingest import regions
from ingest.names import BODY, is_body, organisations
from ingest.sentences import sentences
from ingest.words import words

_KIND = re.compile(rf"(?:{BODY})$")
# Words that the names of many bodies share; what is left of a name is its own.
_GENERIC = re.compile(
    "慈善|公益|爱心|社会|发展|服务|志愿|教育|产业|行业|流通|农业|文化|健康|医疗|医药|扶贫|乡村|救助|儿童|青少年|妇女|老年|残疾|科技|技术"
    f"|企业|商业|工业|国际|联合|社区|社工|投资|管理|集团|有限|股份|责任|{BODY}"
)
_IN_A_NAME = frozenset("n nz nw nr ns nt vn an a ORG LOC PER".split())
_NOT_FIRST = frozenset("vn an a".split())
_NATIONAL = re.compile("^(?:中国|中华|全国|国家)")
_SHORTEST = 4
_SHORTEST_BODY = 4
_LONGEST_GAP = 2
_LONGEST_SHORT = 4
_LONGEST_OWN = 4
_SMALLER_SLIPS = {likeness.SOUND, likeness.SWAPPED}


def named_in(texts: Iterable[str], like: str) -> tuple[str, ...]:
    """Return the organisations named in those sentences of `texts` that share two characters in a row with `like`.

    A short form (中石化) need share no two in a row: for it, sentences count that hold all of its characters.
    """
    pairs = {like[at : at + 2] for at in range(len(like) - 1)}
    found: dict[str, None] = {}
    for text in texts:
        for start, end in sentences(text):
            sentence = text[start:end]
            short = len(like) <= _LONGEST_SHORT and all(char in sentence for char in like)
            if short or any(pair in sentence for pair in pairs):
                found.update(dict.fromkeys((*organisations(sentence), *_compounds(sentence))))
    return tuple(found)


@lru_cache(maxsize=4096)
def _compounds(sentence: str) -> tuple[str, ...]:
    """Names that the tagger tore apart: nouns in a row, the last of which says what a body is (滇茶 流通 商会)."""
    found, start = [], None
    for word in words(sentence):
        if word.tag not in _IN_A_NAME:
            start = None
            continue
        if start is None and word.tag in _NOT_FIRST:
            continue
        start = word.start if start is None else start
        name = sentence[start : word.end]
        if is_body(name) and len(name) >= _SHORTEST:
            found.append(name)
    return tuple(found)


def meant(written: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the bodies among `names` that `written` stands for: the nearest slip, else what it shortens."""
    slips: dict[str, int] = {}
    for name in names:
        if (kind := misspells(written, name)) is not None:
            slips[name] = kind
    if slips:
        least = min(slips.values())
        return _apart(name for name, kind in slips.items() if kind == least)
    return _apart(name for name in names if shortens(written, name))


def misspells(written: str, name: str) -> int | None:
    """Return the kind of slip that makes `written` of the name of a body, None where it is no slip of it.

    Two bodies differ in a character of the name that is their own, or in what they are: only slips that sound alike or
    swap characters count there, others in the part that many names share.
    """
    if not is_body(name) or _foreign(written, name):
        return None
    one, other = without_region(written), without_region(name)
    kind = likeness.slip(one, other)
    if kind is None or len(other) < _SHORTEST or _other_kind(written, name):
        return None
    start = likeness.differing(one, other)
    own = _own_part(other)
    if kind in _SMALLER_SLIPS or start >= own:
        return kind
    return kind if own >= _LONGEST_OWN or (kind != likeness.OTHER and own > 2) else None


def shortens(short: str, name: str) -> bool:
    """Whether a body is called by some of its characters, in order: 阿里公益 of …公益基金会, 中石化 of 中国石油化工."""
    if len(short) < 3 or len(short) >= len(name) or _foreign(short, name) or _other_kind(short, name):
        return False
    own = name if name.startswith(short[:2]) else _NATIONAL.sub("", without_region(name))
    if _GENERIC.match(own) and _GENERIC.match(short):
        return False
    if own.startswith(short[:2]):
        rest = iter(own)
        return all(char in rest for char in short)
    if short[0] == name[0] and (_initials(name).startswith(short) or _national(short, name)):
        return True
    return len(short) >= _SHORTEST and _ends_so(short, own)


def _national(short: str, name: str) -> bool:
    """Whether 中 in a short form is 中国 in the name, and the rest some of its characters in order (中石化)."""
    rest = iter(name[3:])
    return short[0] == "中" and name[:2] == "中国" and short[1] == name[2] and all(char in rest for char in short[2:])


def _ends_so(short: str, name: str) -> bool:
    """Whether a name ends in the characters of a short form, hardly one left out (藏医学院 of 冈底斯藏医教学院)."""
    start = name.find(short[:2])
    rest = iter(name[max(start, 0) :])
    ends = start >= 0 and name.endswith(short[-2:]) and len(name) - start <= len(short) + _LONGEST_GAP
    return ends and all(char in rest for char in short)


def similar(written: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the bodies that differ from `written` by one character of their own, and so are others."""
    near = (name for name in names if is_body(name) and likeness.slip(without_region(written), without_region(name)))
    return _apart(near)[:3]


def looks_like_body(text: str) -> bool:
    """Whether a question speaks of a body by the words that end the names of bodies, perhaps mistyped."""
    return bool(re.search(f"基金|协会|商会|学会|促进|联合会|总会|公益|服务中心|公司|集团|医院|{BODY}", text))


def windows(text: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield stretches of a question that are slips of names, where the tagger saw no name: (written, name)."""
    found: dict[str, str] = {}
    for name in names:
        own = without_region(name)
        if name in text or own in text or not is_body(name):
            continue
        for length in (len(own), len(own) + 1, len(own) - 1):
            for start in range(len(text) - length + 1):
                written = text[start : start + length]
                if (written[0] == own[0] or written[-1] == own[-1]) and misspells(written, name) is not None:
                    found.setdefault(name, written)
    yield from ((written, name) for name, written in found.items())


def _apart(names: Iterable[str]) -> tuple[str, ...]:
    """The names, those left out that are another one with or without its region."""
    kept: dict[str, str] = {}
    for name in sorted(names, key=len, reverse=True):
        kept.setdefault(without_region(name), name)
    return tuple(name for own, name in kept.items() if not any(own != other and own.endswith(other) for other in kept))


def _other_kind(written: str, name: str) -> bool:
    """Whether both say what they are, and are different: a foundation is no association."""
    one, other = _KIND.search(written), _KIND.search(name)
    return bool(one and other and one[0] != other[0] and not other[0].endswith(one[0]))


def _foreign(written: str, name: str) -> bool:
    """Whether both begin with a place, and neither lies in the other."""
    one, other = _region(written), _region(name)
    return bool(one and other and not regions.covers(one, other) and not regions.covers(other, one))


@cache
def _region(name: str) -> str:
    first = next(iter(regions.mentions(name, bare=True)), None)
    return first.code if first and first.start == 0 else ""


@cache
def _own_part(name: str) -> int:
    """How many characters of a name, its region left out, are its own: 2 of 核桃产业协会."""
    match = _GENERIC.search(name, 1)
    return match.start() if match else len(name)


@cache
def _initials(name: str) -> str:
    return "".join(word.text[0] for word in words(name))


@cache
def without_region(name: str) -> str:
    """Return the name of a body without the divisions it begins with (云南连心… is 连心…)."""
    start = 0
    for mention in regions.mentions(name, bare=True):
        if mention.start != start or len(name) - mention.end < _SHORTEST_BODY:
            break
        start = mention.end
    return name[start:]
