"""Public sets: invented files of each form are read as they should be, and so are the real ones where they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.building import assistant_for
from evals.errors import BadSuite, MissingData
from evals.kinds import KINDS
from evals.public import PUBLIC
from evals.runner import ask_all
from evals.suites import SUITES, find_suite
from evals.systems import System

ROAD, SCHOOL = "青石县今年修通两条公路，全长15公里。", "长风协会捐建了三所学校，学生420名。"


def _write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path.parent


def _plain(folder: Path, *questions: object) -> Path:
    _write(folder / "corpus.jsonl", {"doc_id": "d1", "title": "修路", "text": ROAD})
    return _write(folder / "questions.jsonl", *questions)


def test_the_plain_form_keeps_answers_and_documents(tmp_path):
    folder = _plain(
        tmp_path,
        {"qid": "a", "question": "公路多长？", "answer": "15公里", "gold_doc_ids": ["d1"]},
        {"qid": "b", "question": "几条？", "answers": ["两条", "两条", "2条"], "gold_doc_ids": ["d1"]},
    )
    for name in ("ncp_policy", "cmrc", "jsonl"):
        suite = find_suite(name, folder)
        assert (suite.name, suite.kind, suite.documents) == (name, "answer", (folder / "corpus.jsonl",))
        assert [case.references for case in suite.cases] == [("15公里",), ("两条", "2条")]
        assert suite.cases[0].gold == ("d1",)
        assert not suite.cases[0].abstain


def test_crud_expects_the_parts_that_stand_in_the_article(tmp_path):
    parts = [{"q": "谁？", "a": "甲会", "answer_in_doc": True}, {"q": "为何？", "a": "热心", "answer_in_doc": False}]
    folder = _plain(
        tmp_path,
        {"qid": "a", "question": "谁？为何？", "sub_questions": parts, "answer": "甲会；热心", "gold_doc_ids": ["d1"]},
    )
    (case,) = find_suite("crud_rag", folder).cases
    assert (case.type, case.expect, case.references) == ("list", (("甲会",),), ("甲会；热心",))


def test_rgb_withholds_the_answers_of_every_third_question(tmp_path):
    folder = _write(
        tmp_path / "zh_refine.jsonl",
        {
            "id": 0,
            "query": "谁捐的？",
            "answer": ["长风协会", ["三所", "3所"]],
            "positive": [SCHOOL],
            "negative": ["甲"],
        },
        {"id": 1, "query": "多长？", "answer": ["15公里"], "positive": [ROAD], "negative": ["乙", "丙丁"]},
        {"id": 2, "query": "谁种的树？", "answer": ["丙会"], "positive": ["丙会种树。"], "negative": ["甲", ROAD]},
    )
    suite = find_suite("rgb", folder)
    assert suite.cases[0].expect == (("长风协会",), ("三所", "3所"))
    assert [case.abstain for case in suite.cases] == [False, False, True]
    texts = [json.loads(line)["text"] for line in suite.written["corpus.jsonl"].splitlines()]
    assert texts == [SCHOOL, "甲", ROAD, "乙", "丙丁"]


def test_squad_form_and_that_of_cmrc_as_published(tmp_path):
    asked = {"id": "a", "question": "多长？", "answers": [{"text": "15公里", "answer_start": 14}]}
    never = {"id": "b", "question": "谁修的？", "answers": [], "is_impossible": True}
    squad = {"data": [{"title": "路", "paragraphs": [{"context": ROAD, "qas": [asked, never]}]}]}
    cmrc = [
        {"context_text": SCHOOL, "qas": [{"query_id": "c", "query_text": "几所？", "answers": ["三所", "三所学校"]}]}
    ]
    (tmp_path / "one.json").write_text(json.dumps(squad), encoding="utf-8")
    (tmp_path / "two.json").write_text(json.dumps(cmrc), encoding="utf-8")
    suite = find_suite("squad", tmp_path)
    assert [case.references for case in suite.cases] == [("15公里",), (), ("三所", "三所学校")]
    assert [case.abstain for case in suite.cases] == [False, True, False]
    assert len(suite.written["corpus.jsonl"].splitlines()) == 2
    assert find_suite("cmrc", tmp_path).cases == suite.cases


def test_any_lines_with_their_context(tmp_path):
    folder = _write(
        tmp_path / "set.jsonl",
        {"question": "多长？", "answers": {"text": ["15公里"], "answer_start": [14]}, "context": ROAD},
        {"id": "x", "question": "几条？", "answer": "两条", "context": ROAD},
    )
    suite = find_suite("jsonl", folder)
    assert [(case.id, case.references) for case in suite.cases] == [("1", ("15公里",)), ("x", ("两条",))]
    assert len(suite.written["corpus.jsonl"].splitlines()) == 1


def test_domainrag_pages_become_files_under_the_title_of_their_address(tmp_path):
    url = "https://example.org/list/%E7%94%98%E8%82%83/2021/"
    line = {"url": url, "tables_html": ["<table><tr><td>法学</td><td>632</td></tr></table>"]}
    folder = _write(
        tmp_path / "structured_tables.jsonl",
        line | {"qid": "a", "question": "几分？", "answers": [["632"], ["632分"]]},
        line | {"qid": "b", "question": "文理各几分？", "answers": [["632", "640"], ["文632分", "理640分"], ["632"]]},
    )
    suite = find_suite("domainrag", folder)
    assert [case.expect for case in suite.cases] == [(("632", "632分"),), (("632", "文632分"), ("640", "理640分"))]
    ((name, page),) = suite.written.items()
    assert name.endswith(".html")
    assert "<h1>甘肃 2021</h1>" in page


def test_uhgeval_asks_the_verifier_about_a_real_and_an_invented_continuation(tmp_path):
    folder = _write(
        tmp_path / "questions.jsonl",
        {
            "id": "u", "type": "num", "newsBeginning": "青石县修路。", "newsRemainder": "全长15公里，花费300万元。",
            "realContinuation": "公路全长15公里。", "hallucinatedContinuation": "公路全长99公里。",
        },
    )  # fmt: skip
    suite = find_suite("uhgeval", folder)
    kind = KINDS[suite.kind]
    outcomes = sorted(ask_all(suite.cases, kind.asking(System())), key=lambda outcome: outcome.case.id)
    assert [outcome.case.id for outcome in outcomes] == ["u-hallucinated", "u-real"]
    assert kind.score(outcomes) == [{"right": True, "abstained": True}, {"right": True, "abstained": False}]


def test_what_is_made_of_a_set_is_ingested(tmp_path):
    folder = _write(tmp_path / "set.jsonl", {"question": "多长？", "answer": "15公里", "context": ROAD})
    with assistant_for(find_suite("jsonl", folder), tmp_path / "run") as assistant:
        (document,) = assistant.library.documents()
    assert document.text == ROAD
    assert document.external_id == find_suite("jsonl", folder).cases[0].gold[0]


@pytest.mark.parametrize("name", [name for name, named in SUITES.items() if named.external and name != "seeds"])
def test_without_its_files_a_public_set_says_what_it_needs(name, tmp_path):
    with pytest.raises(MissingData, match="--data"):
        find_suite(name)
    with pytest.raises(MissingData, match="--data"):
        find_suite(name, tmp_path / "none")
    with pytest.raises(MissingData, match=r"缺少|没有"):
        find_suite(name, tmp_path)


def test_a_line_that_is_not_of_the_form_is_named(tmp_path):
    with pytest.raises(BadSuite, match="question"):
        find_suite("ncp_policy", _plain(tmp_path, {"qid": "a"}))
    (tmp_path / "questions.jsonl").write_text("not json\n", encoding="utf-8")
    with pytest.raises(BadSuite, match="第 1 行"):
        find_suite("ncp_policy", tmp_path)
    (tmp_path / "bad.json").write_text('{"data": [{"paragraphs": [{}]}]}', encoding="utf-8")
    with pytest.raises(BadSuite, match="SQuAD"):
        find_suite("squad", tmp_path)


@pytest.mark.parametrize(
    ("name", "folder", "questions", "gold"),
    [
        ("ncp_policy", "ncp_policy", 328, True),
        ("crud_rag", "crud_rag", 200, True),
        ("rgb", "rgb_zh", 300, False),
        ("cmrc", "cmrc2018", 250, True),
        ("uhgeval", "uhgeval", 1000, False),
        ("domainrag", "domainrag", 47, False),
    ],
)
def test_the_real_sets_are_read_whole(shared, name, folder, questions, gold):
    suite = find_suite(name, shared / "data" / folder)
    assert len(suite.cases) == questions
    assert all(case.gold for case in suite.cases) is gold
    assert all(case.expect or case.references or case.abstain or case.context for case in suite.cases)
    assert name in PUBLIC
