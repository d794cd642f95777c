"""What the words of a document say about it: date, number, publisher, kind, issuing bodies, whether it is in force.

Every function takes text and answers only from what stands there; none looks at file names or file times. Those that
look for the document's own particulars tell them from the particulars of documents that it cites.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.dates import find_dates, narrow
from ingest.labels import (
    EDGE,
    HAN,
    Byline,
    after_number_label,
    find_byline,
    is_name,
    labelled_date,
    labelled_issuer,
    labelled_source,
)
from vectorstore.records import Kind, Status

__all__ = [
    "Byline",
    "find_byline",
    "find_date",
    "find_doc_number",
    "find_publisher",
    "guess_kind",
    "is_date_line",
    "is_name",
    "issuers",
    "labelled_issuers",
    "repeals",
    "split_issuers",
    "status",
    "superseded_by",
    "title_before_number",
    "title_issuers",
]

_NUMBERED = re.compile(
    rf"([{HAN}]{{2,16}}(?:[A-Za-z]{{1,3}})?)\s?[〔\[［(（【﹝]\s*((?:19|20)\d\d)\s*[〕\]］)）】﹞]\s*(?:第\s*)?(\d{{1,5}})\s*号"
)
_ORDER = re.compile(
    rf"[{HAN}]{{2,16}}(?:令|公告)\s*[（(]?\s*(?:(?:19|20)\d\d\s*年)?\s*第?\s*[\d一二三四五六七八九十百〇]{{1,5}}\s*号(?:令|公告)?"
)
_SIGNED_BY = re.compile(r"\s*签\s*发\s*人\s*[:：].{0,12}$")
_HEAD_LINES = 25

_GENRES = (
    "通知|意见|办法|方案|规定|决定|公告|通告|条例|细则|规划|计划|批复|复函|函|公报|纲要|措施|举措|政策|章程|准则|标准|"
    "指引|指南|要点|令|命令|通报|决议|规程|制度|清单|目录|倡议书|说明"
)
_POLICY_TITLE = re.compile(rf"(?:{_GENRES})(?:[（(〔《].*)?$")
_REPORT_TITLE = re.compile(r"(?:报告|简报|总结|汇报|纪要|名单|台账)(?:[（(].*)?$")
_TITLE_WITH_NUMBER = re.compile(rf"(?:{_GENRES})\s*[（(]?\s*({_NUMBERED.pattern})\s*[）)]?$")
_NEWS_CUE = re.compile(
    r"(?:本报|本刊|本网|新华社|中新社|中新网|新华网|人民网)[^。\n]{0,16}(?:讯|电|记者)|[（(](?:实习|见习|通讯员|本报|全媒体)?\s*记者"
    r"|记者[^。，\n]{0,14}(?:获悉|了解到|报道|采访|看到|从)|(?m:^\s*(?:日前|近日|昨日|昨天|连日来))|据(?:介绍|悉|了解)|记者[：:]"
)

_BODY_END = (
    "人民政府|办公厅|办公室|委员会|领导小组|指挥部|组织部|宣传部|统战部|[部委厅局署院行会办协联]|总局|中心|公司|集团|大学|学院|医院|银行|法院|检察院"
    "|团中央|国务院|党组|纪委|[府镇乡县市区省州盟旗]|街道|社|处|所|站|馆|队|台|报"
)
_BODY = re.compile(rf"[{HAN}（）()A-Za-z·]{{1,40}}(?:{_BODY_END})(?:[（(][{HAN}]{{2,12}}[）)])?")

_OF_ITSELF = r"(?:本|此|该)(?:文件?|件|通知|办法|规定|意见|公告|通告|方案|细则|政策|条例|决定)"
_STATE_LABEL = r"(?:有\s*效\s*性|时\s*效\s*性|(?:效\s*力|时\s*效|文\s*件)\s*状\s*态|是\s*否\s*有\s*效)\s*[:：】\]]\s*"
_REPEALED = re.compile(
    rf"{_STATE_LABEL}(?:是否)?(?:已?\s*(?:失效|废止|作废|过期)|无效|否)"
    rf"|{_OF_ITSELF}已(?:经)?(?:失效|废止|作废|被.{{0,40}}废止)|[\[【（(](?:已)?(?:失效|废止|作废)[\]】）)]"
)
_IN_FORCE = re.compile(rf"{_STATE_LABEL}(?:(?:现行|继续)?有效|是)|[\[【（(](?:现行|继续)?有效[\]】）)]")
_COMMENCES = re.compile(rf"(?:{_OF_ITSELF}|(?m:^))[^。；《》\n]{{0,12}}自[^。；\n]{{2,24}}?起?(?:施行|实施|执行|生效)")
_LAPSES = re.compile(r"有效期|试行期|(?:执行|施行|实施)(?:到|至)|截[止至]|自行(?:废止|失效)|至[^。；\n]{0,16}止")
_REPLACED = re.compile(
    rf"{_OF_ITSELF}已(?:经)?(?:被|由)\s*(?P<by>"
    r"(?:[^，。；\n《]{0,20}《[^》\n]{2,80}》(?:[（(][^）)\n]{4,40}[）)])?|[^，。；\n]{2,60}?))"
    r"\s*(?:所)?(?:代替|替代|取代|废止)"
)
_REPEALING = re.compile(r"[^。\n]*(?:同时废止|予以废止|即行废止|停止执行|不再执行)[^。\n]*")
_CITED = re.compile(r"《([^》\n]{2,80})》\s*(?:[（(]([^）)\n]{4,40}号)[^）)\n]*[）)])?")
_FOOT = 1500


def find_date(text: str) -> str | None:
    """Return the date that a label introduces (发布时间：…), or else the first full date in `text`, in ISO form.

    Meant for the lines around a document (its head, its foot); the body of an article is full of other dates.
    """
    dates = find_dates(text)
    return labelled_date(text) or (dates[0].iso if dates else None)


def is_date_line(line: str) -> bool:
    """Tell whether a line is nothing but a date."""
    dates = find_dates(line)
    return len(dates) == 1 and not (line[: dates[0].start] + line[dates[0].end :]).strip(EDGE)


def find_doc_number(text: str) -> str | None:
    """Return the document's own number (文号) with its year in 〔〕, never that of a document it cites.

    Its own number follows a label (发文字号：), stands alone on one of the first lines, or closes the title.
    """
    text = narrow(text)
    labelled = (_number_at(after) for after in after_number_label(text))
    lines = (_number_of_line(line) for line in _first_lines(text, _HEAD_LINES))
    return next((number for found in (labelled, lines) for number in found if number), None)


def _first_lines(text: str, count: int) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()][:count]


def _number_at(text: str) -> str | None:
    matches = (pattern.match(text.lstrip()) for pattern in (_NUMBERED, _ORDER))
    return next((_printed(match) for match in matches if match), None)


def _number_of_line(line: str) -> str | None:
    bare = line.strip(EDGE)
    for pattern in (_NUMBERED, _ORDER):
        match = pattern.match(bare)
        if match and not _SIGNED_BY.sub("", bare[match.end() :]).strip(EDGE):
            return _printed(match)
    match = _TITLE_WITH_NUMBER.search(line)
    return _number_at(match[1]) if match and len(line) < 120 and "。" not in line else None


def title_before_number(line: str) -> str | None:
    """Return the title that a line holds before the document's number (…的通知（民发〔2022〕12号）)."""
    match = _TITLE_WITH_NUMBER.search(narrow(line))
    return line[: match.start(1)].rstrip(" \u3000（(") if match else None


