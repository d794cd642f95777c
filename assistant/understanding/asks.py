"""What a question wants to know: its interrogatives, each with what it counts or seeks, and the operation over them."""

from __future__ import annotations

import re

from assistant.understanding.plan import Ask, Kind, Operation
from assistant.understanding.properties import property_asked
from assistant.understanding.terms import terms
from ingest.names import BODY
from ingest.quantities import MEASURES
from ingest.words import Word, words

_PEOPLE = "人|儿童|学生|老人|村民|志愿者|青少年|患者|师生|群众|农民|青年|医生|老师|教师|干部|专家|医护人员"
_ORGANISATIONS = "组织|协会|商会|基金会|机构|单位|部门|企业|公司|医院|学校|学院|中心|团体"
_PLACES = "地方|省|市|州|县|区|乡|镇|村|地区|县市|省份|城市"
_MEASURES = (
    "人次|个百分点|平方米|公里|公斤|[个家所名人户辆台套次场件份例位间座亩吨斤批项支只头株条本部处岁倍笔款餐期种类]"
)
# The first pattern that matches at an interrogative decides. `unit` is the measure word asked for; the nouns behind the
# match are what is counted, named or sought, unless the pattern holds them itself as `head`.
_INTERROGATIVES: tuple[tuple[str, Kind], ...] = (
    (r"(?:多少|几)(?P<money>钱|款)|多少(?:万|亿)?(?P<yuan>元)", "amount"),
    (r"多少(?:万|亿|千)*(?P<unit>美元|欧元|港元|日元|英镑)", "amount"),
    (r"(?:占比|比例|百分比)[^，。？]{0,4}多少|百分之(?:多少|几)|多大比例", "share"),
    (r"(?:哪|什么)一?(?:些|几)(?:个|家|所|名|位|类|项|种|座|处)?", "list"),
    (r"哪(?:两|二|三|四|五|六|七|八|九|十|\d+)(?:个|家|所|名|位|类|项|种|座|处|大)", "list"),
    (r"^请?(?:帮我)?(?:列出|列举|列一下)|(?:名单|名称)[。？]?$", "list"),
    (r"都?有(?P<head>谁)|分别是(?:什么|谁)", "list"),
    (r"(?:什么|何)时(?!代)候?|哪一?个?(?:年|月|天|日)|几(?:月|号|时)", "time"),
    (r"多久|多长(?P<unit>时间)|多少(?P<unit2>时间)", "count"),
    (r"(?:几|多少)(?P<unit>年|个月|天)", "count"),
    (rf"哪一?(?:个|家|所)(?P<head>[\u4e00-\u9fff]{{0,4}}?(?:{_ORGANISATIONS}))|哪一?家", "organisation"),
    (rf"哪一?个?(?P<head>{_PLACES})|哪里|哪儿|(?<!如)何处|什么地方|何地", "place"),
    (r"(?<=在)哪(?![个家些一两二三四五六七八九十几\d年天月日所位届座支条种类项批期次])", "place"),
    (r"谁|哪一?位|何人", "person"),
    (rf"(?:多少|几)(?:万|亿|千)*(?P<unit>(?!年|月|日|号|元){MEASURES})", "count"),
    (rf"多少(?={_PEOPLE})", "count"),
    (r"多少|几何|多[高大重长宽深远]", "amount"),
    (r"为什么|为何|什么原因|原因是什么|怎么会", "reason"),
    (r"怎么样?|如何|怎样|什么(?:方式|办法|途径|形式|措施)", "manner"),
    (r"有何|何种|作何", "name"),
    (r"什么样?|哪一?(?:个|种|项|类|所|次|场|座|级|笔|批|届|轮|条|片|组|档|款|部分)", "name"),
    (r"吗|是否|是不是|能不能|可不可以|能否|可否|有没有|行不行|行吗|对不对", "yes_no"),
)
_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _INTERROGATIVES)
_DIFFERENCE = re.compile(
    r"还差(?:多少|几)|还(?:有|剩)(?:下|余)?(?:多少|几).{0,8}(?:没|未)|剩(?:下|余)?(?:多少|几)|相差(?:多少|几)?|差(?:多少|几)"
    r"|比[^，。？]{1,16}[多少高低](?:出)?(?:了)?(?:多少|几)"
)
_CHANGE = re.compile("(?:上升|增长|增加|下降|减少|提高|降低|提升|下滑|上涨|下跌)了?约?(?:多少|几)")
"""What a figure rose or fell by is told as one figure, whatever it is held against."""
_ENGLISH = re.compile(r"\b(?:how|what|which|who|when|where|why)\b", re.IGNORECASE)
_WITH_HEAD = frozenset({"amount", "count", "list", "name", "organisation"})
_BODY_HEAD = re.compile(
    rf"(?:[^，。？在有]{{0,8}}的)?(?P<body>(?![县市州区省乡镇村][^级内外属])[\u4e00-\u9fff]{{0,4}}?(?:{BODY}|组织|机构|单位|部门))"
)
_PERMISSION = re.compile(r"可以|能否|能不能|可否|可不可以|允许|符合|有资格|行不行|行吗|能.{0,8}吗")
_CLAUSE_MARKS = "，。？?；"


