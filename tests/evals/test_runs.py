from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.case import Case
from evals.errors import BadSuite
from evals.report import make_report
from evals.runner import Outcome, ask_all, read_answers
from evals.suite import Suite

NOW = datetime(2025, 1, 6, tzinfo=UTC)
CASES = (
    Case(id="a", question="几所学校？", type="figure", expect=(("三所",),), cite=("甲县有三所学校",)),
    Case(id="b", question="几辆车？", type="figure", expect=(("两辆",),), cite=("乙县有两辆车",)),
    Case(id="c", question="天气？", type="unanswerable", abstain=True),
)
SUITE = Suite("toy", "answer", CASES, (Path("toy.txt"),))
GOOD = {
    "几所学校？": {"answer": "三所。[1]", "citations": [{"marker": 1, "quote": "甲县有三所学校"}]},
    "几辆车？": {"answer": "两辆。[1]", "citations": [{"marker": 1, "quote": "乙县有两辆车"}]},
    "天气？": {"answer": "不在范围内。", "abstained": True, "citations": []},
}


def _write(outcomes: list[Outcome], path: Path) -> None:
    path.write_text("".join(json.dumps(outcome.to_json()) + "\n" for outcome in outcomes), encoding="utf-8")


def _asked(answers, cases=CASES, **options):
    """Ask a system that knows these answers only, and breaks on any other question."""
    return list(ask_all(cases, lambda _, question: answers[question.question], **options))


def _report(answers, **options):
    return make_report(SUITE, _asked(answers, **options), config={}, library="f", now=NOW).to_json()


def test_a_run_is_scored_by_type_and_over_all():
    report = _report(GOOD | {"几辆车？": {"answer": "三辆。", "citations": []}})
    assert report["table"]["figure"]["right"] == 0.5
    assert report["table"]["figure"]["cited"] == 0.5
    assert report["table"]["ALL"]["n"] == 3
    assert report["table"]["ALL"]["right"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["abstention"] == {"precision": 1.0, "recall": 1.0}
    assert report["failed"] == 0


def test_a_crash_is_a_failure_of_its_own_and_no_score():
    report = _report({name: answer for name, answer in GOOD.items() if name != "几辆车？"})
    assert report["failed"] == 1
    assert report["table"]["figure"] == report["table"]["figure"] | {"n": 2, "failed": 1, "right": 1.0}
    assert report["questions"][1]["error"] == "KeyError: '几辆车？'"
    assert report["questions"][1]["scores"] == {}


def test_the_same_answers_give_the_same_report():
    one, two = _report(GOOD), _report(GOOD)
    assert {**one, "run": None} == {**two, "run": None}


def test_answers_are_written_and_read_back(tmp_path):
    _write(_asked(GOOD), tmp_path / "answers.jsonl")
    back = list(read_answers(CASES, tmp_path / "answers.jsonl"))
    assert [outcome.answer["answer"] for outcome in back] == ["三所。[1]", "两辆。[1]", "不在范围内。"]
    report = make_report(SUITE, back, config={}, library=None, now=NOW).to_json()
    assert report["table"] == _report(GOOD)["table"]


def test_a_question_without_an_answer_in_the_file_failed(tmp_path):
    (tmp_path / "answers.jsonl").write_text('{"id": "a", "answer": "三所"}\n', encoding="utf-8")
    errors = [outcome.error for outcome in read_answers(CASES, tmp_path / "answers.jsonl")]
    assert errors == [None, "answers.jsonl holds no answer to it", "answers.jsonl holds no answer to it"]
    (tmp_path / "answers.jsonl").write_text('{"answer": "三所"}\n', encoding="utf-8")
    with pytest.raises(BadSuite, match="line 1"):
        list(read_answers(CASES, tmp_path / "answers.jsonl"))


def test_a_failed_line_that_was_written_is_a_failure_when_read_back(tmp_path):
    _write(_asked({"几所学校？": GOOD["几所学校？"]}), tmp_path / "answers.jsonl")
    assert [bool(outcome.error) for outcome in read_answers(CASES, tmp_path / "answers.jsonl")] == [False, True, True]


def test_three_ways_to_fail_are_told_apart():
    invented = {"answer": "三所，惠及512人。[1]", "citations": [{"marker": 1, "quote": "甲县有三所学校"}]}
    unverified = {"answer": "三所。", "citations": [{"marker": 1, "quote": "甲县有三所学校"}]}
    misled = {"answer": "丙县有9座桥。[1]", "citations": [{"marker": 1, "quote": "丙县有9座桥"}]}
    columns = ("right", "cited", "marked", "grounded")
    told = {
        name: tuple(_report(GOOD | {"几所学校？": answer})["questions"][0]["scores"][column] for column in columns)
        for name, answer in {"invents": invented, "unverified": unverified, "misled": misled}.items()
    }
    assert told == {
        "invents": (True, True, 1.0, 0.0),
        "unverified": (True, True, 0.0, None),
        "misled": (False, False, 1.0, 1.0),
    }
