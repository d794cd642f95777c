"""What a search finds, and what filters leave of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from vectorstore.library import Library
from vectorstore.records import Document, FileState, Filters

Put = Callable[..., FileState]
Articles = tuple[Document, Document, Document]

PAIRING, NOTICE, TRAINING = "渝桥结对青石", "关于建设儿童关爱站的通知", "柑橘卖到山外"
"""Titles of the documents in conftest.py."""


def found(library: Library, query: str, filters: Filters = Filters()) -> list[str | None]:
    return list(dict.fromkeys(hit.document.title for hit in library.search(query, filters=filters)))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("哪些社会组织帮扶青石县", PAIRING),
        ("儿童关爱站每站补助多少", NOTICE),
        ("Young people came home and learned to sell oranges online", TRAINING),
    ],
)
def test_the_right_document_comes_first(filled: Library, query: str, title: str) -> None:
    assert found(filled, query)[0] == title


def test_a_hit_carries_its_passage_document_and_scores(filled: Library) -> None:
    hits = filled.search("青石县结对帮扶协议", limit=2)
    best = hits[0]
    assert len(hits) == 2
    assert best.passage.text == best.document.text[best.passage.start : best.passage.end]
    assert best.document.file == "/files/0"
    assert best.keyword > 0
    assert 0 < best.dense <= 1
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score < 1 for hit in hits)


def test_nothing_is_found_where_nothing_is(library: Library) -> None:
    assert library.search("青石县") == []
    assert library.search("青石县", filters=Filters(kinds=("news",))) == []


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_question_finds_nothing(filled: Library, query: str) -> None:
    assert filled.search(query) == []


def test_a_very_long_question_is_answered(filled: Library, articles: Articles) -> None:
    pairing, *_ = articles
    assert found(filled, "青石县结对帮扶" * 50_000)[0] == pairing.title


def test_a_question_of_signs_only_is_answered_by_meaning(filled: Library) -> None:
    assert len(filled.search("？！")) > 0


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(kinds=("policy",)), {NOTICE}),
        (Filters(kinds=("policy", "news"), since="2024-01-01"), {PAIRING}),
        (Filters(until="2023-12-31"), {NOTICE}),
        (Filters(since="2023-06-01", until="2024-12-18"), {NOTICE, PAIRING}),
        (Filters(regions=("53",)), {PAIRING}),
        (Filters(regions=("530000",)), {PAIRING}),
        (Filters(regions=("539901", "62")), {PAIRING, NOTICE}),
        (Filters(regions=("5398",)), set()),
        (Filters(regions=("青石县",)), {PAIRING}),
        (Filters(regions=("益山省", "53")), {PAIRING, NOTICE}),
        (Filters(organisations=("民政厅",)), {NOTICE}),
        (Filters(programmes=("关爱站",), kinds=("news",)), set()),
        (Filters(organisations=("100%_",)), set()),
    ],
)
def test_filters_narrow_exactly(filled: Library, filters: Filters, titles: set[str]) -> None:
    assert set(found(filled, "帮扶协议与补助", filters)) == titles


def test_a_document_passes_by_any_of_its_sources(library: Library, put: Put, articles: Articles) -> None:
    pairing, *_ = articles
    put(library, "/a", replace(pairing, published="2020-01-01"))
    put(library, "/b", replace(pairing, published="2024-01-01"))
    assert found(library, "青石县", Filters(since="2023-01-01")) == [pairing.title]


def test_a_narrowed_search_finds_what_stands_far_down(library: Library, put: Put, articles: Articles) -> None:
    _, _, training = articles
    crowd = [Document(text=f"青石县第{number}项结对帮扶协议签订。", kind="news") for number in range(300)]
    put(library, "/crowd", *crowd)
    put(library, "/one", replace(training, kind="other"))
    assert found(library, "青石县结对帮扶协议", Filters(kinds=("other",))) == [training.title]


def test_the_title_is_searched_too(library: Library, put: Put) -> None:
    put(library, "/a", Document(text="全文共三条，自发布之日起施行。", title="孝善养老办法"))
    put(library, "/b", Document(text="全文共五条，自发布之日起施行。", title="小额信贷办法"))
    assert found(library, "孝善养老")[0] == "孝善养老办法"


def test_a_new_title_is_found_at_once(library: Library, put: Put) -> None:
    put(library, "/a", Document(text="全文共三条，自发布之日起施行。", title="孝善养老办法"))
    put(library, "/a", Document(text="全文共三条，自发布之日起施行。", title="柑橘种植办法"), digest="2")
    assert library.search("柑橘种植")[0].keyword > 0


def test_a_search_between_additions_sees_each_of_them(library: Library, put: Put, articles: Articles) -> None:
    for number, document in enumerate(articles):
        put(library, f"/{number}", document)
        assert found(library, document.text[:15])[0] == document.title


def test_an_answer_that_a_cut_straddles_comes_whole(library: Library, put: Put) -> None:
    text = "渝桥市与青石县结对，协议期三年。重点是产业和养老，每年投入两百万元。"
    put(library, "/a", Document(text=text), length=16)
    hits = library.search("渝桥市与青石县结对的重点是什么，每年投入多少")
    assert [hit.passage.text for hit in hits] == [text]


def test_reprints_are_named_and_take_no_places(library: Library, put: Put, articles: Articles) -> None:
    pairing, notice, training = articles
    reprint = Document(text=f"（本报讯）{notice.text}", title="转载")
    for number, document in enumerate((notice, reprint, training)):
        put(library, f"/{number}", document, length=100)
    hits = library.search(notice.text[:20])
    told = [(hit.document.id, hit.reprints) for hit in hits]
    assert (notice.id, (reprint.id,)) in told or (reprint.id, (notice.id,)) in told
    assert len(hits) == 2
    assert pairing.id not in {id_ for id_, _ in told}


def test_a_list_is_drawn_from_several_documents(library: Library, put: Put) -> None:
    many = Document(text="。".join(f"青石县第{number}项结对帮扶协议已经签订" for number in range(40)))
    put(library, "/many", many, length=20)
    for number in range(3):
        put(library, f"/{number}", Document(text=f"另有{number}个村也与社会组织谈过帮扶。"), length=100)
    plain = library.search("青石县结对帮扶协议", limit=8)
    diverse = library.search("青石县结对帮扶协议", limit=8, diverse=True)
    assert {hit.document.id for hit in plain} == {many.id}
    assert len({hit.document.id for hit in diverse}) == 4


def test_a_passage_with_the_figure_asked_for_comes_first(library: Library, put: Put) -> None:
    put(library, "/a", Document(text="青石县修路进展顺利，青石县修路得到好评。"))
    put(library, "/b", Document(text="青石县去年修路三十公里，共投入资金450万元。"))
    assert "450" in library.search("青石县修路投入多少资金")[0].passage.text


@pytest.mark.parametrize("most", [0, 4_000])
def test_a_narrowed_search_is_exact_whichever_way_it_looks(
    library: Library, put: Put, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("vectorstore.search._MOST_NEAREST", most)
    monkeypatch.setattr(
        "vectorstore.search._CANDIDATES", 2
    )  # so that the nearest of all are asked for in a small library
    monkeypatch.setattr("vectorstore.search._MARGIN", 1)
    subjects = ("柑橘", "养老", "修路", "助学", "医疗", "电商")
    for number in range(60):
        text = f"{subjects[number % 6]}帮扶工作第{number}次会议在青石县召开，讨论了{subjects[number % 6]}的安排。"
        put(library, f"/{number}", Document(text=text, kind="policy" if number % 2 else "news"), length=100)
    hits = library.search("关于老人照料的安排", limit=10, filters=Filters(kinds=("policy",)))
    assert len(hits) == 10
    assert {hit.document.kind for hit in hits} == {"policy"}
    assert max(hits, key=lambda hit: hit.dense).document.text.startswith("养老")
