"""Whether a text says what a term of the question says: synonyms, places within places, slips of the input method."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from assistant.evidence.sentences import Sentence
from assistant.understanding.body_names import without_region
from assistant.understanding.figures import says_figure
from assistant.understanding.plan import Term
from ingest import regions
from ingest.gazetteer import gazetteer
from ingest.names import is_body

# Words that officials and reporters use for one another; each line is one meaning.
_SYNONYMS = tuple(
    frozenset(line.split())
    for line in """
    捐 捐赠 捐助 捐献 捐款 捐资 捐给 募捐
    做 实施 开展 举办 承办 进行
    帮 帮扶 帮助 援助 支援 扶持 结对 资助 支持
    救 救治 救助 诊治
    签约 签订 签署
    举行 举办 召开 承办
    死亡 遇难 丧生 罹难
    去世 逝世 病逝 辞世
    导演 执导
    参加 参与 加入
    拨款 下达 拨付
    钱 资金 善款 元 款项 经费
    值 价值
    学校 中小学 小学 中学 学院
    成立 组建 建立 设立
    建 建设 建成 捐建 新建
    花 投入 费用 支出
    花费 费用
    省 节省 节约
    挂牌 揭牌
    发 发放 发给
    印发 发布 出台 制定 下发
    回乡 回到家乡 返乡
    培养 培育
    覆盖 涉及 惠及
    受益 惠及
    合作 协作
    老人 老年人 老年
    儿童 孩子 少儿 未成年人
    学生 学子 师生
    社工 社会工作者
    机构 组织
    医生 医护人员 医师
    企业 公司
    理由 原因
    县市 县 县（市）
    截止 截至 日前 之前
    面积 占地 占地面积 平方米 公顷
    """.splitlines()
    if line.strip()
)  # fmt: skip


@lru_cache(maxsize=65536)
def held(term: Term, text: str) -> float:
    """Return how far `text` says what `term` says: 1 to the letter, less for a variant, 0 not at all."""
    if term.role == "number":
        return float(says_figure(term.text, text))
    if term.text in text:
        return 1.0
    if term.role == "place":
        return float(any(name in text for name in _other_names(term.text)))
    if term.is_name:
        return _name(term.text, text)
    if any(word in text for word in _synonyms(term.text)):
        return 0.8
    share = _shared_bigrams(term.text, text)
    return 0.8 * share if share >= 0.5 and len(term.text) > 2 else 0.0


def place_share(place: str, sentence: Sentence, besides: frozenset[str] = frozenset()) -> float:
    """Return how far a sentence is about `place`; 0 where it speaks of another, or of none that can be told.

    :param besides: the other places that the question names; a sentence may speak of them too.
    """
    document = sentence.document
    wanted = _codes(place)
    known = frozenset(code for other in besides for code in _codes(other))
    stretches = (
        (sentence.text, _named(document.text, sentence.start, sentence.end), 1.0, 0.4, 0.4),
        (sentence.around, _named(document.text, sentence.start - len(sentence.before), sentence.start), 0.85, 0.4, 0.3),
    )
    for words, named, itself, within, beyond in stretches:
        if place in words or any(name in words for name in _other_names(place)) or _in_group(place, words):
            return itself if not _namesake(wanted, words, named) else 0.0
        if any(other in words or _in_group(other, words) for other in besides):
            continue
        named = frozenset(code for code in named if not any(_related(code, own) for own in known))
        if any(regions.covers(code, other) for code in wanted for other in named):
            return within  # a county's own figure is not its province's
        if any(not regions.covers(other, code) for code in wanted for other in named):
            return 0.0
        if named:
            return beyond  # only a wider place: its province, or the one in an organisation's name
    return 0.7 if wanted & main_places(document.text) else 0.0


def _namesake(wanted: frozenset[str], words: str, named: frozenset[str]) -> bool:
    """Whether a stretch of text speaks of another division of the same name (朝阳区 of another city)."""
    known = gazetteer()
    forms = {form for code in wanted for form in known.forms[code] if form in words}
    rivals = {code for form in forms for code in known.codes(form)} - wanted
    return bool(rivals & named) and not wanted & named


def names_place(place: str, text: str) -> bool:
    """Whether a text names a place, in any form of its name, or one within it."""
    if place in text or any(name in text for name in _other_names(place)):
        return True
    return any(regions.covers(code, other) for code in _codes(place) for other in _regions(text))


def names_any_place(text: str) -> bool:
    """Whether a text names a division at all."""
    return bool(_regions(text))


def _named(text: str, start: int, end: int) -> frozenset[str]:
    """The divisions named in a stretch of a text, told apart by the whole of it."""
    return frozenset(mention.code for mention in _mentions(text) if start <= mention.start and mention.end <= end)


@lru_cache(maxsize=512)
def _mentions(text: str) -> tuple[regions.Mention, ...]:
    return regions.mentions(text)


# Which provinces a source means that speaks of the country's parts; by the scheme of east-west cooperation, Liaoning is
# counted to the east (its cities help others).
_GROUPS = {
    "东部": "11 12 13 21 31 32 33 35 37 44 46".split(),
    "中部": "14 34 36 41 42 43".split(),
    "西部": "15 45 50 51 52 53 54 61 62 63 64 65".split(),
    "东北": "21 22 23".split(),
}


def _in_group(place: str, text: str) -> bool:
    """Whether a text speaks of the provinces of a part of the country that a place belongs to (东部省市)."""
    return any(
        re.search(rf"{group}(?:其他|各)?省", text) and any(code[:2] in codes for code in _codes(place))
        for group, codes in _GROUPS.items()
    )


def codes_of_part(text: str) -> tuple[str, ...]:
    """Return the codes of the provinces of the parts of the country that a text names (东部)."""
    return tuple(dict.fromkeys(code for group, codes in _GROUPS.items() if group in text for code in codes))


def _related(one: str, other: str) -> bool:
    return regions.covers(one, other) or regions.covers(other, one)


@lru_cache(maxsize=512)
def main_places(text: str) -> frozenset[str]:
    """Return the codes of the divisions that a text is about: those that hold half of all it names, or more.

    我省 in an article on a province is that province, and a report on one county need not name it in every sentence.
    """
    named = [mention.code for mention in _mentions(text)]
    counts = Counter(higher for code in named for higher in {code[:2], code[:4], code})
    deep = {length: sum(len(code) >= length for code in named) for length in (2, 4, 6)}
    return frozenset(code for code, count in counts.items() if count * 2 >= deep[len(code)])


@lru_cache(maxsize=8192)
def _regions(text: str) -> frozenset[str]:
    return frozenset(mention.code for mention in regions.mentions(text))


@cache
def _codes(place: str) -> frozenset[str]:
    return frozenset(division.code for division in regions.lookup(place))


@cache
def _synonyms(word: str) -> frozenset[str]:
    return frozenset().union(*(group for group in _SYNONYMS if word in group)) - {word}


@cache
def _other_names(place: str) -> frozenset[str]:
    """The other ways to write the name of a place (大理州 for 大理白族自治州)."""
    return frozenset(name for code in _codes(place) for name in gazetteer().forms[code]) - {place}


def _name(name: str, text: str) -> float:
    """A longer name by most of its characters; a body only by its own name, or by a short form in quotation marks.

    Two bodies may differ in one character (青松…基金会, 青竹…基金会); slips have been put right before.
    """
    if len(name) < 5 or re.search(r"\d", name):  # 〔2022〕16号 and 〔2022〕18号 are two papers
        return float(as_numbered(name) in as_numbered(text))
    own = without_region(name)
    if any(own.startswith(short) for short in _SHORT_FORM.findall(text)):
        return 0.9
    if is_body(name):
        return 0.9 if own != name and _stands_alone(own, name, text) else 0.0
    share = _shared_bigrams(name, text)
    return share if share >= 0.75 else 0.0


_BRACKETS = str.maketrans("[【［(（]】］)）", "〔〔〔〔〔〕〕〕〕〕")


def as_numbered(text: str) -> str:
    """Return a text with all brackets as papers are numbered with, 〔2022〕; no offset moves."""
    return text.translate(_BRACKETS)


def _stands_alone(own: str, name: str, text: str) -> bool:
    """Whether a text has the name of a body without its region, and not as that of another region's body."""
    for match in re.finditer(re.escape(own), text):
        before = text[max(0, match.start() - 8) : match.start()]
        if before[-1:] in _OF_THE_DIVISION:
            continue
        last = next((one for one in regions.mentions(before, bare=True) if one.end == len(before)), None)
        if last is None or any(_related(last.code, code) for code in _first_region(name)):
            return True
    return False


_OF_THE_DIVISION = frozenset("省市州县区旗盟")


def of_its_region(name: str, text: str, main: frozenset[str]) -> bool:
    """Whether a text says 省慈善总会 of the province that its document is about, and that the name begins with."""
    own = without_region(name).lstrip("".join(_OF_THE_DIVISION))
    said = any(
        not any(one.end == match.start() + 1 for one in regions.mentions(text[: match.start() + 1], bare=True))
        for match in re.finditer(f"(?:全|我|本)?[{''.join(_OF_THE_DIVISION)}]{re.escape(own)}", text)
    )
    return own != name and said and any(code in main for code in _first_region(name))


@cache
def _first_region(name: str) -> tuple[str, ...]:
    first = next(iter(regions.mentions(name, bare=True)), None)
    return (first.code,) if first and first.start == 0 else ()


_SHORT_FORM = re.compile("“([\u4e00-\u9fff]{2,5})”")


def _shared_bigrams(term: str, text: str) -> float:
    pairs = _bigrams(term)
    return sum([pair in text for pair in pairs]) / len(pairs) if pairs else 0.0


@lru_cache(maxsize=4096)
def _bigrams(term: str) -> tuple[str, ...]:
    return tuple(term[at : at + 2] for at in range(len(term) - 1))
