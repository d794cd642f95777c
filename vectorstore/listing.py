"""The library as a list: its documents a page at a time, and the files that could not be read, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Row, Select, delete, func, or_, select

from vectorstore.database import Database, batches
from vectorstore.records import Listed, Problem
from vectorstore.tables import problems, sources

_COLUMNS = tuple(sources.c[field.name] for field in fields(Listed) if field.name != "id")
_SEARCHED = (sources.c.title, sources.c.publisher, sources.c.file, sources.c.published, sources.c.doc_number)


class Listing:
    """Reads of the catalogue what a list shows, and nothing of the texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents(self, words: str = "", *, limit: int, offset: int = 0) -> tuple[int, list[Listed]]:
        """Return how many documents have every one of the words, and a page of them, those read last first.

        :param words: parts of title, publisher, file, date or number, apart by spaces.
        """
        matching = [_holding(word) for word in words.split()]
        firsts = select(func.min(sources.c.id).label("id")).group_by(sources.c.document)
        chosen = select(sources.c.id).where(sources.c.id.in_(firsts), *matching)
        page = select(sources.c.document, *_COLUMNS).where(sources.c.id.in_(chosen)).order_by(sources.c.id.desc())
        with self._database.read() as connection:
            count = connection.scalar(_count(chosen)) or 0
            return count, [_listed(row) for row in connection.execute(page.limit(limit).offset(offset))]

    def of(self, ids: Iterable[str]) -> dict[str, Listed]:
        """Return what a list shows of certain documents."""
        found: dict[str, Listed] = {}
        with self._database.read() as connection:
            for batch in batches(dict.fromkeys(ids)):
                chosen = select(sources.c.document, *_COLUMNS).where(sources.c.document.in_(batch))
                for row in connection.execute(chosen.order_by(sources.c.path.desc(), sources.c.ordinal.desc())):
                    found[row.document] = _listed(row)  # the first source comes last, and stays
        return found

    def paths(self, document: str) -> list[str]:
        """Return the files that a document was read from."""
        chosen = select(sources.c.path).where(sources.c.document == document).distinct().order_by(sources.c.path)
        with self._database.read() as connection:
            return list(connection.scalars(chosen))

    def problems(self) -> list[Problem]:
        """Return what could not be read, the latest first."""
        chosen = select(problems).order_by(problems.c.noted.desc(), problems.c.file)
        with self._database.read() as connection:
            return [Problem(row.file, row.path, row.reason, row.noted) for row in connection.execute(chosen)]

    def note(self, path: str, found: Iterable[Problem]) -> None:
        """Make `found` all that is known to be wrong with the file at `path` and its members."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        rows = {one.file: {"file": one.file, "path": path, "reason": one.reason, "noted": now} for one in found}
        with self._database.read() as connection:
            known = connection.scalar(select(problems.c.file).where(problems.c.path == path).limit(1))
        if known is None and not rows:
            return
        with self._database.write() as connection:
            connection.execute(delete(problems).where(or_(problems.c.path == path, problems.c.file.in_(list(rows)))))
            if rows:
                connection.execute(problems.insert(), list(rows.values()))


def _holding(word: str) -> ColumnElement[bool]:
    return or_(*(column.contains(word, autoescape=True) for column in _SEARCHED))


def _count(chosen: Select[int]) -> Select[int]:
    return select(func.count()).select_from(chosen.subquery())


def _listed(row: Row[tuple[str, ...]]) -> Listed:
    told = dict(row._mapping)
    return Listed(id=told.pop("document"), **told)
