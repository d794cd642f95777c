"""What the words of a document say about it: date, number, publisher, kind, issuing bodies, whether it is in force.

Every function takes text and answers only from what stands there; none looks at file names or file times. Those that
look for the document's own particulars tell them from the particulars of documents that it cites.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.dates import find_dates
from vectorstore.records import Kind, Status

_HAN = "\u3400-\u9fff"

_DOC_NUMBER = re.compile(
    rf"([{_HAN}]{{2,16}}(?:[A-Za-z]{{1,3}})?)\s?[〔\[［(（【﹝]\s*((?:19|20)\d\d)\s*[〕\]］)）】﹞]\s*(?:第\s*)?(\d{{1,5}})\s*号"
)
_ORDER = re.compile(
    rf"[{_HAN}]{{2,16}}(?:令|公告)\s*[（(]?\s*(?:(?:19|20)\d\d\s*年)?\s*第?\s*[\d一二三四五六七八九十百〇]{{1,5}}\s*号(?:令|公告)?"
)
_NUMBER_LABEL = re.compile(
    r"(?:发\s*文\s*字\s*号|文\s*件\s*编\s*号|公\s*文\s*编\s*号|发\s*文\s*号|文\s*号|字\s*号)\s*[:：】\]]\s*"
)

_DATE_LABEL = r"(?:发\s*布|发\s*文|成\s*文|印\s*发|公\s*布|发\s*表|公\s*开|更\s*新|录\s*入|上\s*传|生\s*成|签\s*发|写\s*作)?\s*(?:日\s*期|时\s*间)"
_DATE_AFTER_LABEL = re.compile(rf"{_DATE_LABEL}\s*[:：】\]]\s*")
_SOURCE_LABEL = (
    r"(?:文\s*章|信\s*息|稿\s*件|新\s*闻|内\s*容|消\s*息)?\s*来\s*源(?!于)|发\s*布\s*(?:机\s*构|机\s*关|单\s*位|者|方)|发\s*文\s*(?:机\s*关|单\s*位|机\s*构)"
    r"|制\s*发\s*机\s*关|制\s*定\s*机\s*关|公\s*开\s*(?:责\s*任\s*)?(?:部\s*门|单\s*位|机\s*构)|主\s*办\s*单\s*位|供\s*稿(?:\s*单\s*位)?"
)
_LABELLED_SOURCE = re.compile(rf"(?:{_SOURCE_LABEL})\s*[:：】\]]\s*")

# Other things that a line under a headline tells, and what is clicked there: neither a publisher nor text.
_OTHER_LABEL = re.compile(
    r"(?:责\s*任\s*编\s*辑|责\s*编|编\s*辑|作\s*者|记\s*者|通\s*讯\s*员|摄\s*影|审\s*核|初\s*审|终\s*审|点\s*击(?:数|量|率)?|浏\s*览(?:次\s*数|量|数)?"
    r"|阅\s*读(?:次\s*数|量|数)?|访\s*问(?:次\s*数|量)?|点\s*赞|人\s*气|评\s*论(?:数)?|字\s*体(?:大\s*小)?|字\s*号|分\s*享(?:到|至)?|视\s*力\s*保\s*护\s*色|栏\s*目|频\s*道|关\s*键\s*[字词]|标\s*签"
    r"|索\s*引\s*号|主\s*题\s*(?:分\s*类|词)|信\s*息\s*(?:分\s*类|类\s*别|索\s*引)|有\s*效\s*性|时\s*效\s*性|效\s*力\s*状\s*态|体\s*裁\s*分\s*类|服\s*务\s*对\s*象|文\s*件\s*类\s*型|标\s*题|名\s*称|生\s*效\s*日\s*期|废\s*止\s*日\s*期)\s*[:：】\]]"
)
_ANY_LABEL = re.compile(
    rf"[\[【（(]?\s*(?:{_DATE_LABEL}|{_SOURCE_LABEL}|{_NUMBER_LABEL.pattern}|{_OTHER_LABEL.pattern})\s*[:：】\]]?"
)

_CLOCK = re.compile(
    r"\s*(?:星期|周|礼拜)[一二三四五六日天]|\s*T?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?"
)
_EDGE = " \t\u3000\xa0|｜/·•()（）[]【】,，;；:：—-–_>»"

_GENRES = (
    "通知|意见|办法|方案|规定|决定|公告|通告|条例|细则|规划|计划|批复|复函|函|公报|纲要|措施|举措|政策|章程|准则|标准|"
    "指引|指南|要点|令|命令|通报|决议|规程|制度|清单|目录|倡议书|说明"
)
_POLICY_TITLE = re.compile(rf"(?:{_GENRES})(?:[（(〔《].*)?$")
_REPORT_TITLE = re.compile(r"(?:报告|简报|总结|汇报|纪要|通讯录|名单)(?:[（(].*)?$")
_NEWS_CUE = re.compile(
    r"(?:本报|本刊|本网|新华社|中新社|中新网|新华网|人民网)[^。\n]{0,16}(?:讯|电|记者)|[（(](?:实习|见习|通讯员|本报|全媒体)?\s*记者"
    r"|记者[^。，\n]{0,14}(?:获悉|了解到|报道|采访|看到|从)|(?m:^\s*(?:日前|近日|昨日|昨天|连日来))|据(?:介绍|悉|了解)|记者[：:]"
)

_NOT_IN_FORCE = re.compile(
    r"(?:有\s*效\s*性|时\s*效\s*性|效\s*力\s*状\s*态|文\s*件\s*状\s*态|是\s*否\s*有\s*效|状\s*态)\s*[:：】\]]\s*(?:是否)?\s*(?:已?\s*(?:失效|废止|作废|过期)|无效|否)"
    r"|(?:本|此|该)(?:文件?|件|通知|办法|规定|意见|公告|方案|细则|政策)已(?:经)?(?:失效|废止|作废|被?.{0,40}废止)|[\[【（(](?:已)?(?:失效|废止|作废)[\]】）)]"
)
_IN_FORCE = re.compile(
    r"(?:有\s*效\s*性|时\s*效\s*性|效\s*力\s*状\s*态|文\s*件\s*状\s*态|状\s*态)\s*[:：】\]]\s*(?:现行|继续)?有效"
    r"|(?:是\s*否\s*有\s*效)\s*[:：】\]]\s*(?:是|有效)|[\[【（(](?:现行|继续)?有效[\]】）)]"
)
_COMMENCES = re.compile(
    r"(?:本(?:条例|办法|规定|细则|通知|意见|方案|决定|公告|通告|规则|规程|措施|政策|章程|标准|指引|制度|文件)|(?m:^))[^。；《》\n]{0,12}"
    r"自[^。；\n]{2,24}(?:起)?(?:施行|实施|执行|生效)"
)
_LAPSES = re.compile(r"有效期|试行期|执行(?:到|至)|截止|自行(?:废止|失效)|(?:施行|实施|执行)(?:到|至)|止[。，；]")
_REPLACED = re.compile(
    r"(?:本|此|该)(?:文件?|件|通知|办法|规定|意见|公告|方案|细则|政策)已(?:经)?(?:被|由)\s*(?P<by>(?:[^，。；\n《]{0,20}《[^》\n]{2,80}》(?:[（(][^）)\n]{4,40}[）)])?|[^，。；\n]{2,60}?))"
    r"\s*(?:所)?(?:代替|替代|取代|废止)"
)
_REPEALS = re.compile(r"《([^》\n]{2,80})》\s*(?:[（(]([^）)\n]{4,40}号)[^）)\n]*[）)])?")


@dataclass(frozen=True, slots=True)
class Byline:
    """What the line under a headline says: who published it and when, either of them missing where it does not say."""

    publisher: str | None
    published: str | None


def find_date(text: str) -> str | None:
    """Return the date that a label introduces (发布时间：…), or else the first full date in `text`, in ISO form.

    Meant for the lines around a document (its head, its foot); the body of an article is full of other dates.
    """
    dates = find_dates(text)
    labels = {match.end() for match in _DATE_AFTER_LABEL.finditer(text)}
    return next((one.iso for one in dates if one.start in labels), dates[0].iso if dates else None)


def find_doc_number(text: str) -> str | None:
    """Return the document's own number (文号) with its year in 〔〕, never that of a document it cites.

    Its own number follows a label (发文字号：), stands alone on one of the first lines, or closes the title.
    """
    for label in _NUMBER_LABEL.finditer(text):
        if number := _number_at(text[label.end() : label.end() + 48]):
            return number
    for line in _first_lines(text, 25):
        if number := _number_of_line(line):
            return number
    return None


def _first_lines(text: str, count: int) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()][:count]


def _number_at(text: str) -> str | None:
    for pattern in (_DOC_NUMBER, _ORDER):
        if match := pattern.match(text.lstrip()):
            return _printed(match)
    return None


def _number_of_line(line: str) -> str | None:
    bare = line.strip(_EDGE)
    for pattern in (_DOC_NUMBER, _ORDER):
        match = pattern.match(bare)
        if match and not _rest_of_number_line(bare[match.end() :]):
            return _printed(match)
    match = re.search(rf"(?:{_GENRES})\s*[（(]?\s*({_DOC_NUMBER.pattern})\s*[）)]?$", line)
    return _number_at(match[1]) if match and len(line) < 120 and "。" not in line else None


def _rest_of_number_line(rest: str) -> str:
    """Return what else the line of a document number says, leaving out 签发人 and the day of issue."""
    rest = re.sub(r"\s*签\s*发\s*人\s*[:：].{0,12}$", "", rest)
    for dated in reversed(find_dates(rest)):
        rest = rest[: dated.start] + rest[dated.end :]
    return rest.strip(_EDGE)


def _printed(match: re.Match[str]) -> str:
    if match.re is _ORDER:
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", match[0]))
    code, year, number = (unicodedata.normalize("NFKC", part) for part in match.groups())
    return f"{code}〔{year}〕{number}号"


def find_publisher(text: str) -> str | None:
    """Return the publisher that a label introduces (来源：…), or who stands alone beside a date in one short line."""
    for label in _LABELLED_SOURCE.finditer(text):
        if name := _name_at(text[label.end() : label.end() + 80]):
            return name
    for line in _first_lines(text, 12):
        if (byline := find_byline(line)) and byline.publisher:
            return byline.publisher
    return None


def _name_at(text: str) -> str | None:
    """Return the name that opens `text`: up to the next label, date, line end or wide gap."""
    ends = [len(text)]
    ends += [match.start() for match in (_ANY_LABEL.search(text), re.search(r"\n|\s{3,}|[|｜]", text)) if match]
    ends += [one.start for one in find_dates(text)[:1]]
    name = text[: min(ends)].strip(_EDGE)
    name = re.split(r"\s+(?=\d|http|www)", name)[0].strip(_EDGE)
    return name if is_name(name) else None


def is_name(text: str) -> bool:
    """Tell whether `text` can be the name of an organisation or a paper, not a sentence, a count or an address."""
    return (
        2 <= len(text) <= 60
        and not re.search(r"[。！？；\d]{2}|[。！？；:：]|https?|www\.|^\d", text)
        and bool(re.search(rf"[{_HAN}A-Za-z]{{2}}", text))
    )


def find_byline(line: str) -> Byline | None:
    """Read a line that tells where an article comes from and when; None for any other line.

    Such a line has a date or a source label, and nothing besides dates, times, labelled items and one name.
    """
    bare = line.strip(_EDGE)
    dates = find_dates(bare)
    label = _LABELLED_SOURCE.search(bare)
    if len(bare) > 160 or re.search(r"[。！？；]", bare) or not (dates or label):
        return None
    if label or _OTHER_LABEL.search(bare) or _DATE_AFTER_LABEL.search(bare):
        return Byline(_name_at(bare[label.end() :]) if label else _unlabelled_name(bare), find_date(bare))
    name = _unlabelled_name(bare)
    if name is None or not is_name(name) or len(name) > 40:
        return Byline(None, dates[0].iso) if name == "" else None
    return Byline(name, dates[0].iso)


def _unlabelled_name(line: str) -> str | None:
    """Return the one name beside the date, "" where there is none, None where the rest is more than a name."""
    start = _ANY_LABEL.search(line)
    head = line[: start.start()] if start else line
    for one in reversed(find_dates(head)):
        head = head[: one.start] + "\t" + head[one.end :]
    parts = [part.strip(_EDGE) for part in re.split(r"[\t|｜/]", _CLOCK.sub("\t", head))]
    parts = [part for part in parts if part]
    return None if len(parts) > 1 else "".join(parts) or ("" if not start else None)


def guess_kind(title: str | None, text: str, doc_number: str | None) -> Kind:
    """Say what sort of document it is: a numbered or titled directive is policy, a report by a paper news."""
    name = re.sub(r"\s+", "", title or "")
    if doc_number or _POLICY_TITLE.search(name):
        return "policy"
    if _REPORT_TITLE.search(name):
        return "other"
    return "news" if _NEWS_CUE.search(text[:3000]) else "other"


def issuers(text: str) -> tuple[str, ...]:
    """Return the bodies that issued a document (发文机关), from its red head, its label or its signature at the foot."""
    for found in (_red_head(text), _labelled_issuer(text), _signature(text)):
        if found:
            return tuple(dict.fromkeys(found))
    return ()


_ISSUER_SUFFIX = (
    "人民政府|办公厅|办公室|委员会|领导小组|指挥部|民政部|财政部|教育部|科技部|司法部|商务部|农业农村部|人力资源社会保障部|社会保障部|组织部|宣传部|统战部|"
    "[部委厅局署院行会办]|总局|总队|支队|协会|联合会|基金会|学会|商会|总会|法院|检察院|中心|公司|集团|大学|学院|医院|银行"
)
_ISSUER = re.compile(rf"^[{_HAN}（）()A-Za-z·]{{1,30}}(?:{_ISSUER_SUFFIX})$")


def split_issuers(line: str) -> tuple[str, ...]:
    """Return the bodies named in a line of nothing but names (民政部 财政部), or none where it says anything else."""
    names = [name for name in re.split(r"[\s、,，]+", line.strip(_EDGE)) if name]
    return tuple(names) if names and all(_ISSUER.match(name) for name in names) else ()


def _red_head(text: str) -> tuple[str, ...]:
    for line in _first_lines(text, 4):
        if line.endswith("文件") and (names := split_issuers(re.sub(r"\s*文\s*件$", "", line))):
            return names
    return ()


def _labelled_issuer(text: str) -> tuple[str, ...]:
    match = re.search(r"(?:发\s*文\s*(?:机\s*关|单\s*位|机\s*构)|制\s*(?:发|定)\s*机\s*关)\s*[:：]\s*", text)
    name = _name_at(text[match.end() : match.end() + 80]) if match else None
    return (split_issuers(name) or (name,)) if name else ()


def _signature(text: str) -> tuple[str, ...]:
    """Read the names above the date that closes a document."""
    lines = [line.strip() for line in text.rstrip().split("\n") if line.strip()][-14:]
    for position in range(len(lines) - 1, 0, -1):
        if is_date_line(lines[position]):
            names: list[str] = []
            for line in reversed(lines[:position]):
                found = split_issuers(line)
                if not found:
                    break
                names[:0] = found
            return tuple(names)
    return ()


def is_date_line(line: str) -> bool:
    """Tell whether a line is nothing but a date."""
    dates = find_dates(line)
    return len(dates) == 1 and not (line[: dates[0].start] + line[dates[0].end :]).strip(_EDGE)


def status(text: str) -> Status | None:
    """Say whether the text calls itself in force, repealed or superseded; None where it does not say.

    A text that only limits its own validity (有效期五年) does not say: that depends on the day it is read.
    """
    if superseded_by(text):
        return "superseded"
    if _NOT_IN_FORCE.search(text):
        return "repealed"
    commences = _COMMENCES.search(text[-1500:]) and not _LAPSES.search(text[-1500:])
    return "in_force" if _IN_FORCE.search(text) or commences else None


def superseded_by(text: str) -> str | None:
    """Return what the text says has replaced it."""
    match = _REPLACED.search(text)
    return match["by"].strip() if match else None


def repeals(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return the documents that this one puts out of force, each with its title and its number where given."""
    found: list[tuple[str, str | None]] = []
    for match in re.finditer(r"[^。\n]*(?:同时废止|予以废止|即行废止|停止执行|不再执行)[^。\n]*", text):
        for cited in _REPEALS.finditer(match[0]):
            found.append((cited[1], _number_at(cited[2]) if cited[2] else None))
    return tuple(found)
