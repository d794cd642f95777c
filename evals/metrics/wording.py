"""How near an answer comes to a reference answer: exact match, F1 by character, numbers within a tolerance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evals.metrics.judging import comparable
from ingest.quantities import quantities, same_unit

_PUNCTUATION = str.maketrans("", "", "，。、；：？！,.;:?!()（）《》<>·-—…%％")


def exact_match(answer: str, references: Iterable[str]) -> float:
    """Return 1 when the answer is one of the references, white space and punctuation aside, else 0."""
    said = _letters(answer)
    return float(any(said == _letters(reference) for reference in references))


def f1(answer: str, references: Iterable[str]) -> float:
    """Return the best F1, by character, of the answer with any of the references."""
    said = Counter(_letters(answer))
    return max((_f1(said, Counter(_letters(reference))) for reference in references), default=0.0)


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
    return comparable(text).translate(_PUNCTUATION)


def _f1(said: Counter[str], wanted: Counter[str]) -> float:
    common = (said & wanted).total()
    return 2 * common / (said.total() + wanted.total()) if common else 0.0
