"""The agent's tools over the ledger: whole lists with their sources, sums that refuse, eligibility clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.ledger_tools import LedgerTools
from assistant.evidence.exhibits import Exhibits
from assistant.records import Question
from assistant.service import Assistant
from vectorstore.library import Library
from vectorstore.records import Filters


@pytest.fixture(scope="module")
def told(told_home: Path) -> Iterator[Library]:
    with Library.open(told_home) as opened:
        yield opened


@pytest.fixture
def tools(told):
    return LedgerTools(told, Filters(), Exhibits())


def test_pairings_are_all_listed_counted_and_bound_to_their_sentences(tools):
    said, exhibits = tools.pairings(region="榕江县")
    assert said.startswith("共3条记录，3个不同的组织，1个不同的对象。")
    assert "黔溪茶业协会 → 榕江县（对口支援）" in said
    assert any(exhibit.text.startswith("清江助学基金会结对帮扶榕江县") for exhibit in exhibits)


def test_what_is_not_on_record_is_said_with_what_the_library_covers(tools):
    said, exhibits = tools.pairings(region="海南省")
    assert "没有符合条件的结对记录" in said
    assert "没有记录不等于没有" in said
    assert exhibits == ()


def test_figures_that_may_not_be_added_are_refused_with_the_reason(tools):
    said, _ = tools.figures(metric="投入资金", organisation="青禾慈善基金会", operation="sum")
    assert said.startswith("不能求和：")


def test_figures_are_listed_with_their_scope(tools):
    said, exhibits = tools.figures(metric="图书")
    assert said.startswith("共1条记录。")
    assert "8600册（单次" in said
    assert "8600册" in exhibits[0].text


def test_eligibility_is_told_clause_by_clause(tools):
    said, exhibits = tools.eligibility(level="省级", kind="基金会", home="江苏省", programme="山路行动")
    assert "山路行动：符合" in said
    assert "要问" in said
    assert all(exhibit.span.document for exhibit in exhibits)


def test_a_model_cannot_look_beyond_the_documents_that_the_user_narrowed_to(told):
    narrow = LedgerTools(told, Filters(kinds=("policy",)), Exhibits())
    assert "没有符合条件的结对记录" in narrow.pairings(region="榕江县")[0]


def test_an_answer_from_the_ledger_stands(told, chat_server, settings_of):
    def answer(request):
        said = next(message["content"] for message in reversed(request["messages"]) if message["role"] == "tool")
        marks = "".join(dict.fromkeys(re.findall(r"\[\d+\]", said)))
        return f"结对帮扶榕江县的组织共3个：青禾慈善基金会、黔溪茶业协会、清江助学基金会{marks}。"

    chat_server.replies = [chat_server.Calls((("pairings", {"region": "榕江县"}),)), answer]
    given = Assistant(told, settings_of()).ask(Question("有哪些组织在帮扶榕江县？", mode="agent"))
    assert given.answer.startswith("结对帮扶榕江县的组织共3个：青禾慈善基金会、黔溪茶业协会、清江助学基金会。[1]")


def test_a_place_that_nobody_knows_is_told_to_the_model(told, chat_server, settings_of):
    chat_server.replies = [chat_server.Calls((("pairings", {"region": "乌有县"}),)), "资料中没有找到。"]
    Assistant(told, settings_of()).ask(Question("有哪些组织在帮扶榕江县？", mode="agent"))
    assert "没有名为“乌有县”的行政区划" in chat_server.prompts[1]
