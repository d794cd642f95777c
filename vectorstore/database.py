"""The database under the catalogue: SQLite in the library folder by default, any other by its URL.

Opens it, creates the tables of a new one, and turns what a driver raises into one sentence of ours.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, exc, inspect, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry

from vectorstore.errors import LibraryDamaged, LibraryUnwritable, StoreError
from vectorstore.tables import SCHEMA_VERSION, meta, metadata

_UNWRITABLE = ("readonly", "unable to open", "disk is full", "disk I/O", "Permission", "connection")
_Item = TypeVar("_Item")
_BATCH = 10_000  # names in one IN list; SQLite and PostgreSQL both stop at about 32,000 parameters


class Database:
    """Transactions over one engine: `read` sees one state, `write` is all or nothing."""

    def __init__(self, engine: Engine, label: str) -> None:
        self._engine = engine
        self._label = label

    @classmethod
    def open(cls, file: Path, url: str | None = None, *, read_only: bool = False) -> Database:
        """Open the database at `url`, or the SQLite file, and create its tables where they are missing.

        :raises LibraryDamaged: when the file is no database, or one of another program or a newer version.
        :raises LibraryUnwritable: when it cannot be created, opened or written.
        """
        engine = _sqlite(file, read_only) if url is None else create_engine(make_url(url), json_serializer=_to_json)
        label = str(file) if url is None else make_url(url).render_as_string(hide_password=True)
        database = cls(engine, label)
        try:
            database._prepare(read_only)
        except StoreError:
            engine.dispose()
            raise
        return database

    def close(self) -> None:
        """Release every connection."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the catalogue."""
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are committed together, or not at all."""
        with self._translated(), self._engine.connect() as plain:
            connection = plain.execution_options(bangfu_writes=True)
            with connection.begin():
                yield connection

    def recall(self, key: str) -> str | None:
        """Return what was remembered under `key`."""
        with self.read() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.key == key))

    def remember(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        with self.write() as connection:
            statement = insert(connection, meta).values(key=key, value=value)
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def _prepare(self, read_only: bool) -> None:
        with self.read() as connection:
            tables = set(inspect(connection).get_table_names())
            version = self._version(connection) if meta.name in tables else None
        if version is None and tables and meta.name not in tables and self._engine.dialect.name == "sqlite":
            raise LibraryDamaged(f"{self._label} 是别的程序的数据库，不是帮扶问答的资料库；请换一个 BANGFU_HOME。")
        if version is not None and version > SCHEMA_VERSION:
            raise LibraryDamaged(f"{self._label} 由更新的版本创建（结构版本 {version}）；请升级 bangfu 后再打开。")
        if version == SCHEMA_VERSION and (read_only or tables >= metadata.tables.keys()):
            return
        if not read_only:
            self._create(version)
        elif version is not None:
            raise LibraryDamaged(
                f"{self._label} 由较早的版本创建（结构版本 {version}）；请先运行一次 bangfu ingest，它会随之升级。"
            )

    def _create(self, former: int | None) -> None:
        """Create the tables that are missing: all of a new library, those added since in an older one."""
        with self.write() as connection:
            metadata.create_all(connection)
            statement = insert(connection, meta).values(key="schema", value=str(SCHEMA_VERSION))
            changed = statement.on_conflict_do_update(index_elements=["key"], set_={"value": str(SCHEMA_VERSION)})
            connection.execute(statement if former is None else changed)

    @staticmethod
    def _version(connection: Connection) -> int | None:
        value = connection.scalar(select(meta.c.value).where(meta.c.key == "schema"))
        return None if value is None else int(value)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (exc.OperationalError, exc.InternalError) as error:
            raise _sentence(self._label, error) from error
        except exc.DatabaseError as error:
            if type(error) is not exc.DatabaseError:  # broken constraints and bad statements are faults of ours
                raise
            raise _sentence(self._label, error) from error


def insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401 - the dialects' Insert types share no base with on_conflict_*
    """Return the INSERT of this connection's dialect, which knows `on_conflict_do_nothing` and `_do_update`."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name]
    return dialect.insert(table)


def batches(items: Iterable[_Item], size: int = _BATCH) -> Iterator[list[_Item]]:
    """Yield `items` in lists short enough for one statement."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _sqlite(file: Path, read_only: bool) -> Engine:
    location = f"{file.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connect = partial(sqlite3.connect, location, uri=True, timeout=30, check_same_thread=False, isolation_level=None)
    engine = create_engine(URL.create("sqlite", database=str(file)), creator=connect, json_serializer=_to_json)

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("bangfu_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _sentence(label: str, error: exc.DBAPIError) -> StoreError:
    reason = str(error.orig).strip().splitlines()[0]
    if isinstance(error, exc.OperationalError) and any(word in reason for word in _UNWRITABLE):
        return LibraryUnwritable(f"资料库 {label} 无法读写（{reason}）；请检查权限、磁盘空间或数据库地址。")
    return LibraryDamaged(f"资料库 {label} 读取失败（{reason}）；请从备份恢复这个文件，或移走它后重新导入。")


_to_json = partial(json.dumps, ensure_ascii=False)
