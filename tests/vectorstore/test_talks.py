"""Conversations: who had which, what they are found by, and that they are nobody else's."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from vectorstore.answers import given
from vectorstore.library import Library


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path) as opened:
        yield opened


def said(library, question, asker="", after=None, answer="有3家。"):
    return library.save_answer({"question": question, "answer": answer, "asker": asker, "after": after})


def test_answers_that_follow_one_another_are_one_conversation(library):
    first = said(library, "有几家？")
    other = said(library, "拨了多少？")
    second = said(library, "那学生呢？", after=first)
    third = said(library, "老师呢？", after=second)
    talks = library.talks.of("")
    assert [(talk.question, talk.last, talk.answers) for talk in talks] == [
        ("有几家？", third, 3),
        ("拨了多少？", other, 1),
    ]
    assert {library.answer(id_)["conversation"] for id_ in (first, second, third)} == {first}


def test_a_conversation_is_read_up_to_one_of_its_answers(library):
    first = said(library, "一")
    second = said(library, "二", after=first)
    said(library, "三", after=second)
    read = library.talks.until(library.answer(second), limit=40)
    assert [record["question"] for record in read] == ["一", "二"]
    assert [record["question"] for record in library.talks.until(library.answer(second), limit=1)] == ["二"]


def test_everybody_sees_their_own_only(library):
    mine = said(library, "我的", asker="甲")
    assert [talk.question for talk in library.talks.of("甲")] == ["我的"]
    assert library.talks.of("乙") == []
    continued = said(library, "接着问", asker="乙", after=mine)
    assert library.answer(continued)["conversation"] == continued
    assert [talk.answers for talk in library.talks.of("甲")] == [1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("早餐", ["早餐"]),
        ("三千 早餐", ["早餐"]),
        ("BANGFU", ["English"]),
        ("100%", ["早餐"]),
        ("_", []),
        ("没有的", []),
    ],
)
def test_conversations_are_found_by_what_was_asked_or_answered(library, words, found):
    first = said(library, "早餐", answer="完成100%。")
    said(library, "学生呢", after=first, answer="三千人。")
    said(library, "English", answer="It is Bangfu.")
    said(library, "别的")
    assert [talk.question for talk in library.talks.of("", words)] == found


def test_what_nobody_asked_stands_in_nobodys_history(library):
    record = library.save_answer({"question": "命令行的问题"})
    assert library.talks.of("") == []
    assert library.talks.until(library.answer(record), limit=9) == [library.answer(record)]


def test_an_identifier_tells_when_the_answer_was_given(library):
    assert abs(given(said(library, "问")) - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_library_of_an_earlier_version_gets_a_history(tmp_path):
    with Library.open(tmp_path) as library:
        before = said(library, "从前")
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as catalogue:
        catalogue.execute("DROP TABLE talks")
        catalogue.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
    with Library.open(tmp_path) as library:
        after = said(library, "如今", after=before)
        assert [talk.last for talk in library.talks.of("")] == [after]
