"""The record of answers given: JSON objects under identifiers that sort by time."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from vectorstore import talks
from vectorstore.database import Database
from vectorstore.errors import NoSuchAnswer
from vectorstore.tables import answers

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, as ULIDs use it
_PAGE = 200


class Answers:
    """Reads and writes answer records."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = 0
        self._numbering = threading.Lock()

    def save(self, record: Mapping[str, Any]) -> str:
        """Keep `record` and return its identifier, which also stands in it under `record`.

        A record that names its `asker` belongs to a conversation, which then stands in it too: the one of the answer
        that it came `after`, or one of its own.
        """
        id_ = self._next_id()
        with self._database.write() as connection:
            belonging = talks.belonging(connection, record, id_)
            connection.execute(answers.insert().values(id=id_, record={**record, **belonging, "record": id_}))
            if belonging:
                talks.keep(connection, record, id_, belonging["conversation"])
        return id_

    def amend(self, id_: str, fields: Mapping[str, Any]) -> None:
        """Set `fields` of a record, feedback say; the others stay.

        :raises NoSuchAnswer: when there is no record of that identifier.
        """
        with self._database.write() as connection:
            changed = {**_record(connection, id_), **fields, "record": id_}
            connection.execute(answers.update().where(answers.c.id == id_).values(record=changed))

    def get(self, id_: str) -> dict[str, Any]:
        """Return one record.

        :raises NoSuchAnswer: when there is no record of that identifier.
        """
        with self._database.read() as connection:
            return _record(connection, id_)

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield the records in the order in which they were given."""
        last = ""
        while True:
            chosen = select(answers.c.id, answers.c.record).where(answers.c.id > last).order_by(answers.c.id)
            with self._database.read() as connection:
                rows = connection.execute(chosen.limit(_PAGE)).all()
            yield from (dict(row.record) for row in rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1].id

    def _next_id(self) -> str:
        """Return a ULID: milliseconds and 80 random bits; within one millisecond it counts on."""
        with self._numbering:
            fresh = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
            self._last = max(fresh, self._last + 1)
            return "".join(_ALPHABET[self._last >> shift & 31] for shift in range(125, -1, -5))


def given(id_: str) -> datetime:
    """Return when the answer of that identifier was given, in UTC."""
    number = 0
    for sign in id_:
        number = number << 5 | _ALPHABET.index(sign)
    return datetime.fromtimestamp((number >> 80) / 1000, UTC)


def _record(connection: Connection, id_: str) -> dict[str, Any]:
    record = connection.scalar(select(answers.c.record).where(answers.c.id == id_))
    if record is None:
        raise NoSuchAnswer(f"没有编号为 {id_} 的回答记录；请用 answers list 查看现有编号。")
    return dict(record)
