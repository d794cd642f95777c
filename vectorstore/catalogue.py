"""The catalogue: every document with the files it came from, and how it is cut. It is the truth of a library.

What a change means for the derived indexes is put into the outbox in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from vectorstore.database import Database, batches, insert
from vectorstore.errors import NoSuchDocument
from vectorstore.fact_rows import told, write_facts
from vectorstore.facts import Fact
from vectorstore.headings import heading_before
from vectorstore.records import Contents, Document, Entry, FileState, Passage, content_hash
from vectorstore.tables import documents, files, outbox, passages, source_regions, sources

Cut = tuple[Document, Sequence[Passage]]
"""A document and the passages it is cut into."""

_PLAIN = ("title", "publisher", "published", "kind", "page", "doc_number", "status", "superseded_by", "external_id")
_LISTS = ("issuers", "regions", "rows", "origin")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands, and the content hash of what the indexes hold of it."""

    document: str
    start: int
    end: int
    content: str


class Catalogue:
    """Reads and changes what the library holds; every change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- changing ------------------------------------------------------------------------------------------------

    def replace_file(self, file: FileState, cuts: Iterable[Cut], facts: Iterable[Fact] = ()) -> FileState:
        """Make `cuts` what the file at `file.path` holds; what it held before goes where no other file holds it.

        `facts` become all that is known from these documents.
        """
        given = [(document, list(cut)) for document, cut in cuts]
        for document, cut in given:
            _check(document, cut)
        by_id = {document.id: (document, cut) for document, cut in reversed(given)}
        rows = told({id_: document.text for id_, (document, _) in by_id.items()}, facts)
        with self._database.write() as connection:
            before = _held_by(connection, file.path)
            connection.execute(delete(sources).where(sources.c.path == file.path))
            statement = insert(connection, files).values(path=file.path, digest=file.digest)
            connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_={"digest": file.digest}))
            _add_documents(connection, [document for document, _ in by_id.values()])
            _add_sources(connection, file.path, [document for document, _ in given])
            remaining = _drop_orphans(connection, before - by_id.keys())
            _sync_passages(connection, by_id.keys() | remaining, {id_: cut for id_, (_, cut) in by_id.items()})
            write_facts(connection, by_id.keys(), rows)
        return FileState(file.path, file.digest, tuple(dict.fromkeys(document.id for document, _ in given)))

    def remove_file(self, path: str) -> int:
        """Forget the file at `path`; return how many documents went with it."""
        with self._database.write() as connection:
            before = _held_by(connection, path)
            connection.execute(delete(files).where(files.c.path == path))
            remaining = _drop_orphans(connection, before)
            _sync_passages(connection, remaining, {})
        return len(before) - len(remaining)

    def remove(self, document: str) -> None:
        """Forget a document wherever it came from; its files count as changed, so that ingesting them brings it back.

        :raises NoSuchDocument: when the library does not hold it.
        """
        with self._database.write() as connection:
            paths = list(connection.scalars(select(sources.c.path).where(sources.c.document == document).distinct()))
            connection.execute(delete(sources).where(sources.c.document == document))
            if not _drop(connection, [document]):
                raise NoSuchDocument(f"资料库里没有编号为 {document} 的文件；请用 documents list 查看现有编号。")
            others = select(sources.c.id).where(sources.c.path == files.c.path).exists()
            connection.execute(delete(files).where(files.c.path.in_(paths), ~others))
            connection.execute(update(files).where(files.c.path.in_(paths)).values(digest=""))

    # -- reading -------------------------------------------------------------------------------------------------

    def documents(self, ids: Collection[str]) -> dict[str, Document]:
        """Return the documents of `ids` that the library holds, each as its first source tells it."""
        return {id_: told[0] for id_, told in self.sources(ids).items()}

    def sources(self, ids: Collection[str]) -> dict[str, list[Document]]:
        """Return the documents of `ids`, each once a source, in the order of their files."""
        found: dict[str, list[Document]] = {}
        with self._database.read() as connection:
            for batch in batches(ids):
                chosen = select(documents.c.id, documents.c.text).where(documents.c.id.in_(batch))
                texts = {row.id: row.text for row in connection.execute(chosen)}
                told = select(sources).where(sources.c.document.in_(batch)).order_by(sources.c.path, sources.c.ordinal)
                for row in connection.execute(told):
                    found.setdefault(row.document, []).append(_document(texts[row.document], row))
        return found

    def ids(self) -> list[str]:
        """Return the identifiers of all documents in the order of their files."""
        with self._database.read() as connection:
            ordered = select(sources.c.document).order_by(sources.c.path, sources.c.ordinal)
            return list(dict.fromkeys(connection.scalars(ordered)))

    def cuts(self, document: str) -> list[tuple[int, int]]:
        """Return where a document's passages start and end, in reading order."""
        with self._database.read() as connection:
            chosen = select(passages.c.start, passages.c.end).where(passages.c.document == document)
            ordered = chosen.order_by(passages.c.start, passages.c.end)
            return [(row.start, row.end) for row in connection.execute(ordered)]

    def passages_of(self, ids: Collection[str]) -> list[str]:
        """Return the identifiers of all passages of the documents `ids`."""
        found: list[str] = []
        with self._database.read() as connection:
            for batch in batches(ids):
                found.extend(connection.scalars(select(passages.c.id).where(passages.c.document.in_(batch))))
        return found

    def places(self, ids: Collection[str]) -> dict[str, Place]:
        """Return where those passages of `ids` stand that the library holds."""
        found: dict[str, Place] = {}
        with self._database.read() as connection:
            for batch in batches(ids):
                chosen = select(passages).where(passages.c.id.in_(batch))
                for row in connection.execute(chosen):
                    found[row.id] = Place(row.document, row.start, row.end, row.content)
        return found

    def entries(self, ids: Collection[str]) -> list[Entry]:
        """Return what the indexes are to hold of those passages of `ids` that there are."""
        places = self.places(ids)
        told = self.documents({place.document for place in places.values()})
        found = ((id_, place, told.get(place.document)) for id_, place in places.items())
        return [_entry(id_, place, document) for id_, place, document in found if document]

    def articles(self, ids: Collection[str]) -> list[Entry]:
        """Return what the article index is to hold of those documents of `ids` that have passages."""
        cut: set[str] = set()
        with self._database.read() as connection:
            for batch in batches(ids):
                cut.update(connection.scalars(select(passages.c.document).where(passages.c.document.in_(batch))))
        return [Entry(id_, id_, document.title, document.text) for id_, document in self.documents(cut).items()]

    def passage_ids(self, after: str = "", limit: int = 1) -> list[str]:
        """Return the first `limit` passage identifiers after `after`, in their own order."""
        with self._database.read() as connection:
            chosen = select(passages.c.id).where(passages.c.id > after).order_by(passages.c.id).limit(limit)
            return list(connection.scalars(chosen))

    def indexed(self) -> tuple[int, int]:
        """Count the passages, and the documents that have any."""
        counted = select(func.count(), func.count(passages.c.document.distinct()))
        with self._database.read() as connection:
            cut, texts = connection.execute(counted).one()
        return cut, texts

    def file_state(self, path: str) -> FileState | None:
        """Return what is remembered about the file at `path`, None where it was never ingested."""
        with self._database.read() as connection:
            digest = connection.scalar(select(files.c.digest).where(files.c.path == path))
            held = select(sources.c.document).where(sources.c.path == path).order_by(sources.c.ordinal)
            ids = tuple(dict.fromkeys(connection.scalars(held)))
        return None if digest is None else FileState(path, digest, ids)

    def paths(self) -> list[str]:
        """Return the paths of all ingested files."""
        with self._database.read() as connection:
            return list(connection.scalars(select(files.c.path).order_by(files.c.path)))

    def contents(self) -> Contents:
        """Count what the library holds; the fingerprint depends on documents and cuts, not on the order they came."""
        with self._database.read() as connection:
            texts = connection.scalar(select(func.count()).select_from(documents)) or 0
            paths = connection.scalar(select(func.count()).select_from(files)) or 0
            cut, stamps = connection.execute(select(func.count(), func.sum(passages.c.stamp))).one()
        return Contents(texts, cut, paths, content_hash(f"{texts}:{cut}:{int(stamps or 0)}"))

    def regions(self) -> dict[str, int]:
        """Count the documents that are about each division, by its code; a province counts those of its counties."""
        counted = (
            select(source_regions.c.code, func.count(sources.c.document.distinct()))
            .join(sources, sources.c.id == source_regions.c.source)
            .group_by(source_regions.c.code)
            .order_by(source_regions.c.code)
        )
        with self._database.read() as connection:
            return {row.code: row[1] for row in connection.execute(counted)}

    def is_empty(self) -> bool:
        """Whether there is nothing to search."""
        with self._database.read() as connection:
            return connection.scalar(select(passages.c.id).limit(1)) is None


