"""The audit table: who did what, when, and from where. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from vectorstore.database import Database
from vectorstore.tables import audit

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """One row.

    :param time: UTC, in ISO 8601 to the second.
    :param who: the name of the login; empty where nobody was logged in.
    :param where: the address that the request came from.
    :param what: which document, answer or name it was done to.
    """

    time: str
    who: str
    where: str
    action: str
    what: str

    def to_json(self) -> dict[str, str]:
        """Return the row as JSON."""
        return asdict(self)


class Audit:
    """Adds rows and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, who: str, where: str, action: str, what: str = "") -> None:
        """Write down who did what, from which address, to which thing."""
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        row = {"time": time, "who": who, "address": where, "action": action, "what": what[:_LONGEST]}
        with self._database.write() as connection:
            connection.execute(audit.insert().values(**row))

    def rows(self, who: str | None = None, latest: int = 100) -> Iterator[Noted]:
        """Yield the latest rows, oldest first, of one login or of all."""
        chosen = select(audit).order_by(audit.c.seq.desc()).limit(latest)
        if who is not None:
            chosen = chosen.where(audit.c.who == who)
        with self._database.read() as connection:
            found = connection.execute(chosen).all()
        for row in reversed(found):
            yield Noted(row.time, row.who, row.address, row.action, row.what)
