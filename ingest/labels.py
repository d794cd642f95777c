"""The labelled items that stand around a document: 发布时间：…, 来源：…, 发文字号：…, 责任编辑：….

Under a headline, above a notice and in the box of particulars that government sites print, the same few labels name
publisher, day and number. A line of nothing but such items, dates and one name is a byline, not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.dates import find_dates

HAN = "\u3400-\u9fff"
EDGE = " \t\n\u3000\xa0|｜/·•()（）[]［］【】〔〕,，;；:：—-–_>»《》"

_WORDS = {
    "made": "成文日期 成文时间 签发日期 签发时间 发文日期 发文时间 印发日期 印发时间",
    "date": """
        发布日期 发布时间 公布日期 公布时间 公开日期 公开时间 发表日期 发表时间 更新日期 更新时间
        录入时间 上传时间 添加时间 生成日期 生成时间 信息时间 日期 时间
    """,
    "source": """
        文章来源 信息来源 稿件来源 新闻来源 内容来源 消息来源 稿源 来源 供稿单位 供稿 信息提供 发布者 发布人
    """,
    "issuer": """
        发文机关 发文单位 发文机构 发布机构 发布机关 发布单位 制发机关 制定机关 颁布机关 颁发机关 公布机关
        公开责任部门 公开主体 责任部门 责任单位 印发单位 印发机关
    """,
    "number": "发文字号 文件编号 公文编号 文件字号 公文字号 发文编号 发文号 文号 字号",
    "title": "信息名称 文件名称 公文名称 公文标题 标题 名称 题目",
    "other": """
        责任编辑 责编 编辑 作者 记者 通讯员 摄影 审核 初审 复审 终审 校对 点击次数 点击数 点击量 点击率 点击
        浏览次数 浏览量 浏览数 浏览 阅读次数 阅读量 阅读数 阅读 访问次数 访问量 点赞 人气 评论数 评论 字体大小
        字体 分享到 分享至 分享 视力保护色 栏目 频道 关键词 关键字 标签 索引号 主题分类 主题词 主题 信息分类
        信息类别 信息索引 信息索取号 有效性 时效性 时效状态 效力状态 是否有效 文件状态 体裁分类 体裁 服务对象
        文件类型 公文种类 文种 组配分类 公开方式 公开形式 公开范围 公开类别 公开程序 公开时限 生效日期 实施日期
        施行日期 失效日期 废止日期 有效期 所属机构 分类 语种 内容概述 打印 收藏 语音播报 朗读
    """,
}


def _pattern(*kinds: str) -> str:
    """Return a pattern for the labels of these kinds, which may be spread (文　　号); the longer first.

    A short one must not end a longer word: 资金来源 and 活动时间 are none.
    """
    words = sorted({word for kind in kinds for word in _WORDS[kind].split()}, key=len, reverse=True)
    return "(?:" + "|".join((f"(?<![{HAN}])" if len(word) < 3 else "") + r"\s*".join(word) for word in words) + ")"


_COLON = r"\s*[:：】\]]\s*"
_DATE = re.compile(_pattern("made", "date") + _COLON + r"|发[表布]于\s*|更新于\s*")
_MADE = re.compile(_pattern("made") + _COLON)
_SOURCE = re.compile(_pattern("source") + _COLON + r"|[【\[(（]\s*(?:作者\s*/\s*)?来源\s+")
_ISSUER = re.compile(_pattern("issuer") + _COLON)
_NUMBER = re.compile(_pattern("number") + _COLON)
_TITLE = re.compile(_pattern("title") + _COLON)
_ANY = re.compile(_pattern(*_WORDS) + _COLON)
_OPENS = re.compile(r"[\[【（(·•\s]*" + _pattern(*_WORDS) + _COLON)
_BARE = re.compile(_pattern(*_WORDS))

_CLOCK = re.compile(
    r"\s*(?:星期|周|礼拜)[一二三四五六日天]"
    r"|\s*T?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?|\s*\d{1,2}\s*时\s*\d{1,2}\s*分"
)
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line beside a headline says: who published it and when; None for what it does not say."""

    publisher: str | None
    published: str | None


