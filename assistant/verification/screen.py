"""What a sentence that a chat model wrote may not be, though its passages hold every word of it.

A passage may carry instructions, and a model may obey them: so nothing leaves that is a link or markup, a question or
an aside in another language or script, made of scrambled words, or about something else than the question. The rules
look at the sentence only, never at what kind of attack it might be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.evidence.exhibits import Exhibits
from assistant.evidence.matching import held, names_place
from assistant.records import Claim
from assistant.understanding.plan import Plan, Role, Term
from assistant.understanding.terms import ordinals
from assistant.understanding.times import years
from assistant.verification.grounding import Source
from ingest.addressed import speaks_to_reader
from ingest.quantities import quantities
from ingest.sentences import sentences
from ingest.words import words
from vectorstore.records import Document
from vectorstore.text import normalise

LINK = "含有链接或标记"
FOREIGN = "含有资料以外的外文或符号"
NO_STATEMENT = "不是陈述句"
SCRAMBLED = "字词与资料不符"
OFF_TOPIC = "与问题无关"
OTHER_TIME = "不是问题所问的时间或批次"
OTHER_THING = "所引资料没有提到问题所问的对象"

LEAST_PAIRS = 0.6
"""The least share of a sentence's pairs of neighbouring characters that its passages or the question must have."""
_SAME = 0.9
"""How far a term of the question must be held: in its own words, for other words lead astray (支持 for 帮扶)."""
_HAN = re.compile("[\u3400-\u9fff]")
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{0,30}://|www\.|\b[\w-]{1,63}\.(?:com|cn|net|org|xyz|io|top|info|cc|gov|edu|ru|me|co|app|site|club)\b"
    r"|\S{1,64}@\S{1,255}\.\w|!\[|\]\s*[(\[:]|</?[a-z!]|`|\$\$|data:|javascript:|\[[^\]\d]|&#?\w+;",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"!?\[[^\]]{0,999}\](?:\([^)]{0,999}\))?|[a-z][a-z0-9+.-]{0,30}://\S*|<[^<>]{0,999}>", re.IGNORECASE
)
_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{2,}")
_PLAIN = re.compile(r"[\w\s，。、；：！？“”‘’《》〈〉（）「」『』【】…—·％,.;:!?()\"'%+\-−–×÷=≈/~～°㎡²³①-⑳〇○]")
_NO_STATEMENT = re.compile(r"[？?][”』」）)]*$|\d[.．][。]?$")
"""A question, or one that breaks off within a number (资金2.)."""
_BROKEN_BY_SIGNS = re.compile(r"[\u3400-\u9fff%][@#$^&*|\\]|[@#$^&*|\\][\u3400-\u9fff]")
_POINTS_BACK = re.compile("(?:^|[，；])(?:该|其|它|他们|她们|这[^一]|此|当地|上述|前者|后者|同时|并|还|也)")
_LED_IN = 20
"""A sentence that goes on about the one before it says so within so many characters."""


@dataclass(frozen=True)
class Screen:
    """The rules for the answer to one question, as `verify` takes them."""

    plan: Plan
    exhibits: Exhibits

    def __call__(self, claim: Claim, source: Source) -> Iterator[str]:
        """Yield what stands against a claim."""
        if _LINK.search(claim.text):
            yield LINK
        elif _is_foreign(claim.text, source.text + self.plan.text):
            yield FOREIGN
        elif _NO_STATEMENT.search(claim.text) or speaks_to_reader(claim.text) or not _says_something(claim.text):
            yield NO_STATEMENT
        elif _is_scrambled(claim.text, f"{source.text}\n{source.heading}\n{self.plan.text}"):
            yield SCRAMBLED
        else:
            yield from self._astray(claim)

    def _astray(self, claim: Claim) -> Iterator[str]:
        """What a claim is about that the question is not."""
        cited = [(self._document(span.document), span.start, span.end) for span in claim.evidence]
        if any(
            not any(_speaks_of(name, document) for name in names for document, _, _ in cited) for names in self._named
        ):
            yield OTHER_THING
            return
        nearest = max(
            (_Told(document, start + first, start + last) for document, start, end in cited
             for first, last in sentences(document.text[start:end])),
            key=lambda told: _pairs_held(claim.text, told.text),
            default=None,
        )  # fmt: skip
        if nearest is None:
            yield OFF_TOPIC
        elif not claim.derived and _turned_round(claim.text, nearest.text + self.plan.text):
            yield SCRAMBLED
        elif not self._touches(claim.text) and not (_tells(claim.text) and any(map(self._touches, nearest.tellings))):
            yield OFF_TOPIC
        elif self._other_time(claim, nearest) or self._other_time_said(claim.text):
            yield OTHER_TIME

    def _document(self, identifier: str) -> Document:
        return next(exhibit.document for exhibit in self.exhibits.all if exhibit.span.document == identifier)

    @cached_property
    def _named(self) -> tuple[tuple[Term, ...], ...]:
        """The names of the question by their kind: an answer must be about one of each (甲县和乙县哪个多)."""
        kinds: dict[Role, list[Term]] = defaultdict(list)
        for term in self.plan.names:
            if term.weight >= 1 and not term.text.isascii():
                kinds[term.role].append(term)
        return tuple(map(tuple, kinds.values()))

    @cached_property
    def _topics(self) -> tuple[Term, ...]:
        """What the question speaks of, in Chinese; an English word that has no translation tells nothing here."""
        asked = (*self.plan.terms, *self.plan.inherited)
        told = (term for term in asked if term.role not in ("number", "time") and not term.text.isascii())
        return tuple(term for term in told if len(term.text) > 1)

    def _touches(self, text: str) -> bool:
        return not self._topics or any(held(term, text) >= _SAME for term in self._topics)

    def _other_time(self, claim: Claim, told: _Told) -> bool:
        """Whether the passage tells of another year, or of another of a series, than the question asks about."""
        published = f"{(told.document.published or '')[:4]}年"
        if self.plan.years:
            for text in (claim.text, told.text, told.before, told.document.title or "", published):
                if named := years(text):
                    return not named & self.plan.years
        return bool(self.plan.ordinals) and not self.plan.ordinals & ordinals(told.document.text)

    def _other_time_said(self, text: str) -> bool:
        kinds = {kind for kind, _ in self.plan.ordinals}
        series = {ordinal for ordinal in ordinals(text) if ordinal[0] in kinds}
        return bool(series) and not series & self.plan.ordinals


