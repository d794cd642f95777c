"""Two runs are told apart: what was mended, what broke, and whether the fall is more than chance."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from evals.case import Case
from evals.comparing import Guard, compare
from evals.errors import BadReport
from evals.report import make_report, read_report
from evals.runner import Outcome
from evals.suite import Suite

CASES = tuple(Case(id=f"q{number}", question=f"第{number}个？", expect=(("三所",),)) for number in range(20))
SUITE = Suite("toy", "answer", CASES)
RIGHT, WRONG = {"answer": "三所。"}, {"answer": "四所。"}


def _report(*answers, seconds=0.1, **config):
    outcomes = [
        Outcome(case=case, answer=answer, error=None if answer else "it broke", seconds=seconds)
        for case, answer in zip(CASES, answers, strict=True)
    ]
    now = datetime(2025, 1, 6, tzinfo=UTC)
    return make_report(SUITE, outcomes, config=config, library="f", now=now).to_json()


def test_it_names_what_was_mended_and_what_broke():
    comparison = compare(_report(*[RIGHT] * 19, WRONG), _report(WRONG, *[RIGHT] * 19))
    (change,) = comparison.changes
    assert (change.score, change.questions) == ("right", 20)
    assert (change.fixed, change.broken) == (("q19",), ("q0",))
    assert change.difference.mean == 0
    assert not comparison.fell


def test_one_question_lost_is_chance_and_half_of_them_are_not():
    assert not compare(_report(*[RIGHT] * 20), _report(WRONG, *[RIGHT] * 19)).fell
    assert compare(_report(*[RIGHT] * 20), _report(*[WRONG] * 10, *[RIGHT] * 10)).fell
    assert not compare(_report(*[WRONG] * 10, *[RIGHT] * 10), _report(*[RIGHT] * 20)).fell


def test_a_question_that_fails_only_now_is_a_fall_of_its_own():
    comparison = compare(_report(*[RIGHT] * 20), _report(None, *[RIGHT] * 19))
    assert comparison.failed == ("q0",)
    assert comparison.changes[0].questions == 19
    assert comparison.fell
    assert not compare(_report(None, *[RIGHT] * 19), _report(*[RIGHT] * 20)).fell


def test_a_guard_names_its_score_and_how_far_it_may_fall():
    before, after = _report(*[RIGHT] * 20), _report(*[WRONG] * 10, *[RIGHT] * 10)
    assert compare(before, after, [Guard.parse("share")]).fell
    assert not compare(before, after, [Guard.parse("right:0.8")]).fell
    assert compare(before, after, [Guard.parse("right:0.8"), Guard.parse("share:0.1")]).fell


def test_slower_is_worse():
    before, after = _report(*[RIGHT] * 20, seconds=0.1), _report(*[RIGHT] * 20, seconds=0.4)
    assert compare(before, after, [Guard.parse("seconds:0.2")]).fell
    assert not compare(before, after, [Guard.parse("seconds:0.4")]).fell
    assert not compare(after, before, [Guard.parse("seconds")]).fell


def test_what_differs_in_the_set_up_is_named():
    comparison = compare(_report(*[RIGHT] * 20, mode="auto"), _report(*[RIGHT] * 20, mode="generate"))
    assert comparison.config == {"mode": ("auto", "generate")}


def test_reports_that_cannot_be_compared_are_refused(tmp_path):
    report = _report(*[RIGHT] * 20)
    for before, after, guards, said in (
        (report, report | {"suite": "other"}, (), "题集不同"),
        (report, report | {"questions": []}, (), "共同"),
        (report, report, [Guard("R@1")], "R@1"),
    ):
        with pytest.raises(BadReport, match=said):
            compare(before, after, guards)
    for text in ("right:much", "right:-1"):
        with pytest.raises(BadReport, match="fail-on"):
            Guard.parse(text)
    with pytest.raises(BadReport, match="无法读取"):
        read_report(tmp_path)
    (tmp_path / "report.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(BadReport, match="不是"):
        read_report(tmp_path)
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    assert read_report(tmp_path)["suite"] == "toy"
