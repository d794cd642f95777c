"""The keyword index: BM25 over our own tokens, in tantivy. It holds identifiers and tokens, never the text."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log1p
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from vectorstore.errors import LibraryUnwritable
from vectorstore.records import Entry
from vectorstore.text import pairs, tokens

Words = Mapping[str, float]
"""Search tokens, each with its weight."""

_MOST_HOLDING = 5_000
_TITLE_BOOST = 0.5
_HEAP = 48_000_000


class KeywordIndex:
    """A tantivy index in a folder of its own; the folder can be deleted and is then built anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._index = self._open()
        # kept open, so that nothing that is written waits until large segments have been merged
        self._writer: tantivy.IndexWriter | None = None

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def write(self, entries: Iterable[Entry], gone: Iterable[str] = ()) -> None:
        """Index `entries` in place of what stood under their identifiers, drop those `gone`; all or nothing."""
        try:
            self._write(entries, gone)
        except ValueError as error:  # tantivy's only error
            reason = str(error).partition("\n")[0]
            raise LibraryUnwritable(
                f"关键词索引 {self._folder} 无法写入（{reason}）；请检查磁盘空间与权限。"
            ) from error

    def search(self, words: Words, limit: int, among: Sequence[str] | None = None) -> dict[str, float]:
        """Return the best entries for `words` with their BM25 scores, best first, only of the documents `among`."""
        return self._run(words, limit, "document", among)

    def scores(self, words: Words, ids: Collection[str]) -> dict[str, float]:
        """Return the BM25 scores of the entries `ids`, those that have no word in common left out."""
        return self._run(words, len(ids), "id", list(ids)) if ids else {}

    def frequency(self, words: Sequence[str]) -> int:
        """Return in how many passages the rarest of `words` stands: at most so many hold them all."""
        searcher = self._index.searcher()
        return min((int(searcher.doc_freq("body", word)) for word in words), default=0)

    def rarity(self, words: Words) -> dict[str, float]:
        """Return what each of `words` weighs, rare ones most; together about the score of an entry with all of them."""
        searcher = self._index.searcher()
        held = {word: searcher.doc_freq("body", word) for word in words}
        count = max(searcher.num_docs, *held.values(), 0)  # entries just dropped still count for their words
        return {word: weight * log1p((count - held[word] + 0.5) / (held[word] + 0.5)) for word, weight in words.items()}

    def holding(self, name: str) -> set[str] | None:
        """Return the entries whose text may hold `name`, all others ruled out; None where they are too many to tell."""
        terms = [(Occur.Must, Query.term_query(self._schema, "body", word, "freq")) for word in pairs(name)]
        if not terms:
            return None
        searcher = self._index.searcher()
        hits = searcher.search(Query.boolean_query(terms), _MOST_HOLDING, count=False).hits
        return None if len(hits) == _MOST_HOLDING else {searcher.doc(address)["id"][0] for _, address in hits}

    def holds(self, id_: str) -> bool:
        """Whether an entry is in the index."""
        return bool(self._index.searcher().doc_freq("id", id_))

    def clear(self) -> None:
        """Start an empty index in place of whatever is there."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._index = self._open()

    def close(self) -> None:
        """Wait for the merging that goes on behind what was written."""
        writer, self._writer = self._writer, None
        if writer:
            writer.wait_merging_threads()

    def _write(self, entries: Iterable[Entry], gone: Iterable[str]) -> None:
        writer = self._writer or self._index.writer(_HEAP, 1)
        self._writer = None  # one whose writing fails is given up
        for id_ in gone:
            writer.delete_documents_by_term("id", id_)
        for entry in entries:
            writer.delete_documents_by_term("id", entry.id)
            writer.add_document(_document(entry))
        writer.commit()
        self._writer = writer
        self._index.reload()

    def _open(self) -> tantivy.Index:
        try:
            index = self._create()
        except ValueError:  # tantivy's only error; files of it are missing or not its own
            shutil.rmtree(self._folder, ignore_errors=True)
            index = self._create()
        index.register_tokenizer("words", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index

    def _create(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(self._schema, path=str(self._folder))

    def _run(self, words: Words, limit: int, field: str, among: Sequence[str] | None) -> dict[str, float]:
        query = self._query(words)
        if query is None or limit < 1:
            return {}
        if among is not None:
            within = Query.const_score_query(Query.term_set_query(self._schema, field, among), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, within)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        return {searcher.doc(address)["id"][0]: float(score) for score, address in hits}

    def _query(self, words: Words) -> Query | None:
        terms: list[tuple[Occur, Query]] = []
        for field, boost in (("body", 1.0), ("title", _TITLE_BOOST)):
            for word, weight in words.items():
                term = Query.term_query(self._schema, field, word, "freq")
                terms.append((Occur.Should, Query.boost_query(term, boost * weight)))
        return Query.boolean_query(terms) if terms else None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="words", index_option="freq")
    builder.add_text_field("body", tokenizer_name="words", index_option="freq")
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    title = " ".join(tokens(f"{entry.title or ''}\n{entry.heading or ''}"))
    return tantivy.Document(id=entry.id, document=entry.document, title=title, body=" ".join(tokens(entry.text)))
