"""What stands beside an answer: what other sources say of its figures, and what the library answers next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.ledger.conflicting import conflicting
from assistant.ledger.followups import MOST, MOST_TRIED, suggested
from assistant.records import Answer, Question
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.ui import differing
from assistant.ui.exports.markdown import markdown
from assistant.ui.exports.sheet import sheet
from vectorstore.errors import NoSuchDocument
from vectorstore.library import Library


@pytest.fixture(scope="module")
def asking(told_home, tmp_path_factory):
    with Library.open(told_home) as library:
        yield Assistant(library, Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))


def tellings(asking, question):
    answer = asking.preview(Question(question))
    return conflicting(answer, asking.library.ledger, asking.library.document)


def test_figures_on_which_sources_differ_stand_side_by_side(asking):
    found = tellings(asking, "哪家组织投入资金最多？")
    assert [(one.what, one.value, one.scope, one.title, one.published) for one in found] == [
        ("青禾慈善基金会投入资金", "120万元", "当期，2023年", "黔山结对这一年", "2024-06-20"),
        ("青禾慈善基金会投入资金", "150万元", "当期，2023年", "榕江县结对工作简讯", "2024-07-02"),
    ]
    table = differing.table(found, "zh")
    assert table.count("<tr>") == 1 + len(found)
    assert "不同来源的说法" in table


def test_figures_that_an_answer_quotes_without_the_ledger_are_compared_too(asking):
    answer = asking.preview(Question("哪家组织投入资金最多？"))
    quoted = replace(answer, facts=(), answer="青禾慈善基金会投入资金150万元。")
    found = conflicting(quoted, asking.library.ledger, asking.library.document)
    assert [one.value for one in found] == ["120万元", "150万元"]
    unsaid = replace(answer, facts=(), answer="没有说数字。")
    assert conflicting(unsaid, asking.library.ledger, asking.library.document) == ()


def test_an_answer_on_which_sources_agree_has_no_table(asking):
    assert tellings(asking, "有哪些社会组织在帮扶榕江县？") == ()
    assert differing.table((), "zh") == ""


def test_a_source_that_has_gone_is_left_out(asking):
    answer = asking.preview(Question("哪家组织投入资金最多？"))

    def gone(identifier):
        raise NoSuchDocument(identifier)

    assert conflicting(answer, asking.library.ledger, gone) == ()


def test_a_file_of_the_answer_holds_the_table(asking):
    record = asking.ask(Question("哪家组织投入资金最多？")).record
    text = markdown(sheet(asking.library.answer(record), asking.library, "zh"), "zh")
    assert "## 不同来源的说法" in text
    assert "120万元" in text


def test_a_preview_leaves_no_record(asking):
    before = len(list(asking.library.answers()))
    assert asking.preview(Question("有哪些社会组织在帮扶榕江县？")).status == "answered"
    assert len(list(asking.library.answers())) == before


@pytest.mark.parametrize("question", ["有哪些社会组织在帮扶榕江县？", "哪家组织投入资金最多？"])
def test_what_is_offered_next_is_answered(asking, question):
    answer = asking.preview(Question(question))
    offered = suggested(answer, (), asking.library.ledger, lambda text: asking.preview(Question(text)))
    assert 0 < len(offered) <= MOST
    assert question not in offered
    for next_question in offered:
        assert asking.preview(Question(next_question)).status == "answered"


def test_nothing_is_offered_that_was_asked_before_or_is_not_answered(asking):
    answer = asking.preview(Question("有哪些社会组织在帮扶榕江县？"))
    ledger, tried = asking.library.ledger, []

    def nothing(text):
        tried.append(text)
        return Answer(text, "not_found", "没有。")

    first = suggested(answer, (), ledger, lambda text: asking.preview(Question(text)))
    again = suggested(answer, first, ledger, lambda text: asking.preview(Question(text)))
    assert not set(first) & set(again)
    assert suggested(answer, (), ledger, nothing) == ()
    assert len(tried) <= MOST_TRIED


@pytest.mark.parametrize("status", ["not_found", "out_of_scope", "clarify"])
def test_an_answer_that_is_none_offers_nothing(asking, status):
    assert suggested(Answer("问", status, "答"), (), asking.library.ledger, asking.preview) == ()