def _check(document: Document, cut: Iterable[Passage]) -> None:
    for passage in cut:
        if passage.document != document.id or passage.text != document.text[passage.start : passage.end]:
            raise ValueError(f"passage {passage.id} is not a stretch of document {document.id}")


def _held_by(connection: Connection, path: str) -> set[str]:
    return set(connection.scalars(select(sources.c.document).where(sources.c.path == path)))


def _add_documents(connection: Connection, given: Sequence[Document]) -> None:
    if given:
        rows = [{"id": document.id, "text": document.text} for document in given]
        connection.execute(insert(connection, documents).on_conflict_do_nothing(), rows)


def _add_sources(connection: Connection, path: str, given: Sequence[Document]) -> None:
    if not given:
        return
    rows = [
        {"document": document.id, "path": path, "ordinal": ordinal, "file": document.file or path}
        | {name: getattr(document, name) for name in _PLAIN}
        | {name: [_plain(item) for item in getattr(document, name)] for name in _LISTS}
        for ordinal, document in enumerate(given)
    ]
    connection.execute(sources.insert(), rows)
    numbers = select(sources.c.ordinal, sources.c.id).where(sources.c.path == path)
    id_of = {row.ordinal: row.id for row in connection.execute(numbers)}
    codes = [
        {"source": id_of[ordinal], "code": code}
        for ordinal, document in enumerate(given)
        for code in dict.fromkeys(document.regions)
    ]
    if codes:
        connection.execute(source_regions.insert(), codes)


