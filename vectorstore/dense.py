"""The dense index: Chroma with identifiers and vectors only, in cosine space, one collection an embedder."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from vectorstore import sealing
from vectorstore.database import batches
from vectorstore.errors import LibraryUnwritable
from vectorstore.vectors import Vector

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection as ChromaCollection
    from chromadb.config import Settings

_SPACE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_search": 200}}
_TURN = 128  # rows written before a question may come in between; far below the most that Chroma takes at once


class DenseIndex:
    """One collection, in a folder that this process owns or on a server."""

    def __init__(self, connect: Callable[[], Client], name: str, place: Path | str) -> None:
        self._connect = connect
        self._name = name
        self._place = place
        self._folder = place if isinstance(place, Path) else None
        if self._folder and self._folder.exists() and not sealing.is_sealed(self._folder):
            shutil.rmtree(self._folder)
        self._one_at_a_time = threading.Lock()
        self._client, self._collection = self._started()

    @classmethod
    def embedded(cls, folder: Path, name: str) -> DenseIndex:
        """Open the index in `folder`."""

        def connect() -> Client:
            import chromadb

            return cast("Client", chromadb.PersistentClient(folder, settings=settings()))

        return cls(connect, name, folder)

    @classmethod
    def served(cls, url: str, name: str) -> DenseIndex:
        """Open the index on the Chroma server at `url`.

        :raises LibraryUnwritable: when the server does not answer.
        """
        parts = urlsplit(url)
        secure = parts.scheme == "https"

        def connect() -> Client:
            import chromadb

            port = parts.port or (443 if secure else 80)
            client = chromadb.HttpClient(parts.hostname or "localhost", port, ssl=secure, settings=settings())
            return cast("Client", client)

        try:
            return cls(connect, name, url)
        except ValueError as error:  # what Chroma makes of a refused connection
            raise _unreachable(url, error) from error

    def __len__(self) -> int:
        with self._turn():
            return int(self._collection.count())

    def write(self, ids: Sequence[str], matrix: Vector, gone: Sequence[str] = ()) -> None:
        """Put the vectors of `ids`, a row of `matrix` each, in place of what stood there, and drop those `gone`."""
        with sealing.unsealed(self._folder) if self._folder else nullcontext():
            for batch in batches(gone, _TURN):
                with self._turn():
                    self._collection.delete(ids=batch)
            for first in range(0, len(ids), _TURN):
                with self._turn():
                    last = first + _TURN
                    self._collection.upsert(ids=list(ids[first:last]), embeddings=matrix[first:last])

    def search(self, vector: Vector, limit: int, among: Collection[str] | None = None) -> dict[str, float]:
        """Return the nearest passages with their cosines, nearest first, only of the passages `among`."""
        if limit < 1 or (among is not None and not among):
            return {}
        return self._query(vector[None, :], limit, None if among is None else list(among))[0]

    def nearest(self, matrix: Vector) -> list[dict[str, float]]:
        """Return the one nearest passage for each row of `matrix`, an empty dictionary where none was found."""
        return self._query(matrix, 1, None) if len(matrix) else []

    def clear(self) -> None:
        """Start an empty index in place of whatever is there, whichever embedder it was of."""
        if self._folder:
            self._client.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._client = self._connect()
        else:
            self._client.delete_collection(self._name)
        self._collection = self._get(self._client)

    def close(self) -> None:
        """Release the client, and seal its files as they are then."""
        self._client.close()
        if self._folder:
            sealing.renew(self._folder)
        else:
            _hang_up(self._client)

    def _started(self) -> tuple[Client, ChromaCollection]:
        """Connect, and begin with nothing where Chroma refuses the folder (files of another version, say)."""
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.errors import ChromaError

        try:
            client = self._connect()
            return client, self._get(client)
        except ChromaError:
            if self._folder is None:
                raise
            shutil.rmtree(self._folder, ignore_errors=True)
            SharedSystemClient.clear_system_cache()  # it keeps what failed to start, by the name of its folder
            client = self._connect()
            return client, self._get(client)

    def _get(self, client: Client) -> ChromaCollection:
        return client.get_or_create_collection(self._name, configuration=_SPACE, embedding_function=None)

    def _query(self, matrix: Vector, limit: int, ids: list[str] | None) -> list[dict[str, float]]:
        with self._turn():
            found = self._collection.query(query_embeddings=matrix, n_results=limit, ids=ids, include=["distances"])
        rows = zip(found["ids"], found["distances"] or (), strict=True)
        return [{id_: 1.0 - distance for id_, distance in zip(*row, strict=True)} for row in rows]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Take a turn with Chroma, which fails some questions while it writes; what it raises becomes one sentence."""
        import httpx
        from chromadb.errors import ChromaError

        try:
            with self._one_at_a_time:
                yield
        except (ChromaError, httpx.HTTPError) as error:
            raise _unreachable(self._place, error) from error


def settings() -> Settings:
    """Return Chroma's settings: no telemetry, and nothing read from a `.env` that is not meant for it."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, _env_file=None)


def _hang_up(client: Client) -> None:
    """Close the connections to the server, which Chroma's own closing leaves open."""
    parts: list[Any] = [client, client._admin_client]  # only the classes behind Chroma's interfaces have a session
    for part in parts:
        part._server._session.close()


def _unreachable(place: Path | str, error: Exception) -> LibraryUnwritable:
    reason = str(error).strip().partition("\n")[0].rstrip(".?")
    return LibraryUnwritable(
        f"向量索引 {place} 无法读写（{reason}）；请检查磁盘空间与权限，或 BANGFU_CHROMA_URL 所指的服务。"
    )
