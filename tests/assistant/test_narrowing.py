"""Filters: they narrow exactly, and where they leave nothing the answer says which one, and what there is instead."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.records import Question
from assistant.web.requests import FiltersBody, told
from vectorstore.records import Filters


def ask(assistant, text, **filters):
    return assistant.ask(Question(text, filters=Filters(**filters)))


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"regions": ("贵州省",)}, ["地区 贵州省", "与问题有关的资料，地区有：", "云南省"]),
        ({"regions": ("贵周省",)}, ["地区 贵周省", "“贵周省”不是已知的地区名"]),
        ({"kinds": ("table",)}, ["资料类型 table", "资料类型有：", "news"]),
        ({"since": "2025-01-01"}, ["发布日期不早于 2025-01-01", "2023-03-02 — 2024-06-20"]),
        ({"until": "2020-12-31"}, ["发布日期不晚于 2020-12-31", "2023-03-02 — 2024-06-20"]),
        ({"organisations": ("清禾慈善基金会",)}, ["组织 清禾慈善基金会", "您是否指青禾慈善基金会"]),
        ({"programmes": ("蓝天计划",)}, ["项目 蓝天计划"]),
        ({"regions": ("青海省",), "kinds": ("news",)}, ["各自都有资料", "地区 青海省、资料类型 news"]),
    ],
)
def test_a_filter_that_leaves_nothing_is_named(assistant, filters, said):
    answer = ask(assistant, "云南累计投入资金多少？", **filters)
    assert answer.status == "not_found"
    assert all(part in answer.answer for part in said), answer.answer


@pytest.mark.parametrize(
    ("filters", "figure"),
    [
        ({"regions": ("云南",)}, "1.2亿元"),
        ({"regions": ("临沧市",)}, "1.2亿元"),
        ({"kinds": ("news",), "since": "2024-06-20", "until": "2024-06-20"}, "1.2亿元"),
        ({"organisations": ("青禾慈善基金会",)}, "1.2亿元"),
    ],
)
def test_a_filter_that_leaves_the_document_changes_nothing(assistant, filters, figure):
    assert figure in ask(assistant, "全省社会组织累计投入资金多少？", **filters).answer


def test_what_the_filtered_documents_do_not_say_is_said_with_the_filter(assistant):
    answer = ask(assistant, "全省社会组织累计投入资金多少？", regions=("青海省",))
    assert answer.status == "not_found"
    assert answer.answer.startswith("在筛选条件（地区 青海省）下，文库中没有")


def test_the_same_in_english(assistant):
    answer = ask(assistant, "How much money was invested in Yunnan?", regions=("贵州省",))
    assert answer.answer.startswith("The library holds nothing that passes the filter “region 贵州省”")


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"kind": ["rumour"]}, "kind.0", "只能是 policy、news、table、other"),
        ({"since": "2023-02-30"}, "since", "不是日期"),
        ({"until": "去年"}, "until", "日期写作 2022-01-31"),
        ({"region": " "}, "region", "不能为空"),
        ({"colour": "红"}, "colour", "没有这一项"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "", "起始日期 2024-02-01 晚于截止日期 2024-01-01"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_in_one_sentence(given, field, reason):
    with pytest.raises(ValidationError) as refused:
        FiltersBody.model_validate(given)
    assert told(refused.value.errors()[0]) == (field, told(refused.value.errors()[0])[1])
    assert reason in told(refused.value.errors()[0])[1]
