"""The number grammar: what officials write, read back exactly; and any amount, written and read again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.bench.grammar import AFTER, BEFORE, FORMS, UNITS, Written, numerals, reads_back, write
from ingest.quantities import numeral, quantities, same_unit


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("投入2.31亿元", "231000000", "元", None),
        ("下达3000余万元", "30000000", "元", "余"),
        ("已投入500 余万元", "5000000", "元", "余"),
        ("超过 650万元善款", "6500000", "元", "超过"),
        ("脱贫户3,456户", "3456", "户", None),
        ("发放4.78万份物资", "47800", "份", None),
        ("约 70%的毕业生", "70", "%", "约"),
        ("百分之二十", "20", "%", None),
        ("二十万元", "200000", "元", None),
        ("二点三一亿元", "231000000", "元", None),
        ("一百二十三万五千元", "1235000", "元", None),
        ("一亿两千万元", "120000000", "元", None),
        ("两万多名学生", "20000", "名", "多"),
        ("1.2万余人次", "12000", "人次", "余"),
        ("３６台设备", "36", "台", None),
        ("善款达3万余元", "30000", "元", "余"),
        ("花了5000多元", "5000", "元", "多"),
        ("三分之一", "0.3333", "", None),
        ("十几家企业", "10", "家", "几"),
        ("三百余万元", "3000000", "元", "余"),
        ("万余人", "10000", "人", "余"),
        ("3.5个亿元", "350000000", "元", None),
    ],
)
def test_reads_a_figure_with_its_unit_and_qualifier(text, value, unit, qualifier):
    (found,) = quantities(text)
    assert (found.value, found.unit, found.qualifier) == (Decimal(value), unit, qualifier)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["一起帮扶", "三农工作", "一对一", "统一品牌", "一对多"])
def test_numerals_inside_words_are_no_figures(text):
    assert list(quantities(text)) == []


def test_years_are_dates_and_periods_are_not():
    dates = {found.text: found.is_date for found in quantities("2024年3月，为期3年")}
    assert dates == {"2024年": True, "3月": True, "3年": False}


def test_people_visits_and_households_stay_apart():
    assert same_unit("名", "人")
    assert not same_unit("人", "人次")
    assert not same_unit("人", "户")


@given(st.integers(min_value=1, max_value=10**8 - 1))
def test_any_number_written_in_numerals_is_read_back(number):
    assert numeral(numerals(number)) == number


@given(
    st.integers(min_value=1, max_value=10**7), st.sampled_from(["", "万", "亿"]), st.sampled_from(["元", "户", "人次"])
)
def test_any_amount_in_digits_is_read_back(number, multiplier, unit):
    (found,) = quantities(f"共{number:,}{multiplier}{unit}，")
    assert found.value == number * {"": 1, "万": 10**4, "亿": 10**8}[multiplier]
    assert found.unit == unit


@settings(max_examples=3000, deadline=None)
@given(
    number=st.integers(min_value=2, max_value=10**8),
    form=st.integers(min_value=0, max_value=len(FORMS) - 1),
    unit=st.sampled_from(UNITS),
    qualifier=st.none()
    | st.tuples(st.just("before"), st.sampled_from(BEFORE))
    | st.tuples(st.just("after"), st.sampled_from(AFTER)),
)
def test_any_amount_in_any_form_is_read_back(number, form, unit, qualifier):
    around = dict([qualifier]) if qualifier else {}
    assert reads_back(write(number, form, unit, around.get("before"), around.get("after")))


def test_an_amount_that_is_read_otherwise_is_noticed():
    assert not reads_back(Written("36万元", Decimal(36), "元", None))


@given(st.text(max_size=80))
def test_offsets_are_exact_in_any_text(text):
    for found in quantities(text):
        assert text[found.start : found.end] == found.text
