"""What a party to aid can be, and who of two helps: teams stand for who sent them, village committees for villages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.extract.mention import Mention
from ingest.extract.pairing_patterns import Pattern
from ingest.extract.words_of_aid import ABOUT_AID, ENDS_AS_BODY
from ingest.names import is_body

_MEDIA = re.compile(
    r"报$|(?<![电联])网$|(?:人民|新华|中新|光明|央视|东方)网|网讯|搜狐|新闻|记者|客户端|频道|电视台|媒体|通讯社|新华社|报社|微博|公众号|报道"
)
_GENERIC = re.compile(
    r"^(?:该|本|我|各|此|全|其|这家|同一家)?(?:[省市县区州镇乡村]|街道|社区)?(?:委|党委|政府|党工委|人大|政协|党支部|支部|医院|学校|公司|企业|机构|银行|中心|协会|基金会|商会|集团|代表团|工作队|工作组"
    r"|医疗队|基地|组织部|民政局|民政厅|工商联|单位|高校|中小学|幼儿园|卫生院|希望小学|大学|学院|中学|小学|[村社]区?两委|居委会|村委会)$"
)
_KIND = re.compile("(?:志愿者?|服务|公益|慈善|爱心|社工|青年|工作)*(?:协会|联合会|促进会|基金会|服务队|商会|中心)")
_CHANNEL = re.compile("(?:通过|经由|委托)[^，。；]*$")
_VAGUE_HELPER = re.compile(r"^(?:(?:控股)?股东|单位|企业|机构|公司|信托公司|上市公司|地区|县|市)$")
_VAGUE = re.compile(
    r"[^\d]*[省市县区州镇乡村](?:中小)?(?:企业|单位|机构)$|^[1一]个|^(?:受灾|贫困|欠发达|[中东西]+部|民族|藏族|革命老|广大)*(?:地区|灾区|山区|老区)$|^(?:这|该|那|各|其|有关|相关|当地|全体|广大|所有|部分|每)|^(?:[\d余多一二三四五六七八九十百几]+[个家]?)?(?:美丽乡村|单位|企业|机构|公司|信托公司|上市公司|地区|省|县|市|村)$"
)
TEAM = re.compile(r"(?:帮扶|驻村|援\w)?(?:工作队|工作组|医疗队|代表团|服务团|团队|前方指挥部|前指)$")
_SENT = re.compile(
    r"(.{2,14}?(?:[省市县区州]|医院|大学|学院|集团|公司))(?:第[\d一二三四五六七八九十]+批|驻地|“?组团式”?|博士|专家|对口|东西部|援\w|帮扶|医疗|志愿|党政|干部)*"
    r"(?:医疗队|工作队|工作组|服务团|服务队|代表团|团队)"
)
_DELEGATION = re.compile(
    r"(.{2,14}?)(?:党政|考察|医疗|专家|志愿|服务|爱心|代表|调研)*(?:代表团|考察团|服务队|志愿队|专家组|调研组|考察组)(?:一行)?"
)
_VENUE = re.compile("(?:公园|广场|酒店|宾馆|剧院|影院|体育馆|体育场|会展中心|会议中心|动物园|景区|[路街])$")
"""Where something takes place, which nobody helps."""
_OFFICER = re.compile("(?<=.{2})(?:副?书记|副?主任|董事长|总经理|副?会长|负责人)$")
_COUNTED = re.compile(r"[\d,.一二三四五六七八九十百千]+[余多]?[所家个](?=.{0,8}(?:学校|小学|中学|医院|卫生院|幼儿园)$)")
SCHOOL = re.compile(r"(?:学校|院校|小学|中学|医院|卫生院|幼儿园)$")
_CAN_HELP = re.compile(rf"{SCHOOL.pattern}|省市$|省份$|[省）]$")
_ARM = re.compile(r"(?:党支部|党总支|党委|党工委|村委会|两委)$")
_PARTY_ARM = re.compile(r"(?:党委|党组|党支部|党总支)$")
VILLAGE = re.compile(r"[乡镇村寨]|街道|社区|园|场")
_CHARITY = re.compile(r"(?:基金会|慈善[总协联合]*会|红十字会)(?:（[^）]*）有限公司)?$")
_ENTERPRISE = re.compile(r"(?:公司|集团|企业|银行|药房|股份)$")
WEST = frozenset("15 45 50 51 52 53 54 61 62 63 64 65".split())
"""The provinces that east-west cooperation and pairing support help."""


def is_media(name: str) -> bool:
    """Whether a name is that of a paper, a station or a site, which reports rather than helps."""
    return bool(_MEDIA.search(name))


def is_channel(text: str, start: int) -> bool:
    """Whether the party that begins there is one that others give through: 通过甲基金会捐款."""
    return bool(_CHANNEL.search(text, 0, start))


def is_only_a_kind(name: str) -> bool:
    """Whether a name says what kind of body it is and nothing more: 志愿者协会."""
    return bool(_KIND.fullmatch(name))


def sender(helper: Mention) -> Mention:
    """Return who sent a team: 金山区第十批援滇医疗队 is the district."""
    whole = _PARTY_ARM.sub("", helper.name)
    if whole != helper.name and ENDS_AS_BODY.search(whole):
        return replace(helper, full=whole)
    helper = replace(helper, full=_OFFICER.sub("", helper.name)) if _OFFICER.search(helper.name) else helper
    sent = _SENT.fullmatch(helper.name) or _DELEGATION.fullmatch(helper.name)
    if sent is None:
        return helper
    name = sent[1]
    return replace(helper, full=name, sort="body" if ENDS_AS_BODY.search(name) else "place")


def uncounted(helped: Mention) -> Mention:
    """Return what is counted without the number where no place goes with it: 126所特教学校 are 特教学校."""
    if helped.sort == "places" and helped.code is None and (match := _COUNTED.match(helped.text)):
        return replace(helped, full=helped.text[match.end() :])
    return helped


def stands_for(helped: Mention) -> Mention:
    """Return the place for the arm or the team that stands for it: 龙宝村党支部 is the village."""
    for ends in (_ARM, TEAM):
        shorter = ends.sub("", helped.text)
        if shorter != helped.text and re.search(r"[省市县区州乡镇村]$", shorter) and len(shorter) > 1:
            return Mention(helped.start, helped.start + len(shorter), shorter, "place", helped.code)
    return helped


def are_peers(one: Sequence[Mention], other: Sequence[Mention], tail: str) -> bool:
    """Whether two bodies only work together: of one rank, and nothing is said of help."""
    if not one or not other or re.search("结对|帮扶|对口|支援|捐|赠|援助|慈善|公益|助学", tail):
        return False
    if {bool(_CHARITY.search(party[0].name)) for party in (one, other)} == {True, False} and any(
        _ENTERPRISE.search(party[0].name) for party in (one, other)
    ):
        return False
    neighbours = one[0].code and other[0].code and one[0].code[:2] == other[0].code[:2]
    if any(re.search(r"[县旗乡镇村]", party.text) for party in (one[0], other[0])):
        return False
    return _rank(one[0]) == _rank(other[0]) > 1 or bool(neighbours and one[0].is_body and other[0].is_body)


def by_rank(one: Sequence[Mention], other: Sequence[Mention]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Of two that sign with each other, the body of wider reach helps; a place or a body of a county is helped.

    Between provinces, the west is helped by the rest.
    """
    if one and other and _helped_by(one[0], other[0]):
        return tuple(other), tuple(one)
    return tuple(one), tuple(other)


