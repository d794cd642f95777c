from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.ranking import rank_scores

pytest.importorskip("ir_measures")
DOCUMENTS = [f"d{number}" for number in range(12)]


def test_scores_by_hand():
    scores = rank_scores({"a": ["x", "y", "z"], "b": ["x"]}, {"a": ["y"], "b": ["q"], "c": ["x"]})
    assert scores["a"] == pytest.approx({"R@1": 0, "R@5": 1, "R@10": 1, "MRR@10": 0.5, "nDCG@10": 1 / math.log2(3)})
    nothing = {"R@1": 0, "R@5": 0, "R@10": 0, "MRR@10": 0, "nDCG@10": 0}
    assert scores["b"] == nothing
    assert scores["c"] == nothing


def test_two_documents_share_the_recall():
    scores = rank_scores({"a": ["x", "n", "y"]}, {"a": ["x", "y"]})["a"]
    assert scores["R@1"] == 0.5
    assert scores["R@5"] == 1.0
    assert scores["nDCG@10"] == pytest.approx((1 + 0.5) / (1 + 1 / math.log2(3)))


@given(st.permutations(DOCUMENTS), st.integers(0, 11), st.integers(1, 3))
def test_naming_a_document_twice_does_not_help(ranked, place, times):
    gold = {"a": [ranked[place]]}
    repeated = [document for document in ranked for _ in range(times)] + ranked
    assert rank_scores({"a": repeated}, gold) == rank_scores({"a": ranked}, gold)


@given(st.permutations(DOCUMENTS), st.integers(0, 11))
def test_reciprocal_rank_is_what_its_name_says(ranked, place):
    score = rank_scores({"a": ranked}, {"a": [ranked[place]]})["a"]["MRR@10"]
    assert score == pytest.approx(1 / (place + 1) if place < 10 else 0)


def test_shuffled_gold_scores_by_chance():
    chance = random.Random(3)
    ranked = {f"q{number}": chance.sample(DOCUMENTS, len(DOCUMENTS)) for number in range(600)}
    gold = {question: [chance.choice(DOCUMENTS)] for question in ranked}
    scores = rank_scores(ranked, gold)
    assert sum(row["R@1"] for row in scores.values()) / 600 == pytest.approx(1 / 12, abs=0.03)
    assert sum(row["R@5"] for row in scores.values()) / 600 == pytest.approx(5 / 12, abs=0.06)
