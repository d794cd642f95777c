"""Who helps whom: what the patterns of sentences find, with the subject told where a pattern leaves it open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.extract.article import Article, Sentence, region_of
from ingest.extract.mentions import Mention
from ingest.extract.pairing_patterns import FROM_THERE, INSTITUTED, LISTED, PATTERNS, Pattern
from ingest.extract.parties import SCHOOL, TEAM, VILLAGE, are_peers, by_rank, possible, sender, stands_for, uncounted
from ingest.extract.periods import Timed, times, written_on
from ingest.extract.programmes import Named, named_in, near
from ingest.extract.skeleton import LIST, Skeleton, skeleton
from ingest.extract.words_of_aid import ABOUT_AID, ENDS_AS_BODY, mechanism
from vectorstore.facts import Pairing, Period

_HOLD = re.compile(r"仪式|座谈会|大会|会议|发布会|举行|召开|论坛|调研|考察|赛|展会|博览会|开幕")
_NOT_GIVEN = re.compile(r"颁发|授予|出具|表示|感谢|[了着]|介绍|说明")
_PEOPLE = re.compile(
    r"(?:学生|学子|儿童|孩子|老人|群众|家庭|残疾人|患者|人员|师生|居民|农户|村民|新生|大学生|灾区|地区)$"
)


_BYLINE = re.compile(r"[（(](?:原标题|作者|来源|图|据|记者|完)")
_HAS_PLACES = re.compile(r"[^，。；]{0,8}?(?:定点|对口|结对)(?:帮扶|支援|扶贫|援助)的?(?:地区|县|点|村)")
_CEREMONY = re.compile("捐.*(?:仪式|活动)")
_MAY_BE_ONES = re.compile("捐|赠|助学|资助|支教|援建|义诊|设立|送|发放|助学金")
_OFTEN = 3


def pairings(article: Article) -> Iterator[Pairing]:
    """Yield the pairings that an article tells of."""
    today = written_on(article.document)
    about_aid = len(ABOUT_AID.findall(article.text)) >= _OFTEN
    for sentence in article.sentences:
        if _BYLINE.match(sentence.text):
            continue
        if sentence.mentions and (about_aid or ABOUT_AID.search(sentence.text)):
            yield from _in_sentence(sentence, today)


@dataclass(frozen=True, slots=True)
class _Context:
    """The programmes and times that a sentence names."""

    named: Sequence[Named]
    timed: Sequence[Timed]

    def period(self, start: int, end: int) -> Period | None:
        """Return the time that a stretch is told for: the last one up to its end."""
        before = [one for one in self.timed if start - _LONGEST // 2 <= one.start <= end]
        return before[-1].period if before else None


def _in_sentence(sentence: Sentence, today: date | None) -> Iterator[Pairing]:
    bones = skeleton(sentence.text, sentence.mentions)
    context = _Context(named_in(sentence), tuple(times(sentence.text, today)))
    found: list[_Found] = []
    for pattern in PATTERNS:
        for match in pattern.form.finditer(bones.text):
            for helper, helped in _sides(sentence, bones, pattern, match):
                one = _Found(helper, helped, pattern, match)
                if one.key not in {other.key for other in found} and possible(helper, helped, pattern):
                    found.append(one)
    for one in found:
        if not any(other.narrows(one) for other in found):
            yield _made(sentence, bones, one, context)


@dataclass(frozen=True, slots=True)
class _Found:
    """A pairing before it is written down."""

    helper: Mention
    helped: Mention
    pattern: Pattern
    match: re.Match[str]

    @property
    def key(self) -> tuple[str, str]:
        return self.helper.name, self.helped.name

    def narrows(self, other: _Found) -> bool:
        """Whether it names within the other's place who is helped there."""
        if self is other or self.helper.name != other.helper.name:
            return False
        if other.helped.sort == "places" and not other.helped.code and self.pattern.form is LISTED:
            return True
        if other.pattern.strength == "strong":
            return False
        one, wide = self.helped.code, other.helped.code
        return bool(one and wide and one != wide and one.startswith(wide))


def _sides(
    sentence: Sentence, bones: Skeleton, pattern: Pattern, match: re.Match[str]
) -> Iterator[tuple[Mention, Mention]]:
    if (pattern.strength == "weak" and _HOLD.search(match["tail"])) or "锦旗" in bones.text[
        max(0, match.start() - 20) : match.end()
    ]:
        return
    helped = tuple(stands_for(uncounted(one)) for one in _helped(sentence, bones, pattern, match))
    if "s" in match.re.groupindex:
        helpers = bones.between(*match.span("s"))
        if re.search("签|结|续约|达成|缔结", match["tail"]) and are_peers(helpers, helped, match["tail"]):
            return
        if re.search("签|结|续约|达成|缔结|协作|关系|共建", match["tail"]):
            helpers, helped = by_rank(helpers, helped)
            helped = tuple(stands_for(one) for one in helped)
    elif pattern is FROM_THERE:
        helpers = _patron(sentence)
    else:
        helpers = (
            _opened(sentence, bones, match)
            or _before(sentence, bones, match)
            or sentence.subject(bones.start(match.start()), strict=True)
        )
    if (
        "分别" in sentence.text[bones.start(match.start()) : bones.end(match.end())]
        and min(len(helpers), len(helped)) > 1
    ):
        if len(helpers) == len(helped):  # 甲、乙分别与丙、丁: each with one
            yield from zip(map(sender, helpers), helped, strict=True)
        return
    if re.match("工作?(?:前方|指挥部|办事处|工作队|工作组|领导小组)", bones.text[match.end() :]):
        helpers = helpers[-1:]  # 甲省对口支援乙工作队 is one body's, whoever is listed before it
    if re.search(INSTITUTED, match["tail"]) or not _MAY_BE_ONES.search(match["tail"]):
        helpers = tuple(one for one in helpers if not sentence.is_person(one))
    if _CEREMONY.match(match["tail"]) and not all(
        VILLAGE.search(one.text) or SCHOOL.search(one.text) for one in helped
    ):
        return  # a ceremony is held in a town for others
    if helpers and all(one in helped for one in helpers):  # 来自乙县的学生: the place is no subject
        helpers = sentence.topic
    for helper in helpers:
        if not re.search(r"驻$", sentence.text[: helper.start]) or not TEAM.search(helper.text):
            for one in helped:
                yield sender(helper), one


