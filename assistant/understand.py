"""What a question asks: its terms, the kind of answer it wants, and the operation over the evidence.

A plan is made from the question alone, without a language model: words and names come from the packaged tagger, the
interrogatives from a table. The plan is data: searching and answering read it, and it is kept in the answer record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from assistant.english import chinese_terms, is_english
from assistant.records import Question, Turn
from ingest.names import BODY
from ingest.quantities import quantities
from ingest.words import Word, words

Role = Literal["organisation", "place", "person", "title", "time", "number", "word"]
Kind = Literal[
    "amount", "count", "share", "person", "organisation", "place", "time", "list", "yes_no", "reason", "manner", "name"
]
Operation = Literal["sum", "average", "compare"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the question names, and how it counts when a sentence is weighed.

    :param weight: 1 for what this question says, less for what it takes over from earlier turns.
    """

    text: str
    role: Role
    weight: float = 1.0

    @property
    def is_name(self) -> bool:
        """Whether the evidence must be about this very thing and no other."""
        return self.role in ("organisation", "place", "person", "title")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing the question wants to know.

    :param unit: the measure word asked for (辆 of 多少辆), or empty.
    :param head: the noun that is counted, named or sought (救护车, 机制), or empty.
    :param near: the content words of the clause it stands in, which tell two asks of one question apart.
    """

    kind: Kind
    unit: str = ""
    head: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood.

    :param text: the question on its own, normalised; a follow-up with what it takes over from the turns before.
    :param asks: what is wanted, in the order of the question; never empty.
    :param years: the years that the question names.
    """

    text: str
    asks: tuple[Ask, ...]
    terms: tuple[Term, ...]
    operation: Operation | None = None
    years: frozenset[int] = frozenset()
    english: bool = False
    follow_up: bool = False

    @property
    def names(self) -> tuple[Term, ...]:
        """The terms that the evidence must be about."""
        return tuple(term for term in self.terms if term.is_name)


def understand(question: Question) -> Plan:
    """Make the plan of a question, taking over from its history what it leaves unsaid."""
    text = normalise(question.question)
    if is_english(text):
        return _english_plan(text)
    own = _terms(text)
    follow_up = bool(question.history) and _leans_on_history(text, own)
    inherited = _inherited(question.history, own) if follow_up else ()
    standalone = " ".join([*(term.text for term in inherited), text])
    return Plan(
        text=standalone,
        asks=_asks(text),
        terms=(*own, *inherited),
        operation=_operation(text),
        years=frozenset(years(text)),
        follow_up=follow_up,
    )


def normalise(text: str) -> str:
    """Fold the widths of letters and digits (NFKC) and spaces; Chinese punctuation stays, it marks clauses and names."""
    folded = "".join(char if char in _PUNCTUATION else unicodedata.normalize("NFKC", char) for char in text)
    return re.sub(r"\s+", " ", re.sub(r"(?<=[\u4e00-\u9fff])[,?](?=[\u4e00-\u9fff]|$)", "，", folded)).strip()


_PUNCTUATION = "，。？！：；（）、"


def years(text: str) -> set[int]:
    """Return the years that a text names, with those inside ranges (2022年至2024年 covers 2023)."""
    found = {int(match) for match in re.findall(r"(?<!\d)((?:19|20)\d\d)(?=\s*年|[-/.]\d)", text)}
    for first, last in re.findall(r"((?:19|20)\d\d)\s*年?(?:\d+月)?(?:到|至|—|-|~)((?:19|20)\d\d)\s*年", text):
        found |= set(range(int(first), int(last) + 1))
    return found


# --- what is asked ----------------------------------------------------------------------------------------------------

_PEOPLE = "人|儿童|学生|老人|村民|志愿者|青少年|患者|师生|群众|农民|青年|医生|老师|教师|干部|专家|医护人员"
_ORGANISATIONS = "组织|协会|商会|基金会|机构|单位|部门|企业|公司|医院|学校|学院|中心|团体"
_PLACES = "地方|省|市|州|县|区|乡|镇|村|地区|县市|省份|城市"
# The first pattern that matches at an interrogative decides. `unit` is the measure word asked for; the nouns behind the
# match are what is counted, named or sought, unless the pattern holds them itself as `head`.
_INTERROGATIVES: tuple[tuple[str, Kind], ...] = (
    (r"(?:多少|几)(?P<unit>钱)|多少(?:万|亿)?(?P<unit2>元)", "amount"),
    (r"(?:占比|比例|百分比)[^，。？]{0,4}多少|百分之(?:多少|几)|多大比例", "share"),
    (r"(?:哪|什么)一?(?:些|几)(?:个|家|所|名|位|类|项|种|座|处)?", "list"),
    (r"哪(?:两|二|三|四|五|六|七|八|九|十|\d+)(?:个|家|所|名|位|类|项|种|座|处|大)", "list"),
    (r"都有谁", "list"),
    (r"(?:什么|何)时候?|哪一?(?:年|月|天|日)|几(?:月|号|时)|多久|多长时间", "time"),
    (r"(?:几|多少)(?P<unit>年|个月|天)", "count"),
    (rf"哪一?(?:个|家|所)(?P<head>[\u4e00-\u9fff]{{0,4}}?(?:{_ORGANISATIONS}))|哪一?家", "organisation"),
    (rf"哪一?个?(?P<head>{_PLACES})|哪里|哪儿|何处|什么地方|何地", "place"),
    (r"谁|哪一?位|何人", "person"),
    (
        r"(?:多少|几)(?P<unit>人次|个百分点|平方米|公里|公斤|[个家所名人户辆台套次场件份例位间座亩吨斤批项支只头株条本部处岁倍笔款餐期种类])",
        "count",
    ),
    (rf"多少(?={_PEOPLE})", "count"),
    (r"多少|几何|多高|多大|多重", "amount"),
    (r"为什么|为何|什么原因|原因是什么|怎么会", "reason"),
    (r"怎么样?|如何|怎样|什么(?:方式|办法|途径|形式|措施)", "manner"),
    (r"什么|哪一?(?:个|种|项|类|所|次|场|座)", "name"),
    (r"吗|是否|是不是|能不能|可不可以|能否|可否|有没有", "yes_no"),
)
_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _INTERROGATIVES)


