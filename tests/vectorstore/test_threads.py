"""A library is searched from several threads while another changes it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from vectorstore.library import Library
from vectorstore.records import Document, FileState

Put = Callable[..., FileState]


def test_searches_go_on_while_documents_come_and_go(filled: Library, put: Put) -> None:
    stop = threading.Event()

    def ask(question: str) -> int:
        asked = 0
        while not stop.is_set() or not asked:
            for hit in filled.search(question):
                assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text
            filled.contents()
            filled.save_answer({"question": question})
            asked += 1
        return asked

    with ThreadPoolExecutor(3) as pool:
        askers = [pool.submit(ask, question) for question in ("青石县结对", "儿童关爱站", "柑橘")]
        try:
            for number in range(12):
                put(filled, f"/{number % 4}", Document(text=f"青石县第{number}座关爱站落成。", title=f"第{number}站"))
                if number % 3 == 2:
                    filled.remove_file(f"/{number % 4}")
        finally:
            stop.set()
        asked = sum(asker.result() for asker in askers)
    assert len(list(filled.answers())) == asked
    titles = {document.title for document in filled.documents()}
    assert {hit.document.title for hit in filled.search("青石县关爱站落成", limit=50)} == titles
    assert filled.contents().documents == len(titles)


def test_two_threads_that_open_the_indexes_at_once_share_them(filled: Library) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: filled.indexes(), range(4)))
    assert len({id(indexes) for indexes in opened}) == 1
