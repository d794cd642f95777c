"""Questions over a small real library: what is answered, what is computed, what is refused, and what is kept."""

from __future__ import annotations

import pytest

from assistant.errors import BadSetting
from assistant.records import Answer, Question, Turn
from vectorstore.records import Filters


def ask(assistant, text, *history, filters=Filters()):
    turns = tuple(Turn(role, content) for role, content in zip(("user", "assistant"), history, strict=False))
    return assistant.ask(Question(text, history=turns, filters=filters))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("青禾慈善基金会在镇康县的早餐班2023年秋季学期拨款多少？", ["83万元"]),
        ("滇茶流通商会给双江县学校捐的净水设备值多少钱？", ["42万元"]),
        ("云南社会组织累计投入资金多少，实施了多少个项目？", ["1.2亿元", "160个"]),
        ("哪家组织定点帮扶镇康县？", ["青禾慈善基金会"]),
        ("云南省核桃产业协会对口帮扶哪几个县？", ["凤庆", "永德", "云县"]),
        ("青海的《社会组织助力振兴工作方案》是哪两个部门联合印发的？", ["民政厅", "乡村振兴局"]),
        ("我们是江苏的基金会，可以参与青海的结对吗？通过什么机制？", ["可以", "东西部协作"]),
        ("镇康县的阅读角设在哪里？", ["村小学里"]),
        ("临沧市“百企进百村”一共有多少家社会组织参加签约？", ["25", "6 + 8 + 11"]),
        ("平均每个项目投入了多少钱？（按云南累计投入和项目数算）", ["75万元", "1.2亿元 ÷ 160个"]),
        ("How many social organisations in Yunnan are paired with how many counties?", ["40", "26"]),
    ],
)
def test_answers_say_what_the_sources_say(assistant, question, expected):
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert all(part in answer.answer for part in expected), answer.answer
    assert answer.checks.unsupported == ()


def test_every_sentence_is_cited_and_every_citation_is_exact(assistant, library):
    answer = ask(assistant, "青禾慈善基金会在镇康县的早餐班覆盖多少所小学，受益学生多少人？")
    assert answer.citations
    for citation in answer.citations:
        assert library.document(citation.document).text[citation.start : citation.end] == citation.quote
        assert f"[{citation.marker}]" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "贵州省有多少家社会组织参与结对帮扶？",
        "青禾慈善基金会的理事长是谁？",
        "青禾慈善基金会2021年秋季学期拨款多少？",
        "红柳慈善基金会在镇康县拨款多少？",
        "滇茶流通商会给拉萨的学校捐了多少钱的净水设备？",
    ],
)
def test_what_the_library_does_not_say_is_not_found(assistant, question):
    answer = ask(assistant, question)
    assert answer.status == "not_found", answer.answer
    assert answer.abstained
    assert answer.citations == ()


def test_a_question_that_is_not_ours_is_out_of_scope(assistant):
    assert ask(assistant, "今天北京的天气怎么样？").status == "out_of_scope"


def test_a_follow_up_is_read_against_the_turns_before_it(assistant):
    answer = ask(assistant, "那它惠及多少名学生？", "镇康县的早餐班是谁办的？", "青禾慈善基金会在镇康县开设早餐班。")
    assert "2460" in answer.answer


def test_a_name_that_sounds_like_a_known_one_is_put_right_and_said(assistant):
    answer = ask(assistant, "阵康县的阅读角设在哪里？")
    assert "村小学里" in answer.answer
    assert "镇康县" in answer.answer.split("[1]")[0]
    assert "按“镇康县”理解" in answer.answer


def test_filters_narrow_exactly(assistant):
    assert ask(assistant, "累计投入资金多少？", filters=Filters(kinds=("policy",))).status == "not_found"
    late = ask(assistant, "云南累计投入资金多少？", filters=Filters(since="2024-01-01"))
    assert "1.2亿元" in late.answer


def test_the_record_of_an_answer_is_kept(assistant, library):
    answer = ask(assistant, "云南社会组织累计投入资金多少？")
    assert answer.record
    kept = library.answer(answer.record)
    assert kept["question"] == "云南社会组织累计投入资金多少？"
    assert kept["library"] == library.contents().fingerprint


def test_a_stream_gives_the_answer_in_pieces_and_then_whole(assistant):
    *pieces, last = assistant.stream(Question("云南社会组织累计投入资金多少，实施了多少个项目？"))
    assert isinstance(last, Answer)
    assert "".join(pieces) == last.answer


def test_a_mode_that_needs_a_model_says_what_to_set(assistant):
    with pytest.raises(BadSetting, match="BANGFU_LLM"):
        assistant.ask(Question("云南投入多少？"), mode="generate")


def test_the_json_form_has_the_fields_of_the_contract(assistant):
    record = ask(assistant, "云南社会组织累计投入资金多少？").to_json()
    assert list(record)[:5] == ["id", "record", "question", "status", "abstained"]
    assert {"answer", "citations", "facts", "checks", "mode", "model", "library", "timings_ms"} <= set(record)
    assert set(record["timings_ms"]) == {"understand", "retrieve", "answer", "total"}
    fields = {"marker", "document", "title", "publisher", "published", "source", "page", "start", "end", "quote"}
    assert set(record["citations"][0]) == fields
