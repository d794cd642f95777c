"""Who helps and who is helped where a pattern fits: by the pattern's own slots, by the clause, or by the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.extract.mention import Mention
from ingest.extract.pairing_patterns import FROM_THERE, GOODS, OPEN, RECEIVED, SERIES, Pattern
from ingest.extract.parties import (
    SCHOOL,
    TEAM,
    VILLAGE,
    are_peers,
    by_rank,
    by_region,
    is_channel,
    is_only_a_kind,
    sender,
    stands_for,
    uncounted,
)
from ingest.extract.sentence import Sentence
from ingest.extract.skeleton import LIST, Skeleton
from ingest.extract.words_of_aid import ENDS_AS_BODY

_HOLD = re.compile(r"仪式|座谈会|大会|会议|发布会|举行|召开|论坛|调研|考察|赛|展会|博览会|开幕")
_HOPES = re.compile(
    "将(?:积极|进一步|继续|持续|全力|不断|会|充分|以|始终|协调|从)|希望|期望|力争|下一步|今后|未来|接下来|拟"
)
_SAID_TO = re.compile("(?:表示|强调|指出|说|认为|提出|要求)[，：“]*$")
_NOT_YET = re.compile("(?:号召|呼吁|倡议|鼓励)[^，。；]{0,14}$|(?:计划|拟|打算|准备)(?:再|继续|陆续)?$")
_OTHERWISE = re.compile("锦旗|造血干细胞|遗体|器官捐")
"""What is given in return, or by one person of his own."""
_AROUND = 20  # letters around a pattern
_WILL = re.compile("(?:(?<!宣布)(?<!表示)将(?![军士物])|准备|拟|打算|计划(?!”)|即将)[^，。；：]{0,12}$")
"""What says of a gift or a visit that it is still to come."""
_ONCE = ("捐赠", "项目帮扶")
"""The mechanisms by which something is done once rather than kept up."""
_HOPED_FOR = 40  # letters before a pattern in which a hope or a plan may be told
_NOT_GIVEN = re.compile(r"颁发|授予|出具|表示|感谢|[了着]|介绍|说明")
_EVENT = re.compile("(?:抗[洪旱震]|防汛|灾后|救灾|抢险|重建)+$")
_NO_HELPER = re.compile("[^，。；]{0,4}(?:报道|消息|数据|调查|统计)|(?:计划|行动)”")
"""What stands behind who only reports, or behind the name of a project."""
_HAS_PLACES = re.compile(r"[^，。；]{0,8}?(?:定点|对口|结对)(?:帮扶|支援|扶贫|援助)的?(?:地区|县|点|村)")
_CEREMONY = re.compile("捐.*(?:仪式|活动)")
_GOODS_COME = re.compile(
    r"(?:目前|随后|据悉|这|该|此|首|第[一二三四]|批|些|两|几|[\d一二三四五六]+|[车吨件份箱]|余|多|爱心|救援|救灾|防汛|捐赠|的|应急|生活|紧急)*(?:物资|善款|款项|款物|捐款|资金|设备|“[^”]{2,12}”)"
)
_PARTS_OF_WORK = re.compile(
    r"(?:目前|如今|现在|这|该|此|上述|[\d两三四五六七八九十]+)*个?"
    "(?:项目|计划|行动|工程|联系点|帮扶点|点)(?!名|评|滴)"
)
"""What takes up the work that an article has told of: 七个点分别落在乙."""
_GIVEN_BY = re.compile("(?:捐[赠助出]|赠送|提供)的")
_UNIT = re.compile("单位$")
"""A word that both sides go by: 定点帮扶单位."""
_SIGNED = re.compile("签|结|续约|达成|缔结")
_TOGETHER = re.compile(f"{_SIGNED.pattern}|协作|关系|共建")
_PEERS = 2  # parties that may sign with another as its peers
_COMMAND = re.compile("工作?(?:前方|指挥部|办事处|工作队|工作组|领导小组)")


def sides(
    sentence: Sentence, bones: Skeleton, pattern: Pattern, match: re.Match[str]
) -> Iterator[tuple[Mention, Mention]]:
    """Yield who helps whom where a pattern fits a sentence."""
    if _tells_none(bones, pattern, match):
        return
    if pattern is SERIES:
        yield from _one_by_one(bones.between(*match.span("r")), match["tail"])
        return
    helped = tuple(stands_for(uncounted(one)) for one in _helped(sentence, bones, pattern, match))
    if any(is_only_a_kind(one.text) for one in helped):  # the verb is part of a name: 爱心帮扶|志愿者协会
        return
    helpers = _helpers(sentence, bones, pattern, match)
    if pattern is OPEN or "s" in match.re.groupindex:
        helpers, helped = _of_two(helpers, helped, match["tail"])
    told = sentence.text[bones.start(match.start()) : bones.end(match.end())]
    if "分别" in told and min(len(helpers), len(helped)) > 1:  # 甲、乙分别与丙、丁: each with one
        if len(helpers) == len(helped):
            yield from zip(map(sender, helpers), helped, strict=True)
        return
    if _CEREMONY.match(match["tail"]) and not all(_may_receive_there(one) for one in helped):
        return
    for helper in _fit(sentence, bones, match, helpers, helped):
        for one in helped:
            if not _apart(sentence.text, helper, one):
                yield sender(helper), one


def _apart(text: str, helper: Mention, helped: Mention) -> bool:
    """Whether one of two stands in a title that the other is no part of."""
    first, second = sorted((helper, helped), key=lambda one: one.start)
    if text[helper.start : helper.end] != helper.text:
        return False  # named in another sentence
    between = re.sub("《[^《》]*》", "", text[first.end : second.start])
    return "《" in between or "》" in between


def _one_by_one(named: Sequence[Mention], tail: str) -> Iterator[tuple[Mention, Mention]]:
    """Yield who helps whom of pairs one after another."""
    for one, other in zip(named[::2], named[1::2], strict=False):
        for helper, helped in zip(*_of_two((one,), (other,), tail), strict=True):
            yield sender(helper), helped


def _tells_none(bones: Skeleton, pattern: Pattern, match: re.Match[str]) -> bool:
    """Whether what a pattern fits is thanks or still to come, or, of a project, a meeting, a hope or a plan."""
    around = bones.text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    if _OTHERWISE.search(around):
        return True
    lead = bones.text[max(0, match.start() - _HOPED_FOR) : match.start()]
    if _NOT_YET.search(lead) or (pattern.default in _ONCE and _WILL.search(lead)):
        return True
    return pattern.default == "项目帮扶" and bool(
        _HOLD.search(match["tail"]) or _HOPES.search(lead) or _SAID_TO.search(lead)
    )


def _of_two(
    one: tuple[Mention, ...], other: tuple[Mention, ...], tail: str
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Return who of two that a pattern names helps the other; nobody where they only work together."""
    if not _TOGETHER.search(tail) and not _UNIT.search(tail):
        return by_region(one, other)
    if len(one) > _PEERS and len(other) == 1:  # many sign with one: they join what it does
        return one, other
    if _SIGNED.search(tail) and are_peers(one, other, tail):
        return (), ()
    helpers, helped = by_rank(one, other)
    return helpers, tuple(stands_for(party) for party in helped)


