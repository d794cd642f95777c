"""Names out of a tagger's words: what a name ends in tells how far it reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extract.mention import Mention
from ingest.extract.words_of_aid import ENDS_AS_BODY, ENDS_AS_PLACE, SPLITS
from ingest.regions import Mention as Place
from ingest.words import Word

_NOMINAL = frozenset({"LOC", "ORG", "n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "a", "s", "f", "j", "PER"})
_GOES_ON = re.compile(
    r"(?:(?![是有为作收得获受还也同请]|帮扶|捐|结对|对口|定点|支援|联合|携手|组织|开展|[了的在向对与和为给把将、，])[\u4e00-\u9fff]){2,10}?"
    r"(?:基金会|有限责任公司|股份有限公司|有限公司|协会|商会|促进会|联合会|服务中心|救援中心|合作社|事务局|管理局|救援队|志愿队|服务队|分行|支行)"
)
"""A verb within a name: 跳动 in 北京字节跳动公益基金会."""
NAMES = frozenset({"LOC", "ORG"})
_OPENING = frozenset({"LOC", "ORG", "nz"})
_BREAKS = re.compile(
    r"^乡村$|帮扶|结对|对口|定点|捐赠|捐助|支援|合作|协作|项目|活动|仪式|工作(?!队|组|站|者)|负责人?|记者|会员|企业代表|扶贫|振兴$|产业$|资源$|方面"
)
_BRACKETED = re.compile(r"（[\u4e00-\u9fff]{2,4}）(?=[\u4e00-\u9fff]{0,6}(?:公司|中学|学校|医院|银行|基金会))")
_MEETING = re.compile("(?:招商|展销|洽谈|推介|座谈|签约|对接)会$")
_NOWHERE = frozenset({"中国", "全国", "国内", "全球", "中华", "本地", "当地", "大陆", "集体经济", "村集体"})


def named(sentence: str, tagged: Sequence[Word], places: Sequence[Place]) -> Iterator[Mention]:
    """Yield the bodies and places that runs of words name."""
    for run in _runs(tagged, sentence, places):
        if (found := _name_in(sentence, run, places)) is not None:
            yield found


def parted(tagged: Sequence[Word]) -> Iterator[Word]:
    """Part words in which the tagger has swallowed what never is a part of a name (南山对口帮扶连平)."""
    for word in tagged:
        position = 0
        for match in SPLITS.finditer(word.text):
            if match.start() > position:
                yield _part(word, position, match.start(), word.tag)
            yield _part(word, match.start(), match.end(), "w")
            position = match.end()
        if position < len(word.text):
            yield _part(word, position, len(word.text), word.tag)


def _part(word: Word, start: int, end: int, tag: str) -> Word:
    return Word(word.start + start, word.start + end, word.text[start:end], tag)


def _runs(tagged: Sequence[Word], sentence: str, places: Sequence[Place]) -> Iterator[list[Word]]:
    """Stretches of words that a name can be made of; a place in brackets before a legal form is part of a name."""
    known = [match.span() for match in _BRACKETED.finditer(sentence)] + [(one.start, one.end) for one in places]
    run: list[Word] = []
    for word in tagged:
        inside = any(start <= word.start and word.end <= end for start, end in known)
        fits = inside or word.tag in _NOMINAL or (word.tag == "m" and word.text.startswith("第"))
        fits = fits or bool(run and word.tag == "v" and _goes_on(sentence, word, places))
        fits = fits and (word.tag in NAMES or not _BREAKS.search(word.text))
        if run and not (fits and run[-1].end == word.start):
            yield run
            run = []
        if fits:
            run.append(word)
    if run:
        yield run


def _opens(word: Word) -> bool:
    return word.tag in _OPENING and (len(word.text) > 1 or word.tag == "ORG")


def _goes_on(sentence: str, verb: Word, places: Sequence[Place]) -> bool:
    """Whether a verb is part of a name that goes on behind it; where another place follows, a new name begins."""
    rest = _GOES_ON.match(sentence, verb.start)
    return rest is not None and not any(rest.start() <= place.start < rest.end() for place in places)


def _name_in(sentence: str, run: Sequence[Word], places: Sequence[Place]) -> Mention | None:
    """Return the name that a run of words holds: from the first that opens one to the last that ends one."""
    starts = [place.start for place in places]
    first = next((i for i, word in enumerate(run) if _opens(word) or word.start in starts), None)
    if first is None:
        return None
    if run[first].tag == "nz":  # what a headline ends in before the name that the text begins with
        whole = (i for i, word in enumerate(run) if word.start in starts and word.tag == "ORG")
        first = next((i for i in whole if ENDS_AS_BODY.search(run[i].text)), first)
    last = first
    for i in range(first, len(run)):
        reached = sentence[run[first].start : run[i].end]
        if run[i].tag in ("LOC", "ORG") or (
            len(reached) > 2 and (ENDS_AS_BODY.search(reached) or ENDS_AS_PLACE.search(reached))
        ):
            last = i
    start, end = run[first].start, run[last].end
    text = sentence[start:end]
    if _MEETING.search(text):
        return None
    inside = [place for place in places if start <= place.start and place.end <= end]
    code = inside[-1].code if inside else None
    is_body = bool(ENDS_AS_BODY.search(text)) or (run[last].tag == "ORG" and not ENDS_AS_PLACE.search(text))
    if (
        len(text) < 2
        or text in _NOWHERE
        or (not is_body and run[last].tag != "LOC" and not inside and not ENDS_AS_PLACE.search(text))
    ):
        return None
    return Mention(start, end, text, "body" if is_body else "place", code)
