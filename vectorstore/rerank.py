"""Rerankers: cross-encoders that read a question together with each passage. None by default, and none is fetched."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vectorstore.errors import ModelMissing
from vectorstore.models import ModelFacts, facts, locate, missing
from vectorstore.records import Hit
from vectorstore.vectors import Vector

SETTING = "BANGFU_RERANKER"

RERANKED = 30
"""Best hits that are read by the reranker; the others stay behind them in their order."""


class Reranker:
    """A cross-encoder by name or path, loaded at its first use. Safe to call from several threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._one_at_a_time = threading.Lock()
        self._loaded: Any = None

    def facts(self) -> ModelFacts:
        """Return what can be told of the model without loading it.

        :raises ModelMissing: when it is not on this machine.
        """
        return facts(self.name, locate(self.name, SETTING))

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """Return how well each text answers the question, from 0 to 1.

        :raises ModelMissing: when the model is not on this machine, or gives no single score for a pair.
        """
        with self._one_at_a_time:
            if self._loaded is None:
                self._loaded = _cross_encoder(self.name)
            from torch.nn import Identity

            pairs = [(question, text) for text in texts]
            raw = self._loaded.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return np.asarray(1 / (1 + np.exp(-np.asarray(raw, dtype=np.float64))), dtype=np.float32)


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with the best of them in the order of the reranker; scores stay in [0, 1], best first."""
    first, rest = hits[:RERANKED], hits[RERANKED:]
    if not first:
        return []
    texts = [f"{hit.document.title}\n{hit.passage.text}" if hit.document.title else hit.passage.text for hit in first]
    scored = zip(first, reranker.scores(question, texts), strict=True)
    ordered = sorted((replace(hit, score=(1 + float(score)) / 2) for hit, score in scored), key=lambda hit: -hit.score)
    return ordered + [replace(hit, score=hit.score / 2) for hit in rest]


def _cross_encoder(name: str) -> Any:  # noqa: ANN401 - imported only where it is used
    folder = locate(name, SETTING)
    try:
        from sentence_transformers import CrossEncoder

        model = CrossEncoder(str(folder), local_files_only=True, device="cpu")
    except (OSError, ValueError, KeyError) as error:
        raise missing(name, SETTING, str(error)) from error
    if model.num_labels != 1:
        raise ModelMissing(
            f"模型 {name} 不是重排模型（输出 {model.num_labels} 个分数）；请在 {SETTING} 中换一个，或留空。"
        )
    return model
