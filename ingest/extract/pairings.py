"""Who helps whom: patterns of sentences, each telling what it takes for the helper and what for the one helped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ingest.extract.article import Article, Sentence, region_of
from ingest.extract.mentions import Mention
from ingest.extract.periods import Timed, times, written_on
from ingest.extract.programmes import Named, named_in, near
from ingest.extract.skeleton import ANY, BODIES, BODY, LIST, NO, PLACE, Skeleton, skeleton
from ingest.extract.words_of_aid import ABOUT_AID, ENDS_AS_BODY, mechanism
from ingest.names import is_body
from vectorstore.facts import Pairing, Period

Strength = Literal["strong", "weak"]
"""A strong pattern says by its own words that somebody is helped; a weak one only where the sentence is about aid."""

_AID = r"(?:对口|结对|定点|挂钩|挂包|包联|对接|组团|援建|驻村)"
_HELP = r"(?:帮扶|支援|援助|援扶|扶贫|协作|联系|共建|扶持)"
_GIVE = r"(?:捐赠|捐助|捐款|捐资|捐献|捐建|捐出|捐了|捐|赠送|转赠|送去|援赠)"
_DO = r"(?:开展|实施|启动|推广|试点|试行|设立|建立|建成|援建|捐建|推动|推进|组建|孵化|发起|打造|共建|救治)"
_HOLD = re.compile(r"仪式|座谈会|大会|会议|发布会|举行|召开|论坛|调研|考察|赛|展会|博览会|开幕")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a sentence looks like that tells of a pairing.

    `r` is the recipient, `s` the helper where the pattern names it; otherwise it is the subject of the clause.
    """

    form: re.Pattern[str]
    strength: Strength
    default: str


def _pattern(form: str, strength: Strength = "strong", default: str = "结对帮扶") -> Pattern:
    return Pattern(re.compile(form), strength, default)


_SIGNS = r"结对|结成|帮扶关系|对口帮扶|签订|签署|签约|签了|续约|缔结|达成|立约|的对口(?:合作|协作)"
_NOT_HELPING = r"(?!的?(?:定点|对口|结对|帮扶))"

_LISTED = re.compile(rf"(?P<tail>{_AID}{_HELP})[^，。；]{{0,8}}[：，](?P<r>{LIST})(?=。|$|；|(?:都|均)在其中)")

