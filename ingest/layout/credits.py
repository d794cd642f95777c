"""Lines that say who wrote an article, where it came from, and what a picture shows."""

from __future__ import annotations

import re

from ingest.layout.characters import HAN

_MARK = "[■□●○◆◇▲△★☆▶►◎※]"
_ROLE = (
    f"(?:(?:本报|本刊|本网|本社|新华社|中新社|中新网|人民网|见习|实习|首席|特约|全媒体|融媒体|驻[{HAN}]{{2,4}}|[{HAN}]{{2,6}}报)*"
    "(?:记者|特约撰稿人?|特派员|通讯员|实习生|评论员|摄影)|撰文|撰稿人?|文图|图文|文/图|图/文|[文图]\\s*[/／：:]|作者|整理|编译)"
)
_TAIL = "(?:文/图|图/文|文图|摄影报道|图文报道|整理|报道|摄|文)"
_NAME = rf"(?:[{HAN}]{{2,4}}|[{HAN}]+·[{HAN}·]+)(?=[\s、，/]|$|{_ROLE}|{_TAIL}\s*$)"
_NAMED = rf"{_ROLE}[\s：:/]*(?:{_NAME}[\s、/]*){{1,6}}"
_BYLINE = re.compile(
    rf"\s*(?:{_MARK}\s*)?(?:(?:{_NAMED})+{_TAIL}?|本报(?:评论员|综合|记者))\s*|\s*{_MARK}\s*(?:{_NAME}\s*){{1,4}}"
)
_BYLINE_TAIL = re.compile(rf"(?P<gap>[ \u3000]*)(?:{_MARK}\s*|(?<=[ \u3000])){_ROLE}")
_LONGEST_BYLINE = 40

_DATELINE = re.compile(
    r"\s*(?:[（(【]?\s*本报[^。，]{0,12}?(?:讯|电)|新华社[^。]{0,14}?电|[^，。]{2,14}[日]电\s*[（(])"
)

_SOURCE = re.compile(
    r"\s*[（(]\s*(?:据|来源[：:]|稿件来源[：:]|摘自|转自|原载|综合)\s*(?P<who>[^（）()，。]{2,30}?)(?:消息|报道|官网|网站|通报)?\s*[）)]\s*"
    r"|\s*(?:来源|稿源|信息来源|文章来源)\s*[：:]\s*(?P<plain>[^\s　，。]{2,24})\s*"
)
_RELATIVE = re.compile(
    "(?:本|我|该|各)?(?:报|社|网|刊|省|市|县|区|州|自治区|乡|镇|厅|局|委)|相关|有关|上述|媒体|网络|综合"
)

_CREDIT = re.compile(
    r"[（(](?:资料图片?|资料照片|图片来源[：:][^）)]+|[^（）()]{0,14}(?:供图|摄|提供))[）)]。?\s*$"
    rf"|[\s。，！？”](?:[{HAN}·]{{2,8}}|[{HAN}·]{{2,4}}\s[{HAN}·]{{2,4}})\s*(?:摄影?(?:报道)?|供图|提供)。?\s*$|^\s*[{HAN}·]{{2,8}}\s+(?:摄|供图)$"
)
_POINTS = re.compile(
    r"\s*(?:[（(]?(?:上|下|左|右|大|小|题|压题|本版)?图(?:片)?[①②③④一二三四\d]*\s*(?:为|：|:|说明)|[▲△▼▽◀◁▶▷](?!\s*本报))"
)
_PICTURE_SOURCE = re.compile(r"图片来源[：:]\s*([^）)\s]+)")
_LONGEST_CAPTION = 120


def is_byline(line: str) -> bool:
    """Tell whether a line names who wrote an article, and nothing else."""
    return len(line.strip()) <= _LONGEST_BYLINE and bool(_BYLINE.fullmatch(line))


def split_byline(line: str) -> tuple[int, int] | None:
    """Return where a headline ends and the byline that follows on its line begins, None when there is no such."""
    found = None if is_byline(line) else _BYLINE_TAIL.search(line)
    if found is None or not line[: found.start()].strip() or not is_byline(line[found.end("gap") :]):
        return None
    return found.start(), found.end("gap")


def is_dateline(line: str) -> bool:
    """Tell whether a line begins an article with where and when it was sent (本报讯, 新华社北京…电)."""
    return bool(_DATELINE.match(line))


def is_source(line: str) -> bool:
    """Tell whether a line says where an article came from, and nothing else."""
    return bool(_SOURCE.fullmatch(line))


def source(line: str) -> str | None:
    """Return whom a source line names; None where the name is only relative (据省民政厅) and so names nobody."""
    found = _SOURCE.fullmatch(line)
    who = (found["who"] or found["plain"]).strip() if found else ""
    return who if who and not _RELATIVE.match(who) else None


def is_caption(line: str) -> bool:
    """Tell whether a line is the text under a picture: it ends with a credit or begins by pointing at the picture."""
    return len(line) <= _LONGEST_CAPTION and (has_credit(line) or bool(_POINTS.match(line)))


def has_credit(line: str) -> bool:
    """Tell whether a line ends by saying whose the picture is."""
    return bool(_CREDIT.search(line))


def picture_source(line: str) -> str | None:
    """Return whom a caption names as the source of its picture."""
    found = _PICTURE_SOURCE.search(line)
    return found[1] if found else None
