"""Who and what a sentence speaks of: organisations, places, and counted groups of either, with lists told apart.

Words come from the tagger, places from the gazetteer. `Skeleton` is the sentence with one letter in place of every
mention, over which sentence patterns are written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.extract.groups import groups
from ingest.extract.mention import Mention
from ingest.extract.tagged import NAMES, named, parted
from ingest.gazetteer import gazetteer
from ingest.quantities import quantities
from ingest.regions import Mention as Place
from ingest.words import Word, words

_COUNTED_LIST = re.compile(
    r"(?P<list>[\u4e00-\u9fff]{2,20}(?:、[\u4e00-\u9fff]{2,12}?)+)(?P<count>(?:\d+|[两三四五六七八九十]+)个?(?:县|市|区|州|镇|乡|村|地区|地))"
)
_SHORT_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4})+")
_PARTED = re.compile("[、和及](?![与同向对在给为还又也其等各到赴原前])[\u4e00-\u9fff]")


def mentions(sentence: str, places: Sequence[Place], known: Sequence[str] = (), *, tag: bool = True) -> list[Mention]:
    """Return the parties of a sentence in order; none overlaps another.

    :param places: what the gazetteer finds in it; offsets are into the sentence.
    :param known: names that the article uses elsewhere, to be found here too.
    :param tag: whether the tagger is to look for others.
    """
    tagged = list(parted(words(sentence))) if tag else []
    places = _whole(places, tagged) if tag else places
    taken = _Taken()
    names = sorted((*_known(sentence, known, places), *named(sentence, tagged, places)), key=lambda one: -len(one.text))
    for found in (groups(sentence, places), _by_short_names(sentence, places), names, _plain(sentence, places)):
        for one in found:
            taken.add(one)
    for one in list(_overlooked(sentence, taken.all())):
        taken.add(one)
    return _made_whole(sentence, taken.all())


class _Taken:
    """Mentions that do not overlap; the first to come stays."""

    def __init__(self) -> None:
        self._found: list[Mention] = []

    def add(self, one: Mention) -> None:
        at = bisect_right([other.start for other in self._found], one.start)
        if at and self._found[at - 1].end > one.start:
            return
        if at < len(self._found) and self._found[at].start < one.end:
            return
        self._found.insert(at, one)

    def all(self) -> list[Mention]:
        return list(self._found)


def _known(sentence: str, names: Sequence[str], places: Sequence[Place]) -> Iterator[Mention]:
    for name in names:
        for match in re.finditer(re.escape(name), sentence):
            inside = [place.code for place in places if match.start() <= place.start and place.end <= match.end()]
            yield Mention(match.start(), match.end(), name, "body", inside[-1] if inside else None)


def _by_short_names(sentence: str, places: Sequence[Place]) -> Iterator[Mention]:
    """Yield the divisions that a list calls by their short names behind the one they lie in: 云南景东、景谷."""
    for place in places:
        listed = _SHORT_NAMES.match(sentence, place.end) if len(place.code) < _COUNTY else None
        if listed is None:
            continue
        start, at, found = place.start, place.end, []
        *whole, last = listed[0].split("、")
        inside = _short_names(place.code)
        for name in (*whole, next((last[:length] for length in (4, 3, 2) if last[:length] in inside), last)):
            end = at + len(name)
            found.append(Mention(start, end, sentence[start:end], "place", inside.get(name)))
            start = at = end + 1
        if all(one.code for one in found):
            yield from found


_COUNTY = 6  # digits of a county's code


@cache
def _short_names(code: str) -> dict[str, str]:
    """Return the codes of the counties of a division by their names without rank."""
    counties = (one for one in gazetteer().divisions.values() if len(one.code) == _COUNTY and one.code.startswith(code))
    return {one.short: one.code for one in counties if len(one.short) > 1}


def _overlooked(sentence: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the places of a list that its count shows to be ones though nothing knows them: 巴东、走马坪、宣恩3个县."""
    ends = {one.end for one in found}
    for match in _COUNTED_LIST.finditer(sentence):
        names = match["list"].split("、")
        stated = next((read.value for read in quantities(match["count"])), None)
        first = match.start() + len(names[0])
        if stated != len(names) or first not in ends:
            continue
        at = first
        for name in names[1:]:
            at += 1
            yield Mention(at, at + len(name), name, "place")
            at += len(name)


def _made_whole(sentence: str, found: Sequence[Mention]) -> list[Mention]:
    """Return mentions with the letter that the tagger has parted from a name in a list: 和打|西二村."""
    whole: list[Mention] = []
    for one in found:
        gap = sentence[whole[-1].end : one.start] if whole else ""
        if _PARTED.fullmatch(gap) and one.sort == whole[-1].sort == "place":
            one = replace(one, start=one.start - 1, text=gap[-1] + one.text)
        whole.append(one)
    return whole


def _whole(places: Sequence[Place], tagged: Sequence[Word]) -> list[Place]:
    """Return the places that begin where a word or another place does: 57名山区学生 speaks of no 名山区."""
    starts = {word.start for word in tagged}
    ends = {word.end for word in tagged}
    kept: list[Place] = []
    for place in places:
        begins = place.start in starts or bool(kept and kept[-1].end == place.start)
        inside = any(word.start <= place.start and place.end <= word.end and word.tag in NAMES for word in tagged)
        if begins and (place.end in ends or place.end - place.start > 2 or inside):
            kept.append(place)
    return kept


def _plain(sentence: str, places: Sequence[Place]) -> Iterator[Mention]:
    """Places that the tagger does not see; those right behind one another are one."""
    chain: list[Place] = []
    for place in (*places, None):
        if place and chain and chain[-1].end == place.start and place.code.startswith(chain[-1].code):
            chain.append(place)
            continue
        if chain:
            start, end = chain[0].start, chain[-1].end
            yield Mention(start, end, sentence[start:end], "place", chain[-1].code)
        chain = [place] if place else []