@dataclass(frozen=True, slots=True)
class _Told:
    """The sentence of a passage that a claim comes nearest to."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def before(self) -> str:
        return self.document.text[self.document.text.rfind("\n", 0, self.start) + 1 : self.start]

    @property
    def tellings(self) -> tuple[str, ...]:
        """The sentence without its links, and what stands before it where it points back to that."""
        bare = _LINKED.sub("", self.text)
        return (bare, self.before) if _POINTS_BACK.search(bare[:_LED_IN]) else (bare,)


def _speaks_of(name: Term, document: Document) -> bool:
    text = f"{document.title or ''}\n{document.publisher or ''}\n{document.text}"
    return names_place(name.text, text) if name.role == "place" else held(name, text) >= 0.75


def _says_something(text: str) -> bool:
    """Whether a sentence has a word of its own, or a figure of something (7个。 is none)."""
    if not re.search("[\u3400-\u9fff]{2}|[A-Za-z]{2}", text):
        return False
    return any(quantities(text)) or any(len(word.text) > 1 and word.tag[0] in "nvasiltPLOT" for word in words(text))


def _is_foreign(text: str, known: str) -> bool:
    """Whether a sentence has words in another script, or signs, that neither its passages nor the question have."""
    lowered = known.casefold()
    if any(word.casefold() not in lowered for word in _LATIN.findall(text)):
        return True
    if _BROKEN_BY_SIGNS.search(text):
        return True
    if not _HAN.search(text) and _HAN.search(known):
        return True  # our sentences are Chinese; what an English passage says is still said in Chinese
    return any(char not in known for char in _PLAIN.sub("", text))


def _is_scrambled(text: str, known: str) -> bool:
    """Whether a sentence is put together otherwise than what it rests on: its neighbours are not neighbours there."""
    return _pairs_held(text, known) < LEAST_PAIRS or _numbers_between(text, known) >= _TOO_MANY_BETWEEN


def _numbers_between(text: str, known: str) -> int:
    """How many numbers without a measure word stand between characters where the sources have none (组3织4可)."""
    whole = re.sub(r"\s", "", known)
    measured = {place for one in quantities(text) if one.unit for place in range(one.start, one.end)}
    between = [match.span() for match in _BETWEEN.finditer(text) if match.start() not in measured]
    return sum(text[start - 1 : end] not in whole and text[start : end + 1] not in whole for start, end in between)


_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])\d+(?=[\u3400-\u9fff])")
_TOO_MANY_BETWEEN = 2


def _turned_round(text: str, told: str) -> bool:
    """Whether pairs of a sentence stand the other way round in the one that it tells again (款拨 for 拨款)."""
    theirs = set(_pairs(told))
    return sum(pair not in theirs and pair[::-1] in theirs for pair in set(_pairs(text))) >= _TOO_MANY_TURNED


_TOO_MANY_TURNED = 2


def _tells(text: str) -> bool:
    """Whether a sentence tells something of its own: a figure or a name, or goes on about the one before it."""
    named = any(word.tag in ("PER", "LOC", "ORG") for word in words(text))
    return named or any(quantities(text)) or _POINTS_BACK.match(text) is not None


def _pairs_held(text: str, known: str) -> float:
    """The share of a text's pairs of neighbouring Chinese characters that another text has."""
    whole, pairs = normalise(known), _pairs(text)
    return sum(pair in whole for pair in pairs) / len(pairs) if pairs else 1.0


def _pairs(text: str) -> list[str]:
    runs = re.findall("[\u3400-\u9fff]{2,}", normalise(text))
    return [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
