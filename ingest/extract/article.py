"""An article as facts are read from it: its sentences in order, what each is about, and the names that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest import regions
from ingest.extract.actors import coined_names
from ingest.extract.mention import Mention
from ingest.extract.mentions import mentions
from ingest.extract.parties import is_media
from ingest.extract.sentence import BULLET, LONGEST, Sentence, is_worth_it
from ingest.extract.short_names import full_names, is_short_for, stated_names
from ingest.extract.taking_up import taken_up
from ingest.extract.words_of_aid import ENDS_AS_PLACE
from ingest.gazetteer import gazetteer
from ingest.sentences import sentences
from vectorstore.facts import Region
from vectorstore.records import Document

_PROJECT = re.compile(
    r"“([^”]{3,30})”(?=[^，。；]{0,12}(?:项目|计划|行动|工程|活动|基金))|“([^”]{2,24}(?:项目|计划|行动|工程|基金))”"
)
_OPENS_WITH_PROJECT = re.compile(
    r"(?:目前|现在|随后|后来|今年|近年来)*(?:“([^”]{2,20})[”—]|(?:该|此|这一|这个|上述|本)?(?:项目|计划|行动|活动)(?!期间|现场|上|中))"
)
_CALLED = {
    "企业": ("公司", "集团", "企业", "厂"),
    "公司": ("公司", "集团"),
    "学校": ("学校", "大学", "学院", "中学", "小学"),
}
"""What else a body's name may end in that is taken up by a word: 该企业 for a 公司."""
_ARM = re.compile("(?:党委|党组|党支部|工会|团委)$")


@dataclass
class Article:
    """A document with its sentences, read once from the first to the last."""

    document: Document
    text: str
    sentences: list[Sentence] = field(default_factory=list)
    owners: dict[str, Mention] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    givers: tuple[Mention, ...] = ()
    """Who gave the gift told last, while the article is read for pairings: whose 该批物资 are."""

    def last_called(self, noun: str, before: int) -> Mention | None:
        """Return the party named last before a place whose name ends in `noun`: whom 该协会 or 该村 means."""
        for sentence in reversed(self.sentences):
            for one in reversed(sentence.mentions):
                called = _ARM.sub("", one.text)
                if (
                    sentence.start + one.end <= before
                    and one.sort in ("body", "place")
                    and called.endswith(_CALLED.get(noun, (noun,)))
                    and called != noun
                ):
                    return replace(one, text=called, full="" if called != one.text else one.full)
        return None

    def in_full(self, parties: Sequence[Mention]) -> tuple[Mention, ...]:
        """Return parties each with the fullest name that the article has for it."""
        return tuple(replace(one, full=self._full_name(one.text) or one.full) for one in parties)

    def _full_name(self, name: str) -> str:
        """Return the one longer name of the article that a name is short for; '' where there is none or are several."""
        if name not in self.full:
            bodies = {one.text for sentence in self.sentences for one in sentence.mentions if one.sort == "body"}
            known = name in bodies or ENDS_AS_PLACE.search(name)
            longer = [] if known else [body for body in bodies if is_short_for(name, body)]
            self.full[name] = longer[0] if len(longer) == 1 else ""
        return self.full[name]

    def taken_up(self, sentence: Sentence) -> Iterator[Mention]:
        """Yield the words of a sentence that take up a party named before."""
        return taken_up(
            sentence.text, sentence.mentions, lambda noun, place: self.last_called(noun, sentence.start + place)
        )

    def owner_before(self, sentence: Sentence, position: int) -> Mention | None:
        """Return who runs the project that a clause opens with, “甲”项目 or 该项目, where the article has told that."""
        clause = sentence.clauses[sentence.clause_at(position)]
        opens = _OPENS_WITH_PROJECT.match(sentence.text[clause.start : clause.end])
        if opens is None:
            return None
        if opens[1]:
            return next((owner for name, owner in self.owners.items() if name.startswith(opens[1])), None)
        upto = self.text[: sentence.start + position]
        told = [(upto.rfind(f"“{name}"), owner) for name, owner in self.owners.items()]
        place, owner = max(told, key=lambda one: one[0], default=(-1, None))
        return owner if place >= 0 else None

    def learn_owners(self, sentence: Sentence) -> None:
        """Remember who runs the projects that a sentence names."""
        for match in _PROJECT.finditer(sentence.text):
            name = match[1] or match[2]
            if name not in self.owners:
                found = [one for one in sentence.subject(match.start()) if one.is_body]
                if found:
                    self.owners[name] = found[0]

    @property
    def context(self) -> str:
        """Where the article comes from, to tell places of one name apart."""
        return "\n".join(filter(None, (self.document.title, self.document.publisher)))


