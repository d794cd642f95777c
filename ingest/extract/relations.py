"""The standing relation that an article is about though no one sentence tells both sides: 甲市对口援疆 … 赴喀什.

News names such a relation by a word or two characters (援疆, 沪滇协作, 东西部协作) and the two sides elsewhere. It is
told once, for the pair that the article names first, and only where no sentence tells of one in that province.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest import regions
from ingest.extract.article import Article, region_of
from ingest.extract.mention import Mention
from ingest.extract.parties import VILLAGE, WEST, may_pair, sender
from ingest.extract.periods import Timed, times, written_on
from ingest.extract.sentence import Sentence
from ingest.extract.words_of_aid import mechanism
from vectorstore.facts import Pairing

_SENT_TO = re.compile(r"援([疆藏青滇黔桂川渝陇甘宁蒙])(?!海|少)")
_LEADS_TO = re.compile(
    r"(?:的|省|市|对口|产业|教育|医疗|消费|文化|科技|数字|干部|人才|组团式|“|”|第[\d一二三四五六七八九十]+批|全面|深入|积极|始终|做好|开展|推进)*$"
)
_BETWEEN = re.compile(
    r"([京津沪苏浙闽鲁粤辽])([蒙桂渝川黔滇藏陕甘陇青宁疆])(?:东西部|对口|扶贫|劳务|产业|消费)*(?:协作|合作|支援|帮扶)"
)
_DATELINE = re.compile(r"(?:市|[\d年月日])*(?:电|讯)|[^，。]{0,3}[\d年月]+日")
_RULE = re.compile("可以|鼓励|应当|报名|有关|要求")
_KEPT_UP = re.compile(r"东西部(?:扶贫)?协作|对口(?:支援|帮扶|协作)")


_PROVINCE = 2  # digits of a province's code


@dataclass(frozen=True, slots=True)
class _Relation:
    """One side of a relation, and where the word for it stands."""

    sentence: Sentence
    start: int
    end: int
    helper: Mention
    province: str


def relations(article: Article, told: Sequence[Pairing]) -> Iterator[Pairing]:
    """Yield the relations that an article is about and that are not among the pairings told so far."""
    codes = [one.region.code for one in told if one.region]
    known = {code[:2] for code in codes if len(code) > 2}  # 对口支援新疆 leaves open which place there
    for one in (*_sent(article), *_between(article), *(() if told else _kept_up(article))):
        helped = _helped(article, one)
        if one.province in known or helped is None or helped.code in codes or not may_pair(one.helper, helped):
            continue
        known.add(one.province)
        yield _pairing(one, helped)


def _sent(article: Article) -> Iterator[_Relation]:
    """甲市对口援疆, 甲市第十批援滇医疗队."""
    for sentence in article.sentences:
        for match in _SENT_TO.finditer(sentence.text):
            before = [one for one in sentence.mentions if one.start < match.start()]
            if not before:
                continue
            last = before[-1]
            behind = sentence.text[last.end : match.start()]
            if (last.end >= match.end() and sender(last) != last) or (
                last.end <= match.start() and _LEADS_TO.fullmatch(behind)
            ):
                yield _Relation(sentence, last.start, match.end(), sender(last), _province(match[1]))


def _between(article: Article) -> Iterator[_Relation]:
    """沪滇协作: the place of the first province that the article names helps one of the second."""
    for sentence in article.sentences:
        for match in _BETWEEN.finditer(sentence.text):
            helper = next(iter(_places(article, _province(match[1]))), None)
            if helper:
                yield _Relation(sentence, match.start(), match.end(), helper, _province(match[2]))


def _kept_up(article: Article) -> Iterator[_Relation]:
    """甲区深化东西部协作 in an article that names a place of the west; a dateline names none that helps."""
    west = [one for one in _places(article) if one.code and one.code[:2] in WEST]
    for sentence in article.sentences if west else ():
        for match in _KEPT_UP.finditer(sentence.text):
            for one in sentence.mentions:
                is_east = one.sort == "place" and one.code and one.code[:2] not in WEST
                between = sentence.text[one.end : match.start()]
                if is_east and one.end <= match.start() and not _DATELINE.match(between) and not _RULE.search(between):
                    yield _Relation(sentence, one.start, match.end(), one, (west[0].code or "")[:2])
                    return


def _helped(article: Article, relation: _Relation) -> Mention | None:
    """Return whom it is for: a place of the province right behind the word, in the sentence, or in the article."""
    there = [one for one in relation.sentence.mentions if one.sort == "place" and one.code]
    here = [one for one in there if (one.code or "")[:2] == relation.province]
    here.sort(key=lambda one: (one.start != relation.end, len(one.code or "") == _PROVINCE))
    return next(iter((*here, *_places(article, relation.province))), None)


def _places(article: Article, province: str = "") -> list[Mention]:
    """Return the places of an article, those named most often first."""
    found = [
        one
        for sentence in article.sentences
        for one in sentence.mentions
        if one.sort == "place" and one.code and one.code.startswith(province)
    ]
    often = Counter(one.code for one in found)
    return sorted(found, key=lambda one: -often[one.code])


def _province(letter: str) -> str:
    return regions.by_character(letter) or ""


def _pairing(one: _Relation, helped: Mention) -> Pairing:
    sentence, start, end = one.sentence, one.start, one.end
    if helped in sentence.mentions:
        start, end = min(start, helped.start), max(end, helped.end)
    region = region_of(helped.code)
    timed: list[Timed] = [
        time for time in times(sentence.text, written_on(sentence.article.document)) if time.start <= end
    ]
    return Pairing(
        sources=(sentence.source(start, end),),
        organisation=one.helper.name,
        recipient=helped.name,
        mechanism=mechanism(sentence.text[one.start : one.end], "对口支援"),
        region=region,
        is_region=region is not None and not VILLAGE.search(helped.text),
        period=timed[-1].period if timed else None,
    )
