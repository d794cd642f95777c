"""Every vector that was ever computed for what the library holds, by content and embedder.

The dense index is made from these, so that rebuilding it embeds nothing a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, select

from vectorstore.database import Database, batches, insert
from vectorstore.tables import passages, vectors

Vector = NDArray[np.float32]
"""One float32 vector of length one, or a matrix of them, a row each."""

_STORED = np.dtype("<f4")


class VectorTable:
    """Reads and writes the vectors of one embedder."""

    def __init__(self, database: Database, embedder: str) -> None:
        self._database = database
        self._embedder = embedder

    def get(self, contents: Collection[str]) -> dict[str, Vector]:
        """Return the vectors of those contents that were embedded."""
        found: dict[str, Vector] = {}
        with self._database.read() as connection:
            for batch in batches(set(contents)):
                chosen = select(vectors.c.content, vectors.c.vector)
                chosen = chosen.where(vectors.c.content.in_(batch), vectors.c.embedder == self._embedder)
                found.update((row.content, np.frombuffer(row.vector, _STORED)) for row in connection.execute(chosen))
        return found

    def of_passages(self, ids: Collection[str]) -> dict[str, Vector]:
        """Return the vectors of those passages of `ids` that were embedded."""
        found: dict[str, Vector] = {}
        joined = select(passages.c.id, vectors.c.vector).join(vectors, vectors.c.content == passages.c.content)
        with self._database.read() as connection:
            for batch in batches(ids):
                chosen = joined.where(passages.c.id.in_(batch), vectors.c.embedder == self._embedder)
                found.update((row.id, np.frombuffer(row.vector, _STORED)) for row in connection.execute(chosen))
        return found

    def put(self, contents: Sequence[str], matrix: Vector) -> None:
        """Keep the vectors of `contents`, a row of `matrix` each."""
        rows = [
            {"content": content, "embedder": self._embedder, "vector": row.astype(_STORED).tobytes()}
            for content, row in zip(contents, matrix, strict=True)
        ]
        with self._database.write() as connection:
            connection.execute(insert(connection, vectors).on_conflict_do_nothing(), rows)


def prune(connection: Connection, contents: Collection[str]) -> None:
    """Forget the vectors of those `contents` that no passage has any more, whichever embedder made them."""
    for batch in batches(contents):
        used = select(passages.c.id).where(passages.c.content == vectors.c.content)
        connection.execute(delete(vectors).where(vectors.c.content.in_(batch), ~used.exists()))