def _may_receive_there(helped: Mention) -> bool:
    """Whether the place of a ceremony can be whom it is for: a village or a school, not the town of others."""
    return bool(VILLAGE.search(helped.text) or SCHOOL.search(helped.text))


def _fit(
    sentence: Sentence,
    bones: Skeleton,
    match: re.Match[str],
    helpers: Sequence[Mention],
    helped: Sequence[Mention],
) -> Iterator[Mention]:
    """Yield those of the helpers that can be ones here."""
    if _COMMAND.match(bones.text, match.end()):
        helpers = helpers[-1:]  # 甲省对口支援乙工作队 is one body's, whoever is listed before it
    if helpers and all(one in helped for one in helpers):  # 来自乙县的学生: the place is no subject
        helpers = sentence.topic
    for helper in helpers:
        if is_channel(sentence.text, helper.start) or _NO_HELPER.match(sentence.text, helper.end):
            continue
        is_host = sentence.text[: helper.start].endswith("驻") and TEAM.search(helper.text)
        if not is_host and not sentence.is_person(helper):
            yield helper


def _helpers(sentence: Sentence, bones: Skeleton, pattern: Pattern, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return who helps: whom the pattern names, or where it leaves that open who acts."""
    if "s" in match.re.groupindex:
        named = bones.between(*match.span("s"))
        if named and named[-1].sort == "bodies":  # 甲、丙3家企业: the names rather than their number
            listed = sentence.opens_with(bones.end(match.end("s")))
            return listed if len(listed) > 1 else named
        return named
    if pattern is FROM_THERE:
        return _patron(sentence)
    if pattern is RECEIVED:
        begun, ended = bones.start(match.start("by")), bones.start(match.end() - 1)
        bodies = (one for one in sentence.mentions if begun <= one.start and one.end <= ended and one.is_body)
        return sentence.opens_from(begun, ended) or tuple(bodies)
    return _who_acts(sentence, bones, pattern, match)


def _who_acts(sentence: Sentence, bones: Skeleton, pattern: Pattern, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return who acts where a pattern fits: of gifts that come, whose they are; else the subject near it."""
    start = bones.start(match.start())
    if givers := _givers_behind(sentence, start, bones.start(match.start("r"))):
        return givers
    clause = sentence.clauses[sentence.clause_at(start)]
    come = any(_GOODS_COME.match(sentence.text, one.start) for one in (sentence.clauses[0], clause))
    if come and (givers := sentence.article.givers or sentence.topic):
        return givers
    if pattern.strength == "weak" and _PARTS_OF_WORK.match(sentence.text, clause.start) and sentence.earlier:
        return sentence.earlier
    last = sentence.clauses[sentence.clause_at(bones.start(match.start("r")))]
    own = sentence.subject_of(last, bones.start(match.start("r"))) if pattern is GOODS and last != clause else ()
    if own and all(one.is_body for one in own):
        return own
    if match["tail"].startswith("捐") and len(givers := _givers(sentence, clause.start, bones.end(match.end()))) > 1:
        return givers
    if relative := sentence.named_behind(clause, bones.end(match.end())):
        return relative
    return sentence.opens_with(start) or _before(bones, match) or sentence.subject(start, strict=True)


def _givers_behind(sentence: Sentence, start: int, end: int) -> tuple[Mention, ...]:
    """Return whose goods or orders somebody else carries out: 丙将甲捐赠的物资运抵; 受甲委托，丙."""
    number = sentence.clause_at(start)
    begun = sentence.clauses[max(0, number - 1)].start
    return tuple(
        one
        for one in sentence.mentions
        if one.is_body
        and begun <= one.start < end
        and (
            (one.end > start and _GIVEN_BY.match(sentence.text, one.end))
            or (sentence.text[: one.start].endswith("受") and sentence.text.startswith("委托", one.end))
        )
    )


def _givers(sentence: Sentence, start: int, end: int) -> tuple[Mention, ...]:
    """Return who gives where givers and gifts stand one after another: 甲捐款100万元、乙捐款200万元，驰援丙."""
    return tuple(one for place in _gifts(sentence.text, start, end) for one in sentence.opens_from(*place))


def _gifts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begun = start
    for match in re.finditer(r"捐(?=[赠助款资出献])|(?<=[元台个件批箱吨万亿])[、，；]", text[start:end]):
        if match[0] == "捐":
            yield begun, start + match.start()
        else:
            begun = start + match.end()


def _helped(sentence: Sentence, bones: Skeleton, pattern: Pattern, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return who is helped: the parties in the pattern's slot, or its words where they name people in need."""
    start, end = match.span("r")
    found = bones.between(start, end)
    found = _joined(found, sentence)
    first, last = bones.start(start), bones.end(end)
    last = first + len(_EVENT.sub("", sentence.text[first:last]))
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
        named = ENDS_AS_BODY.search(literal) and len(literal) > 3 and "的" not in literal
        return (Mention(first, last, literal, "body"),) if named else ()
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


def _before(bones: Skeleton, match: re.Match[str]) -> tuple[Mention, ...]:
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
