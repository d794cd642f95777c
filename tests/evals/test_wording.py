from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.wording import exact_match, f1, included, numbers_held, rouge_l


def test_exact_match_ignores_space_and_punctuation():
    assert exact_match("爱佑慈善基金会。", ["爱佑 慈善基金会"]) == 1.0
    assert exact_match("爱佑慈善基金会在镇雄", ["爱佑慈善基金会"]) == 0.0
    assert exact_match("甲", []) == 0.0


def test_f1_counts_characters_and_takes_the_best_reference():
    # 甲乙丙 against 甲乙: 2 in common, 3 said, 2 wanted: 2 * 2 / 5
    assert f1("甲乙丙", ["甲乙"]) == pytest.approx(0.8)
    assert f1("甲乙丙", ["丁", "甲乙丙"]) == 1.0
    assert f1("甲", []) == 0.0


def test_f1_is_over_the_longest_common_stretch_as_cmrc_counts_it():
    # 甲乙丙丁戊 against 甲乙丁戊: the longest stretch is 2, of 5 said and 4 wanted: 2 * 2 / 9
    assert f1("甲乙丙丁戊", ["甲乙丁戊"]) == pytest.approx(4 / 9)
    # Latin and digits count by word: 在 2024 年 against 2024 年, 2 in common of 3 and 2
    assert f1("在2024年", ["2024年"]) == pytest.approx(0.8)


def test_rouge_l_is_over_the_longest_common_sequence():
    # 甲乙丁戊 is a subsequence: 4 in common, 5 said, 4 wanted
    assert rouge_l("甲乙丙丁戊", ["甲乙丁戊"]) == pytest.approx(8 / 9)
    assert rouge_l("丁", ["甲乙"]) == 0.0


def test_an_answer_that_holds_a_reference_includes_it_and_markers_do_not_count():
    assert included("由爱佑慈善基金会承办。[1]", ["爱佑慈善基金会"]) == 1.0
    assert included("由青禾基金会承办", ["爱佑慈善基金会", "青禾会"]) == 0.0
    assert exact_match("青禾会。[1][2]", ["青禾会"]) == 1.0


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
    assert exact_match(one, [other]) <= f1(one, [other]) <= rouge_l(one, [other]) <= 1.0
    assert f1(one, [other]) == f1(other, [one])


@given(st.permutations(["甲乙", "乙丙丁", "戊"]), st.integers(1, 3))
def test_the_order_of_references_and_naming_one_twice_change_nothing(references, times):
    for score in (exact_match, f1, included, rouge_l):
        assert score("甲乙丙", references * times) == score("甲乙丙", ["甲乙", "乙丙丁", "戊"])
