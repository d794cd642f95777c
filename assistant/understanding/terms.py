"""The content of a question as terms: names whole, words as the tagger cuts them, scaffolding left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.understanding.figures import stated
from assistant.understanding.plan import Role, Term
from ingest.gazetteer import gazetteer
from ingest.names import BODY, is_body
from ingest.quantities import Quantity, numeral
from ingest.regions import lookup, mentions
from ingest.words import Word, words
from vectorstore.text import simplified

_PUNCTUATION = "，。？！：；（）、"
_QUOTED = re.compile(r"《([^》]{2,40})》|“([^”]{2,40})”|\"([^\"]{2,40})\"|「([^」]{2,40})」")
_DOCUMENT_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff])[〔\[(（][12]\d{3}[〕\])）]\d{1,4}号")
_GLUED = re.compile(rf"^(?P<body>.{{2,}}?(?:{BODY}))(?=[给向在对为与和跟还把从到](?P<rest>.+))")
_CONTENT = ("n", "v", "a", "s", "l", "m", "PER", "LOC", "ORG", "TIME")
_ROLES: dict[str, Role] = {"ORG": "organisation", "PER": "name", "TIME": "time"}
_NAMING = frozenset({"nz", "nw", "PER", "ORG"})
_NOUNS = frozenset({"n", "nz", "vn", "an"})
_FEW = 20
_VAGUE_TIMES = frozenset("目前 现在 今天 近日 今年 去年 明年 如今 当前 最近 当年 每月 每年".split())
# Words that shape a question and say nothing of its subject.
_SCAFFOLD = frozenset(
    """
    是 为 有 会 要 能 可以 请问 请 告诉 介绍 一下 知道 想 想要 希望 问 我们 你们 什么 什么样 怎样 哪些 哪个 哪 谁
    多少 几 怎么 如何 为什么 吗 呢 啦 呀 吧 的 了 在 和 与 或 大概 大约 目前 现在 已经 分别 主要 具体 一共 总共
    合计 共有 共计 总数 进行 做 叫 叫做 得到 达到 达 来 去 给 到 至少 列 列出 列举 说 说明 提到 写 记载 相关
    情况 问题 方面 内容 一家 一个 这个 那个 这 那 它 他们 钱 数量 更 最 多 少 更多 更少 哪次 哪家 个 家
    平均 每 每个 多个 算 按 比 一回事 回事 贵库 文库 资料 资料库 没有 行 不行 行不行 允许 能否 是否 地方 时候
    名字 名称 收到 获得 接受 带来 提供 哪边 那边 这边 用来 下来 最后 这次 本次 期间 折算 什么叫 何谓 多长时间
    多久 几何 来得 数额 更高 更低 更大 更小 最多 最少 最高 最低 最大 最小 还差 相差 加起来 还有 大概
    还是 加 起来 加总 相加
    告诉我 多大 多高 多重 多远 多长 时间 日期 一天 哪天 什么时候 什么时间 何时 有没有 是因为 因为 只有
    """.split()
)


def normalise(text: str) -> str:
    """Return a question in simplified characters, widths folded (NFKC); Chinese punctuation stays, it marks clauses."""
    folded = "".join(char if char in _PUNCTUATION else unicodedata.normalize("NFKC", char) for char in text)
    marked = re.sub(r"(?<=[\u4e00-\u9fff])[,?](?=[\u4e00-\u9fff]|$)", "，", simplified(folded))
    return _POLITE.sub("", re.sub(r"\s+", " ", marked)).strip()


_POLITE = re.compile("(?<=[\u4e00-\u9fff])(?:，?(?:您?能|可以|能否|可否)?(?:请)?告诉我(?:一下)?吗?)[？。]?$")
"""最低分数线能告诉我吗 asks for the figure, and not whether it may be told."""


def ordinals(text: str) -> set[tuple[str, str]]:
    """Return which of a series a text speaks of (第三批, 第4轮), each with what the series is of."""
    found = {(match["kind"], str(numeral(match["number"]))) for match in _ORDINAL.finditer(text)}
    found |= {(kind, "1") for kind in _FIRST.findall(text)}
    for session, meeting in _SESSION.findall(text):
        found |= {("届", str(numeral(session))), ("次", str(numeral(meeting)))}
    return found


_NUMBER = r"[一二三四五六七八九十]{1,3}|\d{1,3}"
_SERIES = "轮|批|期|届|季度|阶段|学期|任|棒|集|季|艘|架|座|站|例|家|所|号(?!文)"
_ORDINAL = re.compile(rf"第\s*(?P<number>{_NUMBER})\s*(?P<kind>{_SERIES}|次)")
_FIRST = re.compile(f"首({_SERIES})(?!付)")
_SESSION = re.compile(rf"({_NUMBER})届([一二三四五六七八九十]{{1,3}})次")
"""十三届五次会议 counts twice without 第."""


def terms(text: str) -> tuple[Term, ...]:
    """Return the terms of a normalised question, quoted names first, each once."""
    found: dict[str, Term] = {}
    for name in _whole_names(text):
        found[name] = Term(name, "name")
    rest = _DOCUMENT_NUMBER.sub("，", _QUOTED.sub("，", text))
    for word in _joined(_with_bodies(_with_places(rest, _with_figures(rest)))):
        for term in _of_word(word):
            found.setdefault(term.text, term)
    return tuple(found.values())


def _whole_names(text: str) -> Iterator[str]:
    """What is named by its own marks: 《…》, “…”, and the number of a document."""
    for match in _QUOTED.finditer(text):
        yield next(group for group in match.groups() if group)
    yield from _DOCUMENT_NUMBER.findall(text)


def _with_figures(text: str) -> list[Word]:
    """The tagger's words, those that it cut a figure into joined again (二点 三一亿; 231 , 000)."""
    figures = stated(text)
    joined: list[Word] = []
    taken: set[Quantity] = set()
    for word in words(text):
        figure = next((one for one in figures if one.start <= word.start and word.end <= one.end), None)
        if figure is None:
            joined.append(word)
        elif figure not in taken:
            taken.add(figure)
            joined.append(Word(figure.start, figure.end, figure.text, "m"))
    return joined


