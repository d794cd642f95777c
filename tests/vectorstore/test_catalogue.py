"""What a library remembers: documents, the files they came from, and how it forgets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.errors import NoSuchDocument
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Passage

Put = Callable[..., FileState]
Articles = tuple[Document, Document, Document]


def test_a_document_comes_back_as_it_went_in(library: Library, put: Put, articles: Articles) -> None:
    pairing, *_ = articles
    put(library, "/a.txt", pairing)
    assert library.document(pairing.id) == replace(pairing, file="/a.txt")


def test_a_member_of_a_container_keeps_its_own_name(library: Library, put: Put, articles: Articles) -> None:
    pairing, *_ = articles
    put(library, "/a.zip", replace(pairing, file="/a.zip!3.txt"))
    assert library.document(pairing.id).file == "/a.zip!3.txt"
    assert library.file_state("/a.zip") == FileState("/a.zip", "1", (pairing.id,))


def test_passages_come_in_reading_order(library: Library, put: Put, articles: Articles) -> None:
    pairing, *_ = articles
    put(library, "/a.txt", pairing)
    passages = library.passages(pairing.id)
    assert "".join(passage.text for passage in passages) == pairing.text
    assert len(passages) > 1


def test_what_survives_is_on_disk(home: Path, put: Put, articles: Articles) -> None:
    with Library.open(home) as library:
        put(library, "/a.txt", *articles)
        before = library.contents()
    with Library.open(home) as library:
        assert library.contents() == before
        assert [document.id for document in library.documents()] == [document.id for document in articles]
        assert library.files() == ["/a.txt"]


def test_one_text_in_two_files_is_one_document_until_the_last_goes(
    library: Library, put: Put, articles: Articles
) -> None:
    pairing, *_ = articles
    put(library, "/b.txt", replace(pairing, title="晚报转载", publisher="晚报"))
    put(library, "/a.txt", pairing)
    assert library.contents().documents == 1
    assert [source.publisher for source in library.sources(pairing.id)] == ["渝桥日报", "晚报"]
    assert library.document(pairing.id).title == pairing.title  # of the first file by name, whichever came first
    assert library.remove_file("/a.txt") == 0
    assert library.document(pairing.id).publisher == "晚报"
    assert library.remove_file("/b.txt") == 1
    with pytest.raises(NoSuchDocument):
        library.document(pairing.id)


def test_one_text_twice_in_one_file_is_one_document_with_two_sources(
    library: Library, put: Put, articles: Articles
) -> None:
    pairing, notice, _ = articles
    state = put(library, "/a.txt", replace(pairing, page="1"), notice, replace(pairing, page="2"))
    assert state.documents == (pairing.id, notice.id)
    assert [source.page for source in library.sources(pairing.id)] == ["1", "2"]


def test_a_file_that_changed_replaces_what_it_held(library: Library, put: Put, articles: Articles) -> None:
    pairing, notice, training = articles
    put(library, "/a.txt", pairing, notice)
    put(library, "/a.txt", notice, training, digest="2")
    assert {document.id for document in library.documents()} == {notice.id, training.id}
    assert library.file_state("/a.txt") == FileState("/a.txt", "2", (notice.id, training.id))
    assert pairing.id not in {hit.document.id for hit in library.search("青石县结对")}


def test_a_removed_document_is_gone_and_its_file_counts_as_changed(
    library: Library, put: Put, articles: Articles
) -> None:
    pairing, notice, training = articles
    put(library, "/a.txt", pairing, notice)
    put(library, "/b.txt", training)
    library.remove(pairing.id)
    library.remove(training.id)
    assert library.file_state("/a.txt") == FileState("/a.txt", "", (notice.id,))
    assert library.file_state("/b.txt") is None
    assert {hit.document.id for hit in library.search("青石县结对")} == {notice.id}
    with pytest.raises(NoSuchDocument, match=pairing.id):
        library.remove(pairing.id)


def test_the_fingerprint_tells_contents_apart_and_not_the_way_they_came(
    tmp_path: Path, put: Put, articles: Articles
) -> None:
    def fingerprint(name: str, order: tuple[int, ...], length: int = 30) -> str:
        with Library.open(tmp_path / name) as library:
            for number in order:
                put(library, f"/{number}", articles[number], length=length)
            return library.contents().fingerprint

    assert fingerprint("one", (0, 1, 2)) == fingerprint("two", (2, 0, 1))
    assert len({fingerprint("one", ()), fingerprint("three", (0, 1)), fingerprint("four", (0, 1, 2), 20)}) == 3


def test_the_fingerprint_comes_back_after_a_detour(filled: Library, put: Put, articles: Articles) -> None:
    pairing, *_ = articles
    before = filled.contents()
    put(filled, "/new", replace(pairing, text="另一篇文章"))
    assert filled.contents().fingerprint != before.fingerprint
    filled.remove_file("/new")
    assert filled.contents() == before


def test_a_passage_that_is_not_of_its_document_is_refused_and_nothing_kept(
    library: Library, articles: Articles
) -> None:
    pairing, *_ = articles
    with pytest.raises(ValueError, match="not a stretch"):
        library.add(FileState("/a", "1"), [(pairing, [Passage(pairing.id, 0, 3, "别的字")])])
    assert library.contents().files == 0


def test_a_file_without_documents_is_remembered(library: Library, put: Put) -> None:
    put(library, "/empty.txt")
    assert library.file_state("/empty.txt") == FileState("/empty.txt", "1")
    assert library.search("青石县") == []


def test_an_owner_reads_beside_a_reader(filled: Library, home: Path, articles: Articles) -> None:
    with Library.open(home, read_only=True) as reader:
        assert {document.id for document in reader.documents()} == {document.id for document in articles}
