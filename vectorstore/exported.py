"""Encoders exported to ONNX, run by ONNX Runtime or OpenVINO without PyTorch: quicker to load, int8 where there is one.

sentence-transformers runs such files through optimum, of which no release works with the version of transformers that
it needs itself. So the graph is run here: tokens in, the vectors of the tokens out, pooled as the model's own files
say.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vectorstore.errors import ModelMissing
from vectorstore.models import ModelFacts, facts, locate, missing
from vectorstore.vectors import Vector

BACKENDS = ("onnx", "openvino")
SETTING = "BANGFU_EMBEDDER"

_BATCH = 16
_LONGEST = 512  # tokens, where the model does not say
_EIGHT_BIT = ("int8", "quint8", "quantized")

Graph = Callable[[Mapping[str, Any]], Any]
"""Named inputs in, the first output out."""


class ExportedEncoder:
    """A model folder with a graph in `onnx/` (or `openvino/`), of which an 8-bit one is taken first.

    :param name: as it was asked for: backend, colon, name or path.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._backend, _, self._model = name.partition(":")
        self._loading = threading.Lock()

    @property
    def dimension(self) -> int:
        """See `Embedder`."""
        return len(self.encode_query("帮扶"))

    @cached_property
    def fingerprint(self) -> str:
        """See `Embedder`; the graph's size is counted, so that an 8-bit one is not taken for the full one."""
        from vectorstore.embed import fingerprint

        return fingerprint(f"{self._folder.name}:{self._file.name}:{self._file.stat().st_size}", self.dimension)

    def facts(self) -> ModelFacts:
        """See `Embedder`."""
        megabytes = max(1, round(self._file.stat().st_size / 2**20))
        return ModelFacts(self.name, facts(self._model, self._folder).licence, megabytes)

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        """See `Embedder`; texts of like length are encoded together."""
        return self._encode([self._prompt("document", "passage") + text for text in texts])

    def encode_query(self, text: str) -> Vector:
        """See `Embedder`."""
        return np.asarray(self._encode([self._prompt("query") + text])[0])

    def _encode(self, texts: Sequence[str]) -> Vector:
        with self._loading:
            tokenizer, graph = self._parts
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows: dict[int, Vector] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            encoded = tokenizer.encode_batch([texts[at] for at in batch])
            ids = np.array([item.ids for item in encoded], dtype=np.int64)
            mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            rows |= zip(batch, _pooled(np.asarray(graph(given)), mask, self._pooling), strict=True)
        return np.stack([rows[at] for at in range(len(texts))])

    @cached_property
    def _parts(self) -> tuple[Any, Graph]:
        try:
            return _tokenizer(self._folder), _GRAPHS[self._backend](self._file)
        except ImportError as error:
            raise ModelMissing(
                f"{SETTING}={self.name} 需要软件包 {error.name}；请先安装：pip install {error.name}。"
            ) from error
        except Exception as error:  # tokenizers and the runtimes raise errors of their own, without a common base
            raise missing(self.name, SETTING, str(error)) from error

    @cached_property
    def _folder(self) -> Path:
        return locate(self._model, SETTING)

    @cached_property
    def _file(self) -> Path:
        kinds = {"onnx": ("onnx/*.onnx", "*.onnx"), "openvino": ("openvino/*.xml", "onnx/*.onnx", "*.onnx")}
        for pattern in kinds[self._backend]:
            found = sorted(self._folder.glob(pattern), key=lambda file: (not _is_eight_bit(file), len(file.name)))
            if found:
                return found[0]
        raise ModelMissing(
            f"模型文件夹 {self._folder} 中没有 {'、'.join(kinds[self._backend])}；"
            f"请换用带有该格式的模型，或在 {SETTING} 中去掉“{self._backend}:”。"
        )

    @cached_property
    def _pooling(self) -> str:
        told = _read(self._folder / "1_Pooling" / "config.json")
        modes = {"pooling_mode_cls_token": "cls", "pooling_mode_lasttoken": "last"}
        return next((mode for name, mode in modes.items() if told.get(name)), told.get("pooling_mode", "mean"))

    @cached_property
    def _prompts(self) -> Mapping[str, str]:
        return _read(self._folder / "config_sentence_transformers.json").get("prompts") or {}

    def _prompt(self, *names: str) -> str:
        return next((self._prompts[name] for name in names if self._prompts.get(name)), "")


def _pooled(output: Any, mask: Any, pooling: str) -> Vector:  # noqa: ANN401 - arrays of either runtime
    """Return one vector of length one for each row of token vectors; a graph may also give pooled ones."""
    if output.ndim == 2:
        pooled = output
    elif pooling == "cls":
        pooled = output[:, 0]
    elif pooling in ("last", "lasttoken"):
        pooled = output[np.arange(len(output)), mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)]
    else:
        pooled = (output * mask[:, :, None]).sum(axis=1) / np.maximum(1, mask.sum(axis=1, keepdims=True))
    return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)


def _tokenizer(folder: Path) -> Any:  # noqa: ANN401 - tokenizers carries no types
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    told = _read(folder / "sentence_bert_config.json").get("max_seq_length")
    tokenizer.enable_truncation(int(told or _read(folder / "config.json").get("max_position_embeddings") or _LONGEST))
    pad = _read(folder / "config.json").get("pad_token_id") or 0
    tokenizer.enable_padding(pad_id=int(pad))
    return tokenizer


def _onnx(file: Path) -> Graph:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    names = [item.name for item in session.get_inputs()]
    return lambda given: session.run(None, {name: given[name] for name in names})[0]


def _openvino(file: Path) -> Graph:
    import openvino

    model = openvino.Core().compile_model(str(file), "CPU")
    names = [item.any_name for item in model.inputs]
    lock = threading.Lock()

    def run(given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an array
        with lock:  # one request at a time
            return model({name: given[name] for name in names})[0]

    return run


_GRAPHS: Mapping[str, Callable[[Path], Graph]] = {"onnx": _onnx, "openvino": _openvino}


def _is_eight_bit(file: Path) -> bool:
    return any(mark in file.name for mark in _EIGHT_BIT)


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}
