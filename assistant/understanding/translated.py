"""Names that an English question writes in pinyin or in translation, found among the names that Chinese texts use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from assistant.understanding.plan import Term
from ingest.names import is_body, organisations
from ingest.sentences import sentences

Encode = Callable[[Sequence[str]], Any]
"""Texts in, a row of a normalised vector out for each."""

_LIKE, _AHEAD = 0.64, 0.05
"""How near in meaning a name must be to be taken for a translation, and how far before the next."""
_SPELT = 0.25
"""What it adds that a word of the name is written in pinyin."""
_QUOTED = re.compile("[“《]([\u4e00-\u9fff+·]{2,16})[”》]")
_LONGEST_PINYIN = 7


def meant(term: Term, texts: Sequence[str], encode: Encode) -> tuple[str, ...]:
    """Return the name in the texts that an English name stands for, by its sound or by its meaning; at most one."""
    spelt = re.sub(r"[^a-z]", "", term.text.lower())
    if term.role != "organisation" and (
        name := next((name for text in texts if (name := _by_pinyin(spelt, text))), None)
    ):
        return (name,)
    names = tuple(dict.fromkeys(name for text in texts for name in _names(text) if _fits(term, name)))
    if not names:
        return ()
    rows = encode([term.text, *names])
    nearness = {
        name: float(row @ rows[0]) + (_SPELT if _begins_so(term.text, name) else 0.0)
        for name, row in zip(names, rows[1:], strict=True)
    }
    best, *others = sorted(names, key=lambda name: -nearness[name])
    rivals = [name for name in others if name not in best and best not in name]
    ahead = not rivals or nearness[best] - nearness[rivals[0]] >= _AHEAD
    return (best,) if nearness[best] >= _LIKE and ahead else ()


def _fits(term: Term, name: str) -> bool:
    return term.role != "organisation" or is_body(name)


@lru_cache(maxsize=2048)
def _names(text: str) -> tuple[str, ...]:
    bodies = (name for start, end in sentences(text) for name in organisations(text[start:end]))
    return (*bodies, *_QUOTED.findall(text))


def _begins_so(written: str, name: str) -> bool:
    """Whether the first word or two of an English name are in the other by their sound (Han Hong, 韩红)."""
    sounds = "".join(_sound(name))
    first = re.findall(r"[a-z]+", written.lower())[:2]
    return any(len(start) > 3 and start in sounds for start in ("".join(first), *first[:1]))


def _by_pinyin(spelt: str, text: str) -> str | None:
    """The characters of a text that are written so in pinyin (Alibaba is 阿里巴巴)."""
    if len(spelt) < 3:
        return None
    for run in re.findall("[\u4e00-\u9fff]{2,}", text):
        sounds = _sound(run)
        for start in range(len(run)):
            if not spelt.startswith(sounds[start]):
                continue
            for end in range(start + 2, min(start + _LONGEST_PINYIN, len(run)) + 1):
                if "".join(sounds[start:end]) == spelt:
                    return str(run[start:end])
    return None


@lru_cache(maxsize=8192)
def _sound(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def english_names(terms: Iterable[Term]) -> list[Term]:
    """Return the terms that are names written in letters."""
    return [term for term in terms if term.is_name and term.text.isascii()]
