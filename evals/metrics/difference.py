"""Whether two runs differ: a paired bootstrap over the questions that both were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000
SEED = 20_240_601


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean, mostly of a change from one run to another, with the interval that holds it 95 times in 100."""

    mean: float
    low: float
    high: float

    @property
    def rose(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0

    @property
    def fell(self) -> bool:
        """Whether the whole interval lies below zero."""
        return self.high < 0


def paired_bootstrap(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Return the difference of two score lists over the same questions in the same order; always the same numbers.

    :raises ValueError: when the lists are empty or of different length.
    """
    if len(before) != len(after) or not before:
        raise ValueError(f"two equally long lists are needed, not {len(before)} and {len(after)} scores")
    return bootstrap([new - old for old, new in zip(before, after, strict=True)])


def bootstrap(scores: Sequence[float]) -> Difference:
    """Return the mean of scores with its interval; always the same numbers.

    :raises ValueError: when there are none.
    """
    if not scores:
        raise ValueError("at least one score is needed")
    values = np.asarray(scores, dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), (2.5, 97.5))
    return Difference(float(values.mean()), float(low), float(high))
