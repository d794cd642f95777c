"""What of a question is searched, and what is looked for beside it."""

from __future__ import annotations

import pytest

from vectorstore.question import parse


def test_interrogatives_are_left_out_and_numbers_weigh_more() -> None:
    words = parse("2024年青石县修路多少公里？").words
    assert "多少" not in words
    assert words["2024"] > words["青石"] == words["石县"] == 1


@pytest.mark.parametrize("question", ["什么？", "谁", "？！", ""])
def test_a_question_of_interrogatives_only_is_searched_as_it_is(question: str) -> None:
    assert parse(question).text == question


def test_of_a_pasted_page_the_beginning_is_read() -> None:
    assert len(parse("修路" * 5_000).text) == 1_000


@pytest.mark.parametrize(
    ("question", "held", "lacked"),
    [
        ("青石县修了多少公里路？", "青石县修路30公里。", "青石县修路已经完工。"),
        ("关爱站哪一年建成？", "关爱站2023年建成。", "关爱站已经建成。"),
        ("when did the station open", "关爱站3月5日开放。", "关爱站开放。"),
        ("青石县受益人数", "青石县受益者达4200人。", "青石县受益者众多。"),
    ],
)
def test_what_is_asked_for_is_told(question: str, held: str, lacked: str) -> None:
    wanted = parse(question).wanted
    assert wanted is not None
    assert wanted.search(held)
    assert not wanted.search(lacked)


def test_a_passage_promises_by_the_words_that_stand_beside_the_figure() -> None:
    question = parse("青石县修了多少公里路？")
    rarity = dict.fromkeys(question.words, 1.0)
    beside = "青石县修了路，共30公里。柑橘丰收。"
    apart = "青石县修了路。会议强调安全。柑橘卖出两万斤。今年卖出30吨。"
    assert question.promise(beside, rarity) > question.promise(apart, rarity) >= 0
    assert question.promise("青石县修了路。", rarity) == 0
    assert parse("青石县为什么修路？").promise(beside, rarity) == 0