def _plain(item: Any) -> Any:  # noqa: ANN401 - a JSON value
    return dict(item) if isinstance(item, Mapping) else item


def _drop_orphans(connection: Connection, ids: Collection[str]) -> set[str]:
    """Drop those documents of `ids` that no source holds any more; return the others."""
    held: set[str] = set()
    for batch in batches(ids):
        held.update(connection.scalars(select(sources.c.document).where(sources.c.document.in_(batch))))
    _drop(connection, set(ids) - held)
    return held


def _drop(connection: Connection, ids: Collection[str]) -> int:
    dropped = 0
    for batch in batches(ids):
        gone = select(passages.c.id, passages.c.content).where(passages.c.document.in_(batch))
        connection.execute(outbox.insert().from_select(["passage", "former"], gone))
        dropped += connection.execute(delete(documents).where(documents.c.id.in_(batch))).rowcount
    return dropped


def _sync_passages(connection: Connection, ids: Collection[str], cuts: Mapping[str, Sequence[Passage]]) -> None:
    """Bring the passages of the documents `ids` to what `cuts` says, or their cut as it is, under their titles now.

    Passages whose indexed form stays the same are not touched, so that nothing is indexed twice.
    """
    for batch in batches(ids, 500):
        _sync_batch(connection, batch, cuts)


def _sync_batch(connection: Connection, ids: Sequence[str], cuts: Mapping[str, Sequence[Passage]]) -> None:
    titles = _titles(connection, ids)
    there = {row.id: row for row in connection.execute(select(passages).where(passages.c.document.in_(ids)))}
    kept = [row for row in there.values() if row.document not in cuts]
    cut = [passage for id_ in ids for passage in cuts.get(id_, ())] + _as_cut(connection, kept)
    wanted = {passage.id: _row(passage, titles[passage.document]) for passage in cut}
    gone = [row for id_, row in there.items() if id_ not in wanted or row.stamp != wanted[id_]["stamp"]]
    new = [row for id_, row in wanted.items() if id_ not in there or there[id_].stamp != row["stamp"]]
    for batch in batches([row.id for row in gone]):
        connection.execute(delete(passages).where(passages.c.id.in_(batch)))
    if new:
        connection.execute(passages.insert(), new)
    former = {row.id: row.content for row in gone}
    changed = dict.fromkeys([*former, *(row["id"] for row in new)])
    if changed:
        connection.execute(outbox.insert(), [{"passage": id_, "former": former.get(id_)} for id_ in changed])


def _titles(connection: Connection, ids: Sequence[str]) -> dict[str, str | None]:
    told = select(sources.c.document, sources.c.title).where(sources.c.document.in_(ids))
    rows = connection.execute(told.order_by(sources.c.path.desc(), sources.c.ordinal.desc()))
    return {row.document: row.title for row in rows}


def _as_cut(connection: Connection, rows: Sequence[Row[Any]]) -> list[Passage]:
    holders = {row.document for row in rows}
    chosen = select(documents.c.id, documents.c.text).where(documents.c.id.in_(holders))
    texts = {row.id: row.text for row in connection.execute(chosen)}
    return [Passage(row.document, row.start, row.end, texts[row.document][row.start : row.end]) for row in rows]


def _row(passage: Passage, title: str | None) -> dict[str, Any]:
    content = Entry(passage.id, passage.document, title, passage.text).content
    stamp = int(sha256(f"{passage.id} {content} {title or ''}".encode()).hexdigest()[:8], 16)
    place = {"id": passage.id, "document": passage.document, "start": passage.start, "end": passage.end}
    return place | {"content": content, "stamp": stamp}


def _entry(id_: str, place: Place, document: Document) -> Entry:
    text = document.text[place.start : place.end]
    return Entry(id_, place.document, document.title, text, heading_before(document.text, place.start))


def _document(text: str, row: Row[Any]) -> Document:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Document(
        text=text,
        file=row.file,
        issuers=tuple(row.issuers),
        regions=tuple(row.regions),
        rows=tuple(row.rows),
        origin=tuple((clean, raw, length) for clean, raw, length in row.origin),
        **plain,
    )
