"""Who helps whom: what the patterns of sentences find, with the subject told where a pattern leaves it open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.extract.article import Article, region_of
from ingest.extract.mention import Mention
from ingest.extract.pairing_patterns import INSTITUTED, LISTED, PATTERNS, Pattern
from ingest.extract.parties import VILLAGE, possible
from ingest.extract.periods import Timed, times, written_on
from ingest.extract.programmes import Named, named_in, near
from ingest.extract.sentence import Sentence
from ingest.extract.sides import sides
from ingest.extract.skeleton import Skeleton, skeleton
from ingest.extract.words_of_aid import ABOUT_AID, mechanism
from vectorstore.facts import Pairing, Period

_BYLINE = re.compile(r"[（(](?:原标题|作者|来源|图|据|记者|完)")
_OFTEN = 3


def pairings(article: Article) -> Iterator[Pairing]:
    """Yield the pairings that an article tells of."""
    today = written_on(article.document)
    about_aid = len(ABOUT_AID.findall(article.text)) >= _OFTEN
    for sentence in article.sentences:
        if _BYLINE.match(sentence.text):
            continue
        if sentence.mentions and (about_aid or ABOUT_AID.search(sentence.text)):
            yield from _in_sentence(sentence, today)


@dataclass(frozen=True, slots=True)
class _Context:
    """The programmes and times that a sentence names."""

    named: Sequence[Named]
    timed: Sequence[Timed]

    def period(self, start: int, end: int) -> Period | None:
        """Return the time that a stretch is told for: the last one up to its end."""
        before = [one for one in self.timed if start - _LONGEST // 2 <= one.start <= end]
        return before[-1].period if before else None


def _in_sentence(sentence: Sentence, today: date | None) -> Iterator[Pairing]:
    bones = skeleton(sentence.text, sentence.mentions)
    context = _Context(named_in(sentence), tuple(times(sentence.text, today)))
    is_kept_up = bool(re.search(INSTITUTED, sentence.text))
    found: list[_Found] = []
    for pattern in PATTERNS:
        for match in pattern.form.finditer(bones.text):
            for helper, helped in sides(sentence, bones, pattern, match):
                one = _Found(helper, helped, pattern, match)
                if one.key not in {other.key for other in found} and possible(
                    helper, helped, pattern, is_kept_up=is_kept_up
                ):
                    found.append(one)
    kept = [one for one in found if not any(other.narrows(one) for other in found)]
    sentence.article.givers = (
        tuple(dict.fromkeys(one.helper for one in kept if one.pattern.default == "捐赠")) or sentence.article.givers
    )
    for one in kept:
        yield _made(sentence, bones, one, context)


@dataclass(frozen=True, slots=True)
class _Found:
    """A pairing before it is written down."""

    helper: Mention
    helped: Mention
    pattern: Pattern
    match: re.Match[str]

    @property
    def key(self) -> tuple[str, str]:
        return self.helper.name, self.helped.name

    def narrows(self, other: _Found) -> bool:
        """Whether it names within the other's place who is helped there."""
        if self is other or self.helper.name != other.helper.name:
            return False
        if other.helped.sort == "places" and not other.helped.code and self.pattern.form is LISTED:
            return True
        if other.pattern.strength == "strong":
            return False
        one, wide = self.helped.code, other.helped.code
        return bool(one and wide and one != wide and one.startswith(wide))


def _made(sentence: Sentence, bones: Skeleton, found: _Found, context: _Context) -> Pairing:
    match, helper, helped = found.match, found.helper, found.helped
    start = min(bones.start(match.start()), helped.start)
    end = max(bones.end(match.end()), helped.end)
    if helper.start < end and sentence.text[helper.start : helper.end] == helper.text and end - helper.start < _LONGEST:
        start = min(start, helper.start)
    region = region_of(helped.code)
    told = match["tail"] if found.pattern.strength == "strong" or _SAYS_HOW.search(match["tail"]) else ""
    return Pairing(
        sources=(sentence.source(start, end),),
        organisation=helper.name,
        recipient=helped.name,
        mechanism=mechanism(told, found.pattern.default),
        region=region,
        is_region=helped.sort == "place" and region is not None and not VILLAGE.search(helped.text),
        programme=near(context.named, start, end, sentence.text),
        period=context.period(start, end),
    )


_LONGEST = 160  # characters of a quote that reaches back to its subject
_SAYS_HOW = re.compile(r"结对|挂钩|联系点|对口|定点|捐|援建")
