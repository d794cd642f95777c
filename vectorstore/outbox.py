"""The outbox: passages whose state in the derived indexes may differ from the catalogue.

An entry says only "look again": whether the passage is to be indexed or removed is read from the catalogue when it is
worked off, so that doing an entry twice, or in another order, changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from vectorstore.database import Database, batches
from vectorstore.tables import outbox


@dataclass(frozen=True, slots=True)
class Pending:
    """The oldest entries of the outbox, read together.

    :param passages: identifiers, each once.
    :param former: contents that these passages had before.
    """

    seqs: tuple[int, ...]
    passages: tuple[str, ...]
    former: tuple[str, ...]


def pending(database: Database, limit: int) -> Pending:
    """Return up to `limit` of the oldest entries."""
    with database.read() as connection:
        rows = connection.execute(select(outbox).order_by(outbox.c.seq).limit(limit)).all()
    former = (row.former for row in rows if row.former is not None)
    ids = dict.fromkeys(row.passage for row in rows)
    return Pending(tuple(row.seq for row in rows), tuple(ids), tuple(dict.fromkeys(former)))


def count(database: Database) -> int:
    """Count the entries that wait."""
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(outbox)) or 0


def done(connection: Connection, seqs: Sequence[int]) -> None:
    """Drop entries that were worked off; entries for the same passages that came since stay."""
    for batch in batches(seqs):
        connection.execute(delete(outbox).where(outbox.c.seq.in_(batch)))