def read(document: Document, text: str | None = None) -> Article:
    """Read a document sentence by sentence.

    :param text: its text with stretches blanked out that are not to be read.
    """
    article = Article(document, document.text if text is None else text)
    context = article.context
    places = regions.mentions(article.text, context=context, bare=True)
    topic: tuple[Mention, ...] = ()
    earlier: tuple[Mention, ...] = ()
    paragraph = 0
    for number, (start, end, found) in enumerate(_named(article.text, places)):
        told = article.text[start:end]
        if "\n" in article.text[paragraph:start] and not BULLET.match(article.text, start):
            topic, paragraph = (), start
        sentence = Sentence(article, number, start, told, found, topic, earlier)
        article.sentences.append(sentence)
        sentence.mentions = sorted((*found, *article.taken_up(sentence)), key=lambda one: one.start)
        topic = _topic(sentence) or topic
        earlier = topic or earlier
    for sentence in article.sentences:
        article.learn_owners(sentence)
    _name_in_full(article)
    return article


def _named(text: str, places: Sequence[regions.Mention]) -> Iterator[tuple[int, int, list[Mention]]]:
    """Yield where each sentence begins and ends, with its parties; a name that one of them shows is known to all."""
    known = _Known((*stated_names(text), *coined_names(text)))

    def parties(start: int, end: int) -> list[Mention]:
        told = text[start:end]
        inside = [_moved(place, start) for place in places if start <= place.start and place.end <= end]
        return mentions(told, inside, known.names, tag=is_worth_it(told)) if end - start <= LONGEST else []

    found = []
    for start, end in sentences(text):
        offered = frozenset(known.names)
        found.append((start, end, parties(start, end), offered))
        known.learn(found[-1][2])
    for start, end, named, offered in found:
        seen = offered.union(one.text for one in named)
        overlooked = any(name not in seen and name in text[start:end] for name in known.names)
        yield start, end, parties(start, end) if overlooked else named


def _name_in_full(article: Article) -> None:
    """Give every short name of a body the full one that the article has for it."""
    bodies = dict.fromkeys(
        one.text for sentence in article.sentences for one in sentence.mentions if one.sort == "body"
    )
    full = article.full = full_names(article.text, tuple(bodies))
    codes = {one.text: one.code for sentence in article.sentences for one in sentence.mentions if one.code}

    def in_full(one: Mention) -> Mention:
        if one.sort != "body" or one.text not in full:
            return one
        return replace(one, full=full[one.text], code=codes.get(full[one.text], one.code))

    for sentence in article.sentences:
        sentence.mentions = [in_full(one) for one in sentence.mentions]
        sentence.topic = tuple(in_full(one) for one in sentence.topic)
        sentence.earlier = tuple(in_full(one) for one in sentence.earlier)


def _moved(place: regions.Mention, start: int) -> regions.Mention:
    return regions.Mention(place.start - start, place.end - start, place.code)


def _topic(sentence: Sentence) -> tuple[Mention, ...]:
    """Return what a sentence is about: the subject of its first clause that has one of its own."""
    for clause in sentence.clauses:
        found = sentence.subject_of(clause, clause.end)
        bodies = tuple(one for one in found if one.is_body and not is_media(one.text))
        if bodies:
            return bodies
    return ()


class _Known:
    """The names that an article has used so far."""

    def __init__(self, stated: Sequence[str]) -> None:
        self.names = sorted(set(stated), key=len, reverse=True)

    def learn(self, found: Sequence[Mention]) -> None:
        """Remember the names of bodies, the longest first."""
        for one in found:
            if one.sort == "body" and len(one.text) >= 4 and one.text not in self.names:
                self.names.append(one.text)
                self.names.sort(key=len, reverse=True)


def region_of(code: str | None) -> Region | None:
    """Return the division of a code."""
    return Region(code, gazetteer().divisions[code].name) if code else None
