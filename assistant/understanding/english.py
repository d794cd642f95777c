"""English questions over Chinese sources: the words of this field, place names by their pinyin, figures, and names.

A place is found by its pinyin (Zhenxiong County), a figure by its value (231 million yuan). What else is written with
capitals is a name that only the library can tell: `spelling.py` looks for it there, by pinyin or by meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from assistant.understanding.figures import stated, written_otherwise
from assistant.understanding.plan import Ask, Kind, Plan, Role, Term
from ingest.gazetteer import gazetteer
from ingest.names import is_body
from ingest.regions import lookup

# English stems and what Chinese sources call them; the first form is what is searched for.
_FIELD = {
    "social organi": "社会组织", "organi": "组织", "nonprofit": "社会组织", "ngo": "社会组织", "foundation": "基金会",
    "associat": "协会", "chamber": "商会", "count": "县", "province": "省", "cit": "市", "village": "村", "town": "镇",
    "pair": "结对", "assist": "帮扶", "aid": "帮扶", "help": "帮扶", "support": "支持", "donat": "捐", "grant": "拨款",
    "fund": "资金", "money": "资金", "invest": "投入", "project": "项目", "program": "项目", "school": "学校",
    "student": "学生", "child": "儿童", "teacher": "教师", "hospital": "医院", "doctor": "医生", "ambulance": "救护车",
    "train": "培训",
    "volunteer": "志愿者", "elder": "老人", "disab": "残疾", "lunch": "午餐", "meal": "餐", "tea": "茶",
    "vegetable": "蔬菜", "seed": "种子", "industr": "产业", "output": "产值", "income": "增收", "job": "岗位",
    "employ": "就业", "sign": "签约", "agreement": "协议", "national": "国家", "rural": "乡村", "revitali": "振兴",
    "poverty": "脱贫",
    "surg": "手术", "cost": "费用", "screen": "筛查", "women": "妇女", "brand": "品牌", "base": "基地",
    "member": "会员", "enterprise": "企业", "compan": "公司", "graduate": "毕业生", "bee": "养蜂", "heater": "热水器",
    "department": "部门", "issue": "印发", "plan": "方案", "eligib": "参与", "beneficiar": "受益", "famil": "家庭",
    "deadline": "截止", "regist": "报名", "special action": "专项行动", "material": "材料", "condition": "条件",
    "phone": "电话", "contact": "联系", "address": "地址", "cover": "覆盖", "reach": "覆盖", "benefit": "受益",
    "yield": "亩产", "sale": "销售", "sell": "销售", "price": "价格", "worth": "价值", "value": "价值", "book": "图书",
    "reading": "阅读", "water": "水", "factor": "工厂", "workshop": "车间", "plant": "种植", "fruit": "水果",
    "e-commerce": "电商", "touris": "旅游", "heart": "心脏", "congenital": "先天性", "disease": "病", "medic": "医疗",
    "clinic": "义诊", "equipment": "设备", "device": "设备", "computer": "电脑", "canteen": "食堂",
    "left-behind": "留守",
    "tuition": "学费", "college": "学院", "universit": "大学", "kindergarten": "幼儿园", "preschool": "幼儿园",
    "policy": "政策", "notice": "通知", "requirement": "要求", "responsib": "责任", "task": "任务", "goal": "目标",
    "mechanism": "机制", "cooperat": "合作", "east-west": "东西部", "key count": "重点县", "newborn": "新生儿",
    "secretary-general": "秘书长", "president": "会长",
    "graduat": "毕业", "farmer": "农民", "resident": "村民", "area": "地区", "agency": "机构", "work": "工作",
}  # fmt: skip


_EXONYMS = {
    "tibet": "西藏", "inner mongolia": "内蒙古", "mongolia": "内蒙古", "hong kong": "香港", "macao": "澳门",
    "shaanxi": "陕西", "kashgar": "喀什", "hotan": "和田", "altay": "阿勒泰", "ili": "伊犁", "shigatse": "日喀则",
    "lhasa": "拉萨", "nagqu": "那曲",
}  # fmt: skip


Found = tuple[int, int, Term]
"""A term and the characters of the question that say it."""


def is_english(text: str) -> bool:
    """Whether a question is written in English: letters, and hardly a Chinese character."""
    letters, han = len(re.findall(r"[A-Za-z]", text)), len(re.findall(r"[\u4e00-\u9fff]", text))
    return letters >= 3 and han * 3 < letters


def english_plan(text: str) -> Plan:
    """Return the plan of an English question; its terms are what its words mean in this field."""
    found = english_terms(text)
    figures = tuple(figure for term in found if term.role == "number" for figure in stated(term.text))
    return Plan(
        text=" ".join([text, *(term.text for term in found)]),
        own=text,
        also=tuple(form for figure in figures for form in written_otherwise(figure)),
        asks=_asks(text, found),
        terms=found,
        years=frozenset(int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)),
        stated=frozenset((figure.value, figure.unit) for figure in figures),
        english=True,
    )


def english_terms(text: str) -> tuple[Term, ...]:
    """Return the terms of an English question, each once."""
    found: dict[str, Term] = {}
    for _, _, term in located(text):
        if not any(term.text in other for other in found):
            found[term.text] = term
    return tuple(found.values())


def located(text: str) -> list[Found]:
    """Return the terms of an English question with where they stand: Chinese in it, figures, places, names, words."""
    found: list[Found] = []
    for finder in (_han, _figures, _capitalised, _lower_places, _words):
        found += [one for one in finder(text) if not any(one[0] < end and start < one[1] for start, end, _ in found)]
    return sorted(found, key=lambda one: one[0])


def _han(text: str) -> Iterator[Found]:
    for match in re.finditer(r"[\u4e00-\u9fff]{2,}", text):
        role: Role = "place" if lookup(match[0]) else "organisation" if is_body(match[0]) else "name"
        yield match.start(), match.end(), Term(match[0], role)


_FIGURE = re.compile(
    r"(?:(?P<sign>RMB|CNY|¥)\s*)?(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>thousand|million|billion)?"
    r"\s*(?P<unit>yuan|RMB|CNY|people|persons|percent|per cent|%)?(?![\w-])",
    re.IGNORECASE,
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_UNITS = {"yuan": "元", "rmb": "元", "cny": "元", "¥": "元", "people": "人", "persons": "人"} | dict.fromkeys(
    ("percent", "per cent", "%"), "%"
)


def _figures(text: str) -> Iterator[Found]:
    for match in _FIGURE.finditer(text):
        value = Decimal(match["digits"].replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1)
        unit = _UNITS.get((match["unit"] or match["sign"] or "").lower(), "")
        if not unit and not match["scale"] and 1900 <= value <= 2100:
            continue  # a year
        figure = next(iter(stated(f"{value.normalize():f}{unit}")), None)
        if figure and (value > 20 or unit):
            shortest = min((figure.text, *written_otherwise(figure)), key=len) if value >= 10**4 else figure.text
            yield match.start(), match.end(), Term(shortest, "number", 2.0)


_CAPITALS = re.compile(r"[A-Z][\w'’-]*(?:\s+(?:of\s+|for\s+|and\s+|the\s+)*[A-Z][\w'’-]*)*")
_LINKS = frozenset("of for and the".split())
_LONGEST_PLACE = 3


def _capitalised(text: str) -> Iterator[Found]:
    """Places by their pinyin or English name; runs of other capitalised words are names."""
    for run in _CAPITALS.finditer(text):
        words = re.finditer(r"[\w-]+(?:['’](?!s\b)\w+)*", run[0])
        tokens = [(match[0], run.start() + match.start()) for match in words if match[0] != "s"]
        if run.start() == 0 and _opens_sentence(tokens[0][0]):
            tokens = tokens[1:]
        yield from _split_run(text, tokens)


def _split_run(text: str, tokens: list[tuple[str, int]]) -> Iterator[Found]:
    name: list[tuple[str, int]] = []
    at = 0
    while at < len(tokens):
        place, length = _place_at(tokens, at)
        belongs = any(_is_kind(word) for word, _ in tokens[at + length :])
        if place and not belongs:
            yield from _named(text, name)
            name = []
            start, (last, begun) = tokens[at][1], tokens[at + length - 1]
            yield start, begun + len(last), Term(place, "place")
            at += length
        else:
            name.append(tokens[at])
            at += 1
    yield from _named(text, name)


def _named(text: str, tokens: list[tuple[str, int]]) -> Iterator[Found]:
    while tokens and tokens[0][0].lower() in _LINKS:
        tokens = tokens[1:]
    while tokens and tokens[-1][0].lower() in _LINKS:
        tokens = tokens[:-1]
    if all(_known(word.lower()) for word, _ in tokens):
        return  # words of the field or the calendar, whatever their capitals
    start, end = tokens[0][1], tokens[-1][1] + len(tokens[-1][0])
    if what := re.match(r"\s+(?:plan|project|programme|program|initiative|scheme)\b", text[end:]):
        end += what.end()  # Sunshine Home plan: a translation is told best by the whole of it
    yield start, end, Term(text[start:end], "organisation" if _is_kind(tokens[-1][0]) or _of_kind(tokens) else "name")


def _of_kind(tokens: list[tuple[str, int]]) -> bool:
    return any(_is_kind(word) for word, _ in tokens)


def _is_kind(word: str) -> bool:
    return bool(
        re.match(r"(?:Foundation|Association|Chamber|Society|Federation|Company|Corporation|Centre|Center)s?$", word)
    )


def _place_at(tokens: list[tuple[str, int]], at: int) -> tuple[str | None, int]:
    """The division that the words from `at` on name, and how many words that takes, with its rank."""
    for length in range(min(_LONGEST_PLACE, len(tokens) - at), 0, -1):
        spelt = " ".join(word for word, _ in tokens[at : at + length]).lower()
        if spelt in _EXONYMS:
            return _EXONYMS[spelt], length
        names = _places_by_pinyin().get(re.sub(r"[\s'’-]", "", spelt), ())
        if names and not (length == 1 and spelt in _CAPITALISED):
            rank = tokens[at + length][0].lower() if at + length < len(tokens) else ""
            ranked = [name for name in names if name[-1] in _RANK_WORDS.get(rank, "")]
            if ranked or rank not in _RANK_WORDS:
                return (ranked or names)[0], length + (rank in _RANK_WORDS)
            return names[0], length + 1
    return None, 1


def _lower_places(text: str) -> Iterator[Found]:
    """Places that are written without a capital: provinces, and what has its rank behind it (zhenxiong county)."""
    for match in re.finditer(rf"\b([a-z]{{4,}})(?:\s+({'|'.join(_RANK_WORDS)})\b)?", text):
        names = _places_by_pinyin().get(match[1], ())
        if names and (match[2] or any(len(code) == 2 for code in gazetteer().codes(names[0]))):
            ranked = [name for name in names if match[2] and name[-1] in _RANK_WORDS[match[2]]]
            yield match.start(), match.end(), Term((ranked or names)[0], "place")


def same_sound(place: str) -> tuple[str, ...]:
    """Return the places, this one among them, that are written alike in pinyin."""
    from pypinyin import lazy_pinyin

    return _places_by_pinyin().get("".join(lazy_pinyin(place)), ())


_RANK_WORDS = {"county": "县旗", "city": "市", "district": "区", "prefecture": "州", "province": "省", "banner": "旗"}


def _words(text: str) -> Iterator[Found]:
    lowered = text.lower()
    taken: list[tuple[int, int]] = []
    for stem in sorted(_FIELD, key=len, reverse=True):  # teacher before tea
        for match in re.finditer(rf"\b{stem}[a-z]*", lowered):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield match.start(), match.end(), Term(_FIELD[stem], "word")


def _asks(text: str, found: tuple[Term, ...]) -> tuple[Ask, ...]:
    counted = []
    for match in re.finditer(r"how (many|much)((?: [\w-]+){1,3})", text, re.IGNORECASE):
        head = _head(match[2])
        near = (head, *(term.text for term in found if term.role == "word" and term.text != head)) if head else ()
        many = match[1].lower() == "many"
        unit = "" if many or not re.search("money|fund|yuan|invest|donat|cost|spen", text[match.start() :]) else "元"
        unknown = match[2].split()[0] if many and not head else ""  # a thing that is not understood counts nothing
        counted.append(Ask("count" if many else "amount", unit, head if many else "", near, must=unknown))
    if counted:
        return tuple(counted) if len(counted) == 1 else tuple(_alone(ask) for ask in counted)
    near = tuple(term.text for term in found if term.role == "word")
    if any(word in near for word in ("电话", "地址")):
        return (Ask("name", near=near, must="电话" if "电话" in near else "地址"),)
    for pattern, kind in _INTERROGATIVES:
        if asked := re.search(pattern, text, re.IGNORECASE):
            must = _unknown_end(text) if _TOLD.match(text) else _unknown_office(text)
            return (Ask(kind, "", _head(text[asked.end() : asked.end() + 30]), near, must),)
    return (Ask("name", near=near),)


def latin(text: str) -> list[Found]:
    """Return the places and names in a Chinese question that are written in letters (Zhenxiong County 有多少…)."""
    return [one for one in located(text) if one[2].role != "word" and re.match("[A-Z][a-z]{2}", text[one[0] :])]


def _alone(ask: Ask) -> Ask:
    """One of several counts of a question: the words beside the others tell nothing of it."""
    return replace(ask, near=(ask.head,) if ask.head else ())


_INTERROGATIVES: tuple[tuple[str, Kind], ...] = (
    (r"\bwhen\b|what (?:date|year|day)|deadline", "time"),
    (r"\bwhere\b", "place"),
    (r"what (?:percentage|share|proportion)", "share"),
    (r"\bwhich (?:two|three|four|five|six|[a-z]+s)\b|\blist\b|\bwhat are\b", "list"),
    (r"\bwho\b|\bwhich\b", "organisation"),
    (r"\bwhy\b", "reason"),
    (r"^(?:can|may|is|are|does|do|was|were|did|has|have|had)\b", "yes_no"),
)
_TOLD = re.compile(r"(?:was|were|did|has|have|had)\b", re.IGNORECASE)
"""Asks whether something has happened: what has stands at the end, and no answer can do without it."""


_OFFICE = re.compile(r"\bwho (?:is|was|are) the ([a-z-]+)", re.IGNORECASE)


def _unknown_office(text: str) -> str:
    """The office that a question asks after, where it is not understood: no sentence answers without it."""
    asked = _OFFICE.search(text)
    return asked[1] if asked and not _known(asked[1].lower()) else ""


def _unknown_end(text: str) -> str:
    last = re.findall("[a-z]+", text.lower())[-1]
    return "" if _known(last) else last


def _head(text: str) -> str:
    return next((term.text for term in english_terms(text) if term.role == "word"), "")


_CAPITALISED = frozenset(
    """
    january february march april may june july august september october november december china chinese county city
    province autonomous prefecture region district town village office bureau committee centre center society
    federation corporation of for and the rmb cny yuan
    """.split()
)


def _known(word: str) -> bool:
    """Whether a capitalised word is a word of this field or the calendar, and not a name."""
    return word in _CAPITALISED or word in _EXONYMS or any(word.startswith(stem) for stem in _FIELD)


def _opens_sentence(word: str) -> bool:
    """Whether the first word of a question has its capital for standing there: How, What, Does."""
    return bool(re.fullmatch(_OPENERS, word, re.IGNORECASE))


_OPENERS = (
    "how|what|which|who|whom|whose|when|where|why|is|are|was|were|do|does|did|can|could|may|has|have|had|in|on|at|by|for"
    "|list|name|tell|please|and|according|of|the|a|an|to|from|during|under|if|i|we|our|its|their|it|they|that|this|since"
)


@cache
def _places_by_pinyin() -> dict[str, tuple[str, ...]]:
    """Names of the divisions by their pinyin, wider divisions first."""
    from pypinyin import lazy_pinyin

    table: dict[str, list[str]] = {}
    for _, forms in sorted(gazetteer().forms.items(), key=lambda item: len(item[0])):
        for name in forms:
            table.setdefault("".join(lazy_pinyin(name)), []).append(name)
    return {pinyin: tuple(names) for pinyin, names in table.items()}