def is_label(text: str) -> bool:
    """Tell whether a text is a label and nothing else, with its colon or without."""
    return bool(_BARE.fullmatch(text.strip(EDGE)))


def is_label_line(line: str) -> bool:
    """Tell whether a line opens with a label."""
    return bool(_OPENS.match(line))


def labelled_date(text: str, *, made: bool = False) -> str | None:
    """Return the date that a label introduces, in ISO form.

    :param made: only the date on which a document was made (成文日期), not that on which it was put up.
    """
    ends = {match.end() for match in (_MADE if made else _DATE).finditer(text)}
    return next((one.iso for one in find_dates(text) if one.start in ends), None)


def labelled_source(text: str) -> str | None:
    """Return whom a label names as the source."""
    return _named(_SOURCE, text)


def labelled_issuer(text: str) -> str | None:
    """Return the body that a label names as having issued a document."""
    return _named(_ISSUER, text)


def after_number_label(text: str) -> Iterator[str]:
    """Return what follows each label of a document number."""
    return (text[match.end() : match.end() + 48] for match in _NUMBER.finditer(text))


def _named(label: re.Pattern[str], text: str) -> str | None:
    names = (_name_at(text[match.end() : match.end() + 100]) for match in label.finditer(text))
    return next((name for name in names if name), None)


def _name_at(text: str) -> str | None:
    """Return the name that opens `text`: up to the next label, date, line end or wide gap."""
    ends = [match.start() for match in (_ANY.search(text), re.search(r"\n|\s{3,}|\u3000{2,}|[|｜】\]]", text)) if match]
    ends += [one.start for one in find_dates(text)[:1]]
    name = re.split(r"\s+(?=\d|http|www)", text[: min(ends, default=len(text))].strip(EDGE))[0].strip(EDGE)
    return name if is_name(name) else None


def is_name(text: str) -> bool:
    """Tell whether `text` can be the name of an organisation or a paper, not a sentence, a count or an address."""
    if not 2 <= len(text) <= _LONGEST_NAME or re.search(r"[。！？；:：]|https?|www\.|^\d|\d{3}", text):
        return False
    return bool(re.search(rf"[{HAN}A-Za-z]{{2}}", text))


def find_byline(line: str) -> Byline | None:
    """Read a line that tells where an article comes from and when; None for any other line.

    Such a line has a date or a source label, and nothing besides dates, times, labelled items and one name.
    """
    bare = line.strip(EDGE)
    if len(bare) > 200 or re.search(r"[。！？；]", bare):
        return None
    dates = find_dates(bare)
    source = labelled_source(bare) or labelled_issuer(bare)
    labelled = _ANY.search(bare) is not None
    if not dates and not (source and _OPENS.match(bare)):
        return None
    name = _beside_date(bare)
    if labelled:
        opens = _OPENS.match(bare) is not None
        if not opens and name is None:
            return None
        return Byline(source or name or None, labelled_date(bare) or (dates[0].iso if dates else None))
    if name is None or len(name) > 40 or (name and not is_name(name)):
        return None
    return Byline(name or None, dates[0].iso)


def _beside_date(line: str) -> str | None:
    """Return the one name beside the dates before any label, "" where there is none, None where there is more."""
    label = _ANY.search(line)
    head = line[: label.start()] if label else line
    for one in reversed(find_dates(head)):
        head = head[: one.start] + "\t" + head[one.end :]
    if ":" in _CLOCK.sub("", head) or "：" in head:
        return None  # a label that is none of ours: 活动时间：2023年8月9日 is text
    parts = [part.strip(EDGE) for part in re.split(r"[\t|｜/]", _CLOCK.sub("\t", head))]
    parts = [part for part in parts if part]
    return None if len(parts) > 1 else "".join(parts)