def _asks(text: str) -> tuple[Ask, ...]:
    tagged = words(text)
    found: list[tuple[int, Ask]] = []
    taken: list[tuple[int, int]] = []
    for pattern, kind in _COMPILED:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            groups = match.groupdict()
            unit = "元" if groups.get("unit") == "钱" or groups.get("unit2") else groups.get("unit") or ""
            head = groups.get("head") or (_head(text, tagged, match.end()) if kind in _WITH_HEAD else "")
            found.append((match.start(), Ask(kind, unit, head, _near(text, *match.span()))))
    found.sort(key=lambda item: item[0])
    asks = [ask for _, ask in found]
    if len(asks) > 1:  # 可以…吗，通过什么机制: both count; a bare 吗 beside another interrogative does not
        asks = [ask for ask in asks if ask.kind != "yes_no" or _is_permission(text)]
        asks = [ask for ask in asks if ask.near or ask.head] or asks[:1]
    return tuple(asks) or (Ask("name", near=_near(text, 0, 0)),)


_WITH_HEAD = frozenset({"amount", "count", "list", "name", "organisation"})
_BODY_HEAD = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{BODY}|组织|机构|单位|部门)")


def _head(text: str, tagged: tuple[Word, ...], at: int) -> str:
    """The nouns that follow an interrogative, up to the next verb or particle."""
    if body := _BODY_HEAD.match(text, at):
        return body[0]
    nouns = ""
    for word in tagged:
        if word.start < at:
            continue
        if word.tag[0] not in "nvajmlLO" or word.text in _SCAFFOLD or (nouns and word.tag == "v"):
            break
        nouns += word.text
    return nouns


def _near(text: str, start: int, end: int) -> tuple[str, ...]:
    """The content words of the clause around an interrogative, nearest first."""
    left = max((text.rfind(mark, 0, start) for mark in _CLAUSE_MARKS), default=-1) + 1
    rights = [at for mark in _CLAUSE_MARKS if (at := text.find(mark, end)) >= 0]
    clause = text[left : min(rights, default=len(text))]
    found = [term.text for term in _terms(clause) if term.role in ("word", "title", "number")]
    middle = (start + end) / 2 - left
    return tuple(sorted(found, key=lambda word: abs(clause.find(word) + len(word) / 2 - middle)))


_CLAUSE_MARKS = "，。？?；"


def _is_permission(text: str) -> bool:
    return bool(re.search(r"可以|能否|能不能|可否|可不可以|允许|符合|有资格|能.{0,8}吗", text))


def _operation(text: str) -> Operation | None:
    if re.search(r"平均|每(?:个|家|所|名|人|户|县|项).{0,10}多少", text) and "平均" in text:
        return "average"
    if re.search(r"(?:更|最)(?:多|少|高|低|大|小|早|晚)|(?:谁|哪).{0,6}(?:多|少|高|低)(?:些|一些)?[？?]?$|相比", text):
        return "compare"
    if re.search(r"一共|总共|合计|共有|共计|总数|加起来|总计", text):
        return "sum"
    return None


# --- what it is about -------------------------------------------------------------------------------------------------