def by_region(one: tuple[Mention, ...], other: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Of two that are paired, return the helper first: of a place in the west and one that is not, that one."""
    if one and other and all(party[0].sort == "place" for party in (one, other)) and _in_west(one[0], other[0]):
        return other, one
    return one, other


def _in_west(one: Mention, other: Mention) -> bool:
    """Whether the first of two lies in the west and the second does not."""
    return bool(one.code and other.code and one.code[:2] in WEST and other.code[:2] not in WEST)


def _helped_by(one: Mention, other: Mention) -> bool:
    if _CHARITY.search(one.name) and _ENTERPRISE.search(other.name):
        return True
    if _ENTERPRISE.search(one.name) and _CHARITY.search(other.name):
        return False
    if (west := _in_west(one, other)) or _in_west(other, one):
        return west
    return _rank(one) < _rank(other)


def _rank(party: Mention) -> int:
    if not party.is_body:
        return 0
    return 1 if re.search(r"[县区乡镇村旗]", party.text[:-2]) else 2


def may_pair(helper: Mention, helped: Mention) -> bool:
    """Whether one can help the other at all: named parties, neither part of the other."""
    one, other = helper.name, helped.name
    if one in other or other in one or is_media(one) or is_media(other) or ABOUT_AID.fullmatch(one):
        return False
    if (
        (helper.sort == "places" and not _CAN_HELP.search(helper.text))
        or _VAGUE.match(other)
        or _VENUE.search(other)
        or _VAGUE_HELPER.match(one)
    ):
        return False
    return not any(_GENERIC.match(name) for name in (one, other))


def possible(helper: Mention, helped: Mention, pattern: Pattern, *, is_kept_up: bool = False) -> bool:
    """Whether the two can be a pairing, and the pattern suffices for it.

    :param is_kept_up: whether the sentence speaks of aid that is kept up, so that a government may be who helps.
    """
    if not may_pair(helper, helped):
        return False
    other = helped.name
    if pattern.strength == "weak" and not (helper.is_body and (_may_run_projects(helper) or is_kept_up)):
        return False
    if not helper.is_body and re.match(r"全[省市县区州]|我[省市县区]", other):
        return False
    return is_kept_up or not _is_own(helper, helped)


def _is_own(helper: Mention, helped: Mention) -> bool:
    """Whether a division looks after one of its own, which is its administration and no aid of another."""
    places = helper.sort == helped.sort == "place" and helper.code and helped.code
    return bool(places and str(helped.code).startswith(str(helper.code)))


def _may_run_projects(helper: Mention) -> bool:
    return helper.sort == "bodies" or is_body(helper.name)
