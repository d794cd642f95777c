"""The acceptance judge: whether an answer is right, how much of it is, and whether a citation hits.

Only what an answer says first counts, markers and white space left out; a page of quotations is no answer. The rules
are those of the project's acceptance questions, so that our own suites and theirs are measured alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evals.case import Case

REACH = {"list": 500, "eligibility": 300, "comparison": 300, "programme": 300, "pairing": 300}
"""How many characters of an answer count, by the type of the question."""
DEFAULT_REACH = 160
OVERLAP = 8
"""How many consecutive characters a citation shares with an expected quote."""

_MARKER = re.compile(r"\[\d+\]|【\d+】")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_UNSAID = re.compile(r"[\s\"'“”‘’「」*_`]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of one answer.

    :param share: the share of what was expected that the answer holds.
    :param cited: whether a citation hits; None where no quote is expected.
    """

    right: bool
    share: float
    cited: bool | None
    abstained: bool


def comparable(text: str) -> str:
    """Return `text` in NFKC and lower case, without white space, quotation marks and thousands separators."""
    return _UNSAID.sub("", _THOUSANDS.sub("", unicodedata.normalize("NFKC", text))).lower()


def overlaps(quote: str, expected: str) -> bool:
    """Whether a quote shares enough consecutive characters with an expected one, or holds it where that is short."""
    quote, expected = comparable(quote), comparable(expected)
    width = min(OVERLAP, len(expected))
    return any(expected[start : start + width] in quote for start in range(len(expected) - width + 1))


def judge(case: Case, answer: Mapping[str, Any]) -> Verdict:
    """Judge one answer, in the JSON form that `bangfu ask` writes."""
    abstained = bool(answer.get("abstained"))
    if case.abstain:
        return Verdict(right=abstained, share=float(abstained), cited=None, abstained=abstained)
    said = comparable(_MARKER.sub("", answer.get("answer") or ""))
    heard = said[: REACH.get(case.type, DEFAULT_REACH)]
    held = [any(comparable(alternative) in heard for alternative in group) for group in case.expect]
    forbidden = any(comparable(word) in said for word in case.forbid)
    return Verdict(
        right=all(held) and not forbidden and not abstained,
        share=sum(held) / len(held) if held else 0.0,
        cited=_cited(case, answer),
        abstained=abstained,
    )


def _cited(case: Case, answer: Mapping[str, Any]) -> bool | None:
    if not case.cite:
        return None
    quotes = [citation.get("quote") or "" for citation in answer.get("citations") or ()]
    return any(overlaps(quote, expected) for quote in quotes for expected in case.cite)
