"""The article inside a letter: without the mails that it answers, the note above it and the farewell below."""

from __future__ import annotations

import re

_PREFIXES = re.compile(
    r"^\s*(?:(?:转发|回复|答复|转|回|自动回复|投稿|来稿|供稿|稿件|信息稿|报送|Fwd?|Re|Tr)\s*[:：]\s*"
    r"|[【\[](?:转发|投稿|来稿|供稿|稿件|外部邮件|信息报送)[】\]]\s*)+",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"^\s*(?:转发|转|Fwd?|Tr)\s*[:：]", re.IGNORECASE)
_HISTORY = re.compile(
    r"^[ \t>]*(?:-{2,}\s*(?:原始邮件|转发(?:的)?邮件(?:信息)?|Original Message|Forwarded message)\s*-{2,}"
    r"|(?:发件人|From)\s*[:：].+(?=\n(?:[^\n]*\n){0,3}?[ \t>*]*(?:发送时间|日期|收件人|主题|Sent|Date|To)\s*[:：])"
    r"|On [^\n]{6,80} wrote:|[^\n]{0,60}写道：)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_ENVELOPE = re.compile(
    r"^[ \t>*]*(?:发件人|发送时间|日期|收件人|抄送|密送|主题|附件|From|Sent|Date|To|Cc|Subject)\s*[:：].*$",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTE = re.compile(r"^(?:[ \t]*>)+ ?", re.MULTILINE)
_GREETING = re.compile(
    r"^(?:尊敬的|各位|亲爱的)?[^，。：；\n]{0,14}(?:您好|你们好|你好|大家好|好|老师|领导|同志|编辑|编辑部)\s*[：:，,！!。]?$"
)
_NOTE = re.compile(
    r"请(?:您|各位)?(?:查收|审阅|审核|阅|指正|采用|编发|关注|予以)|现(?:发上|将|呈上|报送|附上)|(?:见|在)附件|附上|望采用|不当之处|谢谢"
)
_FAREWELL = re.compile(
    r"^[ \t\u3000]*(?:此致|敬礼[！!]?|顺[颂祝][^\n]{0,6}|祝(?:好|您|您?工作)[^\n]{0,12}|谢谢[！!。]?|--(?: .*)?)\s*$",
    re.MULTILINE,
)
_LONGEST_NOTE = 300
_LONGEST_NOTE_LINE = 50
_LONGEST_FAREWELL = 160
_SHORTEST_REPLY = 40
_SHORTEST_ARTICLE = 30
_SHORTEST_TITLE = 6


def article(body: str, subject: str) -> tuple[str | None, str]:
    """Return the title and the text of the article that a mail carries; a mere letter is returned as it is."""
    title = _PREFIXES.sub("", subject).strip() or None
    text = _without_farewell(_without_history(body, forwarded=bool(_FORWARDED.match(subject)))).strip()
    lines = text.split("\n")
    position = 0
    for line in lines:
        if position > _LONGEST_NOTE:
            break
        if title and _is_title(line.strip(), title):
            return line.strip(), text[position:].strip()
        position += len(line) + 1
    return title, _without_note(lines)


def _is_title(line: str, subject: str) -> bool:
    return line == subject or (len(line) >= _SHORTEST_TITLE and subject.endswith(line) and 2 * len(line) > len(subject))


def _without_history(text: str, *, forwarded: bool) -> str:
    """Leave out what an answer quotes; what is forwarded stays, without the lines of its envelope."""
    history = _HISTORY.search(text)
    if history is None:
        return text
    if not forwarded and len("".join(text[: history.start()].split())) >= _SHORTEST_REPLY:
        return text[: history.start()]
    return _HISTORY.sub("", _ENVELOPE.sub("", _QUOTE.sub("", text)))


def _without_farewell(text: str) -> str:
    text = text.rstrip()
    for farewell in _FAREWELL.finditer(text, max(0, len(text) - _LONGEST_FAREWELL)):
        if farewell.start() >= _SHORTEST_ARTICLE:
            return text[: farewell.start()]
    return text


def _without_note(lines: list[str]) -> str:
    """Leave out greeting and note above an article, where something worth reading is left."""
    first = 0
    for number, line in enumerate(lines):
        bare = line.strip()
        note = len(bare) <= _LONGEST_NOTE_LINE and (_GREETING.search(bare) or _NOTE.search(bare))
        if bare and not note:
            break
        first = number + 1
    rest = "\n".join(lines[first:]).strip()
    return rest if len(rest) >= _SHORTEST_ARTICLE else "\n".join(lines).strip()
