"""English and mixed questions over Chinese articles: how they are read, found, and answered in frames."""

from __future__ import annotations

import re

import pytest

from assistant.records import Question, Turn
from assistant.understanding.question import understand


def terms(text):
    return {
        (term.text, term.role) for term in understand(Question(text)).terms if term.is_name or term.role == "number"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How much was invested in Zhenxiong County?", {("镇雄", "place")}),
        ("How many schools are there in zhenkang county?", {("镇康", "place")}),
        ("What did Zhaotong City and Yunnan's counties build?", {("昭通", "place"), ("云南", "place")}),
        ("Who works in Inner Mongolia and Xi'an?", {("内蒙古", "place"), ("西安", "place")}),
        ("Which project got 231 million yuan?", {("2.31亿元", "number")}),
        ("Who gave RMB 830,000 in 2023?", {("83万元", "number")}),
        ("Did 2,460 people benefit?", {("2460人", "number")}),
        ("What did the Green Pine Foundation donate?", {("Green Pine Foundation", "organisation")}),
        ("Zhenkang County 有多少学生受益？", {("镇康", "place")}),
        ("Qinghe Foundation 在镇康县拨款多少？", {("Qinghe Foundation", "organisation"), ("镇康县", "place")}),
    ],
)
def test_names_and_figures_are_read_as_chinese_writes_them(text, expected):
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much did the Qinghe Charity Foundation grant in Zhenkang County in 2023?", "83万元"),
        ("How many students benefit in Zhenkang County?", "2460"),
        ("Which foundation assists Zhenkang County?", "青禾慈善基金会"),
        ("Which county has projects of the Yunnan Walnut Industry Association?", "凤庆"),
        ("Who invested 120 million yuan in Yunnan?", "1.2亿元"),
        ("Zhenkang County 的阅读角设在哪里？", "村小学里"),
    ],
)
def test_the_answer_is_found_in_chinese(assistant, question, expected):
    answer = assistant.ask(Question(question))
    assert answer.status == "answered", answer.answer
    assert expected in answer.answer


def test_an_english_question_is_answered_in_a_frame_with_chinese_evidence(assistant):
    answer = assistant.ask(Question("How many students benefit in Zhenkang County?"))
    assert answer.answer.startswith("According to 《全省社会组织结对帮扶这一年》 (彩云周报, 2024-06-20): ")
    said = re.sub(r"^According to 《[^》]*》 \([^)]*\): |\[\d+\]", "", answer.answer)
    assert said.rstrip("。") in answer.citations[0].quote
    assert answer.checks.unsupported == ()


def test_a_name_told_by_its_meaning_is_said(assistant):
    answer = assistant.ask(Question("How much did the Qinghe Charity Foundation grant in Zhenkang County?"))
    assert "(“Qinghe Charity Foundation” is read as “青禾慈善基金会”)" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "How much did the Red Willow Foundation grant in Zhenkang County?",
        "How many students benefit in Guizhou Province?",
        "How much was granted in Zhenkang County in 2019?",
    ],
)
def test_what_the_library_does_not_say_is_not_found_in_english(assistant, question):
    answer = assistant.ask(Question(question))
    assert answer.status == "not_found", answer.answer
    assert answer.answer.startswith("The library holds")


def test_what_is_not_ours_is_refused_in_english(assistant):
    assert assistant.ask(Question("What is the weather in Beijing today?")).answer.startswith(
        "This question is outside"
    )


def test_an_english_follow_up_is_read_against_its_history(assistant):
    first = assistant.ask(Question("Which foundation assists Zhenkang County?"))
    history = (Turn("user", first.question), Turn("assistant", first.answer))
    assert "2460" in assistant.ask(Question("How many students benefit from its breakfast?", history=history)).answer