def _helped(sentence: Sentence, bones: Skeleton, pattern: Pattern, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return who is helped: the parties in the pattern's slot, or its words where they name people in need."""
    start, end = match.span("r")
    found = bones.between(start, end)
    found = _joined(found, sentence)
    first, last = bones.start(start), bones.end(end)
    literal = sentence.text[first:last]
    marks = [mark.end() + first for mark in re.finditer("帮扶|定点|对口|结对|挂点|联系", literal)]
    after = tuple(one for one in found if marks and one.start >= marks[-1])
    if after:
        return after
    while len(found) > 1 and found[-1].sort == "places" and _counts_list(sentence, found):
        found = found[:-1]
    if not pattern.worded:
        return found
    if found and _NOT_GIVEN.search(sentence.text[found[-1].end : last]):
        return ()
    if not found:
        people = _PEOPLE.search(literal) and re.search(r"\d", literal)
        named = ENDS_AS_BODY.search(literal) and len(literal) > 3 and "的" not in literal
        return (Mention(first, last, literal, "places" if people else "body"),) if people or named else ()
    if len(found) == 1 and "、" not in literal and "和" not in literal and not found[0].is_body:
        return (Mention(first, last, literal, found[0].sort, found[0].code),)
    return found


def _joined(found: Sequence[Mention], sentence: Sentence) -> tuple[Mention, ...]:
    """Return parties with those that only say where the next lies joined to it: 昭通市的彝良县, 西畴县的19所学校."""
    joined: list[Mention] = []
    for one in found:
        if joined and joined[-1].end + 1 == one.start and sentence.text[joined[-1].end] == "的":
            place = joined.pop()
            if one.sort == "places":
                one = replace(one, start=place.start, text=sentence.text[place.start : one.end], code=place.code)
        joined.append(one)
    return tuple(joined)


def _counts_list(sentence: Sentence, found: Sequence[Mention]) -> bool:
    """Whether the last says how many were listed before it: 景东、景谷、永善3个县."""
    return not re.search(r"、|和|及|，", sentence.text[found[-2].end : found[-1].start])


def _patron(sentence: Sentence) -> tuple[Mention, ...]:
    """Return whose 对口支援地区 or 定点帮扶县 the article has spoken of up to a sentence."""
    for earlier in sentence.article.sentences[: sentence.number + 1]:
        for one in earlier.mentions:
            if one.is_body and _HAS_PLACES.match(earlier.text, one.end):
                return (one,)
    return ()


def _opened(sentence: Sentence, bones: Skeleton, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return the parties that a pattern's clause opens with, where its predicate is the pattern or leads to it."""
    return sentence.opens_with(bones.start(match.start()))


def _before(sentence: Sentence, bones: Skeleton, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return the parties right before a pattern's first word: 甲对口帮扶, 由甲捐赠."""
    lead = bones.text[: match.start()]
    close = re.search(
        rf"(?P<s>{LIST})(?:干部|人才|医疗|教育){{0,4}}(?:(?:全方位|深入|积极|扎实)?(?:开展|做好|推进)|将|已|也|还|正|共同|积极|长期|持续|的)?$",
        lead,
    )
    if close is None:
        return ()
    found = bones.between(*close.span("s"))
    if all(one.sort == "places" for one in found):
        return ()
    if re.search(r"(?:通过|经由?|委托)$", lead[: close.start()]):
        return ()
    if re.search(r"(?:在|向|为|到|赴|对)$", lead[: close.start()]) and not match["tail"].startswith(("定点", "对口")):
        return ()
    return found


def _made(sentence: Sentence, bones: Skeleton, found: _Found, context: _Context) -> Pairing:
    match, helper, helped = found.match, found.helper, found.helped
    start = min(bones.start(match.start()), helped.start)
    end = max(bones.end(match.end()), helped.end)
    if helper.start < end and sentence.text[helper.start : helper.end] == helper.text and end - helper.start < _LONGEST:
        start = min(start, helper.start)
    region = region_of(helped.code)
    told = match["tail"] if found.pattern.strength == "strong" or _SAYS_HOW.search(match["tail"]) else ""
    return Pairing(
        sources=(sentence.source(start, end),),
        organisation=helper.name,
        recipient=helped.name,
        mechanism=mechanism(told, found.pattern.default),
        region=region,
        is_region=helped.sort == "place" and region is not None and not VILLAGE.search(helped.text),
        programme=near(context.named, start, end, sentence.text),
        period=context.period(start, end),
    )


_LONGEST = 160  # characters of a quote that reaches back to its subject
_SAYS_HOW = re.compile(r"结对|挂钩|联系点|对口|定点|捐|援建")
