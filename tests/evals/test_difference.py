from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics.difference import paired_bootstrap

SCORES = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=40)


def test_a_clear_fall_is_told_from_chance():
    assert paired_bootstrap([1.0] * 40, [0.0] * 20 + [1.0] * 20).fell
    assert not paired_bootstrap([1.0] * 40, [0.0] + [1.0] * 39).fell
    assert not paired_bootstrap([0.0] * 40, [1.0] * 40).fell


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="two equally long lists"):
        paired_bootstrap([1.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="two equally long lists"):
        paired_bootstrap([], [])


@settings(max_examples=25, deadline=None)
@given(SCORES)
def test_a_run_does_not_differ_from_itself_and_the_interval_holds_the_mean(scores):
    assert paired_bootstrap(scores, scores).mean == 0
    changed = paired_bootstrap(scores, [1.0 - score for score in scores])
    assert changed.low - 1e-9 <= changed.mean <= changed.high + 1e-9
    assert changed == paired_bootstrap(scores, [1.0 - score for score in scores])
