"""Slips of the input method: a name nobody writes, that sounds like one the library knows (镇熊县 for 镇雄县).

Only words that sound alike are taken for one another: two organisations that differ in one character are two
organisations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.understand import Plan, Term
from ingest import regions
from vectorstore.records import Hit


def corrected(plan: Plan, hits: Sequence[Hit]) -> tuple[Plan, str | None]:
    """Return the plan with misspelt names put right, and a sentence that says so; unchanged where nothing is amiss."""
    texts = [f"{hit.document.title or ''}\n{hit.passage.text}" for hit in hits]
    terms, notes = [], []
    for term in plan.terms:
        meant = _meant(term, texts) if term.is_name or len(term.text) >= 3 else None
        terms.append(replace(term, text=meant) if meant else term)
        if meant:
            notes.append(f"（“{term.text}”按“{meant}”理解）")
    if not notes:
        return plan, None
    text = plan.text
    for old, new in zip(plan.terms, terms, strict=True):
        text = text.replace(old.text, new.text)
    return replace(plan, terms=tuple(terms), text=text), "".join(notes)


def _meant(term: Term, texts: Sequence[str]) -> str | None:
    """The name in the texts that sounds like the term, where the term itself is written nowhere."""
    if len(term.text) < 2 or any(term.text in text for text in texts):
        return None
    if term.role == "place" and regions.lookup(term.text):
        return None  # a real place that the library does not speak of
    sound, size = _sound(term.text), len(term.text)
    for text in texts:
        for at in range(len(text) - size + 1):
            piece = text[at : at + size]
            if _alike(piece, term.text) and _sound(piece) == sound:
                return piece
    return None


def _alike(one: str, other: str) -> bool:
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return same >= max(1, len(other) - max(1, len(other) // 4))


@cache
def _sound(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))
