"""Which administrative divisions a text names: codes of provinces, prefectures and counties.

A division is known by its full name, by names that leave out peoples or rank (景谷县, 大理州, 云南), and by names of
before (会理县). Several counties share a name (朝阳区, 城关区): the division that stands right before one, or the
prefecture or province that the text names elsewhere, tells which is meant; where nothing tells, it is left out. A name
without its rank (昭觉) counts as a county only where something beside it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.gazetteer import Division, Gazetteer, Name, gazetteer

_LISTED = re.compile(r"\s*[、，,和与及]\s*")
_SEPARATE = '、，。；：,;:（）()《》“”"\n \t\u3000-—|'
_NEARBY = 200
_OTHER_THING = re.compile(r"日报|晚报|早报|晨报|商报|都市报|卫视|[东西南北中]?路(?![径线透])|大道|大街|街道")
"""What makes 北京路 a street and 湖北日报 a paper: neither says that a text is about the place."""

_CHARACTERS = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23", "沪": "31",
    "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41", "鄂": "42", "湘": "43",
    "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "黔": "52", "滇": "53", "藏": "54", "陕": "61",
    "甘": "62", "陇": "62", "青": "63", "宁": "64", "新": "65", "疆": "65",
}  # fmt: skip
_LETTERS = "".join(_CHARACTERS)
_PAIRED = re.compile(
    rf"([{_LETTERS}]{{2,3}})(?=(?:东西部|对口|扶贫|社会组织|劳务|产业|消费|山海|区域)*"
    "(?:协作|合作|协同|携手|结对|帮扶|支援|情|两地|三地|两省))"
)
_SENT_TO = re.compile(r"[援赴驻]([滇黔藏疆青宁桂渝沪粤闽皖赣湘鄂鲁豫琼陇陕川甘])|[入在来]([滇黔藏疆桂渝沪粤闽])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A division and the characters of a text that name it."""

    start: int
    end: int
    code: str


def regions(text: str, *, context: str = "") -> tuple[str, ...]:
    """Return the codes of all divisions that a text names, each with its prefecture and province, in order of code.

    :param context: where the text comes from (its publisher, its title), to tell same-named counties apart; what it
        names is not counted in.
    """
    known = gazetteer()
    hits = list(_scan(text, known))
    found = {one.code for one in _resolved(text, hits, context, bare=False)} | set(_by_character(text, hits))
    return tuple(sorted({higher for code in found for higher in known.with_higher(code)}))


def mentions(text: str, *, context: str = "", bare: bool = False) -> tuple[Mention, ...]:
    """Return where a text names divisions.

    :param bare: take the name of a county without its rank (昭觉) wherever it stands, as in a question.
    """
    return tuple(_resolved(text, list(_scan(text, gazetteer())), context, bare=bare))


def lookup(name: str) -> list[Division]:
    """Return the divisions of a name in any of its forms, the highest first; 云南省普洱市 gives the last it names."""
    known = gazetteer()
    name = name.strip()
    if codes := known.codes(name):
        return [known.divisions[code] for code in codes]
    last = next((one for one in reversed(mentions(name, bare=True)) if one.end == len(name)), None)
    return [known.divisions[last.code]] if last else []


def by_character(character: str) -> str | None:
    """Return the code of the province that one character stands for (滇), if it stands for one."""
    return _CHARACTERS.get(character)


def covers(outer: str, inner: str) -> bool:
    """Tell whether the division of code `outer` is that of `inner`, or the prefecture or province it lies in."""
    return bool(outer) and inner.startswith(outer)


def within(name: str) -> frozenset[str]:
    """Return every name of the divisions called `name` and of all that lie in them."""
    known = gazetteer()
    found = lookup(name)
    highest = [one for one in found if len(one.code) == len(found[0].code)]
    return frozenset(
        form for code, forms in known.forms.items() if any(covers(one.code, code) for one in highest) for form in forms
    )


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name found in a text and what it may stand for."""

    start: int
    end: int
    name: Name

    @property
    def is_sure(self) -> bool:
        return len(self.name.codes) == 1 and self.name.strength == "full"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a text and its context say without any doubt, by which the doubtful names are told."""

    text: str
    sure: dict[int, str]
    named: frozenset[str]
    background: frozenset[str]
    bare: bool


