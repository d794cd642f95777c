"""Neighbours joined, reprints collapsed, variety in a list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.gathering import collapsed, joined, varied
from vectorstore.records import Document, Hit, Passage

STORY = "益山省民政厅动员慈善组织为留守儿童建设关爱站，每站补助五万元，全省今年新建关爱站三十七个，惠及儿童四千二百名。"


def hit(document: Document, start: int, end: int, score: float) -> Hit:
    return Hit(Passage(document.id, start, end, document.text[start:end]), document, score, 1.0, 0.5)


def spans(hits: list[Hit]) -> list[tuple[int, int]]:
    return [(found.passage.start, found.passage.end) for found in hits]


def test_passages_that_follow_one_another_become_one_hit_in_the_place_of_the_better() -> None:
    document = Document(text="甲县修路。\n乙县架桥。\n丙县建校。")
    found = joined([hit(document, 6, 11, 0.6), hit(document, 0, 5, 0.5)])
    assert spans(found) == [(0, 11)]
    assert found[0].passage.text == document.text[0:11]
    assert found[0].score == 0.6


def test_a_neighbour_that_is_far_worse_stays_by_itself() -> None:
    document = Document(text="甲县修路。乙县架桥。")
    assert spans(joined([hit(document, 0, 5, 0.6), hit(document, 5, 10, 0.1)])) == [(0, 5), (5, 10)]


def test_passages_with_text_between_them_stay_apart() -> None:
    document = Document(text="甲县修路。乙县架桥。丙县建校。")
    assert spans(joined([hit(document, 0, 5, 0.6), hit(document, 10, 15, 0.5)])) == [(0, 5), (10, 15)]


def test_no_more_than_three_passages_are_joined() -> None:
    document = Document(text="甲。乙。丙。丁。戊。")
    found = joined([hit(document, start, start + 2, 0.5) for start in range(0, 10, 2)])
    assert spans(found) == [(0, 6), (6, 10)]


def test_a_reprint_is_named_with_the_best_of_its_kind() -> None:
    first = Document(text=STORY)
    second = Document(text="（记者）" + STORY.replace("，", " ， "))
    other = Document(text="返乡青年在合作社学习电商直播，三个月里卖出柑橘两万斤，村里的路也修好了。")
    found = collapsed([hit(document, 0, len(document.text), 0.5) for document in (first, other, second)])
    assert [one.document for one in found] == [first, other]
    assert found[0].reprints == (second.id,)


def test_what_differs_in_a_figure_or_a_name_is_no_reprint() -> None:
    told = [STORY, STORY.replace("三十七", "三十八"), STORY.replace("益山省", "渝水省").replace("关爱站", "活动室")]
    found = collapsed([hit(document, 0, len(document.text), 0.5) for document in map(_document, told)])
    assert len(found) == 3


def test_in_a_list_no_document_takes_all_places() -> None:
    long, short = Document(text="甲。" * 20), Document(text="乙县架桥。")
    hits = [hit(long, start, start + 1, 0.9) for start in range(0, 20, 2)] + [hit(short, 0, 5, 0.1)]
    found = varied(hits, 8, lambda one: one.document.id)
    assert [one.document for one in found[:3]] == [long, long, short]
    assert len(found) == len(hits)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), unique=True, max_size=20))
def test_gathering_loses_no_text(places: list[tuple[int, int]]) -> None:
    documents = [Document(text=f"{number}号" + "".join(f"第{at}段。" for at in range(10))) for number in range(4)]
    hits = [hit(documents[number], 2 + 4 * at, 6 + 4 * at, 1 / (1 + at)) for number, at in places]
    given_to = {(one.document.id, at) for one in hits for at in range(one.passage.start, one.passage.end)}
    found = joined(hits)
    assert {(one.document.id, at) for one in found for at in range(one.passage.start, one.passage.end)} == given_to


def _document(text: str) -> Document:
    return Document(text=text)
