"""The tables of the catalogue.

`sources` joins a document to the files it was read from: a text that stands in two files is one document with two
sources, and stays until the last of them goes. `outbox` names passages whose state in the derived indexes may differ
from the catalogue; it is written in the transaction that changes them, so that a crash in between is mended later.
`facts` is the ledger: a row a telling, with the regions and names that it is found by; what is merged is merged when it
is read, so that the order in which files came has no part in it. `talks` says which answers were given to whom in which
conversation, with the words that they are searched for.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 3

metadata = MetaData()
_SERIAL = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only where the type is INTEGER

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("path", String, primary_key=True),
    Column("digest", String, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("text", Text, nullable=False),
)

problems = Table(
    "problems",
    metadata,
    Column("file", String, primary_key=True),  # the path itself, or container!member
    Column("path", String, nullable=False),  # of no foreign key: a file that cannot be read is none of `files`
    Column("reason", String, nullable=False),
    Column("noted", String, nullable=False),
    Index("problems_path", "path"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("path", ForeignKey("files.path", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("file", String, nullable=False),  # the path itself, or container!member
    Column("title", String),
    Column("publisher", String),
    Column("published", String(10)),
    Column("kind", String, nullable=False),
    Column("page", String),
    Column("doc_number", String),
    Column("status", String),
    Column("superseded_by", String),
    Column("external_id", String),
    Column("issuers", JSON, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("origin", JSON, nullable=False),
    UniqueConstraint("path", "ordinal"),
    Index("sources_document", "document"),
    Index("sources_published", "published"),
    sqlite_autoincrement=True,
)

source_regions = Table(
    "source_regions",
    metadata,
    Column("source", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True),
    Index("source_regions_code", "code"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("content", String(16), nullable=False),  # hash of what is indexed: the title and the text
    Column("stamp", BigInteger, nullable=False),  # of id and content; the sum tells libraries apart
    Index("passages_document", "document"),
    Index("passages_content", "content"),
)

facts = Table(
    "facts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("since", String(10)),  # first and last day that it holds for, where it says so itself
    Column("until", String(10)),
    Column("record", JSON, nullable=False),
    Index("facts_document", "document"),
    Index("facts_kind", "kind"),
)

fact_regions = Table(
    "fact_regions",
    metadata,
    Column("fact", ForeignKey("facts.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True),
    Index("fact_regions_code", "code"),
)

fact_names = Table(
    "fact_names",
    metadata,
    Column("fact", ForeignKey("facts.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(16), primary_key=True),  # organisation, recipient, programme, subject
    Column("key", String, primary_key=True),  # the name as names are compared
    Index("fact_names_key", "key"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("content", String(16), primary_key=True),
    Column("embedder", String(12), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian, length one
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", _SERIAL, primary_key=True, autoincrement=True),
    Column("passage", String, nullable=False),
    Column("former", String(16)),  # the content it had before, whose vector may now be unused
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("record", JSON, nullable=False),
)

talks = Table(
    "talks",
    metadata,
    Column("answer", ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("asker", String, nullable=False),  # the name of a login, empty where there are none
    Column("conversation", String(26), nullable=False),  # the first answer of it
    Column("question", Text, nullable=False),
    Column("said", Text, nullable=False),
    Index("talks_asker", "asker", "answer"),
    Index("talks_conversation", "conversation"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", _SERIAL, primary_key=True, autoincrement=True),
    Column("time", String(20), nullable=False),
    Column("who", String, nullable=False),
    Column("address", String, nullable=False),
    Column("action", String, nullable=False),
    Column("what", String, nullable=False),
    sqlite_autoincrement=True,
)
