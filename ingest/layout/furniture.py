"""Lines that belong to the page and to no article: editors, contacts, imprint, the credit for all its pictures."""

from __future__ import annotations

import re

from ingest.layout.characters import HAN

_ROLE = (
    "责任编辑|责编|本版编辑|执行编辑|值班编辑|值班总编|值班主任|主编|总编辑|副总编辑|编辑|美编|美术编辑|版式设计|版式|视觉设计|视觉|制图"
    "|校对|责任校对|检校|审读|组版|组稿|统筹|监制|策划|出品"
)
_PERSON = rf"[{HAN}·]{{2,4}}(?![{HAN}])"
ROLES = re.compile(rf"(?:本版|本期|新媒体)?(?:{_ROLE})\s*[：:/ ]\s*(?:{_PERSON}(?:[、/ ]{_PERSON}(?![：:]))*)?")
"""Who edited, laid out or proofread the page, with the names."""

_HAS_ROLE = re.compile(rf"(?:^|\s)(?:本版|本期|新媒体)?(?:{_ROLE})\s*[：:/ ]\s*[{HAN}]")
_CONTACT = re.compile(
    r"(?:新闻|本报)?热线\s*[：:]"
    "|(?:投稿|来稿|稿件|编辑部|本报|报社|新闻|爆料|报料|通联|发行|订阅|订报|广告|读者)"
    r"(?:专用)?(?:邮箱|信箱|热线|电话|传真|E-?mail|QQ群?|微信号?|公众号)\s*[：:]",
    re.IGNORECASE,
)
"""How to reach the paper; whom an article or a notice tells its readers to call is no furniture."""

IMPRINT = re.compile(
    r"连续出版物|统一刊号|国内刊号|(?:邮发)?代号\s*[：: ]?\s*\d|CN\s*\d|ISSN|总第\s*\d+\s*期|今日\s*\d+\s*版"
    r"|零售价|每份定价|广告(?:经营)?许可证|社址\s*[：:]|承印\s*[：:]|本报地址|本报法律顾问|扫码关注"
    r"|^(?:星期|周)[一二三四五六日天]$|农历\w{2}年"
)
"""What the law and the post office want printed."""

_PICTURES = re.compile(
    r"[（(]?(?:本版|除署名外|以上|本组|文中|未署名)[^。]{0,12}(?:图片?|照片|摄影)[^。]{0,20}[）)]?。?"
    r"|[（(]?本[版文组][^。]{0,8}供图[）)]?。?"
)
_PAGE_NUMBER = re.compile(r"[-—–·]+\s*\d{1,3}\s*[-—–·]+|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?")
_LONGEST_LINE = 90


def is_furniture(line: str) -> bool:
    """Tell whether a line is an editors', contact, imprint or picture-credit line of the whole page."""
    line = line.strip()
    if not line or len(line) > _LONGEST_LINE:
        return False
    if _PICTURES.fullmatch(line) or _PAGE_NUMBER.fullmatch(line) or _CONTACT.match(line):
        return True
    if re.search("[。；！？]", line):
        return False
    return bool(IMPRINT.search(line)) or (has_role(line) and not re.sub(r"[\s：:/、·|]+", "", ROLES.sub("", line)))


def has_role(line: str) -> bool:
    """Tell whether a line names an editor, a designer or a proofreader."""
    return bool(_HAS_ROLE.search(line))
