"""A question read against the ledger: whom and which places it names, what it asks of the pairings, and nothing else.

What remains of the question when all names are taken out must be words that every question of this kind is made of, or
a field of work (医疗帮扶); anything else (重症儿童, 前三批) is more than the ledger can tell, and left to the passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.ledger.kinds import LEVELS, fields_said
from assistant.ledger.naming import without_organisations, without_places, without_programmes
from assistant.understanding.figures import stated
from assistant.understanding.plan import Plan
from ingest.gazetteer import Division
from ingest.regions import mentions

Sought = Literal["organisations", "places"]
Form = Literal["list", "count", "most", "none"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of the pairings.

    :param noun: what is sought, as asked: 社会组织, 基金会, 县, 谁.
    :param mechanism: the key of `pairs.MECHANISMS` that the question names, if any.
    :param homes: where the bodies sought are of (北京有哪些基金会在帮扶西藏).
    :param fields: the fields of work that are asked about (医疗, 教育), as the kinds of `kinds.FIELDS`.
    :param level: the level of the bodies sought (全国性, 省级), as a kind of `kinds.LEVELS`.
    :param divisions: whether the bodies sought are divisions themselves (由哪个市帮扶).
    :param helpers: what those that help are, where places are sought (由基金会帮扶的县); empty for anybody.
    :param rest: what is left of the question: part of the name of a recipient, or more than the ledger can tell.
    :param together: whether what is sought must be true of all that is named (都, 同时).
    """

    sought: Sought
    form: Form
    noun: str
    organisations: tuple[str, ...] = ()
    places: tuple[Division, ...] = ()
    homes: tuple[Division, ...] = ()
    programmes: tuple[str, ...] = ()
    mechanism: str | None = None
    fields: tuple[str, ...] = ()
    level: str | None = None
    divisions: bool = False
    helpers: str = ""
    rest: str = ""
    together: bool = False
    years: frozenset[int] = frozenset()


