from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.case import Case, load_cases
from evals.metrics.judging import Verdict, judge, overlaps

CASE = Case(
    id="a",
    question="拨了多少？覆盖几所学校？",
    type="figure",
    expect=(("267万", "2670000"), ("97",)),
    forbid=("8955所",),
    cite=("2024年春季学期拨付267万元",),
)


def _answer(text: str, *quotes: str, abstained: bool = False) -> dict[str, object]:
    return {"answer": text, "abstained": abstained, "citations": [{"quote": quote} for quote in quotes]}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (_answer("拨付267万元，覆盖97所学校。[1]", "春季学期拨付267万元，"), Verdict(True, 1.0, True, False)),
        (_answer("拨付 2,670,000 元，覆盖97所。", "与此无关的一句话"), Verdict(True, 1.0, False, False)),
        (_answer("拨付267万元。", "春季学期拨付267万元"), Verdict(False, 0.5, True, False)),
        (_answer("267万元，97所学校，也有人说8955所。"), Verdict(False, 1.0, False, False)),
        (_answer("267万元，97所学校。", abstained=True), Verdict(False, 1.0, False, True)),
        (_answer("甲" * 160 + "267万元，97所"), Verdict(False, 0.0, False, False)),
        ({}, Verdict(False, 0.0, False, False)),
        ({"answer": None, "citations": None}, Verdict(False, 0.0, False, False)),
    ],
)
def test_judges_by_what_is_said_first(answer, verdict):
    assert judge(CASE, answer) == verdict


def test_longer_answers_count_further_where_a_list_is_asked_for():
    answer = _answer("甲" * 300 + "267万元，97所")
    assert not judge(CASE, answer).right
    assert judge(Case(id="a", question="?", type="list", expect=CASE.expect), answer).right


def test_an_unanswerable_question_is_right_when_declined():
    case = Case(id="b", question="贵州呢？", type="unanswerable", abstain=True)
    assert judge(case, _answer("文库中没有。", abstained=True)) == Verdict(True, 1.0, None, True)
    assert judge(case, _answer("有267万元。")) == Verdict(False, 0.0, None, False)


@pytest.mark.parametrize(
    ("quote", "expected", "hit"),
    [
        ("学期拨付 267 万元，覆盖", "春季学期拨付267万元", True),
        ("一二三四五六七", "一二三四五六七八", False),
        ("某县镇雄县，", "镇雄县", True),
        ("", "镇雄县", False),
    ],
)
def test_a_citation_shares_eight_characters_or_the_whole_of_a_short_quote(quote, expected, hit):
    assert overlaps(quote, expected) is hit


@given(
    st.lists(st.sampled_from(["267万", "97", "甲", "8955所", "，"]), max_size=8),
    st.sampled_from([" ", "\n", "[1]", "　", "【12】"]),
)
def test_white_space_and_markers_change_nothing(words, between):
    assert judge(CASE, _answer("".join(words))) == judge(CASE, _answer(between.join(words)))


@given(st.permutations(["春季学期拨付267万元", "别的话", "还有一句"]), st.integers(1, 3))
def test_order_and_repetition_of_citations_change_nothing(quotes, times):
    assert judge(CASE, _answer("267万元，97所", *quotes * times)).cited is True


def test_answers_to_other_questions_are_right_by_chance_only():
    cases = [Case(id=str(number), question="?", expect=((f"{number + 100}名",),)) for number in range(40)]
    answers = [_answer(f"共有{case.expect[0][0]}。") for case in cases]
    assert all(judge(case, answer).right for case, answer in zip(cases, answers, strict=True))
    shuffled = random.Random(7).sample(answers, len(answers))
    assert sum(judge(case, answer).right for case, answer in zip(cases, shuffled, strict=True)) <= 3


@pytest.fixture(scope="module")
def arbiter(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("acceptance_score", shared / "acceptance" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pieces(question: dict) -> st.SearchStrategy[dict]:
    said = [alternative for group in question["expect"] for alternative in group] + question["forbid"]
    parts = [*said, "没有找到", "，", "[1]", "【2】", " ", "甲" * 90, "ＡＢ１２", "3,456", "“", "\n"]
    quotes = [*question["cite"], *(quote[2:-2] for quote in question["cite"]), "与此无关的一句话", ""]
    return st.fixed_dictionaries(
        {
            "answer": st.lists(st.sampled_from(parts), max_size=9).map("".join),
            "abstained": st.booleans(),
            "citations": st.lists(st.sampled_from(quotes).map(lambda quote: {"quote": quote}), max_size=3),
        }
    )


@pytest.fixture(scope="module")
def asked(shared: Path) -> list[tuple[dict, Case]]:
    path = shared / "acceptance" / "seed_questions.jsonl"
    questions = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return list(zip(questions, load_cases(path), strict=True))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_agrees_with_the_arbiter_on_whatever_is_answered(arbiter, asked, data):
    question, case = data.draw(st.sampled_from(asked))
    answer = data.draw(_pieces(question))
    theirs = arbiter.judge(question, answer)
    assert theirs == {name: getattr(judge(case, answer), name) for name in theirs}


def test_agrees_with_the_arbiter_on_a_full_and_an_empty_answer_of_each_question(arbiter, asked):
    for question, case in asked:
        full = _answer("，".join(group[0] for group in question["expect"]), *question["cite"])
        for answer in (full, {}):
            theirs = arbiter.judge(question, answer)
            assert theirs == {name: getattr(judge(case, answer), name) for name in theirs}
