"""The agent over a real HTTP endpoint: what it looks up, what it may cite, and what keeps it within bounds."""

from __future__ import annotations

import json

import pytest

from assistant.errors import ModelFailed
from assistant.records import Question
from assistant.service import Assistant
from vectorstore.records import Filters

ASKED = "青禾慈善基金会在镇康县的早餐班拨款多少？"
QUESTION = Question(ASKED, mode="agent")
GOOD = "青禾慈善基金会2023年秋季学期拨款83万元[1]。"


def tool_result(request):
    """What the last tool of a request told the model."""
    return next(message["content"] for message in reversed(request["messages"]) if message["role"] == "tool")


def test_what_the_question_finds_is_enough_for_most_answers(modelled, chat_server):
    chat_server.replies = [GOOD]
    answer = modelled.ask(QUESTION)
    assert (answer.mode, answer.answer) == ("agent", "青禾慈善基金会2023年秋季学期拨款83万元。[1]")
    (request,) = chat_server.requests
    assert {tool["function"]["name"] for tool in request["tools"]} >= {"search", "read_around", "calculate"}
    assert "83万元" in request["messages"][-1]["content"]


def test_a_tool_is_called_and_what_it_found_can_be_cited(modelled, chat_server, library):
    found = []

    def cite_what_was_found(request):
        found.append(tool_result(request))
        number = found[-1].split("编号=")[1].split(" ")[0]
        return f"青海省民政厅与省乡村振兴局联合印发了方案[{number}]。"

    chat_server.replies = [
        chat_server.Calls((("search", {"query": "青海省 工作方案 联合印发", "region": "青海省"}),)),
        cite_what_was_found,
    ]
    answer = modelled.ask(Question("青海的方案是哪两个部门联合印发的？", mode="agent"))
    assert "青海省民政厅" in answer.citations[0].quote
    assert "编号=" in found[0]
    (step,) = library.answer(answer.record)["steps"]
    assert (step["tool"], step["failed"]) == ("search", False)
    assert step["evidence"]


def test_the_text_around_a_passage_can_be_read(modelled, chat_server):
    chat_server.replies = [
        chat_server.Calls((("read_around", {"number": 1, "before": 10_000, "after": 10_000}),)),
        lambda request: GOOD if "滇茶流通商会" in tool_result(request) else "资料中没有找到。",
    ]
    assert modelled.ask(QUESTION).status == "answered"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("calculate", {"expression": "1.2亿 / 160"}), "750000"),
        (("calculate", {"expression": "1 / 0"}), "除数为零"),
        (("calculate", {"expression": "__import__('os')"}), "应当是一个数字"),
        (("read_around", {"number": 99}), "没有编号为 99 的资料"),
        (("search", {"query": 3, "kind": "poem"}), "kind"),
        (("search", "not json"), "JSON"),
        (("search", '{"query'), "query"),
        (("fly", {}), "fly"),
    ],
)
def test_the_model_is_told_what_came_of_a_call_and_goes_on(modelled, chat_server, call, told):
    seen = []

    def answer(request):
        seen.append(tool_result(request))
        return GOOD

    chat_server.replies = [chat_server.Calls((call,)), answer]
    assert modelled.ask(QUESTION).status == "answered"
    assert told in seen[0]


def test_a_readable_call_beside_an_unreadable_one_is_made(modelled, chat_server):
    calls = (("search", "not json"), ("calculate", {"expression": "1+1"}))
    chat_server.replies = [chat_server.Calls(calls), GOOD]
    assert modelled.ask(QUESTION).status == "answered"
    told = [message["content"] for message in chat_server.requests[1]["messages"] if message["role"] == "tool"]
    assert len(told) == 2


def test_a_model_that_never_stops_calling_is_stopped(modelled, chat_server):
    chat_server.replies = [chat_server.Calls((("search", {"query": "早餐班"}),))] * 40
    assert modelled.ask(QUESTION).status == "not_found"
    assert len(chat_server.requests) <= 10
    last_word = chat_server.requests[7]
    assert last_word["tool_choice"] == "none"
    assert "不要再查" in last_word["messages"][-1]["content"]


