"""A run that was cut short goes on where it stopped, and only as the same run."""

from __future__ import annotations

import json

import pytest

from evals.case import Case
from evals.errors import BadRun
from evals.journal import Journal, manifest, versions
from evals.runner import Outcome
from evals.running import Way, run_suite
from evals.suite import Suite

CASES = tuple(Case(id=name, question=f"{name}？", expect=(("三所",),)) for name in "abc")
SUITE = Suite("toy", "answer", CASES)
ANSWERS = [{"id": name, "answer": "三所。", "library": "f"} for name in "abc"]


def _lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def _open(folder, **config):
    return Journal(folder, manifest(SUITE, config, None), CASES)


def test_what_was_answered_is_not_asked_again_and_what_failed_is(tmp_path):
    with _open(tmp_path) as kept:
        assert kept.earlier == {}
        kept.add(Outcome(case=CASES[1], answer=ANSWERS[1], seconds=0.5))
        kept.add(Outcome(case=CASES[0], error="it broke"))
    with _open(tmp_path) as kept:
        assert list(kept.earlier) == ["b"]
        assert kept.earlier["b"].answer["answer"] == "三所。"
        assert kept.earlier["b"].seconds == 0.5


def test_half_a_line_of_a_killed_process_is_left_out(tmp_path):
    with _open(tmp_path) as kept:
        kept.add(Outcome(case=CASES[0], answer=ANSWERS[0]))
    with (tmp_path / "answers.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "b", "ans')
    with _open(tmp_path) as kept:
        assert list(kept.earlier) == ["a"]
        kept.add(Outcome(case=CASES[2], answer=ANSWERS[2]))
    assert [line["id"] for line in _lines(tmp_path / "answers.jsonl")] == ["a", "c"]


def test_another_setting_version_or_question_is_refused_in_one_sentence(tmp_path):
    with _open(tmp_path, mode="auto"):
        pass
    with pytest.raises(BadRun, match=r"设置不同.*--output"):
        _open(tmp_path, mode="generate")
    with pytest.raises(BadRun, match="题目不同"):
        Journal(tmp_path, manifest(Suite("toy", "answer", CASES[:2]), {"mode": "auto"}, None), CASES)
    held = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    (tmp_path / "run.json").write_text(json.dumps(held | {"versions": {"bangfu": "0.0.9"}}), encoding="utf-8")
    with pytest.raises(BadRun, match="版本不同"):
        _open(tmp_path, mode="auto")
    (tmp_path / "run.json").write_text("not ours", encoding="utf-8")
    with pytest.raises(BadRun, match="不是 bangfu-eval 写的"):
        _open(tmp_path, mode="auto")


def test_a_library_that_changes_under_way_ends_the_run(tmp_path):
    with _open(tmp_path) as kept:
        kept.add(Outcome(case=CASES[0], answer=ANSWERS[0]))
        with pytest.raises(BadRun, match="f 变为 g"):
            kept.add(Outcome(case=CASES[1], answer=ANSWERS[1] | {"library": "g"}))
    with _open(tmp_path) as kept, pytest.raises(BadRun, match="f 变为 g"):
        kept.add(Outcome(case=CASES[1], answer=ANSWERS[1] | {"library": "g"}))


def test_the_program_is_one_of_the_versions():
    assert len(versions()["program"]) == 12
    assert versions()["bangfu"]


def test_a_run_over_a_file_goes_on_when_the_file_has_grown_no_more_than_the_same(tmp_path):
    theirs = tmp_path / "theirs.jsonl"
    _write(theirs, ANSWERS)
    way = Way(output=tmp_path / "run", answers=theirs)
    first, second = run_suite(SUITE, way), run_suite(SUITE, way)
    assert first.questions == second.questions
    assert first.library == "f"
    assert [line["id"] for line in _lines(tmp_path / "run" / "answers.jsonl")] == ["a", "b", "c"]
    _write(theirs, ANSWERS[:2])
    with pytest.raises(BadRun, match="设置不同"):
        run_suite(SUITE, way)


@pytest.mark.parametrize(
    "options",
    [
        {"answers": "a.jsonl", "server": "http://x"},
        {"server": "http://x", "mode": "extractive"},
        {"answers": "a", "peer": "txtai"},
    ],
)
def test_ways_that_do_not_go_together_are_refused(options):
    with pytest.raises(BadRun, match="--"):
        Way(**options)
