"""Whether Chroma's files can be trusted. After an orderly end they are sealed: their names, sizes and times are noted.

Without a whole seal (a kill, a full disk, a restored folder) they may be cut or scribbled. Chroma does not notice: it
leaves rows out, or takes the process down with it. So they are first tried in a process of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_PATIENCE = 120  # seconds for a trial


def is_sealed(folder: Path) -> bool:
    """Whether `folder` is as `seal` left it, or was never made."""
    try:
        return bool(json.loads(_seal(folder).read_text(encoding="utf-8")) == _inventory(folder))
    except (FileNotFoundError, ValueError):
        return not folder.exists()


def seal(folder: Path) -> None:
    """Note the files of `folder`, which nobody has open; where that cannot be written they stay unsealed."""
    with suppress(OSError):
        _seal(folder).write_text(json.dumps(_inventory(folder)), encoding="utf-8")


def unseal(folder: Path) -> None:
    """Say that the files of `folder` are in use from now on."""
    _seal(folder).unlink(missing_ok=True)


def survives(folder: Path, collection: str) -> bool:
    """Whether a process of its own can open the collection and walk its graph."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "vectorstore.sealing", str(folder), collection]
    try:
        trial = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return trial.returncode == 0


def _try(folder: str, collection: str) -> None:
    import chromadb
    import numpy as np

    from vectorstore.dense import settings

    opened = chromadb.PersistentClient(folder, settings=settings()).get_collection(collection, embedding_function=None)
    dimension = len(opened.peek(1)["embeddings"][0])  # type: ignore[index] # an empty one fails, and is made anew
    questions = np.random.default_rng(0).normal(size=(50, dimension)).astype(np.float32)
    opened.query(query_embeddings=questions, n_results=50, include=[])


def _seal(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sealed.json")


def _inventory(folder: Path) -> dict[str, list[int]]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): [file.stat().st_size, file.stat().st_mtime_ns] for file in files}


if __name__ == "__main__":
    _try(*sys.argv[1:3])
