"""Who a clause opens with, read off its words: 电商平台甲捐赠, 甲、乙通过丙向丁捐赠.

A tagger does not know every name. What stands between the adverbials that open a clause and its predicate is a list of
names whether it knows them or not, so each part of it is taken whole: a known name where one ends there, or its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extract.mention import Mention
from ingest.extract.words_of_aid import ABOUT_AID, ENDS_AS_BODY, ENDS_AS_PLACE
from ingest.words import Word

_ADVERB = (
    r"纷纷|陆续|积极|将|已经?|曾|也|还|又|再次|率先|紧急|火速|迅速|立即|第一时间|先后|分别|累计|共计|共|现场|定向|无偿|主动|积极|自愿|连续[^，]{0,4}年|多次"
    r"|每年|长期|常年|一直|多年来|历年|现已?|当即|近日|日前|今日|当天|当日|今年|去年|随即|随后|同时|首批|首期|同样|代表|一行|计划|拟|决定|宣布|(?:\d+年)?\d+月\d+日"
)
_PREDICATE = re.compile(
    rf"(?:{_ADVERB})*(?:(?<![倾导转定方流志走])向|给|(?<![作成认因视身])为(?!了)|通过|赴|前往|奔赴|走进|来到|深入|(?<=[会局委司院校协部队团行组社])到|驰援|捐(?![建赠助资]?(?:仪式|活动|学校|签约))"
    r"|资助|援助|赞助|宣布|决定|继续帮扶|对口(?=帮扶|支援)|结对(?=帮扶)|定点(?=帮扶))"
)
_LEAD = re.compile(
    r"(?:[“”‘’（）()【】■—\s\d年月日时点分至\-~～.]|(?:上|下|中)午|晚间?|晚上|据[^，]{0,8}(?:介绍|悉|了解)|近日|日前|近年来?|目前|今年|去年|昨日|今日"
    r"|当[天日晚]|此前|此外|其中|同时|随后|期间|活动|现场|以来|来自|由|其中|此次|另外|还有|如|像|关于|并|也|还|而|但|与此同时|经过?|[一二三四五六七八九十]+是)*"
)
_TRAILING = re.compile(
    rf"(?:{_ADVERB}|先生|女士|等|(?:高校)?师生|公益|爱心|另外?|员工|部分|党员|志愿者|代表|现"
    r"|在[^，。；]{0,8}(?:现场|仪式上|会上|活动中)|[等、]|（[^（）]{1,24}）)*$"
)
_COLLECTIVE = re.compile(
    r"(?:等(?:[\d一二两三四五六七八九十百]+余?[家个所]|多家|多个|众多|一批)?|(?<=[\u4e00-\u9fff])[\d一二两三四五六七八九十百]+(?:[家所]|(?=[国省市县])))(?:爱心|知名|本地|当地|成员|会员|央|国|民营)*"
    r"(?:企业|公司|机构|单位|品牌|平台|组织|团体|团队|人士|商会|协会|高校|学校|医院|银行|部门|省市|省份|地区|城市|国家|[省市县区国])(?:代表|负责人)?(?:也|共同|联合|纷纷|都|均|先后|陆续|积极|主动)*$"
)
"""What closes a list of names and says that they are ones: 甲、乙等企业."""
_AND_SO_ON = re.compile(
    r"(?<=、)(?P<last>[^、，。；]{2,20}?)等(?:[\u4e00-\u9fff]{0,14}|(?:爱心|多家|[\d一二两三四五六七八九十百]+余?[家个所])[^，。；]*)$"
)
_LEADS = re.compile(r"率(?:领|队|团)?|带领|带队|邀请|组织(?=[^，。；]+、)|动员(?=[^，。；]+、)|发动(?=[^，。；]+、)")
_TOWARDS = re.compile("[向给对与]|在(?!线)")
_KIND = re.compile(
    r"(?:平台|制造商|开发商|运营商|服务商|巨头|企业家|企业(?!家)|爱心人士|品牌|公司|机构|龙头|创[立办建]的|旗下|所在的)(?:—+)?(?=[\u4e00-\u9fffA-Za-z]{2,12}$)"
)
_JOINED = re.compile(r"、|和(?!县)|及(?:其)?|以及|联合(?!会|国|社|大学|体|总)|携手|会同|牵手")
_OFFICE = re.compile(
    r"(?:党委|党组|党工委|党支部|总支)?(?:副|总|常务|执行|荣誉|名誉)*(?:书记|县长|市长|区长|镇长|乡长|主席|会长|秘书长|院长|主任|局长|处长|董事长|经理|总裁|校长|行长|队长|站长|部长|厅长|负责人|创始人|常委|委员|成员)"
)
_NOMINAL = frozenset(
    {"ORG", "PER", "LOC", "nz", "n", "nw", "nr", "ns", "nt", "vn", "an", "a", "f", "s", "j", "m", "c", "w"}
)
_PROPER = frozenset({"ORG", "PER", "nz", "LOC", "nw", "nr"})
_NO_NAME = re.compile(
    r"[族籍]$|^(?:该|本|我|各|每|全|其|他|她|我们|他们|双方|大家|两地|爱心|社会|广大|部分|全体|[一二两三四五六七八九十百千万\d多几数]+[名位家个余]|不少|许多|很多|多家)|[的了是在向着过让使，。；：？！“”]"
    r"|(?:活动|仪式|项目|行动|计划|资金|物资|善款|人士|人员|干部|群众|居民|网友|记者|代表|团队|专家|医生|老师|学生|企业家|情况|工作|方面|消息|力量|各界|方式|灾情|家庭|基金|回应|(?<!汽)车|[舟艇]|设备|装备|帐篷|[食药用]品|图书|器材)$|^(?:旗下)?(?:品牌|企业|公司|集团|平台|机构|单位|组织|学校|医院)$"
)
_FUNCTION = frozenset({"v", "vd", "p", "r", "u", "c", "TIME"})
_LATIN = re.compile("[A-Za-z]{2}")
_MANY = 3  # names that make a list
_ADVERBIAL = frozenset({"d", "ad", "vd"})
_MEASURE = re.compile(r"(?<=[\d余多])[名位家个支批](?!\d)")
_LONGEST = 28  # characters of a name


_GIVER = re.compile(
    r"(?<![\u4e00-\u9fff\d.“”《》（）])(?P<name>[\u4e00-\u9fff]{3,6}?)(?=捐[赠款资出]|驰援|宣布捐|(?:向|通过|为)[^，。；]{2,20}?捐)"
)
_OFTEN = 3  # times that an article uses a name that nothing else shows to be one


@dataclass(frozen=True, slots=True)
class Opening:
    """The parties that a clause opens with, and where its predicate begins."""

    parties: tuple[Mention, ...]
    predicate: int


def opening(text: str, start: int, stop: int, mentions: Sequence[Mention], words: Sequence[Word]) -> Opening | None:
    """Return who the clause that begins at `start` opens with, where every part of its subject can be a name.

    :param stop: where its predicate begins at the latest.
    """
    for match in _PREDICATE.finditer(text, start):
        if match.start() > stop:
            break
        if any(one.start < match.end() and match.start() < one.end for one in mentions if one.is_body):
            continue
        if opened := _opened(text, start, match.start(), mentions, words):
            return opened
    closing = _COLLECTIVE.search(text, start, stop) or _AND_SO_ON.search(text, start, stop)
    return _opened(text, start, stop, mentions, words) if closing else None


def coined_names(text: str) -> list[str]:
    """Return the names that an article goes on using for who gives: what often stands there and is no common noun."""
    names = {match["name"] for match in _GIVER.finditer(text)}
    return [
        name
        for name in names
        if text.count(name) >= _OFTEN
        and not (_NO_NAME.search(name) or ABOUT_AID.search(name) or ENDS_AS_PLACE.search(name))
        and not re.search(f"(?:{_ADVERB}|企业|师生|先生|女士)$|^(?:{_ADVERB}|被)", name)
    ]


def _opened(text: str, start: int, stop: int, mentions: Sequence[Mention], words: Sequence[Word]) -> Opening | None:
    """Return the subject that stands between the opening of a clause and its predicate."""
    subject = _LEAD.match(text, start, stop)
    begun = subject.end() if subject else start
    closing = _COLLECTIVE.search(text, begun, stop) or _AND_SO_ON.search(text, begun, stop)
    ended = _closed(closing) if closing else _before_adverbs(text, begun, _trimmed(text, begun, stop, mentions), words)
    closed = closing is not None and closing.re is _COLLECTIVE
    for first, last in _led(text, begun, ended):
        if named := _all_named(text, first, last, mentions, words, closed):
            return Opening(named, stop)
    return None


def _all_named(
    text: str, begun: int, ended: int, mentions: Sequence[Mention], words: Sequence[Word], closed: bool
) -> tuple[Mention, ...]:
    """Return the parties of a stretch, of which all are names, or of a long list most."""
    begun = max(
        (one.start for one in mentions if text[begun : one.start].endswith("的") and one.end <= ended),
        default=begun,
    )
    parties = tuple(_parties(text, begun, ended, mentions, words, closed))
    if parties[0] and _OFFICE.search(text, parties[0].end, ended):
        parties = parties[:1]  # somebody's offices one after another
    named = tuple(one for one in parties if one is not None)
    told = len(named) == len(parties) or (parties[0] and len(named) >= max(_MANY, 2 * len(parties) // _MANY))
    return named if told else ()


def _closed(closing: re.Match[str]) -> int:
    """Return where a list ends that is closed by such words."""
    return closing.end("last") if "last" in closing.re.groupindex else closing.start()


def _trimmed(text: str, start: int, end: int, mentions: Sequence[Mention]) -> int:
    """Return where a subject ends without what only leads over to its predicate; no known name is cut."""
    found = _TRAILING.search(text[start:end])
    ended = start + found.start() if found else end
    return max((one.end for one in mentions if one.is_body and one.start < ended < one.end <= end), default=ended)


def _before_adverbs(text: str, start: int, end: int, words: Sequence[Word]) -> int:
    """Return where a subject ends before the adverbs of its predicate: 29家企业|直接向, 企业家|踊跃走进."""
    for word in reversed([word for word in words if start <= word.start and word.end <= end]):
        if word.end != end or word.tag not in _ADVERBIAL or _KIND.search(f"{text[start : word.start]}{word.text}"):
            break
        end = word.start
    return end


def _led(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch of whom somebody leads or calls in, 甲邀请丙、丁, and that of who does: 率队."""
    led = next(_LEADS.finditer(text, start, end), None)
    if led is None:
        yield start, end
        return
    if end - led.end() > 1:
        yield led.end(), end
    yield start, led.start()


