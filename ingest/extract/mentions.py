"""Who and what a sentence speaks of: organisations, places, and counted groups of either, with lists told apart.

A mention is a stretch of the sentence. Words come from the tagger, places from the gazetteer; what a name ends in tells
how far it reaches. `Skeleton` is the sentence with one letter in place of every mention, over which sentence patterns
are written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ingest.extract.words_of_aid import ENDS_AS_BODY, ENDS_AS_PLACE, SPLITS
from ingest.gazetteer import gazetteer
from ingest.quantities import quantities
from ingest.regions import Mention as Place
from ingest.words import Word, words

Sort = Literal["body", "place", "bodies", "places"]
"""`bodies` and `places` are groups that are counted rather than named: 52家社会组织, 27个重点帮扶县."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A party in a sentence.

    :param code: the division that it is or lies in, as far as its own words tell.
    :param full: the fullest name that the article has for it, where that is another.
    """

    start: int
    end: int
    text: str
    sort: Sort
    code: str | None = None
    full: str = ""

    @property
    def name(self) -> str:
        """Its fullest name in the article."""
        return self.full or self.text

    @property
    def is_body(self) -> bool:
        """Whether it can act: a body or a group of bodies."""
        return self.sort in ("body", "bodies")


_NOMINAL = frozenset({"LOC", "ORG", "n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "a", "s", "f", "j", "PER"})
_GOES_ON = re.compile(
    r"(?:(?![是有为作收得获受还也同请]|帮扶|捐|结对|对口|定点|支援|联合|携手|组织|开展|[了的在向对与和为给把将、，])[\u4e00-\u9fff]){2,10}?"
    r"(?:基金会|有限责任公司|股份有限公司|有限公司|协会|商会|促进会|联合会|服务中心|救援中心|合作社|事务局|管理局|救援队|志愿队|服务队|分行|支行)"
)
"""A verb within a name: 跳动 in 北京字节跳动公益基金会."""
_NAMES = frozenset({"LOC", "ORG"})
_OPENING = frozenset({"LOC", "ORG", "nz"})
_BREAKS = re.compile(
    r"^乡村$|帮扶|结对|对口|定点|捐赠|捐助|支援|合作|协作|项目|活动|仪式|工作(?!队|组|站|者)|负责人?|记者|会员|企业代表|扶贫|振兴$|产业$|资源$|方面"
)
_NUMBER = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千]+)(?:余|多|几)?"
_LEVEL = r"(?:(?:来自)?(?:省外|省内|市内|州内|县内|全国性?|国家级|省级|市级|县级|省、州|东部省市)的?)?"
_BODIES = re.compile(
    rf"{_LEVEL}(?<!第)(?!一[个家]){_NUMBER}[家个](?:[\u4e00-\u9fff]{{0,12}}?)(?:社会组织|企业|机构|协会|商会|基金会|单位|高校|事务所)(?:成员)?"
    rf"|{_NUMBER}支[\u4e00-\u9fff]{{0,12}}?救援队(?!员|伍)"
)
_UNITS_OF_PLACE = (
    r"省（区、市）|省市|省份|县（市、区）|县（市）|县\(市\)|县市区?|区县|乡（镇[^）]*）|乡镇|镇（乡）|县|区|州|市|省|乡|镇"
    r"|村（社区）|村"
)
_SOME = r"(?:(?![了的和到等同与是把名或]|学生|儿童|孩子)[\u4e00-\u9fff]){0,14}?"
_PLACES = re.compile(
    rf"(?<![第\d.])(?!一[个所家])(?:{_NUMBER}[个所家]{_SOME}(?:{_UNITS_OF_PLACE}|工作地|安置点|地区|学校|院校|中小学|小学|中学|医院|卫生院|幼儿园)"
    rf"|\d+(?:{_UNITS_OF_PLACE}))(?![\u4e00-\u9fff]{{0,2}}(?:级|委|长|政府)|村?振兴)"
)
_KINDS = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:及|和)其他[\u4e00-\u9fff]{0,4}省（市）的?|全国性|全省性|本地)?(?:社会组织)(?![\u4e00-\u9fff]*(?:助力|负责人|结对))"
)
_TEAM = re.compile(
    r"(?:第[\d一二三四五六七八九十]+批)?(?:驻地|“?组团式”?|对口)*(?<![救支])援[滇藏疆青黔桂川渝陇甘宁蒙]?(?:驻地|干部|人才)*(?:医疗队|工作队|工作组)"
    r"|第[\d一二三四五六七八九十]+批(?:驻地)?医疗队"
)
_FORCES = re.compile(
    r"第\d+集团军(?:某[\u4e00-\u9fff]{0,3}?[旅团营])?|[东南西北中]部战区[\u4e00-\u9fff]{1,8}?(?:基地|部队|旅|支队|医院)|武警[\u4e00-\u9fff]{2,10}?(?:总队|支队|大队|中队)"
    r"|(?:[\u4e00-\u9fff]{2,4}[省市县区州])+(?:人武部|武装部|警备区|军分区)"
)
_BRACKETED = re.compile(r"（[\u4e00-\u9fff]{2,4}）(?=[\u4e00-\u9fff]{0,6}(?:公司|中学|学校|医院|银行|基金会))")
_MEETING = re.compile("(?:招商|展销|洽谈|推介|座谈|签约|对接)会$")
_NOWHERE = frozenset({"中国", "全国", "国内", "全球", "中华", "本地", "当地", "大陆", "集体经济", "村集体"})
_AREAS = re.compile(r"(?:京津冀|长三角|珠三角|粤港澳大湾区)(?:受灾地区|灾区)?|四省涉藏州县|三区三州|受灾地区")
_COUNTED_LIST = re.compile(
    r"(?P<list>[\u4e00-\u9fff]{2,20}(?:、[\u4e00-\u9fff]{2,12}?)+)(?P<count>(?:\d+|[两三四五六七八九十]+)个?(?:县|市|区|州|镇|乡|村|地区|地))"
)
_SHORT_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4})+")
_PARTED = re.compile("[、和及](?![与同向对在给为还又也其等各到赴原前])[\u4e00-\u9fff]")
_OUR = re.compile(r"(?:我|全|本)(省|市|县|区|州|镇|乡|村)(?![委政府长直级])")


def mentions(sentence: str, places: Sequence[Place], known: Sequence[str] = (), *, tag: bool = True) -> list[Mention]:
    """Return the parties of a sentence in order; none overlaps another.

    :param places: what the gazetteer finds in it; offsets are into the sentence.
    :param known: names that the article uses elsewhere, to be found here too.
    :param tag: whether the tagger is to look for others.
    """
    tagged = list(_split(words(sentence))) if tag else []
    places = _whole(places, tagged) if tag else places
    taken = _Taken()
    names = sorted(
        (*_known(sentence, known, places), *_named(sentence, tagged, places)), key=lambda one: -len(one.text)
    )
    for found in (_groups(sentence, places), _by_short_names(sentence, places), names, _plain(sentence, places)):
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


def _groups(sentence: str, places: Sequence[Place]) -> Iterator[Mention]:
    for match in _BODIES.finditer(sentence):
        yield _with_place(sentence, match, places, "bodies")
    for match in _PLACES.finditer(sentence):
        start = match.start()
        before = next((one for one in places if one.end == start), None)
        if before and sentence[before.start - 1 : before.start] not in "、，和":
            yield Mention(before.start, match.end(), sentence[before.start : match.end()], "places", before.code)
        else:
            ours = next((one for one in _OUR.finditer(sentence) if one.end() == start), None)
            start = ours.start() if ours else start
            yield Mention(start, match.end(), sentence[start : match.end()], "places")
    for match in _TEAM.finditer(sentence):
        yield _with_place(sentence, match, places, "body")
    for match in _FORCES.finditer(sentence):
        inside = [one.code for one in places if match.start() <= one.start and one.end <= match.end()]
        yield Mention(match.start(), match.end(), match[0], "body", inside[-1] if inside else None)
    for match in _AREAS.finditer(sentence):
        yield Mention(match.start(), match.end(), match[0], "place")
    for match in _KINDS.finditer(sentence):
        yield _with_place(sentence, match, places, "bodies")


def _with_place(sentence: str, match: re.Match[str], places: Sequence[Place], sort: Sort) -> Mention:
    """Return what matches with the place right before it: 越城区|29家企业."""
    before = next((one for one in places if one.end == match.start()), None)
    start = before.start if before else match.start()
    return Mention(start, match.end(), sentence[start : match.end()], sort, before.code if before else None)


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
        inside = any(word.start <= place.start and place.end <= word.end and word.tag in _NAMES for word in tagged)
        if begins and (place.end in ends or place.end - place.start > 2 or inside):
            kept.append(place)
    return kept


def _named(sentence: str, tagged: Sequence[Word], places: Sequence[Place]) -> Iterator[Mention]:
    for run in _runs(tagged, sentence, places):
        if (found := _name_in(sentence, run, places)) is not None:
            yield found


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


def _split(tagged: Sequence[Word]) -> Iterator[Word]:
    """Part words in which the tagger has swallowed what never is a part of a name (南山对口帮扶连平)."""
    for word in tagged:
        position = 0
        for match in SPLITS.finditer(word.text):
            if match.start() > position:
                yield _part(word, position, match.start(), word.tag)
            yield _part(word, match.start(), match.end(), "w")
            position = match.end()
        if position < len(word.text):
            yield _part(word, position, len(word.text), word.tag)


def _part(word: Word, start: int, end: int, tag: str) -> Word:
    return Word(word.start + start, word.start + end, word.text[start:end], tag)


def _runs(tagged: Sequence[Word], sentence: str, places: Sequence[Place]) -> Iterator[list[Word]]:
    """Stretches of words that a name can be made of; a place in brackets before a legal form is part of a name."""
    known = [match.span() for match in _BRACKETED.finditer(sentence)] + [(one.start, one.end) for one in places]
    run: list[Word] = []
    for word in tagged:
        inside = any(start <= word.start and word.end <= end for start, end in known)
        fits = inside or word.tag in _NOMINAL or (word.tag == "m" and word.text.startswith("第"))
        fits = fits or bool(run and word.tag == "v" and _goes_on(sentence, word, places))
        fits = fits and (word.tag in _NAMES or not _BREAKS.search(word.text))
        if run and not (fits and run[-1].end == word.start):
            yield run
            run = []
        if fits:
            run.append(word)
    if run:
        yield run


def _opens(word: Word) -> bool:
    return word.tag in _OPENING and (len(word.text) > 1 or word.tag == "ORG")


def _goes_on(sentence: str, verb: Word, places: Sequence[Place]) -> bool:
    """Whether a verb is part of a name that goes on behind it; where another place follows, a new name begins."""
    rest = _GOES_ON.match(sentence, verb.start)
    return rest is not None and not any(rest.start() <= place.start < rest.end() for place in places)


def _name_in(sentence: str, run: Sequence[Word], places: Sequence[Place]) -> Mention | None:
    """Return the name that a run of words holds: from the first that opens one to the last that ends one."""
    starts = [place.start for place in places]
    first = next((i for i, word in enumerate(run) if _opens(word) or word.start in starts), None)
    if first is None:
        return None
    if run[first].tag == "nz":  # what a headline ends in before the name that the text begins with
        whole = (i for i, word in enumerate(run) if word.start in starts and word.tag == "ORG")
        first = next((i for i in whole if ENDS_AS_BODY.search(run[i].text)), first)
    last = first
    for i in range(first, len(run)):
        reached = sentence[run[first].start : run[i].end]
        if run[i].tag in ("LOC", "ORG") or (
            len(reached) > 2 and (ENDS_AS_BODY.search(reached) or ENDS_AS_PLACE.search(reached))
        ):
            last = i
    start, end = run[first].start, run[last].end
    text = sentence[start:end]
    if _MEETING.search(text):
        return None
    inside = [place for place in places if start <= place.start and place.end <= end]
    code = inside[-1].code if inside else None
    is_body = bool(ENDS_AS_BODY.search(text)) or (run[last].tag == "ORG" and not ENDS_AS_PLACE.search(text))
    if (
        len(text) < 2
        or text in _NOWHERE
        or (not is_body and run[last].tag != "LOC" and not inside and not ENDS_AS_PLACE.search(text))
    ):
        return None
    return Mention(start, end, text, "body" if is_body else "place", code)