PATTERNS = (
    # 甲与乙签订结对帮扶协议
    _pattern(
        rf"(?P<s>{LIST}){NO}{{0,8}}(?:(?<![参赠给授])与|和|同|跟)(?P<r>{LIST})(?:在{PLACE})?(?P<tail>{NO}{{0,24}}?(?:{_SIGNS})[^，。；]{{0,24}})",
        default="合作",
    ),
    # 对口帮扶六个县：乙、丙
    Pattern(_LISTED, "strong", "结对帮扶"),
    # 甲对口帮扶乙; 甲定点帮扶的乙
    _pattern(
        rf"(?P<tail>(?:对口|结对|定点|挂钩|挂包|组团){_HELP}?|对接帮扶|帮扶|援建|援助|支援|包联)"
        rf"(?:了|的|乡镇|县|村|地区|单位|对象|—|：|\s|昭通)*(?P<r>{LIST})"
    ),
    # 乙是甲的定点帮扶县
    _pattern(
        rf"(?P<r>{LIST})，?(?:是|为|被列为|作为){NO}{{0,4}}(?P<s>{LIST})的?"
        rf"(?P<tail>{NO}{{0,6}}(?:帮扶|支援|援扶|结对|联系)(?:的|重点|联系)*(?:县|村|镇|乡|对象|单位|点))"
    ),
    # 对乙进行对接帮扶
    _pattern(rf"对(?P<r>{LIST})(?:[^，。；]{{0,10}})(?:进行|实现|开展)(?P<tail>{NO}{{0,6}}(?:帮扶|支援|结对))"),
    # 向乙捐赠
    _pattern(
        rf"(?:向|给|为)(?P<r>[^，。；：]{{1,26}}?)(?:无偿|定向|现场|共|累计|分别|爱心|联合)*(?P<tail>{_GIVE}|无偿提供)",
        default="捐赠",
    ),
    # 为乙发放助学金
    _pattern(
        r"(?:向|给|为)(?P<r>[^，。；：]{2,24}?)(?:每人|现场|共|累计|集中|分别)*(?P<tail>发放了?[^，。；]{0,12}(?:助学金|奖学金|助学款|捐助金|资助金|补助金|救助金|慰问金|救灾款)"
        r"|提供(?:紧急)?(?:救援|援助|救助))",
        default="捐赠",
    ),
    # 捐赠给乙
    _pattern(
        rf"(?P<tail>{_GIVE}|送)(?:[^，。；]{{0,14}}?)?给了?(?:{NO}{{0,10}}的)?(?P<r>{LIST}){_NOT_HELPING}",
        default="捐赠",
    ),
    # 驰援乙
    _pattern(rf"(?P<tail>捐[^。；]{{0,12}}驰援)(?P<r>{LIST})", default="捐赠"),
    # 乙收到甲捐赠
    _pattern(
        rf"(?P<r>{LIST}){NO}{{0,6}}(?:得到|获得|获|接受|收到|受到)了?(?P<s>{LIST})(?P<tail>{NO}{{0,8}}(?:捐|资助|援助|帮扶|送))",
        default="捐赠",
    ),
    # 由甲组织的…被送到乙
    _pattern(
        rf"由(?P<s>{LIST}){NO}{{0,10}}的{NO}{{0,14}}(?P<tail>送到|运到|送达|送至|捐赠给|发放到)(?P<r>{LIST})",
        default="捐赠",
    ),
    # 资助乙
    _pattern(rf"(?P<tail>资助|捐助|捐建|援助)了?(?P<r>{LIST})", default="捐赠"),
    # 在乙设立奖学金
    _pattern(rf"在(?P<r>{LIST})(?P<tail>{NO}{{0,6}}(?:设立|捐建|援建|捐资|捐赠))", default="捐赠"),
    # 设立乙教育发展基金
    _pattern(rf"(?P<tail>设立)了?(?P<r>{PLACE})(?={NO}{{0,10}}基金)", default="捐赠"),
    # 赴乙开展对口支援
    _pattern(
        rf"(?:赴|前往|(?<![收得受达遇感看听做等找拿接签送])到|走进|进驻|来到|奔赴|莅临|深入)(?P<r>{LIST})(?!的)(?P<tail>[^。；，、]{{0,16}}?"
        r"(?:对口|帮扶|援[藏疆青滇]|援建|义诊|支教|捐赠|捐资|支医|医疗援助|结对|东西部协作)[^，。；]{0,10})",
        default="对口支援",
    ),
    # 援滇医疗队进驻乙
    _pattern(rf"(?P<tail>进驻|派驻|支援)(?P<r>{LIST})(?=，)", default="对口支援"),
    # 驻乙工作队由甲、丙组成
    _pattern(rf"驻(?P<r>{ANY})(?:帮扶)?(?:工作队)?由(?P<s>{LIST})(?P<tail>[^，。；]{{0,8}}组成)", default="驻镇帮扶"),
    # 甲—乙东西部协作
    _pattern(
        rf"(?P<s>{PLACE})[—\-－·–]*(?P<r>{PLACE})(?P<tail>(?:东西部)协作|对口(?:支援|帮扶|协作))", default="东西部协作"
    ),
    # 在乙实施…项目
    _pattern(rf"在{NO}{{0,8}}?(?P<r>{LIST})(?P<tail>[^。；，]{{0,14}}?{_DO}[^。；]{{0,40}})", "weak", "项目帮扶"),
    # 到乙，为群众义诊
    _pattern(
        rf"(?:赴|前往|走进|深入|(?<=[，会院司{BODY}{BODIES}])到)(?P<r>{LIST})(?P<tail>[^。；、]{{0,20}}?(?:筛查|义诊|支教|诊疗|手术|送教|培训))",
        "weak",
        "项目帮扶",
    ),
    # 支持乙…
    _pattern(rf"(?P<tail>支持|协助|帮助|(?<!为)助力)了?(?P<r>{LIST})(?!的?(?:支持|帮助|协助))", "weak", "项目帮扶"),
    # 针对乙“…”项目
    _pattern(rf"针对(?P<r>{LIST})(?P<tail>“[^”]*”[^，。；]{{0,20}}项目)", "weak", "项目帮扶"),
    # 项目已拓展到乙
    _pattern(
        rf"(?:项目|计划|行动|活动|试点|点){NO}{{0,8}}?(?P<tail>拓展|覆盖|推广|延伸|落|放|分布){NO}{{0,4}}(?:到|至|在)(?P<r>{LIST})",
        "weak",
        "项目帮扶",
    ),
)

