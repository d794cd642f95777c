"""Names that the library writes otherwise: slips of the input method (镇熊县 for 镇雄县) and short forms of bodies.

Only what sounds alike is taken for one another: two organisations that differ in one character are two organisations.
And only a whole name is taken, never a piece of another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.matching import without_region
from assistant.plan import Plan, Term
from ingest import regions
from ingest.gazetteer import gazetteer
from ingest.names import is_body, organisations
from ingest.sentences import sentences
from vectorstore.records import Hit

_QUOTED = re.compile("[“《]([^”》]{2,40})[”》]")


def corrected(plan: Plan, hits: Sequence[Hit]) -> tuple[Plan, str | None]:
    """Return the plan with its names as the library writes them, and a sentence that says so.

    The plan is unchanged, and the sentence None, where every name is written somewhere or sounds like none that is.
    """
    texts = [f"{hit.document.title or ''}\n{hit.passage.text}" for hit in hits]
    meant = {term: name for term in plan.names if (name := _meant(term, texts))}
    if not meant:
        return plan, None
    text = plan.text
    for term, name in meant.items():
        text = text.replace(term.text, name)
    terms = tuple(replace(term, text=meant.get(term, term.text)) for term in plan.terms)
    note = "".join(f"（“{term.text}”按“{name}”理解）" for term, name in meant.items())
    return replace(plan, terms=terms, text=text), note


def _meant(term: Term, texts: Sequence[str]) -> str | None:
    """The name in the texts that the term stands for, where the term itself is written nowhere."""
    if any(term.text in text for text in texts) or (term.role == "place" and regions.lookup(term.text)):
        return None  # a real place that the library does not speak of is that place
    if term.text.isascii():
        return next((word for text in texts if (word := _by_pinyin(term.text.lower(), text))), None)
    for text in texts:
        for name in _names(term, text):
            if _sounds_like(term.text, name[-len(term.text) :]) or (is_body(name) and _shortens(term.text, name)):
                return name
    return None


def _names(term: Term, text: str) -> Iterator[str]:
    """The names of a text that could be meant."""
    yield from (name for start, end in sentences(text) for name in organisations(text[start:end]) if is_body(name))
    yield from _QUOTED.findall(text)
    for mention in regions.mentions(text):
        yield text[mention.start : mention.end]
        yield from (form for form in gazetteer().forms[mention.code] if len(form) == len(term.text))


def _sounds_like(one: str, other: str) -> bool:
    """Whether two names of one length share most characters and sound the same."""
    if len(one) != len(other) or one == other:
        return False
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return same >= len(one) - max(1, len(one) // 4) and _sound(one) == _sound(other)


def _shortens(short: str, name: str) -> bool:
    """Whether a body is called by some of its characters, in order, from the first on (阿里公益 …公益基金会)."""
    own = name if name.startswith(short[:2]) else without_region(name)
    if len(short) < 3 or not own.startswith(short[:2]):
        return False
    rest = iter(own)
    return all(char in rest for char in short)


def _by_pinyin(name: str, text: str) -> str | None:
    """The characters of a text that are written so in pinyin (Alibaba is 阿里巴巴)."""
    for run in re.findall("[\u4e00-\u9fff]{2,}", text):
        sounds = _sound(run)
        for start in range(len(run)):
            for end in range(start + 2, min(start + 7, len(run)) + 1):
                if "".join(sounds[start:end]) == name:
                    return str(run[start:end])
    return None


@lru_cache(maxsize=4096)
def _sound(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))