def asks(text: str) -> tuple[Ask, ...]:
    """Return what a normalised question asks, in its order; without an interrogative it asks for its last noun."""
    tagged = words(text)
    found: list[tuple[int, Ask]] = []
    taken: list[tuple[int, int]] = []
    for pattern, kind in _COMPILED:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            found.append((match.start(), _ask(text, tagged, kind, match)))
    ordered = [ask for _, ask in sorted(found, key=lambda item: item[0])]
    if not ordered or (_only_names(ordered) and property_asked(text)):
        return (_unasked(text, tagged),)
    return _kept(ordered, text)


def interrogative(text: str) -> bool:
    """Whether a text asks anything, in Chinese or in English."""
    return any(pattern.search(text) for pattern, _ in _COMPILED) or bool(_ENGLISH.search(text))


def operation(text: str) -> Operation | None:
    """Return the operation over figures that a question wants, if any."""
    if _DIFFERENCE.search(text):
        return "difference"
    if _CHANGE.search(text):
        return None
    if "平均" in text and re.search("多少|几", text):
        return "average"
    if re.search(
        r"(?:更|最)(?:多|少|高|低|大|小)|(?:谁|哪).{0,12}(?:多|少|高|低|大)(?:些|一些)?[？?，]?$|相比|.(?:多|少|大)还是.+(?:多|少|大)",
        text,
    ):
        return "compare"
    if re.search(r"一共|总共|合计|共有|共计|总数|加起来|总计", text):
        return "sum"
    return None


def _only_names(asked: list[Ask]) -> bool:
    """Whether a question asks 什么 and no more (签约时间是什么), not for a thing of some class (什么项目的冠军)."""
    return len(asked) == 1 and asked[0].kind == "name" and not asked[0].head


def _unasked(text: str, tagged: tuple[Word, ...]) -> Ask:
    """What a question asks for whose interrogative does not tell: a property of a known kind, or its last noun."""
    if sought := property_asked(text):
        figure = sought.kind in ("count", "share", "amount")
        at = sought.end if figure else sought.start
        act = _verb(text, tagged, sought.start) if sought.kind == "time" else ""
        return Ask(sought.kind, sought.unit, near=_near(text, at, at), act=act)
    nouns = [term.text for term in terms(text) if not term.is_name]
    return Ask("name", near=_near(text, 0, 0), must=nouns[-1] if nouns else "")


def _verb(text: str, tagged: tuple[Word, ...], end: int) -> str:
    """The verb that stands right before a place of a text (签约 of 签约时间), or an empty string."""
    last = next((word for word in reversed(tagged) if word.end <= end and terms(word.text)), None)
    return last.text if last and last.tag in ("v", "vn") and len(last.text) > 1 else ""


def _ask(text: str, tagged: tuple[Word, ...], kind: Kind, match: re.Match[str]) -> Ask:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("unit2") or ("时间" if match[0] == "多久" else "")
    unit = _DIMENSIONS.get(match[0], unit)
    if groups.get("money") or groups.get("yuan"):
        unit = "元"
    head = groups.get("head") or (_head(text, tagged, match.end()) if kind in _WITH_HEAD else "")
    if not head and not unit and kind in _HEAD_MAY_LEAD and _HAS.search(text, 0, match.start()):
        head = _leading(text, tagged, match.start(), 2 if kind == "list" else 1)
    act = _act(text, tagged, kind, match) if kind in _OF_AN_ACT else ""
    denied = bool(act) and re.search(f"(?:没有?|未|不)[^，。？]{{0,8}}{act}", text) is not None
    must = _attribute(text, tagged, match) if kind == "name" else ""
    return Ask(kind, unit, head, _near(text, *match.span()), must, act, denied)


_DIMENSIONS = {"多长": "长", "多宽": "长", "多深": "长", "多远": "长", "多重": "重"}


