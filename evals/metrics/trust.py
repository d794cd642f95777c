"""Whether an answer may be believed: it abstains when it should, every sentence is marked, every number is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.metrics.judging import comparable

_MARKERS = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*(?:\s*\[\d+\])*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Abstention:
    """How well abstaining was chosen; None where nothing was abstained from, or nothing should have been."""

    precision: float | None
    recall: float | None


def abstention(pairs: Iterable[tuple[bool, bool]]) -> Abstention:
    """Return precision and recall of abstaining over pairs of (should abstain, did abstain)."""
    pairs = list(pairs)
    both = sum(should and did for should, did in pairs)
    chosen = sum(did for _, did in pairs)
    needed = sum(should for should, _ in pairs)
    return Abstention(both / chosen if chosen else None, both / needed if needed else None)


def marked(answer: Mapping[str, Any]) -> float | None:
    """Return the share of an answer's sentences that carry a marker of one of its citations; None without any."""
    known = {citation["marker"] for citation in answer.get("citations") or ()}
    sentences = [match for match in _SENTENCE.findall(answer.get("answer") or "") if _MARKERS.sub("", match).strip()]
    if answer.get("abstained") or not sentences:
        return None
    return sum(any(int(marker) in known for marker in _MARKERS.findall(text)) for text in sentences) / len(sentences)


def grounded(answer: Mapping[str, Any]) -> float | None:
    """Return the share of an answer's numbers that stand in a quote it cites; None when it gives no number.

    A computed number stands in no quote: this is a measure to compare runs by, and 1 is not what it has to reach.
    """
    quotes = " ".join(comparable(citation.get("quote") or "") for citation in answer.get("citations") or ())
    quoted = set(_NUMBER.findall(quotes))
    numbers = _NUMBER.findall(comparable(_MARKERS.sub("", answer.get("answer") or "")))
    if answer.get("abstained") or not numbers:
        return None
    return sum(number in quoted for number in numbers) / len(numbers)