_MEDIA = re.compile(
    r"日报|晚报|网$|(?:人民|新华|中新|光明|央视|东方)网|网讯|搜狐|新闻|记者|客户端|频道|电视台|媒体|通讯社|新华社|报社|微博|公众号|报道"
)
_GENERIC = re.compile(
    r"^(?:该|本|我|各|此|全|其|这家|同一家)?(?:[省市县区州镇乡村]|街道|社区)?(?:委|党委|政府|党工委|人大|政协|党支部|支部|医院|学校|公司|企业|机构|银行|中心|协会|基金会|商会|集团|代表团|工作队|工作组"
    r"|医疗队|基地|组织部|民政局|民政厅|工商联|单位|高校|中小学|幼儿园|卫生院|大学|学院|中学|小学|[村社]区?两委|居委会|村委会)$"
)
_VAGUE_HELPER = re.compile(r"^(?:单位|企业|机构|公司|信托公司|上市公司|地区|县|市)$")
_VAGUE = re.compile(
    r"^(?:这|该|那|各|其|有关|相关|当地|全体|广大|所有|部分|每)|^(?:[\d余多一二三四五六七八九十百几]+[个家])?(?:单位|企业|机构|公司|信托公司|上市公司|地区|县|市)$"
)
_OFFICIAL = re.compile(r"^(?:[省市县区州镇]|我[省市县])[\u4e00-\u9fff]{1,6}(?:[厅局委办社联院]|银行|支队)$")
_TEAM = re.compile(r"(?:帮扶|驻村|援\w)?(?:工作队|工作组|医疗队|代表团|服务团|团队|前方指挥部|前指)$")
_SENT = re.compile(
    r"(.{2,14}?(?:[省市县区州]|医院|大学|学院|集团|公司))(?:第[\d一二三四五六七八九十]+批|驻地|组团式|博士|专家|对口|东西部|援\w|帮扶|医疗|志愿|党政|干部)*"
    r"(?:医疗队|工作队|工作组|服务团|服务队|代表团|团队)"
)
_NOT_GIVEN = re.compile(r"颁发|授予|出具|表示|感谢|[了着]|介绍|说明")
_COUNTED = re.compile(r"[\d,.一二三四五六七八九十百千]+[余多]?[所家个](?=.{0,8}(?:学校|小学|中学|医院|卫生院|幼儿园)$)")
_ARM = re.compile(r"(?:党支部|党委|党工委|村委会|两委)$")
_PEOPLE = re.compile(
    r"(?:学生|学子|儿童|孩子|老人|群众|家庭|残疾人|患者|人员|师生|居民|农户|村民|新生|大学生|灾区|地区)$"
)


_BYLINE = re.compile(r"[（(](?:原标题|作者|来源|图|据|记者|完)")
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
                if one.key not in {other.key for other in found} and _possible(helper, helped, pattern):
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
        if other.helped.sort == "places" and not other.helped.code and self.pattern.form is _LISTED:
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
    helped = tuple(_stands_for(_uncounted(one)) for one in _helped(sentence, bones, match))
    if "s" in match.re.groupindex:
        helpers = bones.between(*match.span("s"))
        if re.search("签|结|续约|达成|缔结", match["tail"]):
            if _are_peers(helpers, helped, match["tail"]):
                return
            helpers, helped = _by_rank(helpers, helped)
            helped = tuple(_stands_for(one) for one in helped)
    else:
        helpers = _before(sentence, bones, match) or sentence.subject(bones.start(match.start()), strict=True)
    if (
        "分别" in sentence.text[bones.start(match.start()) : bones.end(match.end())]
        and min(len(helpers), len(helped)) > 1
    ):
        if len(helpers) == len(helped):  # 甲、乙分别与丙、丁: each with one
            yield from zip(map(_sender, helpers), helped, strict=True)
        return
    for helper in helpers:
        if not re.search(r"驻$", sentence.text[: helper.start]) or not _TEAM.search(helper.text):
            for one in helped:
                yield _sender(helper), one


def _sender(helper: Mention) -> Mention:
    """Return who sent a team: 金山区第十批援滇医疗队 is the district."""
    sent = _SENT.fullmatch(helper.name)
    if sent is None:
        return helper
    name = sent[1]
    return replace(helper, full=name, sort="body" if ENDS_AS_BODY.search(name) else "place")


def _uncounted(helped: Mention) -> Mention:
    """Return what is counted without the number where no place goes with it: 126所特教学校 are 特教学校."""
    if helped.sort == "places" and helped.code is None and (match := _COUNTED.match(helped.text)):
        return replace(helped, full=helped.text[match.end() :])
    return helped


