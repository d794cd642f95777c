"""A chat model judges over the real client, and what it does not say in the form asked for is no score."""

from __future__ import annotations

import json

import pytest

from evals.case import Case
from evals.errors import BadRun
from evals.judge import judge_all, open_judge
from evals.runner import Outcome
from evals.running import Way, run_suite
from evals.suite import Suite

CASES = (
    Case(id="a", question="甲县建了几所学校？", expect=(("三所",),)),
    Case(id="b", question="天气？", abstain=True),
)
ANSWER = {
    "id": "a",
    "answer": "甲县建了三所学校，花费99万元。[1]",
    "citations": [{"marker": 1, "title": "甲县助学", "quote": "青禾会捐建三所学校。"}],
}
STATEMENTS = {
    "statements": [{"statement": "建了三所学校", "supported": True}, {"statement": "花费99万元", "supported": False}]
}
ALIKE = {"questions": ["甲县建了几所学校？"] * 3, "noncommittal": False}


@pytest.fixture
def judge(chat_server, monkeypatch):
    monkeypatch.setenv("BANGFU_LLM_BASE_URL", chat_server.url)
    monkeypatch.setenv("BANGFU_LLM_API_KEY", "none")
    return open_judge("openai:scripted")


def _outcomes(answer=ANSWER):
    return [Outcome(case=CASES[0], answer=answer), Outcome(case=CASES[1], answer={"abstained": True})]


def test_it_counts_supported_statements_and_how_near_the_answered_questions_are(judge, chat_server):
    chat_server.replies = [f"```json\n{json.dumps(STATEMENTS)}\n```", json.dumps(ALIKE)]
    judged = judge_all(_outcomes(), judge, None)
    assert judged == {"a": {"faithful": 0.5, "relevant": pytest.approx(1.0, abs=1e-3)}}
    assert "青禾会捐建三所学校" in chat_server.prompts[0]
    assert "[1]" not in chat_server.prompts[1]


def test_other_questions_are_less_relevant_and_evading_is_not_at_all(judge, chat_server):
    other = {"questions": ["明天会下雨吗？", "股票怎么买？"], "noncommittal": False}
    for reply, low, high in ((other, 0.0, 0.6), (ALIKE | {"noncommittal": True}, 0.0, 0.0)):
        chat_server.replies = [json.dumps(STATEMENTS), json.dumps(reply)]
        assert low <= judge_all(_outcomes(), judge, None)["a"]["relevant"] <= high


def test_what_is_not_of_the_form_is_no_score_and_is_asked_again(judge, chat_server, tmp_path):
    chat_server.replies = ["好的，这个回答很好。", json.dumps(ALIKE)]
    assert judge_all(_outcomes(), judge, tmp_path)["a"]["faithful"] is None
    chat_server.replies = [json.dumps(STATEMENTS), json.dumps(ALIKE)]
    assert judge_all(_outcomes(), judge, tmp_path)["a"]["faithful"] == 0.5
    asked = len(chat_server.prompts)
    assert judge_all(_outcomes(), judge, tmp_path)["a"]["faithful"] == 0.5
    assert len(chat_server.prompts) == asked


def test_a_judge_that_says_nothing_usable_ends_the_run(judge, chat_server):
    chat_server.replies = ["好", "好"]
    with pytest.raises(BadRun, match="openai:scripted"):
        judge_all(_outcomes(), judge, None)


def test_the_report_marks_what_a_model_judged(judge, chat_server, tmp_path):
    theirs = tmp_path / "theirs.jsonl"
    theirs.write_text(json.dumps(ANSWER) + '\n{"id": "b", "abstained": true}\n', encoding="utf-8")
    chat_server.replies = [json.dumps(STATEMENTS), "好"]
    way = Way(output=tmp_path / "run", answers=theirs, judge="openai:scripted")
    report = run_suite(Suite("toy", "answer", CASES), way)
    assert (report.judge, report.unjudged) == ("openai:scripted", 1)
    assert report.questions[0].scores["faithful"] == 0.5
    assert "faithful" not in report.questions[1].scores
    assert "由模型 openai:scripted 评判" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