def _with_places(text: str, tagged: list[Word]) -> list[Word]:
    """Join what the tagger tore the name of a division into, and know one that it took for a word (水富 市, 西畴)."""
    for mention in mentions(text, bare=True):
        run = [word for word in tagged if mention.start <= word.start and word.end <= mention.end]
        whole = run and run[0].start == mention.start and run[-1].end == mention.end
        if whole and (len(run) > 1 or run[0].tag in _NOUNS):
            at = tagged.index(run[0])
            name = text[mention.start : mention.end]
            tagged = [*tagged[:at], Word(mention.start, mention.end, name, "LOC"), *tagged[at + len(run) :]]
    return tagged


def _with_bodies(tagged: list[Word]) -> list[Word]:
    """Join a name with the nouns behind it where they make it a body's (滇茶 流通 商会)."""
    joined: list[Word] = []
    at = 0
    while at < len(tagged):
        end = at + 1
        last = 0
        while tagged[at].tag in _NAMING and end < len(tagged) and tagged[end].tag in _NOUNS:
            end += 1
            last = end if is_body(tagged[end - 1].text) else last
        run = tagged[at : max(last, at + 1)]
        tag = "ORG" if len(run) > 1 else run[0].tag
        joined.append(Word(run[0].start, run[-1].end, "".join(word.text for word in run), tag))
        at += len(run)
    return joined


def _joined(tagged: Sequence[Word]) -> list[Word]:
    """Join what the tagger tore apart: a place and its rank (那曲 地区), 儿童 之 家, single characters (冷 凉)."""
    joined: list[Word] = []
    for word in tagged:
        last = joined[-1] if joined else None
        if last and last.end == word.start and (tag := _one_word(last, word)):
            joined[-1] = Word(last.start, word.end, last.text + word.text, tag)
        else:
            joined.append(word)
    return joined


def _one_word(one: Word, other: Word) -> str | None:
    if one.tag == "LOC" and other.text in ("地区", "市", "县", "州", "省"):
        return "LOC"
    if other.tag == "PER" and len(other.text) == len("库里") and other.text[1] in "里内中上" and one.tag[0] == "n":
        return "n"  # 项目库里
    if (one.text.endswith("之") and one.tag == "n") or (other.text == "之" and one.tag[0] == "n"):
        return "n"
    if len(one.text) == len(other.text) == 1 and one.tag[0] in "na" and other.tag[0] in "na":
        return "n"
    return None


def _bare(word: Word) -> Word:
    """A verb without what only says how or when (捐过, 会导致)."""
    if word.tag == "v" and len(word.text) == 2 and word.text[1] in "过着了":
        return replace(word, text=word.text[0])
    if word.tag == "v" and len(word.text) > 2 and word.text[0] in "会能可将被":
        return replace(word, text=word.text[1:])
    return word


_HOW_MANY_SIDES = re.compile("[两二三四五六七八九十](?:地|场|者|边|方|级)")
"""两地 and 三级 only say how many are set beside one another."""


def _of_word(word: Word) -> Iterator[Term]:
    word = _bare(word)
    if word.text in _SCAFFOLD or _HOW_MANY_SIDES.fullmatch(word.text) or not word.tag.startswith(_CONTENT):
        return
    if word.text in _VAGUE_TIMES:
        yield Term(word.text, "word", 0.25)
    elif word.tag == "LOC" and re.fullmatch(".[县市区州省]", word.text) and not lookup(word.text):
        return  # 同县结对: no place has a name so short
    elif word.tag == "LOC" or (word.tag == "ORG" and not is_body(word.text)):
        yield from _of_place(word.text)
    elif word.tag == "ORG" and (glued := _GLUED.match(word.text)):
        yield Term(glued["body"], "organisation")
        yield from terms(glued["rest"])
    elif word.tag == "PER" and gazetteer().codes(word.text):
        yield Term(word.text, "place")
    elif word.tag in _ROLES:
        yield Term(word.text, _ROLES[word.tag])
    elif word.tag == "m":
        if figures := stated(word.text):
            # 52家 and 二点三一亿 tell what is meant; 两个 of 哪两个 only how many to name
            telling = word.text[0].isdigit() or figures[0].value > _FEW
            yield Term(word.text, "number", 2.0 if telling else 0.25)
    elif len(word.text) > 1 or word.tag[0] in "nv":
        yield Term(word.text, "word", 0.5 if len(word.text) == 1 else 1.0)


def _of_place(text: str) -> Iterator[Term]:
    """The divisions that a name is made of (西畴学校 is 西畴 and 学校); what is no division is a name of its own."""
    if lookup(text):
        yield Term(text, "place")
        return
    rest, found = text, False
    for mention in mentions(text, bare=True):
        yield Term(text[mention.start : mention.end], "place")
        rest, found = rest.replace(text[mention.start : mention.end], " "), True
    if not found:
        yield Term(text, "name")
        return
    for part in rest.split():
        if len(part) > 1:
            yield Term(part, "word")
