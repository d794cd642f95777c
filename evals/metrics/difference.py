"""Whether two runs differ: a paired bootstrap over the questions that both were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000
SEED = 20_240_601


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean change of a score from one run to another, with the interval that holds it 95 times in 100."""

    mean: float
    low: float
    high: float

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
    changes = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(changes), size=(RESAMPLES, len(changes)))
    low, high = np.percentile(changes[draws].mean(axis=1), (2.5, 97.5))
    return Difference(float(changes.mean()), float(low), float(high))
