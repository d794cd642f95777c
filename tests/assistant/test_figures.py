"""Figures written in any way are the same figure, in the search and in the weighing of sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Question
from assistant.understanding.figures import exact, says_figure, stated, written_otherwise
from vectorstore.text import tokens

UNITS = st.sampled_from(["元", "个", "人", "家", "公斤", "%", ""])
VALUES = st.integers(1, 10**10) | st.integers(1, 10**6).map(lambda value: Decimal(value) / 100)


@given(VALUES, UNITS)
def test_every_other_writing_is_the_same_figure(value, unit):
    for figure in stated(f"{Decimal(value).normalize():f}{unit}"):
        for form in written_otherwise(figure):
            (other,) = stated(form)
            assert (other.value, other.unit) == (figure.value, figure.unit)
            assert says_figure(figure.text, f"投入{form}，") or not figure.unit


@given(st.integers(1, 10**11))
def test_an_amount_in_full_is_exact(value):
    assert next(iter(stated(exact(Decimal(value)) + "元"))).value == value


@pytest.mark.parametrize("asked", ["二点三一亿", "2.31亿元", "23100万元", "231,000,000元", "２．３１亿元"])
def test_the_search_finds_the_figure_as_another_writes_it(asked):
    from assistant.understanding.question import understand

    wanted = set(tokens(understand(Question(f"哪里投入了{asked}？")).query))
    for written in ("2.31亿元", "23100万元", "231000000元"):
        assert {token for token in tokens(written) if token[0].isdigit()} <= wanted


def test_another_figure_or_unit_is_another():
    assert says_figure("120万元", "投入一百二十万元")
    assert not says_figure("120万元", "投入121万元")
    assert not says_figure("36个", "共365个")
    assert not says_figure("36万元", "覆盖36万人")


@pytest.mark.parametrize("question", ["哪里投入了一点二亿元？", "谁投入了120,000,000元？", "哪里投入了12000万元？"])
def test_a_source_answers_for_a_figure_in_another_writing(assistant, question):
    assert "累计投入资金1.2亿元" in assistant.ask(Question(question)).answer
