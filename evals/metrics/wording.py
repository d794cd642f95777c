"""How near an answer comes to a reference answer: exact match, F1, ROUGE-L, inclusion, numbers within a tolerance.

Exact match and F1 are those of CMRC 2018 (cmrc2018_evaluate.py): Chinese by character, Latin and digits by word,
punctuation left out, the best of several references counts, and what two texts have in common is their longest common
stretch. Text is first made comparable as the acceptance judge does it (NFKC, no white space or quotation marks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evals.metrics.judging import comparable
from ingest.quantities import quantities, same_unit

_PUNCTUATION = str.maketrans("", "", "，。、；：？！,;:?!()（）《》<>·-—…%％~～/\\+=^")
_UNIT = re.compile(r"[a-z0-9.]+|.")
_MARKER = re.compile(r"\[\d+\]|【\d+】")


def exact_match(answer: str, references: Iterable[str]) -> float:
    """Return 1 when the answer is one of the references, white space and punctuation aside, else 0."""
    said = _letters(answer)
    return float(any(said == _letters(reference) for reference in references))


def included(answer: str, references: Iterable[str]) -> float:
    """Return 1 when the answer holds one of the references, as RGB and DomainRAG count accuracy, else 0."""
    said = _letters(answer)
    return float(any(_letters(reference) in said for reference in references))


def f1(answer: str, references: Iterable[str]) -> float:
    """Return the best F1 of the answer with any of the references, over their longest common stretch."""
    said = _units(answer)
    return max((_f(said, wanted, _common_stretch(said, wanted)) for wanted in map(_units, references)), default=0.0)


def rouge_l(answer: str, references: Iterable[str]) -> float:
    """Return the best ROUGE-L (Lin 2004, F with beta 1) by character: F1 over the longest common subsequence."""
    said = _units(answer)
    return max((_f(said, wanted, _common_sequence(said, wanted)) for wanted in map(_units, references)), default=0.0)


def numbers_held(answer: str, reference: str, tolerance: float = 0.005) -> float | None:
    """Return the share of the reference's figures that the answer gives, each within a relative `tolerance`.

    Figures are compared in base units (1.2亿元 is 120000000元) and only where the units can count the same thing; dates
    are not figures. None when the reference has no figure.
    """
    wanted = [figure for figure in quantities(reference) if not figure.is_date]
    given = [figure for figure in quantities(answer) if not figure.is_date]
    if not wanted:
        return None
    held = sum(
        any(
            same_unit(figure.unit, other.unit)
            and abs(float(figure.value - other.value)) <= tolerance * abs(float(figure.value))
            for other in given
        )
        for figure in wanted
    )
    return held / len(wanted)


def _letters(text: str) -> str:
    return comparable(_MARKER.sub("", text)).translate(_PUNCTUATION)


def _units(text: str) -> list[str]:
    return _UNIT.findall(_letters(text))


def _f(said: Sequence[str], wanted: Sequence[str], common: int) -> float:
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


def _common_stretch(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of units that stands in both."""
    longest, ending = 0, [0] * (len(other) + 1)
    for unit in one:
        ending = [0, *(ending[place] + 1 if unit == theirs else 0 for place, theirs in enumerate(other))]
        longest = max(longest, max(ending))
    return longest


def _common_sequence(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest sequence of units that stands in both, other units between them or not."""
    row = [0] * (len(other) + 1)
    for unit in one:
        before, row = row, [0]
        for place, theirs in enumerate(other):
            row.append(before[place] + 1 if unit == theirs else max(row[place], before[place + 1]))
    return row[-1]