def _printed(match: re.Match[str]) -> str:
    if match.re is _ORDER:
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", match[0]))
    code, year, number = (unicodedata.normalize("NFKC", part) for part in match.groups())
    return f"{code}〔{year}〕{number}号"


def find_publisher(text: str) -> str | None:
    """Return the publisher that a label introduces (来源：…), or who stands alone beside a date in one of the lines.

    Meant, as `find_date`, for the lines around a document.
    """
    bylines = (find_byline(line) for line in _first_lines(text, _HEAD_LINES))
    beside = next((one.publisher for one in bylines if one and one.publisher), None)
    return labelled_source(text) or labelled_issuer(text) or beside


def guess_kind(title: str | None, text: str, doc_number: str | None) -> Kind:
    """Say what sort of document it is: a numbered or titled directive is policy, a report by a paper news."""
    name = re.sub(r"\s+", "", title or "")
    if doc_number or _POLICY_TITLE.search(name):
        return "policy"
    if _REPORT_TITLE.search(name):
        return "other"
    return "news" if _NEWS_CUE.search(text[:3000]) else "other"


def issuers(text: str) -> tuple[str, ...]:
    """Return the bodies that issued a document (发文机关), from its red head, a label or the signature at its foot."""
    return _red_head(text) or labelled_issuers(text) or _signature(text)


def split_issuers(line: str) -> tuple[str, ...]:
    """Return the bodies named in a line of nothing but names (民政部 财政部), or none where it says anything else."""
    names = [name for name in re.split(r"[\s、,，]+", line.strip(EDGE)) if name]
    return tuple(dict.fromkeys(names)) if names and all(_BODY.fullmatch(name) for name in names) else ()


def labelled_issuers(text: str) -> tuple[str, ...]:
    """Return the bodies that a label names (发文机关：…)."""
    name = labelled_issuer(text)
    return (split_issuers(name) or (name,)) if name else ()


def title_issuers(title: str) -> tuple[str, ...]:
    """Return the bodies that open the title of a directive (某部 某局关于…的通知)."""
    match = re.match(r"(.{2,60}?)\s*(?:关于|印发|转发)", title)
    return split_issuers(match[1]) if match else ()


def _red_head(text: str) -> tuple[str, ...]:
    for line in _first_lines(text, 4):
        if line.endswith("文件") and (names := split_issuers(re.sub(r"\s*文\s*件$", "", line))):
            return names
    return ()


def _signature(text: str) -> tuple[str, ...]:
    """Read the names above the date that closes a document."""
    lines = [line.strip() for line in text[-_FOOT:].split("\n") if line.strip()][-14:]
    for position in range(len(lines) - 1, 0, -1):
        if is_date_line(lines[position]):
            names: list[str] = []
            for line in reversed(lines[:position]):
                found = split_issuers(line)
                if not found:
                    break
                names[:0] = found
            return tuple(dict.fromkeys(names))
    return ()


def status(text: str) -> Status | None:
    """Say whether the text calls itself in force, repealed or superseded; None where it does not say.

    A text that only limits its own validity (有效期五年) does not say: that depends on the day it is read.
    """
    if superseded_by(text):
        return "superseded"
    if _REPEALED.search(text):
        return "repealed"
    foot = text[-_FOOT:]
    return "in_force" if _IN_FORCE.search(text) or (_COMMENCES.search(foot) and not _LAPSES.search(foot)) else None


def superseded_by(text: str) -> str | None:
    """Return what the text says has replaced it."""
    match = _REPLACED.search(text)
    return match["by"].strip() if match else None


def repeals(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return the documents that this one puts out of force, each with its title and its number where given."""
    return tuple(
        (cited[1], _number_at(cited[2]) if cited[2] else None)
        for clause in _REPEALING.finditer(text)
        for cited in _CITED.finditer(clause[0])
    )
