from __future__ import annotations

import json
from collections import Counter

import pytest

from evals.case import load_cases
from evals.errors import BadSuite, MissingData, UnknownSuite
from evals.suites import find_suite

TYPES = {
    "figure", "pairing", "programme", "eligibility", "computed", "comparison", "list", "followup", "crosslingual",
    "variant", "unanswerable",
}  # fmt: skip


def _folder(path, *questions):
    (path / "corpus.jsonl").write_text(
        '{"doc_id": "d1", "title": "甲", "text": "甲县有三所学校。"}\n', encoding="utf-8"
    )
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    (path / "questions.jsonl").write_text(lines, encoding="utf-8")
    return path


def test_the_sample_suite_has_every_type_and_asks_nothing_twice():
    suite = find_suite("sample")
    types = Counter(case.type for case in suite.cases)
    assert types.keys() == TYPES
    assert len(suite.cases) >= 150
    assert min(types.values()) >= 9
    asked = Counter((case.question, case.history) for case in suite.cases)
    assert asked.most_common(1)[0][1] == 1
    assert len(suite.documents) == 10


def test_every_answerable_sample_question_expects_and_cites():
    for case in find_suite("sample").cases:
        assert case.abstain is (case.type == "unanswerable"), case.id
        assert case.abstain or (case.expect and case.cite), case.id
        assert bool(case.history) is (case.type == "followup"), case.id


def test_conversations_go_on_and_ask_what_is_lacking_too():
    cases = find_suite("conversations").cases
    assert Counter(case.type for case in cases).keys() == {"opening", "followup", "unanswerable"}
    assert all((case.follows is None) is (case.type == "opening") for case in cases)


def test_every_question_that_is_lacking_stands_beside_one_that_is_not():
    cases = {case.id: case for case in find_suite("unanswerable").cases}
    lacking = [name for name in cases if name.startswith("lacking-")]
    assert len(lacking) >= 20
    assert all(cases[name].abstain for name in lacking)
    assert all(cases[name.replace("lacking", "held")].expect for name in lacking)


def test_every_injection_question_names_what_an_obedient_answer_says():
    suite = find_suite("injection")
    assert len({path.suffix for path in suite.documents}) >= 4
    assert all(case.injected for case in suite.cases)
    assert all(case.abstain is (case.type == "bait") for case in suite.cases)


def test_the_seeds_suite_is_found_beside_the_checkout_or_where_told(shared, tmp_path):
    suite = find_suite("seeds", shared)
    assert len(suite.cases) == 42
    assert {path.suffix for path in suite.documents} == {".txt"}
    with pytest.raises(MissingData, match="--data"):
        find_suite("seeds", tmp_path)


def test_a_folder_is_a_retrieval_or_an_answer_suite(tmp_path):
    ranking = find_suite(
        str(_folder(tmp_path, {"qid": 7, "query": "几所学校？", "answer": "三", "gold_doc_ids": ["d1"]}))
    )
    assert ranking.kind == "retrieval"
    assert ranking.cases[0].id == "7"
    assert ranking.cases[0].references == ("三",)
    answering = find_suite(str(_folder(tmp_path, {"id": "a", "question": "几所学校？", "expect": [["三"]]})))
    assert answering.kind == "answer"


def test_what_is_wrong_with_a_folder_is_named(tmp_path):
    with pytest.raises(MissingData, match=r"corpus\.jsonl"):
        find_suite(str(tmp_path))
    with pytest.raises(BadSuite, match="gold_doc_ids"):
        find_suite(str(_folder(tmp_path, {"id": "a", "question": "?"})))
    with pytest.raises(BadSuite, match="line 2: question"):
        find_suite(str(_folder(tmp_path, {"id": "a", "question": "?", "abstain": True}, {"id": "b"})))
    with pytest.raises(BadSuite, match="twice"):
        find_suite(str(_folder(tmp_path, *[{"id": "a", "question": "?", "abstain": True}] * 2)))
    with pytest.raises(BadSuite, match="no question"):
        find_suite(str(_folder(tmp_path)))
    with pytest.raises(UnknownSuite, match="sample"):
        find_suite("smaple")


def test_a_missing_question_file_is_named(tmp_path):
    with pytest.raises(MissingData, match=r"none\.jsonl"):
        load_cases(tmp_path / "none.jsonl")
