"""Who may, must or must not do what: the rules of a notice or a plan, with the conditions that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest import regions
from ingest.extract.article import Article
from ingest.extract.periods import times, written_on
from ingest.extract.sentence import Sentence
from vectorstore.facts import Aspect, Clause, Condition, Modality
from vectorstore.records import Document

_MODALS: tuple[tuple[Modality, str], ...] = (
    ("must_not", r"不得|不能|严禁|禁止|不可(?!或缺)|不允许"),
    ("may", r"可以|(?<![许认])可(?!能|见|持续|靠|行|观|爱|谓)|鼓励|允许|有权"),
    (
        "must",
        r"应当|必须|须(?!知)|(?<![响适对反相供回])应(?=[^急对用有])|需要|(?<![必急所])需(?!求)|(?<![重主需])要(?=[^素点求件闻员义])",
    ),
)
_MODAL = re.compile("|".join(f"(?P<{name}>{told})" for name, told in _MODALS))
_WHO = (
    r"(?:社会组织|(?<![、对和与导方面])组织|基金会|行业协会商会|行业协会|商会|协会|企业|机构|单位|团队|个人|申请人"
    r"|申报单位|志愿者|学校|医院|社会团体|部门|受助人|对象)"
)
_SUBJECT = re.compile(rf"^(?P<who>[^，。；：]{{0,40}}?{_WHO})(?P<rest>[^，。；：]{{0,4}})$")
_ENCOURAGES = re.compile(
    rf"(?:鼓励|动员引导|引导|动员|组织动员)(?P<who>[^，。；：、]{{0,30}}?{_WHO}(?:等社会组织|[、和][^，。；：、]{{2,10}}?社会组织)*)(?!负责人|参与|的|、)(?P<action>[^。；]{{4,120}})"
)
_ITEM = re.compile(
    r"^\s*(?:（[一二三四五六七八九十]+）|[（(]?\d+[)）.、．]|[一二三四五六七八九十]+、|第[一二三四五六七八九十百]+条)\s*"
)
_HEADING = re.compile(r"^[一二三四五六七八九十]+、[^。；，]{2,24}$")
_ASKS = re.compile(r"条件|资格|要求|要做|义务|责任|不得|谁可以|申报对象|参加对象|范围")
_PROGRAMME = re.compile(r"《([^》]{4,40}?)(?:(?:实施)?方案|管理办法|办法|通知|意见|细则|指南)?》")
_TITLED = re.compile(
    r"(?:参加|参与|开展|实施|申报|推进|组织|关于)([\u4e00-\u9fff]{2,20}?(?:专项行动|行动|计划|项目|工程))"
)
_FORCE = re.compile(r"自(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日)起(?:施行|实施|执行|生效)")
_POLICY_WORDS = re.compile(r"方案|办法|通知|意见|规定|细则|要求|指南|章程")

_TYPES = (
    "行业协会商会|行业协会|商会|基金会|社会团体|社会服务机构|民办非企业单位|公益慈善类组织|公益慈善类社会组织"
    "|慈善组织|社区社会组织|社区组织|企业|高校|医院|志愿服务组织"
)
_LEVELS = ("县级", "市级", "省级", "国家级")
_ASPECTS: Mapping[Aspect, re.Pattern[str]] = {
    "level": re.compile(r"(?P<level>全国性|国家级|全省性|省级|全市性|市级|县级)(?P<up>(?:及)?以上)?"),
    "type": re.compile(_TYPES),
    "standing": re.compile(
        r"(?:依法)?(?:成立|登记|注册)满?[^，。；、]{0,8}(?:年|个月)(?:以上)?|[^，。；]{0,6}年(?:度检查|检|报)[^，。；]{0,8}|[1-5３-５]A级?(?:及?以上)?|[^，。；]{0,10}失信[^，。；]{0,6}|没有登记|依法登记|专职工作人员|独立法人|无违法违规[^，。；]{0,8}"
    ),
    "field": re.compile(
        r"从事(?P<field>[^，。；]{2,16}?)(?:领域|工作|服务|业务)?的|(?P<area>产业|就业|教育|健康|医疗|养老|消费|助残|儿童)(?:帮扶|服务|领域|、)"
    ),
}
_AS_LEVEL = {"全国性": "国家级", "全省性": "省级", "全市性": "市级"}


@dataclass
class _Place:
    """Where in a document the reading has come to: under which heading."""

    heading: str = ""


def clauses(article: Article) -> Iterator[Clause]:
    """Yield the rules that an article states; of news only those whose subject is a kind of body."""
    document = article.document
    is_policy = document.kind == "policy" or bool(document.doc_number)
    if not is_policy and not _POLICY_WORDS.search(article.text):
        return
    programme, since = _programme(document), _since(document)
    place = _Place()
    for sentence in article.sentences:
        if _HEADING.match(sentence.text):
            place.heading = sentence.text
            continue
        found = [*_in_sentence(sentence, programme, since, is_policy), *_encouraged(sentence, programme, since)]
        if not found and is_policy and _ASKS.search(place.heading) and _ITEM.match(sentence.text):
            found = [_item(sentence, programme, since)]
        yield from found


def _in_sentence(sentence: Sentence, programme: str | None, since: str | None, is_policy: bool) -> Iterator[Clause]:
    who, told_until = "", -1
    for part in sentence.clauses:
        if part.start < told_until:
            continue
        words = sentence.text[part.start : part.end]
        lead = _ITEM.match(words)
        begun = part.start + (lead.end() if lead else 0)
        modal = _MODAL.search(sentence.text, begun, part.end)
        if modal is None:
            continue
        subject = _subject(sentence.text[begun : modal.start()])
        if subject is None and modal.start() == begun:
            begun, subject = _named_before(sentence, begun)
        if subject is None and not (is_policy and modal.start() - begun <= 2):
            continue
        who = subject or who
        told_until = _reach(sentence, modal.end())
        action = sentence.text[modal.end() : told_until].strip("，；。 ")
        if len(action) > 1:
            modality: Modality = next(name for name, _ in _MODALS if modal[name])
            yield _clause(sentence, (begun, told_until), who, modality, action, programme, since)


def _named_before(sentence: Sentence, begun: int) -> tuple[int, str | None]:
    """Return where a rule begins whose subject stands alone before a comma: 行业协会和社区组织，可以申报."""
    lead = sentence.text[: begun - 1]
    item = _ITEM.match(lead)
    start = max(lead.rfind("；") + 1, lead.rfind("。") + 1, item.end() if item else 0)
    alone = re.fullmatch(rf"[^，。；：]{{0,40}}{_WHO}", lead[start:])
    return (start, alone[0]) if alone and begun else (begun, None)


def _encouraged(sentence: Sentence, programme: str | None, since: str | None) -> Iterator[Clause]:
    for match in _ENCOURAGES.finditer(sentence.text):
        yield _clause(sentence, match.span(), match["who"], "may", match["action"].strip("，；。 "), programme, since)


def _subject(lead: str) -> str | None:
    found = _SUBJECT.match(lead.strip())
    return found["who"] if found else None


def _reach(sentence: Sentence, start: int) -> int:
    """Return where a rule ends: at the semicolon or stop, or before the next rule."""
    stop = re.compile("[；。]").search(sentence.text, start)
    end = stop.start() if stop else len(sentence.text)
    following = re.compile(rf"，(?=[^，。；]{{0,20}}?{_WHO}?(?:不得|应当|必须|可以))").search(sentence.text, start, end)
    return following.start() if following else end


def _item(sentence: Sentence, programme: str | None, since: str | None) -> Clause:
    lead = _ITEM.match(sentence.text)
    start = lead.end() if lead else 0
    return _clause(
        sentence, (start, len(sentence.text)), "", "must", sentence.text[start:].strip("。"), programme, since
    )


def _clause(
    sentence: Sentence,
    span: tuple[int, int],
    who: str,
    modality: Modality,
    action: str,
    programme: str | None,
    since: str | None,
) -> Clause:
    start, end = span
    return Clause(
        sources=(sentence.source(start, end),),
        subject=who,
        modality=modality,
        action=action,
        programme=programme,
        conditions=tuple(_conditions(who, action if not who or modality != "must_not" else "")),
        since=since,
    )


def _conditions(who: str, action: str) -> Iterator[Condition]:
    for place in regions.mentions(who):
        yield Condition("home", (place.code,), who[place.start : place.end])
    if "东部" in who:
        yield Condition("home", ("东部",), "东部省（市）")
    for aspect, told in _ASPECTS.items():
        for match in told.finditer(who if aspect in ("level", "type") else f"{who}，{action}"):
            yield Condition(aspect, _values(aspect, match), match[0].rstrip("、，"))


def _values(aspect: Aspect, match: re.Match[str]) -> tuple[str, ...]:
    if aspect == "level":
        level = _AS_LEVEL.get(match["level"], match["level"])
        return _LEVELS[_LEVELS.index(level) :] if match["up"] else (level,)
    if aspect == "field":
        return (match["field"] or match["area"],)
    return (match[0],)


def _programme(document: Document) -> str | None:
    named = _PROGRAMME.search(document.text)
    titled = _TITLED.search(document.title or "")
    return named[1] if named else titled[1] if titled else None


def _since(document: Document) -> str | None:
    force = _FORCE.search(document.text)
    stated = next((one.period.since for one in times(force[0], written_on(document))), None) if force else None
    return stated or document.published
