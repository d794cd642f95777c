"""Citation recall and precision, and numbers that are grounded, by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.citing import Cited, citing, grounded, supports, unsupported_numbers

ROAD = "青石县今年修通两条公路，全长15公里。"
SCHOOL = "长风协会在白河县捐建了三所学校，学生420名。"


def _answer(text, *quotes):
    return {"answer": text, "citations": [{"marker": place, "quote": quote} for place, quote in enumerate(quotes, 1)]}


@pytest.mark.parametrize(
    ("answer", "recall", "precision"),
    [
        (_answer("青石县修通两条公路。[1]学生420名。[2]", ROAD, SCHOOL), 1.0, 1.0),
        (_answer("青石县修通两条公路。[2]学生420名。[2]", ROAD, SCHOOL), 0.5, 0.5),  # the road cites the school
        (_answer("青石县修通两条公路。[1][2]", ROAD, SCHOOL), 1.0, 0.5),  # the school adds nothing
        (
            _answer("青石县修通公路15公里，长风协会捐建学校，学生420名。[1][2]", ROAD, SCHOOL),
            1.0,
            1.0,
        ),  # both are needed
        (_answer("青石县修通两条公路。学生420名。[1]", SCHOOL), 0.5, 1.0),  # one sentence cites nothing
        (_answer("青石县修通公路16公里。[1]", ROAD), 0.0, 0.0),  # another number
        (_answer("公路由企业捐款，当年就完工。[1]", ROAD), 0.0, 0.0),  # another matter
        (_answer("修路。[3]", ROAD), 0.0, None),  # a marker that resolves to nothing
        (_answer("青石县修通两条公路。[1]文库中没有找到：通车日期。", ROAD), 1.0, 1.0),  # what is lacking cites nothing
        ({"answer": "", "citations": []}, None, None),
        (_answer("青石县修通两条公路。[1]", ROAD) | {"abstained": True}, None, None),
    ],
)
def test_recall_asks_for_support_and_precision_for_need(answer, recall, precision):
    assert citing(answer) == Cited(recall, precision)


@pytest.mark.parametrize(
    ("said", "text", "left"),
    [
        ("合计106家（28家＋27家＋51家）。", "国家级28家，省级27家，市内51家。", []),
        ("合计107家（28家＋27家＋51家）。", "国家级28家，省级27家，市内51家。", ["107"]),
        ("平均每个项目约68.5万元（2.31亿元÷337）。", "资金2.31亿元，项目337个。", []),
        ("占40%（20÷50）。", "50个村中有20个。", []),
        ("相差9公里。", "甲段15公里，乙段6公里。", ["9"]),  # the operands are not shown
        ("相差9公里（15公里－6公里）。", "甲段15公里，乙段6公里。", []),
        ("共有3家：甲会、乙会、丙会。", "甲会、乙会和丙会。", []),
        ("共有4家：甲会、乙会、丙会。", "甲会、乙会和丙会。", ["4"]),
        ("28家、27家和51家，又有106家。", "国家级28家，省级27家，市内51家。", ["106"]),  # no computation is shown
        ("投入23100万元。", "投入2.31亿元。", []),
        ("投入2.31万元。", "投入2.31亿元。", []),  # written alike; the unit is the verifier's business
        ("惠及1,200人。", "惠及1200人。", []),
    ],
)
def test_a_number_is_held_as_written_in_other_units_or_computed_from_what_is_shown(said, text, left):
    assert unsupported_numbers(said, [text]) == left


def test_english_is_supported_by_its_numbers():
    assert supports("The road is 15 km long.", [ROAD])
    assert not supports("The road is 16 km long.", [ROAD])


def test_grounded_counts_numbers():
    assert grounded(_answer("修路15公里，花费99万元。[1]", ROAD)) == 0.5
    assert grounded(_answer("修通公路。[1]", ROAD)) is None


def test_what_a_citation_shows_of_its_document_counts_too():
    answer = _answer("《2024年青石县工作总结》：修通两条公路。[1]", "修通两条公路。")
    assert citing(answer) == Cited(0.0, 0.0)
    answer["citations"][0]["title"] = "2024年青石县工作总结"
    assert citing(answer) == Cited(1.0, 1.0)


@given(st.permutations([1, 2, 3]))
def test_the_order_of_citations_changes_nothing(order):
    quotes = {1: ROAD, 2: SCHOOL, 3: "与此无关的一句话。"}
    answer = {
        "answer": "青石县修通两条公路。[1]学生420名。[2][3]",
        "citations": [{"marker": marker, "quote": quotes[marker]} for marker in order],
    }
    assert citing(answer) == Cited(1.0, 2 / 3)


@given(st.integers(1, 4))
def test_citing_the_same_text_again_does_not_help(times):
    once = citing(_answer("青石县修通公路16公里。[1]", ROAD))
    again = _answer("青石县修通公路16公里。" + "".join(f"[{n}]" for n in range(1, times + 1)), *[ROAD] * times)
    assert citing(again) == once


def test_shuffled_citations_support_by_chance_only():
    facts = [f"第{number}村今年修了{number * 7 + 11}公里路，来了{number * 13 + 5}名志愿者。" for number in range(40)]
    quotes = random.Random(5).sample(facts, len(facts))
    recalls = [citing(_answer(f"{fact}[1]", quote)).recall for fact, quote in zip(facts, quotes, strict=True)]
    assert sum(recalls) / len(recalls) == pytest.approx(1 / 40, abs=0.05)
