from __future__ import annotations

import json
import sys

import pytest

from evals import cli

CORPUS = [
    {"doc_id": "d1", "title": "甲县助学", "text": "青禾基金会向甲县捐建三所学校，惠及学生420名。"},
    {"doc_id": "d2", "title": "乙县修路", "text": "长风协会帮助乙县修通两条公路，全长15公里。"},
]


@pytest.fixture
def bangfu_eval(monkeypatch, capsys):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bangfu-eval", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


@pytest.fixture
def folder(tmp_path):
    def write(*questions):
        path = tmp_path / "suite"
        path.mkdir(exist_ok=True)
        for name, lines in (("corpus", CORPUS), ("questions", questions)):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (path / f"{name}.jsonl").write_text(text, encoding="utf-8")
        return path

    return write


def test_list_names_the_suites(bangfu_eval):
    code, out, _ = bangfu_eval("list")
    assert code == 0
    assert "sample" in out
    assert "seeds" in out


def test_an_unknown_suite_is_one_sentence(bangfu_eval):
    code, out, err = bangfu_eval("run", "smaple")
    assert (code, out) == (1, "")
    assert "smaple" in err
    assert "Traceback" not in err


def test_a_retrieval_folder_ranks_documents_by_the_names_they_came_with(bangfu_eval, folder, tmp_path):
    suite = folder(
        {"qid": "a", "question": "哪家基金会给甲县捐了学校？", "gold_doc_ids": ["d1"]},
        {"qid": "b", "question": "乙县的公路有多长？", "gold_doc_ids": ["d2"]},
    )
    code, out, _ = bangfu_eval("run", suite, "--output", tmp_path / "run", "--json")
    report = json.loads(out)
    assert code == 0
    assert report["table"]["ALL"]["R@1"] == 1.0
    assert json.loads((tmp_path / "run" / "report.json").read_text(encoding="utf-8")) == report
    ranked = [
        json.loads(line) for line in (tmp_path / "run" / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [line["ranked"][0] for line in ranked] == ["d1", "d2"]


def test_an_answer_folder_is_judged_and_two_runs_are_compared(bangfu_eval, folder, tmp_path):
    suite = folder(
        {"id": "a", "question": "甲县有多少名学生受益？", "expect": [["420"]], "cite": ["惠及学生420名"]},
        {"id": "b", "question": "今天天气怎么样？", "abstain": True},
    )
    code, out, err = bangfu_eval("run", suite, "--output", tmp_path / "ours", "--mode", "extractive")
    assert code == 0, err
    assert "abstention" in out
    theirs = tmp_path / "theirs.jsonl"
    theirs.write_text('{"id": "a", "answer": "不知道"}\n{"id": "b", "abstained": true}\n', encoding="utf-8")
    code, _, _ = bangfu_eval("run", suite, "--output", tmp_path / "theirs", "--answers", theirs)
    assert code == 0
    code, out, _ = bangfu_eval("compare", tmp_path / "ours", tmp_path / "theirs", "--json")
    comparison = json.loads(out)
    assert comparison["changes"][0]["broken"] == ["a"]
    assert code == int(comparison["fell"])


def test_questions_that_fail_make_the_run_fail(bangfu_eval, folder, tmp_path):
    suite = folder({"id": "a", "question": "?", "abstain": True})
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    code, out, _ = bangfu_eval("run", suite, "--answers", tmp_path / "none.jsonl")
    assert code == 1
    assert "a 运行失败" in out


def test_a_mode_that_is_not_configured_is_one_sentence_for_all(bangfu_eval, folder):
    suite = folder({"id": "a", "question": "甲县有几所学校？", "expect": [["三所"]]})
    code, out, err = bangfu_eval("run", suite, "--mode", "generate")
    assert (code, out) == (1, "")
    assert "BANGFU_LLM" in err


def test_a_document_that_cannot_be_read_is_named(bangfu_eval, folder):
    suite = folder({"id": "a", "question": "?", "abstain": True})
    (suite / "corpus.jsonl").write_text('{"title": "no text"}\n', encoding="utf-8")
    code, _, err = bangfu_eval("run", suite)
    assert code == 1
    assert "corpus.jsonl" in err
