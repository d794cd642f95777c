"""Where the sentences of a Chinese, English or mixed text begin and end.

Passages are cut between sentences, answers are composed of them and citations point at them, so one function says what
a sentence is. A line end always ends one; a closing quotation mark or bracket stays with the sentence it closes; a
quotation is not cut in two, unless it is long enough to be a speech.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

LONGEST_QUOTATION = 160
"""A quotation of more characters than this is cut into its sentences."""

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_END = re.compile(r"[。！？!?｡．]+|…{2,}|⋯{2,}|\.")
_CLOSERS = "”’」』）】)]〕》〉\"'"
_INTRODUCES = "：:，,；;、—说道问答称"
_CLOSES = {"”": "“", "」": "「", "』": "『", "）": "（", ")": "(", "】": "【", "》": "《", '"': '"'}
_BRACKET = re.compile(r"[“”「」『』（）()【】《》\"]")
_DEEPEST = 8
_GOES_ON = re.compile(r"[\s　]*[，、；：,;:]|等(?![待候级])")
_ATTRIBUTION = re.compile(
    r"[^，。！？；：“”!?\n]{0,18}"
    r"(?:说|道|表示|介绍|问|称|写道|强调|指出|感慨|告诉(?:记者|笔者|我们))(?:着|到)?[。！!]"
)
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|etc|e\.g|i\.e|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sep|Sept|Oct|Nov|Dec|Fig|Vol|pp|cf|approx)$"
)
_INNER_ITEM = re.compile(r"\s\d{1,3}$")
_ENGLISH = re.compile(r"(?:[A-Za-z'’]{2,}[^\u3400-\u9fff.]*? ){2}[^\u3400-\u9fff]*\Z")
"""The end of a stretch of English words, after which a full stop is one though a Chinese character follows at once."""
_HAN_FOLLOWS = re.compile(r"\s*[\u3400-\u9fff]")
_ITEM = re.compile(r"\s*(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,4})")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order, without the white space around them."""
    spans = []
    for line in _LINE.finditer(text):
        cursor = line.start()
        for stop in (*_stops(text, line.start(), line.end()), line.end()):
            start, end = _stripped(text, cursor, stop)
            if start < end:
                spans.append((start, end))
            cursor = stop
    return spans


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Positions inside one line at which a sentence has ended."""
    whole = _quotations(text, start, end)
    opened = [quotation[0] for quotation in whole]
    begun = start
    for mark in _END.finditer(text, start, end):
        if mark.start() < begun or not _is_end(text, mark, start, end):
            continue
        stop = _after_closers(text, mark.end(), end)
        around = bisect_right(opened, mark.start()) - 1
        if around >= 0 and mark.start() < whole[around][1] and not _says_all(text, begun, stop, whole[around]):
            continue
        if _GOES_ON.match(text, stop, end):
            continue
        if stop > mark.end() and (attribution := _ATTRIBUTION.match(text, stop, end)):
            stop = _after_closers(text, attribution.end(), end)
        begun = stop
        yield stop


def _says_all(text: str, begun: int, stop: int, quotation: tuple[int, int]) -> bool:
    """Whether the sentence begun at `begun` is over where the quotation closes, which it is not in 喊“加油！”上场."""
    opening, closing = quotation
    if closing >= stop or text[closing] == "》":  # the name of a work: 《你好！》上映
        return False
    before = text[begun:opening].rstrip()
    if not before or (text[closing] not in "）)】" and before[-1] in _INTRODUCES):
        return True
    return text[closing] == '"' and _is_english(text, max(begun, opening - 80), opening)


def _after_closers(text: str, position: int, end: int) -> int:
    while position < end and text[position] in _CLOSERS:
        position += 1
    return position


def _quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the outermost quotations and brackets of a line that close within reach: (opening, closing) each."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for bracket in _BRACKET.finditer(text, start, end):
        mark, position = bracket.group(), bracket.start()
        opener = _CLOSES.get(mark)
        depth = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == opener), None)
        if opener is not None and depth is not None:
            begun = opened[depth][1]
            del opened[depth:]
            if position - begun <= LONGEST_QUOTATION:
                while found and found[-1][0] > begun:
                    found.pop()
                found.append((begun, position))
        elif (opener is None or opener == mark) and len(opened) < _DEEPEST:
            opened.append((mark, position))
    return found


def _is_end(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark that may end a sentence does so here."""
    before = text[mark.start() - 1] if mark.start() > start else ""
    after = text[mark.end()] if mark.end() < end else ""
    written = mark.group()
    if written == ".":
        return _is_full_stop(text, mark.start(), start, after)
    if written == "．":
        return not (before.isdigit() or (_is_word(before) and _is_word(after)))
    if written.isascii():  # a question mark inside an address is no end
        return not (_is_word(before) and _is_word(after))
    return True


def _is_full_stop(text: str, position: int, start: int, after: str) -> bool:
    if after and not after.isspace() and after not in _CLOSERS:
        return _HAN_FOLLOWS.match(after) is not None and _is_english(text, max(start, position - 80), position)
    before = text[max(start, position - 12) : position]
    if _ABBREVIATION.search(before) or _ITEM.fullmatch(before):
        return False
    return not (_INNER_ITEM.search(before) and _HAN_FOLLOWS.match(text, position + 1))


def _is_english(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text ends in English words."""
    return _ENGLISH.search(text, start, end) is not None


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
