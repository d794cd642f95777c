"""Whether a sentence holds a value of the kind that is asked for, beside the words that it is asked with.

A sentence may share all words of a question and still answer nothing: it speaks of the ceremony and does not say when,
of the chairman and does not name him. What answers is a date, a person, a place or a figure that the question does not
hold itself, in the clause of what is asked or in the one beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from assistant.evidence.matching import held
from assistant.evidence.sentences import Sentence
from assistant.understanding.plan import Ask, Kind, Plan, Term
from assistant.understanding.properties import property_asked
from assistant.understanding.times import years
from ingest.names import BODY
from ingest.words import words

Span = tuple[int, int]

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?!份?[余多])"
_DATE = re.compile(
    rf"(?:(?:19|20)\d\d\s*年\s*)?{_MONTH}(?:\s*\d{{1,2}}\s*[日号]|[一二三]?十?[一二三四五六七八九十]?[日号]|[上中下]旬|[底初末])?"
    r"|(?<![\d.])[123]?\d\s*[日号](?![线楼院馆房文机])|(?<![\d.])(?:[1-9]\d\d|1\d{3}|20\d\d)\s*年(?!\s*[度前来])"
    r"|(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}|次[年月日]|之日|为止|届满|期满|即日"
)
# Where and when an agency wrote a report (新华社某地1月1日电) is no place and no time of what it reports.
_DATELINE = re.compile(
    r"[\u4e00-\u9fff]{0,12}?\d{1,2}月\d{1,2}日(?:电|讯|消息)|[（(【](?:[^）)】]{0,16}(?:记者|通讯员|编辑|作者|来源)[^）)】]{0,24})[）)】]"
    r"|(?:记者|通讯员|编辑|责编|摄影|来源|文/|图/)[:：\s]*[\u4e00-\u9fff·]{2,8}"
)
_BODIES = re.compile(
    rf"{BODY}|公司|集团|[厂院校局委厅部社会所站行园店]|[中小]学|中心|大学|组织|机构|单位|企业|政府|部门|财政"
)
_PEOPLE = re.compile("[人者员民户师生]|先生|女士|领导|干部|家属|专家")
_VENUES = re.compile(
    "[馆厅院校局委部站所店场港村镇乡县市区省州国岛山寺路街楼]|中心|大学|公园|酒店|平台|网|系统|窗口|机构|机关|单位|现场|线上"
)
# What is won, which a team, a country or a work may win as well as a person.
_WON = re.compile("[冠亚季]军|得主|金牌|银牌|铜牌|奖")
# Words that say of no value what it is of.
_SAYS_NOTHING = frozenset(
    "地点 位置 地方 城市 地址 国家 地区 人数 数量 总数 时间 日期 时期 年代 人 量 数 年 国".split()
)
# An event that only dates something else (签约后, 开业以来) is not told itself.
_REPORTED = re.compile("[^，。；]{0,12}?(?:确认|宣布|表示|回应|公布|报道|透露|指出|称)(?!.{0,2}[于在将]\\d)")
"""A date that tells when somebody said something (1日确认…)."""
_ONLY_DATES = r"(?:之?后|以来|之?前|初期|期间|当[天日]|周年|第?[一二两三四五六七八九十\d]+[个余]?[天周月年])"


def holds_value(plan: Plan, ask: Ask, sentence: Sentence) -> bool:
    """Whether a sentence holds what an ask of this kind is answered by; of other kinds anything may answer."""
    if ask.wants_figure:
        return _speaks_of_measure(plan, ask, sentence)
    values = _VALUES.get(ask.kind)
    if values is None or _told_by_figure(plan, sentence):
        return True
    anchors = _anchors(plan, ask)
    text = _DATELINE.sub(lambda line: "　" * len(line[0]), sentence.text)
    found = (span for span in values(plan, ask, text) if not _of_another_work(plan, sentence, span))
    if ask.kind == "place":  # a place may also say of whom or by whom something is told
        found = (span for span in found if _WHERE.search(text[: span[0]]) or _at_hand(text, span, anchors))
    return any(_beside(sentence, text, span, anchors) for span in found)


_WHERE = re.compile("(?:[在于到赴至由从向]|位于|地[点址]?[为是：:]?)[^，。；]{0,8}$")


def _at_hand(text: str, span: Span, anchors: tuple[str, ...]) -> bool:
    """Whether a place stands right before or behind what is asked about."""
    near = text[max(0, span[0] - _HAND) : span[1] + _HAND]
    return not anchors or any(held(Term(anchor, "word"), near) > 0 for anchor in anchors)


_HAND = 6


def _of_another_work(plan: Plan, sentence: Sentence, span: Span) -> bool:
    """Whether the clause of a value names a work or a document by its title, and nothing of the question does so."""
    clause = next((sentence.text[start:end] for start, end in sentence.clauses if start <= span[0] < end), "")
    titles = re.findall("《([^》]+)》", clause)
    return bool(titles) and not any(title in plan.text or span[0] == sentence.text.find(title) - 1 for title in titles)


def _told_by_figure(plan: Plan, sentence: Sentence) -> bool:
    """Whether a sentence holds a figure that the question tells its thing by (哪里投入了4000万元)."""
    figures = (term for term in plan.terms if term.role == "number" and term.weight > 1 and not years(term.text + "年"))
    return any(held(term, sentence.text) for term in figures)


def _speaks_of_measure(plan: Plan, ask: Ask, sentence: Sentence) -> bool:
    """Whether a sentence, or what it stands under, speaks of what is measured: no output is told of a sales figure."""
    names = {term.text for term in plan.names}
    first = next((word for word in (ask.head, *ask.near) if len(word) > 1 and word not in _CHANGES | names), "")
    if not first or first in _ANY_MEASURE or plan.operation:
        return True
    return held(Term(_COUNTED.sub("", first), "word"), sentence.text) > 0


# What any figure may do, and what may be said of any: neither tells what is measured.
_CHANGES = frozenset(
    "增长 同比 环比 上涨 下降 增加 减少 达到 造成 新增 超过 提高 提升 累计 实现 完成 计划 要求 平均".split()
)
_ANY_MEASURE = frozenset(
    """
    价值 比例 费用 数额 金额 总价 百分之几 资金 投入 总数 数量 人数 规模 负责 拿到 得到 需要 执行 占 标准
    联系方式 联系电话 电话 号码 邮箱 邮编 热线
    """.split()
)
_COUNTED = re.compile("(?<=..)(?:人数|人次|数量|总数|总量|总额|数|量)$")


def _anchors(plan: Plan, ask: Ask) -> tuple[str, ...]:
    """The words that a value must stand beside: the act that is asked about, or the nouns nearest to the asking."""
    telling = [word for word in ask.near if word not in _SAYS_NOTHING and len(word) > 1]
    names = {term.text for term in plan.names}
    own = [word for word in telling if word not in names] or telling
    if ask.kind == "time":
        return (ask.act,) if ask.act else tuple(own[:1])
    if ask.kind == "place":
        acts = {word.text for word in words(plan.own) if word.tag[0] == "v"}
        return next(((word,) for word in own[:3] if word in acts), tuple(own[:2]))
    roles = [word for word in own if is_role(word)]
    return tuple(roles or [*([ask.act] if ask.act else []), *own[:2]])


@lru_cache(maxsize=1024)
def is_role(word: str) -> bool:
    """Whether a word tells what a person is or has won (导演, 县长, 冠军)."""
    found = property_asked(word)
    return found is not None and found.kind == "person"


def _beside(sentence: Sentence, text: str, span: Span, anchors: tuple[str, ...]) -> bool:
    """Whether a value stands in the clause of an anchor or in the one beside it; a row is one clause."""
    if sentence.cells or not anchors:
        return True
    clauses = sentence.clauses
    at = next((index for index, (start, end) in enumerate(clauses) if start <= span[0] < end), len(clauses) - 1)
    end = clauses[min(len(clauses) - 1, at + 1)][1]
    if _DATE.match(text, span[0]):  # a date holds on until the next one
        end = max(end, next((date.start() for date in _DATE.finditer(text, span[1])), len(text)))
    near = _NAMED_AFTER.sub("", text[clauses[max(0, at - 1)][0] : end])
    return any(held(Term(anchor, "word"), near) > 0 for anchor in anchors)


# Contests and cups are called after what is won in them (冠军赛).
_NAMED_AFTER = re.compile("[冠亚季]军[赛杯]|奖杯")


# --- the values of each kind ------------------------------------------------------------------------------------------


def _dates(plan: Plan, ask: Ask, text: str) -> Iterator[Span]:
    """The dates that say more than the question does."""
    only_dates = bool(ask.act) and ask.act in text and not re.search(f"{re.escape(ask.act)}(?!{_ONLY_DATES})", text)
    for date in _DATE.finditer(text):
        told = re.sub(r"\s", "", date[0])
        if (said := _REPORTED.match(text, date.end())) and ask.act not in text[: date.start()] + said[0]:
            continue
        of_it = not only_dates or ask.act in text[date.end() : date.end() + len(ask.act) + 1]  # 于1966年独立之前
        if of_it and told not in plan.text and not (told.endswith("年") and plan.years):
            yield date.span()


def _persons(plan: Plan, ask: Ask, text: str) -> Iterator[Span]:
    """The persons and bodies that the question does not name; what is won, others win too."""
    won = any(_WON.search(word) for word in ask.near)
    role = any(is_role(word) for word in ask.near)
    tags = ("PER", "ORG", "LOC", "nz") if won else ("PER",) if role else ("PER", "ORG")
    yield from _tagged(plan, text, tags)
    if role:  # a name that the tagger does not know
        yield from (one.span(1) for one in _CALLED.finditer(text) if is_role(one[0][: one.start(1) - one.start()][:-1]))
    if won:
        yield from (one.span() for one in re.finditer("[《“][^》”]+[》”]", text) if one[0][1:-1] not in plan.text)
    if not role:
        rest = _without(plan, text)
        yield from (one.span() for pattern in (_BODIES, _PEOPLE) for one in pattern.finditer(rest))


_CALLED = re.compile("[\u4e00-\u9fff]{2,4}[是为叫：:]\\s*([\u4e00-\u9fff·]{2,4})")


def _places(plan: Plan, ask: Ask, text: str) -> Iterator[Span]:
    """The places and venues that the question does not name."""
    yield from _tagged(plan, text, ("LOC", "ORG", "PER", "nz"))  # the tagger takes far places for persons
    rest = _without(plan, text)
    yield from (one.span() for one in _VENUES.finditer(rest) if re.search("[在于到赴向由从]", rest[: one.start()]))


def _tagged(plan: Plan, text: str, tags: tuple[str, ...]) -> Iterator[Span]:
    for word in words(text):
        if word.tag in tags and len(word.text) > 1 and word.text not in plan.text:
            yield word.start, word.end


def _without(plan: Plan, text: str) -> str:
    """A text with what the question says blotted out, to the character in its place."""
    for term in sorted(plan.terms, key=lambda term: -len(term.text)):
        text = text.replace(term.text, "　" * len(term.text))
    return text


_VALUES: Mapping[Kind, Callable[[Plan, Ask, str], Iterator[Span]]] = {
    "time": _dates,
    "person": _persons,
    "place": _places,
}
