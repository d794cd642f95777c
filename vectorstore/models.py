"""Model folders on this machine: where one lies, what it weighs, and the licence that its card states.

Nothing is ever fetched: a model that is not there raises ModelMissing, which says where to put it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import ModelMissing

_HEAD = re.compile(r"---\s*\n(.*?)\n---", re.DOTALL)
_LICENCE = re.compile(r"^license:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)

_WEIGHTS = (".safetensors", ".bin", ".onnx", ".onnx_data")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What can be told of a model without loading it.

    :param licence: as its card states it; None where there is no card, or it does not say.
    :param megabytes: of memory that its weights take, about.
    """

    name: str
    licence: str | None
    megabytes: int


def locate(name: str, setting: str) -> Path:
    """Return the folder of a model: itself, or the one in which the model hub's own tool put it earlier.

    :param setting: the variable that names the model, for the message.
    :raises ModelMissing: when there is none.
    """
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(full, local_files_only=True))
    except (OSError, ValueError) as error:
        raise missing(name, setting) from error


def missing(name: str, setting: str, reason: str = "") -> ModelMissing:
    """Return the error that says which model cannot be used, why, and what to do."""
    why = f"（{reason.strip().partition(chr(10))[0].rstrip('.。')}）" if reason.strip() else ""
    return ModelMissing(
        f"本机没有可用的模型 {name}{why}；请把模型文件夹拷到本机，并以其路径作为 {setting}，或留空以使用默认设置。"
    )


def facts(name: str, folder: Path) -> ModelFacts:
    """Return what is known of the model in a folder; of weights in several formats the largest counts."""
    by_format = {suffix: _size(folder.glob(f"*{suffix}")) for suffix in _WEIGHTS}
    largest = max(by_format.values()) or _size(path for suffix in _WEIGHTS for path in folder.rglob(f"*{suffix}"))
    return ModelFacts(name, _licence(folder / "README.md"), max(1, round(largest / 2**20)))


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _licence(card: Path) -> str | None:
    """Read the licence from the head of a model card."""
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    head = _HEAD.match(text)
    told = _LICENCE.search(head[1]) if head else None
    return told[1] if told else None
