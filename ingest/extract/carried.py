"""Gifts whose sentence does not say for whom.

甲向丙捐赠10万元。乙捐赠5万元: whoever got the gift told last gets this one too, if it stands near; relief that names
nobody is for the place that the article says was struck.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.extract.article import Article, region_of
from ingest.extract.mention import Mention
from ingest.extract.parties import VILLAGE, is_channel, may_pair, sender
from ingest.extract.sentence import Clause, Sentence
from vectorstore.facts import Pairing, Source
from vectorstore.records import Span

_GIVES = re.compile(
    r"由[^，。；]{2,40}捐赠(?=[，。；])|(?:捐[赠助款资出献](?!仪式|活动|人|者|证书|牌|的|签约)|捐(?=[\d价]))(?=[^，。；]{0,8}(?:\d|价值|一批|[一二两三四五六七八九十百千万]+[万元个台套]))"
)
_FOR_WHOM = re.compile(r"[向给对](?!此)|为(?!了)|用于(?!救灾|抗[洪灾]|防汛|“)|予(?!以)|到")
_PLANNED = re.compile(r"将|拟|计划|预计|如果|呼吁|希望")
_RELIEF = re.compile(r"救灾|抗洪|防汛|灾后|抗震|抢险|赈灾|驰援|灾区|受灾")
_STRUCK = re.compile(r"暴雨|强降雨|洪涝|洪水|洪灾|水灾|汛情|地震|台风|泥石流|受灾|灾情|火灾")
_GOES_TO = re.compile(r"(?:驶向|开往|[送运发][往到抵至达]|送给|驰援)$")
_GETS = re.compile(r"[^，。；]{0,6}(?:收到|获赠|迎来|接收)")
_BEHIND = 8  # characters of the next clause that may say for whom a gift is
_NEAR = 3  # sentences back that a gift's recipient may stand
_LONGEST = 160  # characters of a quote that reaches back to whom the gift before was for


@dataclass(frozen=True, slots=True)
class _Gift:
    """A gift that names its giver only, and the clause that tells it."""

    sentence: Sentence
    clause: Clause
    givers: tuple[Mention, ...]


def carried(article: Article, told: Sequence[Pairing]) -> Iterator[Pairing]:
    """Yield the gifts of an article whose recipient another sentence tells."""
    known = {(one.organisation, one.recipient) for one in told}
    helpers = {one.organisation for one in told}
    for gift in _gifts(article, told):
        like = _before(gift, told) or _reached(gift)
        if like is None and not any(one.name in helpers for one in gift.givers):
            like = _struck(gift)
        for one in _given(gift, like) if like else ():
            if (one.organisation, one.recipient) not in known:
                known.add((one.organisation, one.recipient))
                yield one


def _given(gift: _Gift, like: Pairing) -> Iterator[Pairing]:
    """Yield a gift from each of its givers to the recipient of another one."""
    recipient = Mention(0, 0, like.recipient, "place" if like.is_region else "body")
    for giver in gift.givers:
        if may_pair(giver, recipient):
            yield replace(like, id="", organisation=giver.name, sources=(_source(gift, like),))


def _gifts(article: Article, told: Sequence[Pairing]) -> Iterator[_Gift]:
    spans = [one.source.span for one in told]
    for sentence in article.sentences:
        for match in _GIVES.finditer(sentence.text):
            clause = sentence.clauses[sentence.clause_at(match.start())]
            rest = sentence.text[clause.start : clause.end + _BEHIND]
            at = sentence.start + match.start()
            if _FOR_WHOM.search(rest) or _PLANNED.search(rest) or any(one.start <= at < one.end for one in spans):
                continue
            if match[0].startswith("由"):
                named = sentence.opens_from(match.start() + 1, match.end() - len("捐赠"))
            else:
                named = sentence.opens_with(match.start()) or sentence.subject_of(clause, match.start())
            if givers := _who_give(sentence, named):
                yield _Gift(sentence, clause, givers)


def _who_give(sentence: Sentence, named: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(sender(one) for one in named if one.sort == "body" and not is_channel(sentence.text, one.start))


def _before(gift: _Gift, told: Sequence[Pairing]) -> Pairing | None:
    """Return the gift told last before one, if that stands near."""
    sentences = gift.sentence.article.sentences
    near = sentences[max(0, gift.sentence.number - _NEAR)].start
    upto = gift.sentence.start + gift.clause.start
    found = [one for one in told if near <= one.source.span.start < upto and one.mechanism in ("捐赠", "合作")]
    if not found:
        return None
    last = max(found, key=lambda one: one.source.span.start)
    return replace(last, mechanism="捐赠", programme=None, period=None)


def _reached(gift: _Gift) -> Pairing | None:
    """Return who has got something, or where goods have gone, in the sentences before."""
    sentence = gift.sentence
    for earlier in reversed(sentence.article.sentences[max(0, sentence.number - 2) : sentence.number]):
        for one in earlier.mentions:
            lead, rest = earlier.text[: one.start], earlier.text[one.end :]
            if _GOES_TO.search(lead) or (_GETS.match(rest) and not _GOES_TO.search(rest)):
                return _gift_for(one, earlier.source(one.start, one.end))
    return None


def _gift_for(one: Mention, source: Source) -> Pairing:
    region = region_of(one.code)
    return Pairing(
        sources=(source,),
        organisation="",
        recipient=one.name,
        mechanism="捐赠",
        region=region,
        is_region=one.sort == "place" and region is not None and not VILLAGE.search(one.text),
    )


def _struck(gift: _Gift) -> Pairing | None:
    """Return the place that was struck as whom relief is for."""
    sentence = gift.sentence
    if not _RELIEF.search(sentence.text[gift.clause.start :]):
        return None
    for earlier in sentence.article.sentences[: sentence.number + 1]:
        for clause in earlier.clauses:
            if not _STRUCK.search(earlier.text, clause.start, clause.end):
                continue
            for one in earlier.mentions:
                if one.sort == "place" and clause.start <= one.start < clause.end:
                    return _gift_for(one, earlier.source(one.start, clause.end))
    return None


def _source(gift: _Gift, like: Pairing) -> Source:
    document = gift.sentence.article.document
    start, end = (gift.sentence.start + place for place in (gift.clause.start, gift.clause.end))
    first = like.source.span.start
    start = first if 0 <= end - first <= _LONGEST else start
    return Source(Span(document.id, start, end), gift.sentence.article.text[start:end])
