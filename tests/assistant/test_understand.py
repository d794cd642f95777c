"""What a question asks, made out from its words alone."""

from __future__ import annotations

import pytest

from assistant.records import Question, Turn
from assistant.understanding.question import understand
from assistant.understanding.times import years


def plan(text, *history):
    turns = tuple(Turn(role, content) for role, content in zip(("user", "assistant") * 3, history, strict=False))
    return understand(Question(text, history=turns))


@pytest.mark.parametrize(
    ("text", "kind", "unit", "head"),
    [
        ("青松基金会给学校捐了多少钱？", "amount", "元", ""),
        ("这次捐了多少辆救护车？", "count", "辆", "救护车"),
        ("有多少学生受益？", "count", "", "学生"),
        ("回乡的毕业生占比是多少？", "share", "", ""),
        ("哪家协会帮扶清水县？", "organisation", "", "协会"),
        ("谁在清水县开展义诊？", "person", "", ""),
        ("儿童之家建在哪里？", "place", "", ""),
        ("协议是什么时候签的？", "time", "", ""),
        ("有哪些基金会参与？", "list", "", "基金会"),
        ("品牌标识叫什么？", "name", "", ""),
        ("外省的基金会可以参加吗？", "yes_no", "", ""),
        ("为什么要开展结对帮扶？", "reason", "", ""),
    ],
)
def test_the_interrogative_tells_the_kind_of_answer(text, kind, unit, head):
    (ask,) = plan(text).asks
    assert (ask.kind, ask.unit, ask.head) == (kind, unit, head)


def test_a_question_with_two_interrogatives_asks_two_things():
    first, second = plan("累计投入资金多少，开展了多少个项目？").asks
    assert (first.kind, second.kind) == ("amount", "count")
    assert first.near[0] == "资金"
    assert set(second.near) == {"开展", "项目"}


def test_counts_that_stand_together_are_told_apart():
    asks = plan("有多少家社会组织与多少个县结对？").asks
    assert [(ask.unit, ask.head) for ask in asks] == [("家", "社会组织"), ("个", "县")]


def test_names_are_told_from_words():
    roles = {term.text: term.role for term in plan("北京青松慈善基金会2022年在云南开展的“春芽”项目投入多少？").terms}
    assert roles["北京青松慈善基金会"] == "organisation"
    assert roles["云南"] == "place"
    assert roles["春芽"] == "name"
    assert roles["2022年"] == "time"


def test_years_include_those_inside_a_range():
    assert years("2022年至2024年") == {2022, 2023, 2024}
    assert years("投入2022万元") == set()


@pytest.mark.parametrize(
    ("text", "operation"),
    [("平均每个项目投入多少钱？", "average"), ("一共有多少家参加？", "sum"), ("甲县和乙县，哪个更多？", "compare")],
)
def test_operations_are_recognised(text, operation):
    assert plan(text).operation == operation


def test_a_follow_up_takes_over_what_it_leaves_unsaid():
    later = plan("那它覆盖了多少所学校？", "清水县的早餐项目是谁做的？", "青松慈善基金会在清水县实施早餐项目。")
    assert {"清水县", "青松慈善基金会"} == {term.text for term in later.inherited}
    assert later.names == ()


def test_a_question_that_stands_alone_takes_over_nothing():
    later = plan("云南有多少家社会组织？", "清水县的早餐项目是谁做的？", "青松慈善基金会。")
    assert later.inherited == ()
    assert "清水县" not in later.text


def test_an_english_question_gets_chinese_terms():
    english = plan("How many foundations in Yunnan are paired with how many counties?")
    assert english.english
    assert [ask.head for ask in english.asks] == ["基金会", "县"]
    assert ("云南", "place") in {(term.text, term.role) for term in english.terms}
