"""Passages: exact offsets, nothing lost, and cuts where a reader would cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import BUDGET, split
from vectorstore.records import Document, Kind, Passage

SENTENCE = "全县共有十二家社会组织参与结对帮扶，累计投入资金三百余万元。"
WRITING = st.lists(
    st.one_of(
        st.text(alphabet="帮扶县，。；“”\n \u3000a1.|\t", max_size=60),
        st.sampled_from(
            [
                SENTENCE,
                SENTENCE * 4 + "\n",
                "一、总体要求\n",
                "甲县 | 乙会 | 3.5\n",
                "无标点" * 200,
                "x" * 700,
                "，" * 500,
            ]
        ),
    ),
    max_size=30,
).map("".join)


def passages(text: str, kind: Kind = "news") -> list[Passage]:
    return split(Document(text=text, kind=kind))


@settings(deadline=None, max_examples=150)
@given(WRITING, st.sampled_from(["news", "table"]))
def test_passages_tile_the_text_with_exact_offsets(text: str, kind: Kind) -> None:
    document = Document(text=text, kind=kind)
    found = split(document)
    assert all(p.text == text[p.start : p.end] and p.document == document.id for p in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join("".join(p.text for p in found).split()) == "".join(text.split())
    assert len({p.id for p in found}) == len(found)


def test_short_document_is_one_passage() -> None:
    assert [p.text for p in passages(f"标题\n{SENTENCE}\n")] == [f"标题\n{SENTENCE}"]


def test_passages_are_whole_sentences_of_about_the_budget() -> None:
    found = passages(SENTENCE * 100)
    assert all(p.text.endswith("。") for p in found)
    assert all(200 <= len(p.text) <= BUDGET for p in found)


def test_no_stump_is_left_at_the_end() -> None:
    lengths = [len(p.text) for p in passages(SENTENCE * 14)]
    assert len(lengths) == 2
    assert min(lengths) > 0.6 * max(lengths)


def test_paragraphs_are_preferred_to_sentences() -> None:
    paragraph = SENTENCE * 8
    assert [p.text for p in passages("\n".join([paragraph] * 4))] == [paragraph] * 4


def test_heading_stays_with_what_it_heads() -> None:
    text = "\n".join(f"{n}、主要做法\n{SENTENCE * 6}" for n in "一二三四五六七八")
    for passage in passages(text):
        assert not passage.text.rstrip().endswith("主要做法")


def test_sentence_longer_than_a_passage_is_cut_at_clauses() -> None:
    found = passages("，".join(["帮扶单位与受援县签订三年协议"] * 100) + "。")
    assert len(found) > 2
    assert all(p.text[-1] in "，。" for p in found)


def test_number_is_not_cut_in_two() -> None:
    found = passages("的" * 148 + "123456" + "的" * 400)
    assert any("123456" in p.text for p in found)


def test_table_rows_stay_whole() -> None:
    rows = [f"第{n}社会组织 | 某某县 | 产业帮扶。就业帮扶。 | 2023.5 | {'内容' * 40}" for n in range(60)]
    for kind in ("news", "table"):
        lines = [line for p in passages("\n".join(rows), kind) for line in p.text.split("\n")]
        assert lines == rows


def test_endless_text_without_any_mark_is_cut() -> None:
    assert max(len(p.text) for p in passages("帮" * 20_000)) <= 400
    assert max(len(p.text) for p in passages("x" * 100_000)) < 4_000
