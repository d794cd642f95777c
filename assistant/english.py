"""English questions over Chinese sources: the words of this field, and place names by their pinyin."""

from __future__ import annotations

import re
from functools import cache

from assistant.plan import Ask, Kind, Plan, Term
from ingest.gazetteer import gazetteer

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
    "graduat": "毕业", "farmer": "农民", "resident": "村民", "area": "地区", "agency": "机构", "work": "工作",
}  # fmt: skip


_EXONYMS = {
    "tibet": "西藏", "mongolia": "内蒙古", "hong kong": "香港", "macao": "澳门", "shaanxi": "陕西", "kashgar": "喀什",
    "hotan": "和田", "altay": "阿勒泰", "ili": "伊犁", "shigatse": "日喀则", "lhasa": "拉萨", "nagqu": "那曲",
}  # fmt: skip


def is_english(text: str) -> bool:
    """Whether a question is written in English: letters, and hardly a Chinese character."""
    letters, han = len(re.findall(r"[A-Za-z]", text)), len(re.findall(r"[\u4e00-\u9fff]", text))
    return letters > 10 and han * 4 < letters


def english_plan(text: str) -> Plan:
    """Return the plan of an English question; its terms are what its words mean in this field."""
    found = _terms(text)
    return Plan(
        text=" ".join([text, *(term.text for term in found)]),
        asks=_asks(text, found),
        terms=found,
        years=frozenset(int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)),
        english=True,
    )


def _asks(text: str, found: tuple[Term, ...]) -> tuple[Ask, ...]:
    counted = []
    for match in re.finditer(r"how (many|much)((?: [\w-]+){1,3})", text, re.IGNORECASE):
        head = _head(match[2])
        counted.append(Ask("amount" if match[1].lower() == "much" else "count", "", head, (head,) if head else ()))
    if counted:
        return tuple(counted)
    near = tuple(term.text for term in found if term.role == "word")
    for pattern, kind in _INTERROGATIVES:
        if asked := re.search(pattern, text, re.IGNORECASE):
            return (Ask(kind, "", _head(text[asked.end() : asked.end() + 30]), near),)
    return (Ask("name", near=near),)


_INTERROGATIVES: tuple[tuple[str, Kind], ...] = (
    (r"\bwhen\b|what (?:date|year|day)|deadline", "time"),
    (r"\bwhere\b", "place"),
    (r"\bwhich (?:two|three|four|five|six|[a-z]+s)\b|\blist\b|\bwhat are\b", "list"),
    (r"\bwho\b|\bwhich\b", "organisation"),
    (r"\bwhy\b", "reason"),
    (r"^(?:can|may|is|are|does|do)\b", "yes_no"),
)


def _head(text: str) -> str:
    return next((term.text for term in _terms(text) if term.role == "word"), "")


def _terms(text: str) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    lowered = text.lower()
    for name in re.findall(r"(?<!^)\b[A-Z][a-z]+", text):
        if place := next(iter(_places_by_pinyin().get(name.lower(), ())), None):
            found[place] = Term(place, "place")
        elif not _known(name.lower()):
            found[name] = Term(name, "name")  # found by its pinyin, if the library holds it
    found |= {place: Term(place, "place") for name, place in _EXONYMS.items() if re.search(rf"\b{name}\b", lowered)}
    for stem, word in _FIELD.items():
        if re.search(rf"\b{stem}", lowered) and not any(word in other for other in found):
            found[word] = Term(word, "word")
    for han in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        found[han] = Term(han, "name")
    return tuple(found.values())


_CAPITALISED = frozenset(
    """
    january february march april may june july august september october november december china chinese county city
    province autonomous prefecture region district town village region office bureau committee centre center
    """.split()
)


def _known(word: str) -> bool:
    """Whether a capitalised word is a word of this field or the calendar, and not a name."""
    return word in _CAPITALISED or word in _EXONYMS or any(word.startswith(stem) for stem in _FIELD)


@cache
def _places_by_pinyin() -> dict[str, tuple[str, ...]]:
    """Short names of the divisions by their pinyin, wider divisions first."""
    from pypinyin import lazy_pinyin

    table: dict[str, list[str]] = {}
    for _, forms in sorted(gazetteer().forms.items(), key=lambda item: len(item[0])):
        for name in forms:
            table.setdefault("".join(lazy_pinyin(name)), []).append(name)
    return {pinyin: tuple(names) for pinyin, names in table.items()}