def test_a_flood_of_calls_is_cut(modelled, chat_server, library):
    chat_server.replies = [chat_server.Calls((("search", {"query": "早餐班"}),) * 40), GOOD]
    record = library.answer(modelled.ask(QUESTION).record)
    assert sum(not step["failed"] for step in record["steps"]) <= 16


def test_an_answer_that_never_ends_is_ended(library, chat_server, settings_of):
    chat_server.replies = [chat_server.Slow(GOOD * 50, seconds=0.1)]
    with pytest.raises(ModelFailed, match="BANGFU_LLM_SECONDS"):
        Assistant(library, settings_of(llm_seconds=1)).ask(QUESTION)


def test_a_busy_model_is_asked_again_and_a_wrong_key_is_not(modelled, chat_server):
    chat_server.replies = [chat_server.Failure(503), GOOD]
    assert modelled.ask(QUESTION).status == "answered"
    chat_server.replies = [chat_server.Failure(401, "wrong key"), GOOD]
    with pytest.raises(ModelFailed, match="wrong key"):
        modelled.ask(QUESTION)


def test_an_invention_is_sent_back_once_and_dropped(modelled, chat_server, library):
    chat_server.replies = ["拨款99万元[1]。"] * 2
    answer = modelled.ask(QUESTION)
    assert answer.status == "not_found"
    assert set(library.answer(answer.record)["prompts"]) == {"agent", "task", "repair"}


def test_a_number_that_no_tool_has_shown_cites_nothing(modelled, chat_server):
    chat_server.replies = ["拨款83万元[40]。"] * 2
    assert modelled.ask(QUESTION).status == "not_found"


def test_a_model_cannot_look_beyond_what_the_user_narrowed_to(modelled, chat_server):
    seen = []

    def answer(request):
        seen.append(tool_result(request))
        return "资料中没有找到。"

    chat_server.replies = [
        chat_server.Calls((("search", {"query": "早餐班 拨款", "kind": "news", "since": "2000-01-01"}),)),
        answer,
    ]
    modelled.ask(Question(ASKED, filters=Filters(kinds=("policy",), since="2023-01-01"), mode="agent"))
    assert "83万元" not in json.dumps(seen, ensure_ascii=False)


def test_the_draft_comes_as_it_is_written(modelled, chat_server):
    chat_server.replies = [chat_server.Calls((("search", {"query": "早餐班"}),), text="先查一查。"), GOOD]
    *pieces, answer = modelled.stream(QUESTION)
    assert "".join(pieces) == "先查一查。" + GOOD
    assert answer.answer == "青禾慈善基金会2023年秋季学期拨款83万元。[1]"


def test_a_reader_who_leaves_ends_the_work(modelled, chat_server):
    chat_server.replies = [chat_server.Slow(GOOD * 50, seconds=0.02)]
    stream = modelled.stream(QUESTION)
    assert next(stream) == "青"
    stream.close()
    assert chat_server.requests
    assert not chat_server.replies


def test_a_configured_model_is_an_agent_by_itself(modelled, chat_server):
    chat_server.replies = [GOOD]
    assert modelled.ask(Question(ASKED)).mode == "agent"


def test_an_endpoint_that_takes_no_tools_is_asked_without(modelled, chat_server, caplog):
    refusal = chat_server.Failure(400, "this model does not support tools")
    chat_server.replies = [refusal, GOOD, GOOD]
    assert modelled.ask(Question(ASKED)).mode == "generate"
    assert "tools" in caplog.text
    assert modelled.ask(Question(ASKED)).mode == "generate"
    assert len(chat_server.requests) == 3
    chat_server.replies = [refusal]
    with pytest.raises(ModelFailed, match="--mode generate"):
        modelled.ask(QUESTION)
