"""Sums, differences, averages and the most of a list: computed from what sources list, with every operand shown."""

from __future__ import annotations

import pytest

from assistant.records import Question
from assistant.service import Assistant
from assistant.settings import Settings
from ingest.split import split
from vectorstore.library import Library
from vectorstore.records import Document, FileState

ARTICLE = """清水县帮扶这一年
清水县的百社行动集中签约，到场的国家级社会组织有28家，省级27家，市内51家。
单看2022年，松果慈善基金会给清水县卫生院捐了三笔：设备72.5万元，药品35.64万元，培训费25万元。
清水县的养蜂项目计划投入3000万元，眼下已投入500余万元。
清水县的先心病救治计划帮助50名儿童，已经有2名得到救治。
清水县的结对组织中，省内的社会组织230家，来自省外的社会组织52家。
清水县茶厂的建设投入20万元，当年产值100万元，带动农户80户。
清水县全年接待游客120人次，其中外省游客30人次。"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("computing")) as library:
        document = Document(text=ARTICLE, title="清水县帮扶这一年", published="2023-01-05", file="/library/article.txt")
        library.add(FileState(document.file, document.id), [(document, split(document))])
        library.settle()
        assistant = Assistant(library, Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))
        yield lambda text: assistant.ask(Question(text))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("清水县百社行动一共来了多少家社会组织？", ["106家", "28 + 27 + 51 = 106"]),
        ("松果慈善基金会2022年给清水县卫生院的三笔捐款加起来有多少？", ["133.14万元", "72.5万元 + 35.64万元 + 25万元"]),
        ("清水县的养蜂项目还有多少钱没有投入？", ["约2500万元", "3000万元 − 500余万元"]),
        ("清水县先心病救治还差多少名？", ["48名", "50名 − 2名"]),
        ("清水县省内的社会组织比省外的多几家？", ["多178家", "230家", "52家"]),
        ("清水县的社会组织，省内的多还是省外的多？", ["省内更多", "230家", "52家"]),
        ("清水县百社行动中，哪一级的社会组织来得最多？", ["最多的是市内51家"]),
        ("松果慈善基金会2022年给清水县卫生院的三笔捐款里，哪一笔最小？", ["最小的是培训费25万元"]),
    ],
)
def test_what_is_asked_of_figures_is_computed_and_shown(ask, question, expected):
    answer = ask(question)
    assert all(part in answer.answer for part in expected), answer.answer
    assert answer.checks.unsupported == ()
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "wrong"), [("清水县茶厂一共投入多少？", "120"), ("清水县全年一共接待游客多少人次？", "150")]
)
def test_what_is_no_part_of_a_sum_is_not_added(ask, question, wrong):
    assert wrong not in ask(question).answer.replace("120人次", "")
