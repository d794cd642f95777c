"""The organisations of an article as records: names, level, legal kind and home, as far as names and text tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ingest import regions
from ingest.extract.article import Article, region_of
from ingest.extract.mention import Mention
from ingest.extract.sentence import Sentence
from vectorstore.facts import Organisation, Source

_TYPES = (
    ("基金会", r"基金会$"),
    ("群团组织", r"(?:总工会|工会|妇联|团委|残联|工商联|侨联|科协|红十字会|共青团[\u4e00-\u9fff]*委)$"),
    ("社会团体", r"(?:协会|商会|学会|促进会|联合会|研究会|校友会|总会|慈善会)$"),
    ("社会服务机构", r"(?:服务中心|发展中心|救助中心|服务社|社会工作[\u4e00-\u9fff]*中心|社工[\u4e00-\u9fff]*中心)$"),
    ("企业", r"(?:公司|集团|银行|酒厂|工厂|企业|证券|期货|保险|股份|合作社)$"),
    ("事业单位", r"(?:医院|卫生院|学校|中学|小学|大学|学院|幼儿园|研究院|研究所|门诊部|保健院)$"),
    ("党政机关", r"(?:局|厅|委|政府|街道办|办事处|法院|检察院|支部|党委)$"),
)
_LEVELS = {2: "省级", 4: "市级", 6: "县级"}
_NATIONAL = re.compile(r"^(?:中国|中华|全国|国家)")
_STATED_LEVEL = re.compile(r"(全国性|国家级|省级|全省性|市级|全市性|县级)(?:的)?(?:社会组织|行业协会|社会团体|基金会)")
_AS_LEVEL = {
    "全国性": "国家级",
    "国家级": "国家级",
    "省级": "省级",
    "全省性": "省级",
    "市级": "市级",
    "全市性": "市级",
    "县级": "县级",
}
_COMMON = re.compile(
    r"基金会|协会|商会|学会|促进会|联合会|研究会|校友会|总会|慈善会|服务中心|发展中心|中心|服务社|社会工作|社工|公益|慈善|爱心|教育|发展|行业|医院|企业|社会|青年|妇女|儿童|志愿|服务|文化|经济"
    r"|有限责任公司|股份有限公司|有限公司|公司|集团|人民|银行|学校|中学|小学|大学|医院"
)
_TELLING = 2  # characters that must be left of a name for it to tell one body from another


def organisations(article: Article, names: Collection[str]) -> Iterator[Organisation]:
    """Yield the bodies of an article that take part in something, each once, where it is first named in full."""
    first: dict[str, tuple[Sentence, Mention]] = {}
    aliases: dict[str, set[str]] = {}
    for sentence in article.sentences:
        for one in sentence.mentions:
            if one.sort == "body" and one.name in names:
                aliases.setdefault(one.name, set()).add(one.text)
                if one.name not in first or (one.text == one.name and first[one.name][1].text != one.name):
                    first[one.name] = (sentence, one)
    for name, (sentence, one) in first.items():
        source = sentence.source(one.start, one.end)
        yield body(name, source, aliases[name] - {name}, sentence.text[one.end : one.end + 40])


def body(name: str, source: Source, aliases: Collection[str] = (), behind: str = "") -> Organisation:
    """Return the record of one body.

    :param behind: the text behind its name, which may state its level (作为全国性社会组织).
    """
    home = next((one for one in regions.mentions(name) if one.start == 0), None)
    stated = _STATED_LEVEL.search(behind)
    level = "国家级" if _NATIONAL.match(name) else _LEVELS[len(home.code)] if home else None
    return Organisation(
        sources=(source,),
        name=name,
        aliases=tuple(sorted(one for one in aliases if len(one) > 1)),
        short=_short(name, home),
        level=_AS_LEVEL[stated[1]] if stated else level,
        type=next((kind for kind, told in _TYPES if re.search(told, name)), None),
        home=region_of(home.code) if home else None,
    )


def _short(name: str, home: regions.Mention | None) -> str | None:
    if home is None:
        return None
    rest = name[home.end :]
    return rest if len(_COMMON.sub("", rest)) >= _TELLING else None