_ORGANISATIONS = (
    "社会组织|社会团体|社工机构|公益组织|慈善组织|行业协会商会|行业协会|基金会|协会|商会|学会|企业|公司|医院|大学|高校|学校"
    "|组织|机构|单位|部门|团体"
)
_PLACES = "城市|县市区|县（市、区）|县（市）|区县|县区|县市|州市|地州|市州|地方|地区|省份|省市|县城|县|市|州|区|省"
_MEASURE = "[个家所]"
_WHICH = (
    rf"有?哪些个?|哪几{_MEASURE}|哪[两二三四五六七八九十\d]+{_MEASURE}|哪一?{_MEASURE}"
    rf"|有?(?:多少|几){_MEASURE}?|有?什么"
)
_WHO = "有?谁|哪几家|哪一?家|(?:多少|几)家"
_PAIRS = "结对|结[了的过]?对子?|帮扶|对口|定点|支援|援助|扶持|帮助|帮|协作|挂钩|牵手|捐赠|捐助|捐"
_RUNS = "覆盖|惠及|负责|承担|推行|推广|实施|开展|启动|发起|落地|承办|举办|主办|做|办"
"""What is done with a project, or in a field; of anything else it tells nothing."""
_NONE = "还没有|没有|没|尚未|还未|未"
_SOUGHT: tuple[tuple[Sought, re.Pattern[str]], ...] = (
    ("organisations", re.compile(rf"(?:{_WHICH})(?P<noun>{_ORGANISATIONS})")),
    ("places", re.compile(rf"(?:{_WHICH})(?P<noun>{_PLACES})|(?:哪里|哪儿|哪些地方|何处)")),
    ("organisations", re.compile(rf"(?:{_WHICH})[^，。？]{{0,10}}的(?P<noun>{_ORGANISATIONS})")),
    ("places", re.compile(rf"(?:{_WHICH})[^，。？]{{0,10}}的(?P<noun>{_PLACES})")),
    ("organisations", re.compile(rf"(?P<noun>{_ORGANISATIONS})(?:分别|都)?(?:有|是)(?:哪|谁|多少|几)")),
    ("places", re.compile(rf"(?P<noun>{_PLACES})(?:分别|都)?(?:有|是)(?:哪|多少|几)")),
    ("organisations", re.compile(_WHO)),
    ("places", re.compile(rf"哪一?个(?={_NONE})")),
    ("organisations", re.compile(rf"(?P<noun>{_ORGANISATIONS})(?:的)?(?:名单|有哪些)")),
    ("places", re.compile(rf"(?P<noun>{_PLACES})(?:的)?(?:名单|有哪些)")),
)
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("none", re.compile(rf"(?:{_NONE}).{{0,8}}?(?:{_PAIRS}|记录)")),
    ("most", re.compile("最多")),
    ("count", re.compile("多少|(?<!哪)几[个家]")),
    ("list", re.compile("")),
)
_MOST_OF: Mapping[Sought, re.Pattern[str]] = {
    "organisations": re.compile(rf"(?:{_PLACES})(?:数量?|个数)?最多|最多的?(?:{_PLACES})"),
    "places": re.compile(rf"(?:{_ORGANISATIONS}|结对|帮扶)(?:数量?|个数)?最多|最多的?(?:{_ORGANISATIONS})"),
}
"""What the most must be of, by what is sought."""
_MECHANISM = re.compile("定点|对口|协作|捐|结[了的过]?对|挂钩")
_AT_LEAST = r"(?:请|并)?至少(?:要)?(?:说出?|列出?|列举|举出?)?[一两二三四五六七八九十\d]+[个家]"
"""How many names will do; the ledger tells all it has."""
_SCAFFOLD = re.compile(
    rf"{_AT_LEAST}|{_WHICH}|{_WHO}|{_ORGANISATIONS}|{_PLACES}|{_PAIRS}|{_NONE}|{_RUNS}"
    r"|(?:19|20)\d\d年(?:以来|起)?|哪里|哪儿|何处|请问|请|列出|列举|告诉我|一下|一共|总共|合计|共计|分别|目前|现在|至今"
    r"|关系|对象|名单|名称|记录|情况|进行|参与|参加|建立|签订|协议|得到|获得|接受|收到|受到|提供|数量?最多|个数|最多|数量"
    r"|公益|项目|活动|方面|领域|这一?块|具体|主要|当地"
    r"|驻点|驻村|挂点|包村|同时|共同|既|又|其中|各自|文库|资料库|资料|里面|工作|有|在|与|和|跟|同|及|或|对|给|向|为|由|被|把|了|过|着|的|是|都|还|也"
    r"|各|共|其|它|他们|中|里|内|上|来|去|到|做|这|那|些|个|家|吗|呢|呀|啊|并|且|曾|正|已|经|受|间|之|哪"
    r"|[\s，。？！?!、：；:;,（）()“”\"《》]"
)
_TABLE = re.compile("台账|表格|表中|表里|清单|名册|登记表|目录|按表")


def read(plan: Plan, bodies: Callable[[], Collection[str]], programmes: Callable[[], Collection[str]]) -> Asked | None:
    """Return what a question asks of the pairings, None where it asks anything else.

    :param bodies: returns the keys of all names of bodies that the library knows; called where they matter.
    :param programmes: the same of programmes.
    """
    asking = plan.text.replace("有没有", "有哪些")  # who there is tells whether there is anybody
    if not re.search(f"{_PAIRS}|{_RUNS}", asking) or not _sought(asking):
        return None
    if plan.english or len(plan.asks) != 1 or plan.ordinals or _TABLE.search(plan.text):
        return None
    if _tells_of_which(asking):
        return None
    unnamed, named = without_organisations(asking, bodies())
    unnamed, run = without_programmes(unnamed, programmes())
    text, places = without_places(unnamed)
    homes, places = _homes(unnamed, places) if len(places) > 1 else ((), places)
    found, rest = _sought(text), remainder(text)
    fields, level = fields_said(rest), LEVELS.named(rest)
    if found is None or not _of_aid(text, run, fields):
        return None
    sought, noun = found
    divisions = sought == "places" and not named and bool(_BY_A_PLACE.search(text))
    helpers = _helpers(text) if sought == "places" and not divisions else ""
    if helpers is None:
        return None
    if divisions:
        sought, noun = "organisations", ""
    rest = "" if fields or level else rest
    if sought == "places" and (rest or homes):  # of two places apart from one another, one may well help
        return None
    form = next(form for form, pattern in _FORMS if pattern.search(text))
    if form == "most" and not _MOST_OF[sought].search(text):
        return None  # 捐赠最多 is after money
    word = _MECHANISM.search(text)
    return Asked(
        sought=sought,
        form=form,
        noun=noun,
        organisations=named,
        places=places,
        homes=homes,
        programmes=run,
        mechanism=_mechanism(word[0]) if word else None,
        fields=fields,
        level=level,
        divisions=divisions,
        helpers=helpers,
        rest=rest,
        together=bool(re.search("同时|共同|都|既", text)),
        years=plan.years,
    )


