"""The dense index: Chroma with identifiers and vectors only, in cosine space, one collection an embedder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from vectorstore.vectors import Vector

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.config import Settings

_SPACE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_search": 200}}


class DenseIndex:
    """One collection of a Chroma client."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name
        self._collection = client.get_or_create_collection(name, configuration=_SPACE, embedding_function=None)
        self._batch = client.get_max_batch_size()

    @classmethod
    def embedded(cls, folder: Path, name: str) -> DenseIndex:
        """Open the index in `folder`, which this process must own."""
        import chromadb

        client = chromadb.PersistentClient(folder, settings=_settings())
        return cls(cast("Client", client), name)

    @classmethod
    def served(cls, url: str, name: str) -> DenseIndex:
        """Open the index on the Chroma server at `url`."""
        import chromadb

        parts = urlsplit(url)
        client = chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            settings=_settings(),
        )
        return cls(cast("Client", client), name)

    def __len__(self) -> int:
        return int(self._collection.count())

    def write(self, ids: Sequence[str], matrix: Vector, gone: Sequence[str] = ()) -> None:
        """Put the vectors of `ids`, a row of `matrix` each, in place of what stood there, and drop those `gone`."""
        for first in range(0, len(gone), self._batch):
            self._collection.delete(ids=list(gone[first : first + self._batch]))
        for first in range(0, len(ids), self._batch):
            last = first + self._batch
            self._collection.upsert(ids=list(ids[first:last]), embeddings=matrix[first:last])

    def search(self, vector: Vector, limit: int, among: Collection[str] | None = None) -> dict[str, float]:
        """Return the nearest passages with their cosines, nearest first, only of the passages `among`."""
        if limit < 1 or (among is not None and not among):
            return {}
        found = self._collection.query(
            query_embeddings=vector[None, :],
            n_results=limit,
            ids=None if among is None else list(among),
            include=["distances"],
        )
        distances = found["distances"]
        assert distances is not None  # noqa: S101 - they were asked for
        return {id_: 1.0 - distance for id_, distance in zip(found["ids"][0], distances[0], strict=True)}

    def clear(self) -> None:
        """Start an empty collection in place of whatever is there."""
        self._client.delete_collection(self._name)
        self._collection = self._client.create_collection(self._name, configuration=_SPACE, embedding_function=None)

    def close(self) -> None:
        """Release the client."""
        self._client.close()


def _settings() -> Settings:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, _env_file=None)  # type: ignore[call-arg] # pydantic-settings' own