def _scan(text: str, known: Gazetteer) -> Iterator[_Hit]:
    """Find names from left to right, the longest at each place."""
    heads, place, end = known.heads, 0, len(text) - 1
    while place < end:
        for form in heads.get(text[place : place + 2], ()):
            if text.startswith(form, place):
                name, after = known.meaning(form), place + len(form)
                if name.codes and not (name.rankless and _OTHER_THING.match(text, after)):
                    yield _Hit(place, after, name)
                place = after - 1
                break
        place += 1


def _resolved(text: str, hits: list[_Hit], context: str, *, bare: bool) -> list[Mention]:
    sure = {hit.start: hit.name.codes[0] for hit in hits if hit.is_sure}
    around = (hit.name.codes[0] for hit in _scan(context, gazetteer()) if hit.is_sure)
    scene = _Scene(text, sure, frozenset(sure.values()), frozenset(around), bare)
    found: list[Mention] = []
    for hit in hits:
        if code := sure.get(hit.start) or _told(scene, hit, found[-1] if found else None):
            found.append(Mention(hit.start, hit.end, code))
    return found


_OF_TOWNSHIPS = ("镇", "乡", "村", "街")
"""What stands right behind the name of a township or village that a county elsewhere is called by, too (平阳镇)."""


def _told(scene: _Scene, hit: _Hit, last: Mention | None) -> str | None:
    """Say which division a name means that does not say so by itself."""
    if last and (code := _told_by_neighbour(scene.text, hit, last)):
        return code
    name = hit.name
    if name.strength == "bare":
        if code := next((code for code in name.codes if code in scene.named), None):
            return code
        if not scene.bare or name.ordinary or scene.text[hit.end : hit.end + 1] in _OF_TOWNSHIPS:
            return None
    if name.strength == "weak" and (len(name.codes) > 1 or not _stands_alone(scene.text, hit)):
        return None
    code = _told_by_higher(hit, scene.named) or _told_by_higher(hit, scene.background)
    if code or name.strength == "weak":
        return code
    return name.codes[0] if len(name.codes) == 1 else _told_by_nearest(hit, scene.sure)


def _told_by_neighbour(text: str, hit: _Hit, last: Mention) -> str | None:
    """Take the one that lies in the division right before it, or beside the one it is listed with."""
    between = text[last.end : hit.start]
    if hit.name.strength == "bare" and hit.name.ordinary and text[hit.end : hit.end + 1] not in _SEPARATE:
        return None  # 湖北公安机关 is about the police
    if not between.strip():
        return _only(hit.name.codes, {last.code})
    if len(last.code) > 2 and _LISTED.fullmatch(between):
        return _only(hit.name.codes, {last.code[:4]}) or _only(hit.name.codes, {last.code[:2]})
    return None


def _told_by_higher(hit: _Hit, named: frozenset[str]) -> str | None:
    for length in (4, 2):
        if code := _only(hit.name.codes, {code[:length] for code in named if len(code) >= length}):
            return code
    return None


def _told_by_nearest(hit: _Hit, sure: dict[int, str]) -> str | None:
    """Of several that the text would allow, take the one whose prefecture or province was named last before it."""
    for start in sorted((start for start in sure if hit.start - _NEARBY < start < hit.start), reverse=True):
        for length in (4, 2):
            if len(sure[start]) >= length and (code := _only(hit.name.codes, {sure[start][:length]})):
                return code
    return None


def _only(codes: tuple[str, ...], higher: set[str]) -> str | None:
    """Return the one code that lies in one of the higher divisions, if it is just one."""
    inside = [code for code in codes if any(code.startswith(one) for one in higher)]
    return inside[0] if len(inside) == 1 else None


def _stands_alone(text: str, hit: _Hit) -> bool:
    """Whether a name that could be part of other words (应县 in 相应县区) begins and ends as a name does."""
    before = text[hit.start - 1] if hit.start else "\n"
    after = text[hit.end] if hit.end < len(text) else "\n"
    return before in _SEPARATE and after not in "级域城区委乡"


def _by_character(text: str, hits: list[_Hit]) -> Iterator[str]:
    """Find provinces by their one-character names where they stand paired (沪滇协作) or are gone to (援滇)."""
    for match in _PAIRED.finditer(text):
        yield from (_CHARACTERS[character] for character in match[1])
    for match in _SENT_TO.finditer(text):
        if not any(hit.start < match.end() <= hit.end for hit in hits):  # 赴青岛 goes to no 青海
            yield _CHARACTERS[match[1] or match[2]]