_BY_A_PLACE = re.compile(rf"(?:由|被|和|与|跟|同)(?:[\u4e00-\u9fff]{{0,2}}，+)?(?:{_WHICH})(?:{_PLACES})")


def _helpers(text: str) -> str | None:
    """Say what those that help are, where a question says more than that they are bodies; None where it names one."""
    noun = re.search(rf"(?P<by>由|被|得到|受到?|收到|有|是|，|^)?(?P<noun>{_ORGANISATIONS})+", text)
    if noun is None or noun[0].removeprefix(noun["by"] or "") in _ANY_BODY:
        return ""
    return noun["noun"] if noun["by"] is not None and noun["by"] + noun["noun"] == noun[0] else None


_ANY_BODY = frozenset({"社会组织", "组织", "机构", "单位", "部门", "团体"})


def _tells_of_which(text: str) -> bool:
    """Whether a question says by a figure of which it speaks (省外的52家), which the ledger does not know."""
    rest = re.sub(f"{_AT_LEAST}|{_WHICH}|{_WHO}", "，", text)  # 哪两家 tells how many are sought
    return any(figure.unit not in ("年", "月") for figure in stated(rest))


def _of_aid(text: str, programmes: tuple[str, ...], fields: tuple[str, ...]) -> bool:
    """Whether a question is after who helps whom: it says so, or asks who runs a project or does work of a field."""
    if re.search(_PAIRS, text):
        return True
    return bool(re.search(_RUNS, text)) and bool(programmes or fields or "项目" in text)


def _sought(text: str) -> tuple[Sought, str] | None:
    for sought, pattern in _SOUGHT:
        if match := pattern.search(text):
            return sought, match.groupdict().get("noun") or ""
    return None


def remainder(text: str) -> str:
    """Return what a question says beside the words that every such question is made of: 民族中学, whole."""
    left = _SCAFFOLD.sub(lambda match: "\0" * len(match[0]), text)
    start, end = len(left) - len(left.lstrip("\0")), len(left.rstrip("\0"))
    return text[start:end]


def _mechanism(word: str) -> str:
    return "结对" if word.startswith("结") or word == "挂钩" else word


def _homes(text: str, places: tuple[Division, ...]) -> tuple[tuple[Division, ...], tuple[Division, ...]]:
    """Tell where bodies are of from whom they help: 北京的基金会, or the place before the interrogative.

    Places that are listed together are all meant alike, and one that holds the others only says where they lie.
    """
    named = mentions(text, bare=True)
    own = {one.code for one in named if _OWN.match(text, one.end) and not _HELPED.search(text[: one.start])}
    asking = re.search("哪|谁|多少|几", text)
    before = own or {one.code for one in named if asking and one.end <= asking.start()}
    first = tuple(place for place in places if place.code in before)
    others = tuple(place for place in places if place not in first)
    if not first or not others:
        return (), places
    if not own and all(any(one.code.startswith(wide.code) for one in others) for wide in first):
        return (), others
    return first, others


_OWN = re.compile(rf"的?(?:{_ORGANISATIONS})")
_HELPED = re.compile(rf"(?:{_PAIRS}|在)$")
