"""Questions are asked in parallel, conversations in turn, and what does not come back in time is a failure."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import BadSetting
from assistant.records import Turn
from evals.case import Case, check_ids
from evals.errors import BadSuite
from evals.runner import Outcome, ask_all

CASES = tuple(Case(id=f"q{number}", question=f"第{number}个？") for number in range(12))


def _echo(case, question):
    return {"answer": question.question}


@given(st.integers(1, 6))
@settings(max_examples=6, deadline=None)
def test_every_question_is_asked_once_however_many_ask(workers):
    outcomes = list(ask_all(CASES, _echo, workers=workers))
    assert sorted(outcome.case.id for outcome in outcomes) == sorted(case.id for case in CASES)
    assert all(outcome.answer == {"answer": outcome.case.question} for outcome in outcomes)


def test_several_workers_ask_at_the_same_time():
    together = threading.Barrier(3, timeout=10)
    outcomes = ask_all(CASES[:3], lambda case, _: {"answer": str(together.wait())}, workers=3)
    assert all(outcome.error is None for outcome in outcomes)


def test_a_question_that_does_not_come_back_timed_out_and_the_others_are_answered():
    never = threading.Event()

    def ask(case, question):
        if case.id == "q1":
            never.wait()
        return _echo(case, question)

    outcomes = {outcome.case.id: outcome for outcome in ask_all(CASES[:3], ask, timeout=0.2)}
    never.set()
    assert outcomes["q1"].timed_out
    assert "0.2 s" in outcomes["q1"].error
    assert outcomes["q0"].error is outcomes["q2"].error is None


def test_a_client_that_gave_up_waiting_timed_out_too():
    def ask(case, question):
        raise TimeoutError("no answer within 3 s")

    (outcome,) = ask_all(CASES[:1], ask)
    assert outcome.timed_out


def test_what_a_question_raises_is_its_own_failure_but_a_wrong_setting_ends_the_run():
    def ask(case, question):
        raise ValueError("no such thing") if case.id == "q1" else BadSetting("no model")

    (outcome,) = ask_all(CASES[1:2], ask)
    assert (outcome.error, outcome.timed_out) == ("ValueError: no such thing", False)
    with pytest.raises(BadSetting):
        list(ask_all(CASES[:1], ask))


TALK = (
    Case(id="a1", question="谁办食堂？"),
    Case(id="b1", question="谁修路？"),
    Case(id="a2", question="在哪里？", follows="a1"),
    Case(id="a3", question="多少钱？", follows="a2"),
)


def test_a_conversation_goes_on_with_the_answers_that_were_really_given():
    heard = {}

    def ask(case, question):
        heard[case.id] = question.history
        return {"answer": f"答{case.id}"}

    assert len(list(ask_all(TALK, ask, workers=3))) == 4
    assert heard["a1"] == heard["b1"] == ()
    assert heard["a3"] == (
        Turn("user", "谁办食堂？"),
        Turn("assistant", "答a1"),
        Turn("user", "在哪里？"),
        Turn("assistant", "答a2"),
    )


def test_a_conversation_that_was_cut_short_goes_on_after_the_answers_it_had():
    heard = {}

    def ask(case, question):
        heard[case.id] = [turn.content for turn in question.history]
        return {"answer": "新"}

    earlier = {"a1": Outcome(case=TALK[0], answer={"answer": "旧"})}
    outcomes = list(ask_all(TALK, ask, earlier=earlier))
    assert {outcome.case.id for outcome in outcomes} == {"b1", "a2", "a3"}
    assert heard["a2"] == ["谁办食堂？", "旧"]
    assert heard["a3"] == ["谁办食堂？", "旧", "在哪里？", "新"]


def test_a_question_cannot_follow_one_that_does_not_stand_before_it():
    with pytest.raises(BadSuite, match="a1"):
        check_ids(TALK[2:], "talk.jsonl")
