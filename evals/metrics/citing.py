"""Whether the text that is cited supports what is said: citation recall and precision, and numbers that are grounded.

Recall and precision are those of ALCE (Gao et al. 2023, arXiv 2305.14627, section 4): a sentence is recalled when the
texts it cites, taken together, support it; a citation of such a sentence is precise when it supports the sentence by
itself, or when the others no longer support it without it. ALCE asks a language model what supports what; here a rule
does, so that two runs are always judged alike: every number of the sentence stands in the text or is computed from
numbers that do, and so does enough of its wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isclose
from typing import Any

from evals.metrics.judging import comparable
from ingest.quantities import quantities, same_unit
from ingest.sentences import sentences

WORDING = 0.3
"""Share of a sentence's pairs of Chinese characters that a text holds when it supports the sentence.

Of the sentences that the extractive answerer gave to the sample suite, 99 in 100 reach it with the texts they cite and
3 in 100 with those of another sentence.
"""
ROUNDING = 0.005
"""How far a computed number may lie from what its operands give, as a share of it: three figures."""

_AFTER_STOP = re.compile(r"([。！？!?.…]+[”』」）)]*)\s*((?:(?:\[\d+\]|【\d+】)\s*)+)")
_MARKER = re.compile(r"\[(\d+)\]|【(\d+)】")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ASIDE = re.compile(r"（[^）]*）|\([^)]*\)")
_LACKING = re.compile(r"(?:文库|资料)中没有")
_MOST_OPERANDS = 8
_COMPUTES = re.compile(r"[+＋÷×≈=＝−－]|合计|总计|总和|平均|相差|倍")


@dataclass(frozen=True, slots=True)
class Cited:
    """How well an answer's citations support it; None where it says nothing, or cites nothing."""

    recall: float | None
    precision: float | None


def cited_sentences(answer: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each sentence of an answer, without its markers, with the texts that its markers name.

    Such a text is the quote under what a citation shows of its document: title, publisher and date. A sentence that
    says what the library lacks can cite nothing and is left out.
    """
    quotes = {citation.get("marker"): shown_text(citation) for citation in answer.get("citations") or ()}
    text = _AFTER_STOP.sub(r"\2\1", answer.get("answer") or "")  # a marker behind the stop belongs before it
    for start, end in sentences(text):
        marks = dict.fromkeys(int(one or two) for one, two in _MARKER.findall(text[start:end]))
        said = _MARKER.sub("", text[start:end]).strip()
        if said and not _LACKING.match(said):
            yield said, tuple(quotes[mark] for mark in marks if mark in quotes)


def shown_text(citation: Mapping[str, Any]) -> str:
    """Return what a reader sees of a citation: title, publisher, date and quote."""
    return " ".join(str(citation.get(name) or "") for name in ("title", "publisher", "published", "quote")).strip()


def citing(answer: Mapping[str, Any]) -> Cited:
    """Return citation recall and precision of an answer, in the JSON form that `bangfu ask` writes."""
    if answer.get("abstained"):
        return Cited(None, None)
    recalled, precise = [], []
    for said, quotes in cited_sentences(answer):
        supported = supports(said, quotes)
        recalled.append(supported)
        for place, quote in enumerate(quotes):
            others = (*quotes[:place], *quotes[place + 1 :])
            precise.append(supported and (supports(said, (quote,)) or not supports(said, others)))
    return Cited(_mean(recalled), _mean(precise))


def supports(said: str, texts: Sequence[str]) -> bool:
    """Whether texts, taken together, hold a sentence's numbers and enough of its wording."""
    return bool(texts) and not unsupported_numbers(said, texts) and _wording(said, texts) >= WORDING


def grounded(answer: Mapping[str, Any]) -> float | None:
    """Return the share of an answer's numbers that stand in a quote it cites, or are computed; None without numbers."""
    quotes = [shown_text(citation) for citation in answer.get("citations") or ()]
    if answer.get("abstained"):
        return None
    held = total = 0
    for said, _ in cited_sentences(answer):
        numbers = _NUMBER.findall(comparable(said))
        total += len(numbers)
        held += len(numbers) - len(unsupported_numbers(said, quotes))
    return held / total if total else None


def unsupported_numbers(said: str, texts: Sequence[str]) -> list[str]:
    """Return the numbers of a sentence that stand in none of the texts and follow from none that do.

    A number stands in a text as written, or with another multiplier (2.31亿元 for 23100万元). It follows when the
    sentence shows a computation and it is the sum, difference, product, ratio, mean or percentage of numbers of the
    sentence that stand there; or when it says how many things the sentence lists.
    """
    source = " ".join(texts)
    written = set(_NUMBER.findall(comparable(source)))
    amounts = list(quantities(source))
    meant = {
        number
        for figure in quantities(said)
        if any(other.value == figure.value and same_unit(figure.unit, other.unit) for other in amounts)
        for number in _NUMBER.findall(comparable(figure.text))
    }
    numbers = _NUMBER.findall(comparable(said))
    held = [number for number in numbers if number in written or number in meant]
    operands = [float(number) for number in dict.fromkeys(held)][:_MOST_OPERANDS] if _COMPUTES.search(said) else []
    return [
        number
        for number in numbers
        if number not in held and not _counts(number, said) and not _follows(float(number), operands)
    ]


def _counts(number: str, said: str) -> bool:
    """Whether a number says how many things a sentence lists: 共有3家：甲会、乙会、丙会."""
    introduced = re.search(rf"(?<![\d.]){re.escape(number)}[^\d，。]{{0,4}}[：:](.+)", said)
    return introduced is not None and number == str(_ASIDE.sub("", introduced[1]).count("、") + 1)


def _follows(number: float, operands: Sequence[float]) -> bool:
    """Whether a number is computed from some of the operands; 万 and 亿 left out."""
    for size in range(2, len(operands) + 1):
        for chosen in combinations(operands, size):
            if isclose(number, sum(chosen)) or _near(number, sum(chosen) / size):
                return True
    return any(
        isclose(number, abs(one - other))
        or any(_near(number, result) for result in (one * other, *_ratios(one, other)))
        for one, other in combinations(operands, 2)
    )


def _ratios(one: float, other: float) -> Iterator[float]:
    for above, below in ((one, other), (other, one)):
        if below:
            ratio = above / below
            yield from (ratio, 100 * ratio, 100 * (ratio - 1), 1e4 * ratio, 1e-4 * ratio, 1e8 * ratio)


def _near(number: float, exact: float) -> bool:
    return abs(number - exact) <= ROUNDING * abs(exact)


def _wording(said: str, texts: Sequence[str]) -> float:
    """Return the share of the sentence's pairs of Chinese characters that the texts hold; 1 without any."""
    wanted = Counter(_pairs(said))
    return (wanted & Counter(_pairs(" ".join(texts)))).total() / wanted.total() if wanted else 1.0


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        yield from (run[start : start + 2] for start in range(len(run) - 1))


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