def _parties(
    text: str, start: int, end: int, mentions: Sequence[Mention], words: Sequence[Word], closed: bool
) -> Iterator[Mention | None]:
    """Yield the parts of a subject; None for one that can be no name.

    :param closed: whether it is a list that ends 等企业, so that every part is a name.
    """
    begun = start
    cuts = [match.span() for match in _JOINED.finditer(text, start, end) if not _inside(match.start(), mentions)]
    listed = closed or (
        len(cuts) >= _MANY - 1 and any(one.is_body and start <= one.start and one.end <= end for one in mentions)
    )
    for first, last in (*cuts, (end, end)):
        yield _party(text, begun, first, mentions, words, listed)
        begun = last


def _inside(position: int, mentions: Sequence[Mention]) -> bool:
    return any(one.start < position < one.end for one in mentions if one.is_body)


def _party(
    text: str, start: int, end: int, mentions: Sequence[Mention], words: Sequence[Word], listed: bool
) -> Mention | None:
    ends = {one.end for one in mentions if one.is_body}
    kinds = [
        kind.end()
        for kind in _KIND.finditer(text, start, end)
        if kind.end() not in ends and not _inside(kind.end(), mentions) and kind.end() in {one.start for one in words}
    ]
    known = next((one for one in mentions if one.end == end and start <= one.start and one.is_body), None)
    if known and (known.start == start or not kinds):
        return None if _TOWARDS.search(text, start, known.start) else known
    start = kinds[-1] if kinds else start
    end = start + len(re.sub("(?:先生|女士)$", "", text[start:end]))
    name = text[start:end]
    if _MEASURE.match(text, start):
        return None  # what is counted: 29|名朝阳区干部
    at = next((one for one in mentions if one.start == start and one.end <= end), None)
    if at and at.end == end and at.sort == "place":
        return at
    if office := _OFFICE.search(text, start, end):
        return _whose(text, start, office.start(), at)
    if any(one.sort == "places" and start <= one.start and one.end <= end for one in mentions):
        return None
    told = [word for word in words if word.start < end and start < word.end]
    proper = bool(kinds or listed or _LATIN.search(name)) or any(
        word.tag in _PROPER and len(word.text) > 1 for word in told
    )
    plain = all(
        word.tag in _NOMINAL
        or (len(word.text) == 1 and word.tag not in "pr")
        or (kinds and len(word.text) < 3)
        or (listed and word.tag not in _FUNCTION)
        for word in told
    )
    if not (1 < len(name) <= _LONGEST and proper and plain) or _NO_NAME.search(name):
        return None
    if all(word.tag in _ADVERBIAL for word in told):
        return None
    if listed and (told[0].tag == "PER" or (ABOUT_AID.search(name) and not ENDS_AS_BODY.search(name))):
        return None  # a person, or what is done
    code = at.code if at else None
    return Mention(start, end, name, "body", code)


def _whose(text: str, start: int, end: int, known: Mention | None) -> Mention | None:
    """Return the body of somebody with an office: 甲县委编办副主任某某 acts for 甲县委编办."""
    if known and known.is_body and known.end <= end:
        return Mention(start, end, text[start:end], "body", known.code) if end > known.end else known
    return None
