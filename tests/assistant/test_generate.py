"""The generating answerer over a real HTTP endpoint: what a model writes is cited and checked, or does not leave."""

from __future__ import annotations

import time

import pytest

from assistant.errors import BadInput, ModelFailed
from assistant.records import Answer, Question, Turn
from assistant.service import Assistant
from assistant.verification.claims import claims
from vectorstore.records import Span

QUESTION = Question("青禾慈善基金会在镇康县的早餐班拨款多少？", mode="generate")
GOOD = "青禾慈善基金会2023年秋季学期拨款83万元[1]。"


def marker_of(prompt, text):
    """The number under which the prompt shows the passage that holds `text`."""
    before = prompt[: prompt.index(text)]
    return before.rsplit("编号=", 1)[1].split(" ", 1)[0]


def test_a_supported_answer_is_given_with_its_citation(modelled, chat_server):
    chat_server.replies = [GOOD]
    answer = modelled.ask(QUESTION)
    assert (answer.mode, answer.model, answer.status) == ("generate", "openai:scripted", "answered")
    assert answer.answer == "青禾慈善基金会2023年秋季学期拨款83万元。[1]"
    assert "83万元" in answer.citations[0].quote
    assert marker_of(chat_server.prompts[0], "83万元") == "1"


def test_the_draft_comes_as_it_is_written_and_the_answer_last(modelled, chat_server):
    chat_server.replies = [GOOD + "另拨款99万元[1]。", GOOD]
    *pieces, answer = modelled.stream(QUESTION)
    assert len(pieces) > 20  # character by character, as the endpoint sends it
    assert "".join(pieces) == GOOD + "另拨款99万元[1]。"
    assert isinstance(answer, Answer)
    assert "99" not in answer.answer


def test_the_first_piece_does_not_wait_for_the_last(modelled, chat_server):
    chat_server.replies = [chat_server.Slow(GOOD, seconds=0.1)]
    stream = modelled.stream(QUESTION)
    assert next(stream) == "青"
    assert len(chat_server.requests) == 1
    stream.close()


def test_an_invented_figure_is_sent_back_once_and_then_dropped(modelled, chat_server, library):
    chat_server.replies = ["拨款99万元[1]。"] * 2
    answer = modelled.ask(QUESTION)
    assert answer.status == "not_found"
    assert "99" not in answer.answer
    assert "99万元" in answer.checks.unsupported
    assert len(chat_server.prompts) == 2
    assert "拨款99万元。（所引资料中没有：99万元）" in chat_server.prompts[1]
    assert "83万元" in chat_server.prompts[1]  # what it should have read is shown again
    kept = library.answer(answer.record)
    assert [one["text"] for one in kept["dropped"]] == ["拨款99万元。"] * 2
    assert "99万元" in kept["dropped"][0]["reason"]


def test_a_mended_answer_is_given(modelled, chat_server):
    chat_server.replies = ["拨款99万元[1]。", "拨款83万元[1]。"]
    assert modelled.ask(QUESTION).answer == "拨款83万元。[1]"


def test_what_stood_in_the_first_draft_is_kept_when_mending_makes_it_worse(modelled, chat_server):
    chat_server.replies = [GOOD + "拨款99万元[1]。", "资料中没有找到。"]
    assert modelled.ask(QUESTION).answer == "青禾慈善基金会2023年秋季学期拨款83万元。[1]"


@pytest.mark.parametrize("reply", ["拨款83万元。", "拨款83万元[77]。", "资料中没有找到。", ""])
def test_an_answer_that_cites_nothing_is_no_answer(modelled, chat_server, reply):
    chat_server.replies = [reply] * 2
    assert modelled.ask(QUESTION).status == "not_found"


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("青禾慈善基金会2023年秋季学期拨款83万元。", "answered"),
        ("青禾慈善基金会2023年秋季学期拨款99万元。", "not_found"),
        ("基金会很关心孩子们的早餐。", "not_found"),
    ],
)
def test_a_sentence_without_a_marker_is_placed_where_a_passage_holds_all_it_says(modelled, chat_server, reply, status):
    chat_server.replies = [reply] * 2
    answer = modelled.ask(QUESTION)
    assert answer.status == status
    assert all("83万元" in citation.quote for citation in answer.citations)


def test_an_answer_to_a_part_says_so(modelled, chat_server):
    chat_server.replies = [GOOD + "资料中没有找到其余部分。"]
    answer = modelled.ask(QUESTION)
    assert answer.status == "partial"
    assert answer.answer.endswith("文库中没有找到：问题的其余部分。")


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("红柳慈善基金会在镇康县拨款多少？", "拨款83万元[1]。"),
        ("青禾慈善基金会在勐海县的早餐班拨款多少？", "拨款83万元[1]。"),
        ("青禾慈善基金会在镇康县的早餐班2021年拨款多少？", "拨款83万元[1]。"),
    ],
)
def test_a_true_figure_of_something_else_answers_nothing(modelled, chat_server, question, reply):
    chat_server.replies = [reply] * 2
    assert modelled.ask(Question(question, mode="generate")).status == "not_found"


def test_a_shown_computation_is_worked_out_again(modelled, chat_server):
    question = Question("平均每个项目投入多少？（按云南累计投入和项目数算）", mode="generate")
    chat_server.replies = ["平均每个项目投入约75万元（1.2亿元 ÷ 160个 = 75万元）[1]。"]
    assert "75万元" in modelled.ask(question).answer
    chat_server.replies = ["平均每个项目投入约95万元（1.2亿元 ÷ 160个 = 95万元）[1]。"] * 2
    assert modelled.ask(question).status == "not_found"


def test_a_model_that_does_not_answer_is_one_clear_sentence(modelled):
    with pytest.raises(ModelFailed, match=r"127\.0\.0\.1"):
        modelled.ask(QUESTION)


