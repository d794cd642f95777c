"""Which parts of a sentence its source does not hold: figures, dates, scores, ordinals, names, places, and its words.

Everything is compared after normalisation, so that 二十所 is 20所 and 景谷县 is 景谷傣族彝族自治县. A paraphrase keeps
the figures and the names of its source, and most of its words; what a sentence adds shows in one of the three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ingest.names import BODY, organisations
from ingest.quantities import Quantity, numeral, quantities, same_unit
from ingest.regions import Mention, covers, lookup, mentions
from ingest.words import Word, words
from vectorstore.text import normalise

_NAMES = frozenset({"PER", "LOC", "ORG", "nr", "ns", "nt"})
_CONTENT = frozenset({"n", "v", "vn", "a", "an", "ad", "nz", "nw"})
LEAST_SHARE = 0.5
"""The least share of a sentence's content words that must stand in its source."""
_FEW = 4  # so few content words say nothing about a sentence by their share
_SCORE = re.compile(r"\d+\s*[:：]\s*\d+")
_ORDINAL = re.compile(r"第\s*([零一二两三四五六七八九十百千]+|\d+)\s*([\u4e00-\u9fff]?)")
_GENERIC = re.compile(
    rf"(?:该|本|这[家个]|那[家个]|上述|有关|相关|当地|各级?|全[省市县区国]|我[省市县区国])*(?:{BODY}|[省市县区州国])?"
)


@dataclass(frozen=True)
class Source:
    """What a sentence may rest on.

    :param text: the text of the spans that it cites.
    :param heading: title and publisher of their documents, which a citation shows too.
    """

    text: str
    heading: str = ""

    @cached_property
    def squeezed(self) -> str:
        """All of it, as names are looked up in it."""
        return _squeeze(self.text + self.heading)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its figures."""
        return (*quantities(self.text), *quantities(self.heading))

    @cached_property
    def ordinals(self) -> frozenset[tuple[Decimal, str]]:
        """Which of a series it speaks of."""
        return frozenset(_ordinals(self.text + self.heading).values())

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The bodies it names."""
        return tuple(_squeeze(name) for name in organisations(self.text))

    @cached_property
    def divisions(self) -> frozenset[str]:
        """Codes of the administrative divisions it names."""
        return frozenset(one.code for one in mentions(self.text, context=self.heading, bare=True)) | {
            one.code for one in mentions(self.heading, bare=True)
        }


def unsupported(text: str, source: Source, derived: Iterable[Decimal] = (), *, composed: bool = False) -> Iterator[str]:
    """Yield the parts of the sentence `text` that `source` does not hold.

    :param derived: numbers that the sentence computes from those of its source.
    :param composed: the sentence is made of facts with words of our own around them (不能相加), which no source has.
    """
    computed = tuple(derived)
    for quantity in quantities(text):
        if quantity.text.startswith("一") and quantity.value == 1:
            continue  # 一名, 一项 and 一次 are articles as often as counts
        if not any(_says(other, quantity) for other in source.quantities) and not _near(quantity.value, computed):
            yield quantity.text
    yield from (score for score in _SCORE.findall(text) if _squeeze(score) not in source.squeezed)
    yield from (written for written, ordinal in _ordinals(text).items() if ordinal not in source.ordinals)
    yield from (name for name in _names(text) if not _holds_name(source, name))
    if not computed and not composed:
        yield from _strange_words(text, source)


def _says(source: Quantity, claim: Quantity) -> bool:
    """Whether a figure of the source is the claim's: the same value of the same things."""
    if source.value != claim.value:
        return False
    return not source.unit or not claim.unit or same_unit(source.unit, claim.unit)


def _near(value: Decimal, computed: Iterable[Decimal]) -> bool:
    """Whether a number is one that the sentence computes, written to three figures."""
    return any(abs(value - exact) <= abs(exact) * Decimal("0.005") for exact in computed)


def _ordinals(text: str) -> dict[str, tuple[Decimal, str]]:
    return {match[0]: (numeral(match[1]), match[2]) for match in _ORDINAL.finditer(text)}


def _names(text: str) -> Iterator[str]:
    divisions = mentions(text, bare=True)
    named = (_whole(text, word, divisions) for word in words(text) if word.tag in _NAMES)
    for name in dict.fromkeys((*organisations(text), *named)):
        if len(name) > 1 and not _GENERIC.fullmatch(name):
            yield name


def _whole(text: str, word: Word, divisions: Iterable[Mention]) -> str:
    """The name of a division that the tagger tore a piece out of (江州 of 怒江州), or else the word."""
    whole = next((one for one in divisions if one.start <= word.start and word.end <= one.end), None)
    return text[whole.start : whole.end] if whole else word.text.strip()


def _holds_name(source: Source, name: str) -> bool:
    squeezed = _squeeze(name)
    if squeezed in source.squeezed or any(_shortens(squeezed, full) for full in source.organisations):
        return True
    return any(covers(one.code, code) for one in lookup(name) for code in source.divisions) or _by_parts(source, name)


def _shortens(short: str, full: str) -> bool:
    """Whether a name is a short form of another: its characters in their order, with the same end."""
    rest = iter(full)
    return short[:1] == full[:1] and short[-2:] == full[-2:] and all(char in rest for char in short)


def _by_parts(source: Source, name: str) -> bool:
    """Whether a name is made of places and words that the source has each (普洱市景谷县 of 普洱 and 景谷县)."""
    found = mentions(name, bare=True)
    if not found:
        return False
    rest = name
    for one in found:
        rest = rest.replace(name[one.start : one.end], "")
        if not any(covers(one.code, code) for code in source.divisions):
            return False
    return _squeeze(rest) in source.squeezed


def _strange_words(text: str, source: Source) -> list[str]:
    """Return the content words that the source lacks, where it lacks so many that it cannot be what they tell."""
    content = [word.text for word in words(text) if _is_content(word)]
    strange = [word for word in content if normalise(word) not in source.squeezed]
    return strange if len(content) > _FEW and len(strange) > (1 - LEAST_SHARE) * len(content) else []


def _is_content(word: Word) -> bool:
    return word.tag in _CONTENT and len(word.text) > 1 and not word.text.isascii()


def _squeeze(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’《》]", "", normalise(text))