def _stands_for(helped: Mention) -> Mention:
    """Return the place for the arm or the team that stands for it: 龙宝村党支部 is the village."""
    for ends in (_ARM, _TEAM):
        shorter = ends.sub("", helped.text)
        if shorter != helped.text and re.search(r"[省市县区州乡镇村]$", shorter) and len(shorter) > 1:
            return Mention(helped.start, helped.start + len(shorter), shorter, "place", helped.code)
    return helped


def _are_peers(one: Sequence[Mention], other: Sequence[Mention], tail: str) -> bool:
    """Whether two bodies only work together: of one rank, and nothing is said of help."""
    if not one or not other or re.search("结对|帮扶|对口|支援", tail):
        return False
    neighbours = one[0].code and other[0].code and one[0].code[:2] == other[0].code[:2]
    if any(re.search(r"[县旗乡镇村]", party.text) for party in (one[0], other[0])):
        return False
    return _rank(one[0]) == _rank(other[0]) > 1 or bool(neighbours and one[0].is_body and other[0].is_body)


def _helped(sentence: Sentence, bones: Skeleton, match: re.Match[str]) -> tuple[Mention, ...]:
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
    if not match.re.pattern.startswith("(?:向|给|为)"):
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


def _before(sentence: Sentence, bones: Skeleton, match: re.Match[str]) -> tuple[Mention, ...]:
    """Return the parties right before a pattern's first word: 甲对口帮扶, 由甲捐赠."""
    lead = bones.text[: match.start()]
    close = re.search(rf"(?P<s>{LIST})(?:干部|人才|医疗|教育){{0,4}}(?:将|已|也|还|正|共同|积极|长期|持续|的)?$", lead)
    if close is None:
        return ()
    found = bones.between(*close.span("s"))
    if all(one.sort == "places" for one in found):
        return ()
    if re.search(r"(?:在|向|为|到|赴|对)$", lead[: close.start()]) and not match["tail"].startswith(("定点", "对口")):
        return ()
    return found


def _by_rank(one: Sequence[Mention], other: Sequence[Mention]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Of two that sign with each other, the body of wider reach helps; a place or a body of a county is helped.

    Between provinces, the west is helped by the rest.
    """
    if one and other and _helped_by(one[0], other[0]):
        return tuple(other), tuple(one)
    return tuple(one), tuple(other)


def _helped_by(one: Mention, other: Mention) -> bool:
    west = [party.code[:2] in _WEST for party in (one, other) if party.code]
    if len(west) > 1 and west[0] != west[1]:
        return west[0]
    return _rank(one) < _rank(other)


def _rank(party: Mention) -> int:
    if not party.is_body:
        return 0
    return 1 if re.search(r"[县区乡镇村旗]", party.text[:-2]) else 2


_WEST = frozenset("15 45 50 51 52 53 54 61 62 63 64 65".split())
"""The provinces that east-west cooperation and pairing support help."""


def _possible(helper: Mention, helped: Mention, pattern: Pattern) -> bool:
    one, other = helper.name, helped.name
    if one in other or other in one or any(_MEDIA.search(name) for name in (one, other)):
        return False
    if helper.sort == "places" or _VAGUE.match(other) or _VAGUE_HELPER.match(one):
        return False
    if any(_GENERIC.match(name) or _OFFICIAL.match(name) for name in (one, other)) or _TEAM.search(other):
        return False
    if pattern.strength == "weak" and not (helper.is_body and _may_run_projects(helper)):
        return False
    if not helper.is_body and re.match(r"全[省市县区州]|我[省市县区]", other):
        return False
    at_home = helped.sort == "place" and helper.code and helped.code and helper.code.startswith(helped.code)
    return not (at_home and pattern.strength == "weak" and not _VILLAGE.search(other))


def _may_run_projects(helper: Mention) -> bool:
    return helper.sort == "bodies" or is_body(helper.name)


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
        is_region=helped.sort == "place" and region is not None and not _VILLAGE.search(helped.text),
        programme=near(context.named, start, end, sentence.text),
        period=context.period(start, end),
    )


_LONGEST = 160  # characters of a quote that reaches back to its subject
_VILLAGE = re.compile(r"[乡镇村寨]|街道|社区|园|场")
_SAYS_HOW = re.compile(r"结对|挂钩|联系点|对口|定点|捐|援建")