def test_a_model_that_takes_too_long_is_one_clear_sentence(library, chat_server, tmp_path, settings_of):
    chat_server.replies = [chat_server.Slow(GOOD, seconds=0.2)]
    hurried = Assistant(library, settings_of(llm_seconds=0.5))
    started = time.monotonic()
    with pytest.raises(ModelFailed, match="BANGFU_LLM_SECONDS"):
        hurried.ask(QUESTION)
    assert time.monotonic() - started < 20  # it does not wait for the end


def test_a_busy_model_is_asked_again(modelled, chat_server):
    chat_server.replies = [chat_server.Failure(503, "busy"), GOOD]
    assert modelled.ask(QUESTION).status == "answered"


def test_the_record_says_how_the_answer_came_about(library, chat_server, settings_of):
    assistant = Assistant(library, settings_of(llm_input_price=2.0, llm_output_price=8.0))
    chat_server.replies = [GOOD]
    answer = assistant.ask(QUESTION)
    kept = library.answer(answer.record)
    assert set(answer.to_json()) <= set(kept)
    assert kept["usage"]["input_tokens"] == 100
    assert kept["usage"]["cost"] == pytest.approx((100 * 2.0 + 10 * 8.0) / 1_000_000)
    assert set(kept["prompts"]) == {"answer"}
    assert kept["evidence"][0].keys() == {"document", "start", "end", "score"}
    assert kept["plan"]["asks"][0]["kind"] == "amount"
    assert kept["feedback"] is None


def test_counts_and_costs_that_are_not_known_are_not_guessed(library, chat_server, settings_of):
    chat_server.reports_usage = False
    chat_server.replies = [GOOD]
    assistant = Assistant(library, settings_of(llm_input_price=2.0, llm_output_price=8.0))
    usage = library.answer(assistant.ask(QUESTION).record)["usage"]
    assert usage["calls"] == 1
    assert (usage["input_tokens"], usage["output_tokens"], usage["cost"]) == (None, None, None)


def test_an_empty_search_asks_no_model(modelled, chat_server):
    from vectorstore.records import Filters

    narrow = Question("拨款多少？", filters=Filters(since="2030-01-01"), mode="generate")
    assert modelled.ask(narrow).status == "not_found"
    assert chat_server.requests == []


def test_a_written_answer_is_replayed_with_what_was_left_out(modelled, chat_server, library, capsys):
    from assistant.cli.replay import replay

    chat_server.replies = [GOOD + "另拨款99万元[1]。", GOOD]
    replay(library.answer(modelled.ask(QUESTION).record), library)
    printed = capsys.readouterr().out
    assert "略去：另拨款99万元。（所引资料中没有：99万元）" in printed
    assert "方式 generate，模型 openai:scripted" in printed
    assert "调用 2 次，读 200 词元，写 20 词元，费用未知" in printed
    assert "提示 answer " in printed


def test_a_line_of_a_batch_may_say_how_it_is_to_be_answered():
    from assistant.web.requests import parse_question

    assert parse_question('{"question": "问", "mode": "agent"}', 1).mode == "agent"
    assert parse_question('{"question": "问"}', 1).mode is None
    with pytest.raises(BadInput, match="mode"):
        parse_question('{"question": "问", "mode": "guess"}', 1)


def test_markers_before_or_behind_the_full_stop_belong_to_their_sentence():
    spans = [Span("a", 0, 1), Span("b", 0, 1)]
    found = list(claims("甲做了一件事[1]。乙做了两件事。[2]丙没有依据。", dict(enumerate(spans, 1))))
    assert [(claim.text, claim.evidence) for claim in found] == [
        ("甲做了一件事。", (spans[0],)),
        ("乙做了两件事。", (spans[1],)),
        ("丙没有依据。", ()),
    ]


HISTORY = (
    Turn("user", "青禾慈善基金会帮扶哪个县？"),
    Turn("assistant", "青禾慈善基金会定点帮扶镇康县。[1]"),
    Turn("user", "它在那里办了什么？"),
    Turn("assistant", "在当地12所小学开设早餐班。[1]"),
)
FOLLOW_UP = Question("拨款多少？", history=HISTORY, mode="generate")


def test_a_follow_up_is_made_whole_by_the_model_before_it_is_answered(modelled, chat_server):
    chat_server.replies = ["青禾慈善基金会在镇康县开设早餐班拨款多少？", "2023年秋季学期拨款83万元[1]。"]
    answer = modelled.ask(FOLLOW_UP)
    assert answer.question == "拨款多少？"
    assert answer.answer == "2023年秋季学期拨款83万元。[1]"
    rewriting, answering = chat_server.prompts
    assert "用户：它在那里办了什么？" in rewriting
    assert "助手：青禾慈善基金会定点帮扶镇康县。[1]" in rewriting
    assert "青禾慈善基金会在镇康县开设早餐班拨款多少？" in answering


@pytest.mark.parametrize("reply", ["红柳基金会在双江县拨款多少？", "青禾慈善基金会2019年拨款多少？", "", "问" * 400])
def test_a_rewriting_that_adds_to_the_conversation_is_not_taken(modelled, chat_server, reply):
    chat_server.replies = [reply, "拨款83万元[1]。"]
    modelled.ask(FOLLOW_UP)
    answering = chat_server.prompts[1]
    question = answering[answering.rindex("问题：") :]
    assert "拨款多少？" in question
    assert "青禾慈善基金会" in question
    assert not any(word in question for word in ("红柳", "双江", "2019", "问问"))


def test_a_question_without_history_is_not_rewritten(modelled, chat_server):
    chat_server.replies = ["拨款83万元[1]。"]
    modelled.ask(QUESTION)
    assert len(chat_server.prompts) == 1
