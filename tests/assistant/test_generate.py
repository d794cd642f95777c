"""The generating answerer over a real HTTP endpoint: what a model writes is cited and checked, or does not leave."""

from __future__ import annotations

import pytest

from assistant.errors import ModelFailed
from assistant.generate import claims
from assistant.records import Question, Turn
from assistant.service import Assistant
from assistant.settings import Settings
from vectorstore.records import Span

QUESTION = Question("青禾慈善基金会在镇康县的早餐班拨款多少？")


@pytest.fixture
def generating(library, chat_server, tmp_path):
    settings = Settings(
        home=tmp_path, llm="openai:scripted", llm_base_url=chat_server.url, llm_api_key="none", _env_file=None
    )
    return Assistant(library, settings)


def marker_of(prompt, text):
    """The number under which the prompt shows the passage that holds `text`."""
    before = prompt[: prompt.index(text)]
    return before.rsplit("编号=", 1)[1].split(" ", 1)[0]


def test_a_supported_answer_is_given_with_its_citation(generating, chat_server):
    chat_server.replies = ["青禾慈善基金会2023年秋季学期拨款83万元[1]。"]
    answer = generating.ask(QUESTION)
    assert (answer.mode, answer.model, answer.status) == ("generate", "openai:scripted", "answered")
    assert answer.answer == "青禾慈善基金会2023年秋季学期拨款83万元。[1]"
    assert "83万元" in answer.citations[0].quote
    assert marker_of(chat_server.prompts[0], "83万元") == "1"


def test_an_invented_figure_is_sent_back_once_and_then_dropped(generating, chat_server):
    chat_server.replies = ["拨款99万元[1]。"] * 2
    answer = generating.ask(QUESTION)
    assert answer.status == "not_found"
    assert "99" not in answer.answer
    assert "99万元" in answer.checks.unsupported
    assert len(chat_server.prompts) == 2
    assert "99万元" in chat_server.prompts[1]


def test_a_repaired_answer_is_given(generating, chat_server):
    chat_server.replies = ["拨款99万元[1]。", "拨款83万元[1]。"]
    assert generating.ask(QUESTION).answer == "拨款83万元。[1]"


@pytest.mark.parametrize("reply", ["拨款83万元。", "拨款83万元[77]。", "资料中没有找到。", ""])
def test_an_answer_that_cites_nothing_is_no_answer(generating, chat_server, reply):
    chat_server.replies = [reply]
    assert generating.ask(QUESTION).status == "not_found"


def test_a_model_that_does_not_answer_is_one_clear_sentence(generating):
    with pytest.raises(ModelFailed, match=r"127\.0\.0\.1"):
        generating.ask(QUESTION)


def test_markers_before_or_behind_the_full_stop_belong_to_their_sentence():
    spans = [Span("a", 0, 1), Span("b", 0, 1)]
    found = list(claims("甲做了一件事[1]。乙做了两件事。[2]丙没有依据。", spans))
    assert [(claim.text, claim.evidence) for claim in found] == [
        ("甲做了一件事。", (spans[0],)),
        ("乙做了两件事。", (spans[1],)),
    ]


HISTORY = (
    Turn("user", "青禾慈善基金会帮扶哪个县？"),
    Turn("assistant", "青禾慈善基金会定点帮扶镇康县。[1]"),
    Turn("user", "它在那里办了什么？"),
    Turn("assistant", "在当地12所小学开设早餐班。[1]"),
)
FOLLOW_UP = Question("拨款多少？", history=HISTORY)


def test_a_follow_up_is_made_whole_by_the_model_before_it_is_answered(generating, chat_server):
    chat_server.replies = ["青禾慈善基金会在镇康县开设早餐班拨款多少？", "2023年秋季学期拨款83万元[1]。"]
    answer = generating.ask(FOLLOW_UP)
    assert answer.question == "拨款多少？"
    assert answer.answer == "2023年秋季学期拨款83万元。[1]"
    rewriting, answering = chat_server.prompts
    assert "用户：它在那里办了什么？" in rewriting
    assert "助手：青禾慈善基金会定点帮扶镇康县。[1]" in rewriting
    assert "青禾慈善基金会在镇康县开设早餐班拨款多少？" in answering


@pytest.mark.parametrize("reply", ["红柳基金会在双江县拨款多少？", "青禾慈善基金会2019年拨款多少？", "", "问" * 400])
def test_a_rewriting_that_adds_to_the_conversation_is_not_taken(generating, chat_server, reply):
    chat_server.replies = [reply, "拨款83万元[1]。"]
    generating.ask(FOLLOW_UP)
    answering = chat_server.prompts[1]
    question = answering[answering.rindex("问题：") :]
    assert "拨款多少？" in question
    assert "青禾慈善基金会" in question
    assert not any(word in question for word in ("红柳", "双江", "2019", "问问"))


def test_a_question_without_history_is_not_rewritten(generating, chat_server):
    chat_server.replies = ["拨款83万元[1]。"]
    generating.ask(QUESTION)
    assert len(chat_server.prompts) == 1