def _attribute(text: str, tagged: tuple[Word, ...], match: re.Match[str]) -> str:
    """The property that is asked for (主题是什么, 是什么牌子的); an answer has to speak of it."""
    asked = re.compile("([\u4e00-\u9fff]{2,4})的[？?]?$").match(text, match.end())
    if asked and text[: match.start()].endswith("是"):
        return asked[1]
    before = re.search("(?:是|叫|叫做)$", text[: match.start()])
    if not before or not re.fullmatch("[？?]?", text[match.end() :]):
        return ""
    last = next((word for word in reversed(tagged) if word.end <= before.start()), None)
    named = last and last.tag == "n" and len(last.text) > 1 and terms(last.text) and last.text not in _TOLD_UNNAMED
    return last.text if last and named else ""


# What a source tells without calling it so.
_TOLD_UNNAMED = frozenset(
    """
    要求 目的 意义 措施 作用 原因 流程 过程 内容 特点 影响 区别 关系 含义 意思 地址 平台 标准 条件 结果 方式 做法
    任务 职责 理由 举措 政策 身份 职业 概念 定义 范围 东西 事情 依据 前提 结论 观点 功能 性质 地位 来源 背景
    """.split()
)


_HAS = re.compile("有(?:的|了)?$")
_HEAD_MAY_LEAD = frozenset({"amount", "list"})
_OF_AN_ACT = frozenset({"reason", "organisation", "person", "time", "yes_no"})


def _leading(text: str, tagged: tuple[Word, ...], before: int, most: int) -> str:
    """The nouns right before 有多少 and 有哪些, which say what is counted or listed (参与的社会组织有哪些)."""
    nouns: list[str] = []
    for word in reversed([word for word in tagged if word.end <= before]):
        if word.tag[0] == "n" and len(word.text) > 1 and terms(word.text):
            nouns.insert(0, word.text)
        elif nouns or word.text not in _BETWEEN:
            break
    return "" if nouns and nouns[-1][-1] in "类型级批" else "".join(nouns[-most:])  # 产业类 is no thing that is counted


_BETWEEN = frozenset("有 都 共 一共 总共 共有 还 还有 都有 也 主要 分别 具体 大概 大约 的 目前 现在".split())


_LIGHT_VERBS = frozenset({"开始", "正式"})


def _act(text: str, tagged: tuple[Word, ...], kind: Kind, match: re.Match[str]) -> str:
    """The verb of the clause nearest to an interrogative, behind it where there is one, of 是否 the last."""
    left = max((text.rfind(mark, 0, match.start()) for mark in _CLAUSE_MARKS), default=-1) + 1
    rights = [at for mark in _CLAUSE_MARKS if (at := text.find(mark, match.end())) >= 0]
    verbs = [word for word in tagged if word.tag in ("v", "vn") and len(word.text) > 1 and terms(word.text)]
    verbs = [word for word in verbs if word.text not in _LIGHT_VERBS] or verbs
    behind = [word for word in verbs if match.end() <= word.start < min(rights, default=len(text))]
    before = [word for word in verbs if left <= word.start and word.end <= match.start()]
    if behind and kind == "yes_no":
        return behind[-1].text
    return behind[0].text if behind else before[-1].text if before else ""


def _kept(found: list[Ask], text: str) -> tuple[Ask, ...]:
    """Drop what asks nothing of its own: a bare 吗 beside another interrogative, unless it asks for leave."""
    if len(found) < 2:
        return tuple(found)
    wanted = [ask for ask in found if ask.kind != "yes_no" or _PERMISSION.search(text)]
    return tuple([ask for ask in wanted if ask.near or ask.head] or wanted[:1])


def _head(text: str, tagged: tuple[Word, ...], at: int) -> str:
    """The noun phrase that follows an interrogative, up to a particle or a mark; verbs inside it count, not behind."""
    if body := _BODY_HEAD.match(text, at):
        return body["body"]
    nouns = ""
    phrase = ""
    for word in tagged:
        if word.start < at:
            continue
        if word.tag in ("w", "u", "xc", "p", "c", "d", "r") or not terms(word.text):
            break
        phrase += word.text
        if word.tag[0] != "v" or word.tag == "vn":
            nouns = phrase
    return nouns


def _near(text: str, start: int, end: int) -> tuple[str, ...]:
    """The content words of the clause around an interrogative, nearest first."""
    left = max((text.rfind(mark, 0, start) for mark in _CLAUSE_MARKS), default=-1) + 1
    rights = [at for mark in _CLAUSE_MARKS if (at := text.find(mark, end)) >= 0]
    clause = text[left : min(rights, default=len(text))]
    found = [term.text for term in terms(clause) if term.role in ("word", "name", "number")]
    middle = (start + end) / 2 - left
    return tuple(sorted(found, key=lambda word: abs(clause.find(word) + len(word) / 2 - middle)))
