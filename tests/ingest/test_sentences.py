"""Sentences: where they end, and that together they are the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences

WRITING = st.text(alphabet="帮扶县了 ，。！？；：“”（）「」\"'.!?…3a B\n\t\u3000", max_size=200)


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县脱贫。群众增收！真的吗？真的", ["全县脱贫。", "群众增收！", "真的吗？", "真的"]),
        ("投入3.5亿元；增长8.2%。其中A．B类3．5万元。", ["投入3.5亿元；增长8.2%。", "其中A．B类3．5万元。"]),
        ("标题\n\n　　正文一。\r\n正文二。", ["标题", "正文一。", "正文二。"]),
        ("他说：“去过三次。每次都好！”大家笑了。", ["他说：“去过三次。每次都好！”", "大家笑了。"]),
        ("“预计有60万元的收入。”老李说。他笑了。", ["“预计有60万元的收入。”老李说。", "他笑了。"]),
        ("“你去吗？”，他问。", ["“你去吗？”，他问。"]),
        ("开展“加油！少年！”主题活动，反响好。", ["开展“加油！少年！”主题活动，反响好。"]),
        ("《你好！》上映了。看《加油？！》去。", ["《你好！》上映了。", "看《加油？！》去。"]),
        ("任务（见附件。）完成。（记者　张三）", ["任务（见附件。）完成。", "（记者　张三）"]),
        ("苹果、梨……等三种。合影留念……这是周日。", ["苹果、梨……等三种。", "合影留念……", "这是周日。"]),
        ("Mr. Li paid 3.5 yuan. He left at 5 p.m. on time. See http://a.cn/b?c=1 now!", None),
        ("清单如下 1. 口罩。 2. 手套。", ["清单如下 1. 口罩。", "2. 手套。"]),
        ("1. 第一项\n2. 第二项。", ["1. 第一项", "2. 第二项。"]),
        ("好！！！真的？！", ["好！！！", "真的？！"]),
        ("Read the plan (a=1).全县脱贫。", ["Read the plan (a=1).", "全县脱贫。"]),
        ('Say to them "Well done!"全县脱贫。', ['Say to them "Well done!"', "全县脱贫。"]),
        ("见www.a.cn.全县，U.S.政府说。", ["见www.a.cn.全县，U.S.政府说。"]),
        ("", []),
        (" \n　\t", []),
    ],
)
def test_sentence_ends(text: str, expected: list[str] | None) -> None:
    english = ["Mr. Li paid 3.5 yuan.", "He left at 5 p.m. on time.", "See http://a.cn/b?c=1 now!"]
    assert told(text) == (english if expected is None else expected)


def test_long_speech_is_cut_into_its_sentences() -> None:
    speech = "“" + "这是讲话中的一句话。" * 30 + "”"
    assert len(told(speech)) == 30
    assert told(speech)[-1].endswith("。”")


def test_quotation_that_never_closes_does_not_swallow_the_line() -> None:
    assert told("他说：“走吧。我们走了。") == ["他说：“走吧。", "我们走了。"]


@given(WRITING)
def test_sentences_are_the_text_apart_from_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(told(text)).split()) == "".join(text.split())
    assert all(piece == piece.strip() and "\n" not in piece for piece in told(text))


def test_hostile_text_takes_no_time() -> None:
    for text in ("（" * 300_000 + "）" * 300_000, "“" * 300_000 + "。" * 300_000, "。”" * 300_000, "." * 600_000):
        sentences(text)
