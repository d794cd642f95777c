from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.wording import exact_match, f1, numbers_held


def test_exact_match_ignores_space_and_punctuation():
    assert exact_match("爱佑慈善基金会。", ["爱佑 慈善基金会"]) == 1.0
    assert exact_match("爱佑慈善基金会在镇雄", ["爱佑慈善基金会"]) == 0.0
    assert exact_match("甲", []) == 0.0


def test_f1_counts_characters_and_takes_the_best_reference():
    # 甲乙丙 against 甲乙: 2 in common, 3 said, 2 wanted: 2 * 2 / 5
    assert f1("甲乙丙", ["甲乙"]) == pytest.approx(0.8)
    assert f1("甲乙丙", ["丁", "甲乙丙"]) == 1.0
    assert f1("甲", []) == 0.0


@pytest.mark.parametrize(
    ("answer", "reference", "share"),
    [
        ("投入2.31亿元", "23100万元", 1.0),
        ("投入2.3亿元", "2.31亿元", 1.0),
        ("投入2.2亿元", "2.31亿元", 0.0),
        ("有118人", "118名患儿，4000名儿童", 0.5),
        ("2024年", "2024年", None),
        ("有40辆", "没有数字", None),
    ],
)
def test_numbers_are_compared_in_base_units_within_a_tolerance(answer, reference, share):
    assert numbers_held(answer, reference) == share


@given(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=1), st.text(alphabet="甲乙丙丁戊己庚辛", min_size=1))
def test_f1_lies_between_exact_match_and_one_and_is_symmetric(one, other):
    assert exact_match(one, [other]) <= f1(one, [other]) <= 1.0
    assert f1(one, [other]) == f1(other, [one])
