"""The library: one front over catalogue, indexes and answer records, for the one process that owns the folder."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import BaseFileLock

from vectorstore import outbox
from vectorstore.answers import Answers
from vectorstore.audit import Audit
from vectorstore.catalogue import Catalogue, Cut
from vectorstore.database import Database, batches
from vectorstore.embed import Embedder, load
from vectorstore.errors import LibraryLocked, NoSuchDocument
from vectorstore.facts import Fact
from vectorstore.filters import matching
from vectorstore.indexes import BATCH, Indexes
from vectorstore.ledger import Ledger
from vectorstore.listing import Listing
from vectorstore.lock import own
from vectorstore.records import Contents, Document, FileState, Filters, Hit, Passage
from vectorstore.rerank import Reranker
from vectorstore.search import Search
from vectorstore.talks import Talks
from vectorstore.text import tokens


class Library:
    """Documents in, hits out. Open it with `Library.open`, and close it or use it in a `with` statement.

    Indexes and encoder are opened by the first search or change, so that reading documents and answers stays cheap.
    Safe to use from several threads: changes wait for one another, searches do not wait.
    """

    def __init__(
        self,
        home: Path,
        database: Database,
        lock: BaseFileLock | None,
        *,
        embedder: str | None,
        reranker: str | None,
        chroma_url: str | None,
    ) -> None:
        self._home = home
        self._database = database
        self._lock = lock
        self._chroma_url = chroma_url
        self._embedder: Embedder = load(embedder or database.recall("embedder"))
        self._reranker = Reranker(reranker) if reranker else None
        self._catalogue = Catalogue(database)
        self._answers = Answers(database)
        self.talks = Talks(database)
        self._audit = Audit(database)
        self.listing = Listing(database)
        self._changing = threading.RLock()
        self._indexes: Indexes | None = None
        self._search: Search | None = None
        self._waiting = outbox.count(database)
        self._changed = False
        self._generation = 0
        self._ledger: tuple[int, Ledger] | None = None
        self._contents: tuple[int, Contents] | None = None  # both with the generation they were counted in

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        embedder: str | None = None,
        reranker: str | None = None,
        database_url: str | None = None,
        chroma_url: str | None = None,
        read_only: bool = False,
    ) -> Library:
        """Open the library in the folder `home`, creating an empty one where there is none.

        :param embedder: name or path of the embedder; by default the one it was last indexed with.
        :param reranker: name or path of a cross-encoder that puts the best hits in order; by default none does.
        :param read_only: read documents and answers beside the process that owns the library; searching is refused.
        :raises LibraryLocked: when another process owns the folder.
        :raises LibraryUnwritable: when the folder or the database cannot be created, read or written.
        :raises LibraryDamaged: when the catalogue is not a readable one of ours.
        """
        with ExitStack() as undoing:
            lock = None if read_only else own(home)
            if lock:
                undoing.callback(lock.release)
            database = Database.open(home / "catalogue.sqlite3", database_url, read_only=read_only)
            undoing.callback(database.close)
            library = cls(home, database, lock, embedder=embedder, reranker=reranker, chroma_url=chroma_url)
            undoing.pop_all()
            return library

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.close(settle=kind is None)

    def close(self, *, settle: bool = True) -> None:
        """Index what was added and give the folder back; without `settle` the next use does the indexing."""
        try:
            if settle and self._changed:
                self.settle()
        finally:
            self._changed = False  # so that closing again does nothing
            if self._indexes:
                self._indexes.close()
                self._indexes = self._search = None
            self._database.close()
            if self._lock:
                self._lock.release()

    # -- changing ------------------------------------------------------------------------------------------------

    def add(self, file: FileState, documents: Iterable[Cut], facts: Iterable[Fact] = ()) -> FileState:
        """Make `documents`, each with its passages, what the file `file.path` holds; one transaction.

        `facts` are what they tell, with one source each; they replace what was known from the same documents. All are
        kept when this returns, and found by every search after it. Embedding and indexing are done in batches across
        files, at the latest by `settle` or `close`.
        """
        with self._change():
            self.indexes()
            state = self._catalogue.replace_file(file, documents, facts)
            self._note_change()
            return state

    def remove(self, document: str) -> None:
        """Forget a document; ingesting its file again brings it back.

        :raises NoSuchDocument: when the library does not hold it.
        """
        with self._change():
            self._catalogue.remove(document)
            self._note_change()

    def remove_file(self, path: str) -> int:
        """Forget a file and the documents that came from nowhere else; return how many those were."""
        with self._change():
            removed = self._catalogue.remove_file(path)
            self.listing.note(path, ())
            self._note_change()
            return removed

    def settle(self) -> None:
        """Embed and index whatever was added, or left behind by a process that ended early."""
        with self._change():
            self.indexes().settle()
            self._waiting = 0

    def reindex(self, embedder: str | None = None) -> None:
        """Build both indexes anew from the catalogue, from now on with `embedder` where one is named.

        :raises ModelMissing: when that embedder is not on this machine; nothing has changed then.
        """
        with self._change():
            chosen = self._embedder if embedder is None else load(embedder)
            _ = chosen.fingerprint  # reads a model that is not bundled
            if self._indexes:
                self._indexes.close()
                self._indexes = self._search = None
            Indexes.discard(self._home, self._database)
            self._embedder = chosen
            self.indexes()

    # -- searching -----------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int = 20, filters: Filters = Filters(), diverse: bool = False) -> list[Hit]:
        """Return the passages that speak to `query`, best first, from the documents that pass `filters` only.

        :param diverse: let no document take all places, for a question after a list.
        :raises ModelMissing: when the embedder or the reranker is not on this machine.
        """
        if not query.strip() or self._catalogue.is_empty():
            return []
        search = self._level()
        among = self._matching(filters) if filters else None
        return [] if among == [] else search.hits(query, limit, among, diverse=diverse)

    def passing(self, filters: Filters) -> frozenset[str]:
        """Return the documents that pass `filters`."""
        if self._catalogue.is_empty():
            return frozenset()
        self._level()
        return frozenset(self._matching(filters))

    def _matching(self, filters: Filters) -> list[str]:
        return matching(self._database, filters, self.indexes().articles.holding)

    def frequency(self, term: str) -> int:
        """Return in how many passages, at most, `term` can be found: how common it is in this library."""
        return 0 if self._catalogue.is_empty() else self.indexes().keyword.frequency(tokens(term))

    def indexes(self) -> Indexes:
        """Return the derived indexes, which are opened, checked and mended when they are first needed."""
        if self._indexes is None:
            with self._change():
                if self._indexes is None:  # it may have been opened while this thread waited
                    indexes = Indexes.open(self._home, self._database, self._embedder, self._chroma_url)
                    self._search = Search(self._database, indexes, self._embedder, self._reranker)
                    self._waiting = 0
                    self._indexes = indexes
        return self._indexes

    # -- reading -------------------------------------------------------------------------------------------------

    def document(self, id_: str) -> Document:
        """Return a document as its first source tells it.

        :raises NoSuchDocument: when the library does not hold it.
        """
        return self.sources(id_)[0]

    def sources(self, id_: str) -> list[Document]:
        """Return a document once for each place it was read from.

        :raises NoSuchDocument: when the library does not hold it.
        """
        found = self._catalogue.sources([id_]).get(id_)
        if not found:
            raise NoSuchDocument(f"资料库里没有编号为 {id_} 的文件；请用 documents list 查看现有编号。")
        return found

    def documents(self) -> Iterator[Document]:
        """Yield every document, in the order of their files."""
        for batch in batches(self._catalogue.ids(), 200):
            told = self._catalogue.documents(batch)
            yield from (told[id_] for id_ in batch if id_ in told)

    def passages(self, document: str) -> list[Passage]:
        """Return a document's passages in reading order.

        :raises NoSuchDocument: when the library does not hold it.
        """
        text = self.document(document).text
        return [Passage(document, start, end, text[start:end]) for start, end in self._catalogue.cuts(document)]

    @property
    def ledger(self) -> Ledger:
        """The facts that the documents tell, as they are now."""
        generation, ledger = self._generation, self._ledger
        if ledger is None or ledger[0] != generation:
            ledger = self._ledger = (generation, Ledger(self._database))
        return ledger[1]

    @property
    def home(self) -> Path:
        """The folder that holds the library."""
        return self._home

    @property
    def embedder(self) -> Embedder:
        """The embedder whose vectors are searched."""
        return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """The reranker that puts the best hits in order, where one is set."""
        return self._reranker

    def file_state(self, path: str) -> FileState | None:
        """Return what is remembered about a file, None where it was never ingested."""
        return self._catalogue.file_state(path)

    def files(self) -> list[str]:
        """Return the paths of all ingested files."""
        return self._catalogue.paths()

    def contents(self) -> Contents:
        """Count what the library holds, with the fingerprint of it."""
        generation, counted = self._generation, self._contents
        if counted is None or counted[0] != generation:
            counted = self._contents = (generation, self._catalogue.contents())
        return counted[1]

    def regions(self) -> dict[str, int]:
        """Count the documents that are about each division, by its code."""
        return self._catalogue.regions()

    # -- answers given -------------------------------------------------------------------------------------------

    def save_answer(self, record: Mapping[str, Any]) -> str:
        """Keep the record of an answer and return its identifier, which also stands in it under `record`.

        A record that names its `asker` is one of a conversation, found again through `talks`.
        """
        return self._answers.save(record)

    def amend_answer(self, id_: str, fields: Mapping[str, Any]) -> None:
        """Set fields of an answer record, feedback say.

        :raises NoSuchAnswer: when there is no such record.
        """
        self._answers.amend(id_, fields)

    def answer(self, id_: str) -> dict[str, Any]:
        """Return the record of one answer.

        :raises NoSuchAnswer: when there is no such record.
        """
        return self._answers.get(id_)

    def answers(self) -> Iterator[dict[str, Any]]:
        """Yield the records of all answers in the order in which they were given."""
        return self._answers.all()

    @property
    def audit(self) -> Audit:
        """Who did what to this library over the server."""
        return self._audit

    # -- within --------------------------------------------------------------------------------------------------

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Wait for the changes of other threads; refuse where this object does not own the folder."""
        if self._lock is None:
            raise LibraryLocked(f"资料库 {self._home} 以只读方式打开，不能检索或修改；请由拥有它的进程来做。")
        with self._changing:
            yield

    def _note_change(self) -> None:
        self._changed = True
        self._generation += 1
        self._waiting = outbox.count(self._database)
        if self._search:
            self._search.forget()
        if self._waiting >= BATCH:
            self.settle()

    def _level(self) -> Search:
        """Return the search over indexes that are level with the catalogue, unless another thread sees to that."""
        self.indexes()
        if self._waiting and self._changing.acquire(blocking=False):
            try:
                self.settle()
            finally:
                self._changing.release()
        assert self._search is not None  # noqa: S101 - opened with the indexes
        return self._search
