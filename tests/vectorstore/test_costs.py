"""What an operation costs does not grow with the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.engine import Engine

from vectorstore.library import Library
from vectorstore.records import Document, FileState
from vectorstore.tables import vectors

Put = Callable[..., FileState]
Articles = tuple[Document, Document, Document]

LARGE = ("documents", "sources", "passages", "vectors", "files", "source_regions", "answers")


@contextmanager
def statements() -> Iterator[list[tuple[str, object]]]:
    seen: list[tuple[str, object]] = []

    def note(_: Connection, __: object, statement: str, parameters: object, *___: object) -> None:
        seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scans(library: Library, seen: list[tuple[str, object]]) -> list[str]:
    """Return the steps of the statements seen that read a large table from end to end."""
    found = []
    with library._database.read() as connection:
        for statement, parameters in seen:
            taken = statement.split("\n LIMIT ?")[0]
            if "WHERE" in taken or taken == statement:  # SELECT … LIMIT alone stops after the rows it takes
                first = parameters[0] if isinstance(parameters, list) else parameters
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", first)
                found += [f"{row[3]}: {statement}" for row in plan if row[3].startswith("SCAN")]
    return [step for step in found if step.split()[1].rstrip(":") in LARGE]


@pytest.mark.parametrize("operation", ["add", "replace", "remove", "remove_file", "search", "document"])
def test_no_table_is_read_from_end_to_end(filled: Library, put: Put, articles: Articles, operation: str) -> None:
    pairing, notice, _ = articles
    filled.search("青石县")
    with statements() as seen:
        match operation:
            case "add":
                put(filled, "/new", Document(text="新建的村道今年通车。"))
                filled.settle()
            case "replace":
                put(filled, "/files/0", notice, digest="2")
                filled.settle()
            case "remove":
                filled.remove(pairing.id)
                filled.settle()
            case "remove_file":
                filled.remove_file("/files/0")
                filled.settle()
            case "search":
                filled.search("青石县结对帮扶")
            case "document":
                filled.passages(pairing.id)
    assert seen
    assert scans(filled, seen) == []


def test_indexing_again_embeds_only_what_is_new(
    filled: Library, put: Put, articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairing, *_ = articles
    filled.settle()
    encoded: list[str] = []

    def encode(_: object, texts: list[str]) -> object:
        encoded.extend(texts)
        return original(_, texts)

    from vectorstore.embed import BundledEncoder

    original = BundledEncoder.encode_documents
    monkeypatch.setattr(BundledEncoder, "encode_documents", encode)
    put(filled, "/copy", pairing)
    put(filled, "/files/0", pairing, digest="2")
    filled.settle()
    filled.reindex()
    assert encoded == []
    put(filled, "/more", pairing, Document(text="新建的村道今年通车。"))
    filled.settle()
    assert encoded == ["新建的村道今年通车。"]


def test_vectors_of_what_is_gone_are_forgotten(filled: Library) -> None:
    def kept() -> int:
        with filled._database.read() as connection:
            return len(connection.scalars(select(vectors.c.content)).all())

    filled.settle()
    assert kept() > 0
    for path in filled.files():
        filled.remove_file(path)
    filled.settle()
    assert kept() == 0