_ROLES: dict[str, Role] = {"ORG": "organisation", "LOC": "place", "PER": "person", "TIME": "time"}
_CONTENT = ("n", "v", "a", "s", "l", "m", "PER", "LOC", "ORG", "TIME")
# Words that shape a question and say nothing of its subject.
_SCAFFOLD = frozenset(
    "是 有 会 要 能 可以 请问 告诉 介绍 一下 知道 想 问 我们 你们 什么 哪些 哪个 哪 谁 多少 几 怎么 如何 为什么 吗 呢 的 了 在 和 与 或 "
    "大概 大约 目前 现在 已经 分别 主要 具体 一共 总共 合计 共有 共计 总数 进行 做 叫 叫做 得到 达到 达 来 去 给 到 至少 列出 列举 "
    "相关 情况 问题 方面 内容 一家 一个 这个 那个 钱 数量 更 最 多 少 哪次 哪家 参加的 个 家 平均 每 每个 多个 算 按 比".split()
)
_QUOTED = re.compile(r"《([^》]{2,40})》|“([^”]{2,40})”|\"([^\"]{2,40})\"|「([^」]{2,40})」")


def _terms(text: str) -> tuple[Term, ...]:
    """The content of a question as terms, quoted names first and whole."""
    terms: dict[str, Term] = {}
    for match in _QUOTED.finditer(text):
        name = next(group for group in match.groups() if group)
        terms[name] = Term(name, "title")
    rest = _QUOTED.sub("，", text)
    for word in _joined(words(rest)):
        term = _term(word)
        if term and term.text not in terms:
            terms[term.text] = term
    return tuple(terms.values())


def _joined(tagged: tuple[Word, ...]) -> list[Word]:
    """Join place words that stand together (西藏 那曲 地区) and single characters that the tagger tore apart (冷 凉)."""
    joined: list[Word] = []
    for word in tagged:
        last = joined[-1] if joined else None
        tail = last and last.end == word.start
        if last and tail and last.tag == "LOC" and word.text in ("地区", "市", "县", "州", "省"):
            joined[-1] = Word(last.start, word.end, last.text + word.text, "LOC")
        elif last and tail and (last.text.endswith("之") or (word.text == "之" and last.tag[0] == "n")):
            joined[-1] = Word(last.start, word.end, last.text + word.text, "n")
        elif last and tail and len(last.text) == len(word.text) == 1 and last.tag[0] in "na" and word.tag[0] in "na":
            joined[-1] = Word(last.start, word.end, last.text + word.text, "n")
        else:
            joined.append(word)
    return joined


def _term(word: Word) -> Term | None:
    if word.text in _SCAFFOLD or not word.tag.startswith(_CONTENT):
        return None
    if word.tag in _ROLES:
        return Term(word.text, "word" if word.text in _VAGUE_TIMES else _ROLES[word.tag])
    if word.tag == "m":
        weight = 2.0 if word.text[0].isdigit() else 0.25  # 52家 tells what is meant; 两个 of 哪两个 is how many to name
        return Term(word.text, "number", weight) if next(quantities(word.text), None) else None
    if len(word.text) == 1 and word.tag[0] not in "nv":
        return None
    return Term(word.text, "word", 0.5 if len(word.text) == 1 else 1.0)


_VAGUE_TIMES = frozenset("目前 现在 今天 近日 今年 去年 明年 如今 当前 最近 当年".split())


# --- conversations ----------------------------------------------------------------------------------------------------

_POINTING = re.compile(
    r"^(?:那|这|它|他|她|其|还|又)|[它他她]们?|该(?:项目|组织|协会|基金会|机构|县|校|计划)|这(?:个|些|家|项|所)|那(?:个|些|家|项|所)|呢[？?]?$"
)


def _leans_on_history(text: str, own: tuple[Term, ...]) -> bool:
    return bool(_POINTING.search(text)) or not any(term.is_name for term in own)


def _inherited(history: tuple[Turn, ...], own: tuple[Term, ...]) -> tuple[Term, ...]:
    """What the last exchange was about, at half weight: names fully, words as hints; never a name of a kind restated."""
    restated = {term.role for term in own if term.is_name}
    known = {term.text for term in own}
    inherited: dict[str, Term] = {}
    for turn in history[-2:]:
        for term in _terms(normalise(turn.content)):
            if term.text in known or (term.is_name and term.role in restated) or term.role in ("number", "time"):
                continue
            inherited.setdefault(term.text, Term(term.text, term.role, 0.5 if term.is_name else 0.25))
    return tuple(inherited.values())


def _english_plan(text: str) -> Plan:
    """A plan for an English question over Chinese sources: the terms are what its words mean in this field."""
    terms = tuple(Term(word, "place" if place else "word") for word, place in chinese_terms(text))
    words_of = {term.text for term in terms if term.role == "word"}
    asks = []
    for match in re.finditer(r"how (many|much)((?: \w+){1,3})", text, re.IGNORECASE):
        head = next((word for word, place in chinese_terms(match[2]) if not place), "")
        asks.append(Ask("amount" if match[1].lower() == "much" else "count", "", head, (head,) if head else ()))
    if not asks:
        kind: Kind = "list" if re.search(r"\b(which|list)\b", text, re.IGNORECASE) else "name"
        asks = [Ask(kind, near=tuple(words_of))]
    return Plan(
        text=" ".join([text, *(term.text for term in terms)]),
        asks=tuple(asks),
        terms=terms,
        years=frozenset(int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)),
        english=True,
    )
