"""Programmes, projects and campaigns that a sentence names: “甲”项目, 开展乙行动."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.extract.article import Article, region_of
from ingest.extract.periods import times, written_on
from ingest.extract.sentence import Sentence
from vectorstore.facts import Pairing, Programme, Region

_KINDS = "项目|计划|行动|工程|活动|基金|工作站|联系点|品牌|大赛"
_KIND = re.compile(rf"(?:{_KINDS})$")
_QUOTED = re.compile(rf"“([^”，。；]{{2,36}})”(?:[\u4e00-\u9fff]{{0,16}}?(?P<kind>{_KINDS}))?")
_PLAIN = re.compile(
    r"(?:实施|开展|启动|推进|参与|推出|发起|举办|参加|组织|承接|设立)(?:了|的)?(?P<name>[\u4e00-\u9fff·—]{3,22}?(?:专项行动|三年行动|项目|计划|行动|工程|基金))(?=[，。；、的）]|$)"
)
_COMMON = re.compile(
    r"^(?:帮扶|公益|产业|各类|系列|援建|相关|试点|志愿|服务|合作|扶贫|慈善|救助|重点|一批|多个|这个|该|此|本|医疗|教育|助学|培训|建设|民生|新的?|专项|类似|有关|所有|多项|防返贫|精准|外部|公益机构|委托)*"
    r"(?:项目|计划|行动|工程|活动|基金)$"
)
_SAYING = re.compile(
    r"[，。！？、]|^[\d·.]+$|^[一二两三四五六七八九十双][\u4e00-\u9fff]$|^(?:一对一|输血|造血|两个|三个|五个|四个|一个)|[的了]$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A programme's name and where it stands in a sentence."""

    start: int
    end: int
    name: str


def named_in(sentence: Sentence) -> list[Named]:
    """Return the programmes that a sentence names, in order."""
    found = [
        Named(match.start(1), match.end(1), match[1])
        for match in _QUOTED.finditer(sentence.text)
        if (match["kind"] or _KIND.search(match[1])) and not _SAYING.search(match[1])
    ]
    found += [
        Named(match.start("name"), match.end("name"), match["name"])
        for match in _PLAIN.finditer(sentence.text)
        if not _COMMON.match(match["name"]) and not re.search(r"\d", match["name"])
    ]
    return sorted(found, key=lambda one: one.start)


def is_common(name: str) -> bool:
    """Whether a name is only a word for what it is (帮扶项目), which any programme may be called."""
    return bool(_COMMON.match(name))


def ends_of_names(text: str) -> Iterator[int]:
    """Yield where a text has a word that names of programmes end in: the place behind it."""
    yield from (match.end() for match in re.finditer(_KINDS, text))


def near(named: Sequence[Named], start: int, end: int, text: str) -> str | None:
    """Return the programme that a stretch of a sentence is about: one within it, or the nearest of its part."""
    within = [one for one in named if start <= one.start < end]
    if within:
        return within[0].name
    reach = [one for one in named if ("；" not in text[min(one.start, end) : max(one.start, end)])]
    nearest = min(reach, key=lambda one: min(abs(one.start - end), abs(start - one.end)), default=None)
    return nearest.name if nearest and min(abs(nearest.start - end), abs(start - nearest.end)) <= _REACH else None


_REACH = 40


def programmes(article: Article, pairings: Sequence[Pairing]) -> Iterator[Programme]:
    """Yield each programme of an article once, with its organisers and places."""
    today = written_on(article.document)
    told: set[str] = set()
    for sentence in article.sentences:
        for named in named_in(sentence):
            if named.name in told:
                continue
            told.add(named.name)
            yield _programme(sentence, named, [one for one in pairings if one.programme == named.name], today)


def _programme(sentence: Sentence, named: Named, pairings: Sequence[Pairing], today: date | None) -> Programme:
    organisers = [one.organisation for one in pairings]
    if not organisers:
        organisers = [one.name for one in sentence.subject(named.start) if one.is_body and one.name != named.name]
    regions: list[Region] = [one.region for one in pairings if one.region]
    if not regions:
        codes = [one.code for one in sentence.mentions if one.sort == "place" and one.code]
        regions = [place for code in codes if (place := region_of(code))]
    timed = [one.period for one in times(sentence.text, today) if one.start < named.start]
    clause = sentence.clauses[sentence.clause_at(named.start)]
    return Programme(
        sources=(sentence.source(min(clause.start, named.start), max(clause.end, named.end)),),
        name=named.name,
        organisers=tuple(dict.fromkeys(organisers)),
        regions=tuple(dict.fromkeys(regions)),
        period=timed[-1] if timed else None,
        status=_status(sentence.text, named),
    )


_STATES = (
    ("已结束", r"圆满(?:结束|收官)|结束|完成"),
    ("进行中", r"启动|开展|实施|推进"),
    ("计划中", r"将(?:启动|开展|实施)|拟|计划(?:启动|实施)"),
)


def _status(text: str, named: Named) -> str | None:
    around = text[max(0, named.start - 12) : named.end + 12]
    return next((state for state, told in reversed(_STATES) if re.search(told, around)), None)
