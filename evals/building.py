"""A fresh library for a suite: its documents ingested into a folder of the run, and an assistant over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.settings import Settings, load_settings
from evals.errors import BadSuite
from evals.suite import Suite

if TYPE_CHECKING:
    from assistant.service import Assistant


@contextmanager
def assistant_for(suite: Suite, folder: Path | None) -> Iterator[Assistant]:
    """Build the suite's library and open an assistant over it.

    :param folder: where the library is kept, so that a second run need not read the documents again; a temporary
        folder when None. Nothing is written elsewhere, and the user's own library is not touched.
    :raises BadSuite: when a document of the suite cannot be read.
    """
    from assistant.build import open_assistant
    from ingest.pipeline import ingest

    with TemporaryDirectory(prefix="bangfu-eval-") as temporary:
        home = folder or Path(temporary)
        settings = _settings(home / "library")
        with open_assistant(settings) as assistant:
            for file in ingest([*suite.documents, *_written(suite, home / "documents")], assistant.library).files:
                if file.status in ("error", "skip"):
                    raise BadSuite(f"题集 {suite.name} 的文件 {file.file} 无法读入：{file.reason}")
            yield assistant


def _written(suite: Suite, folder: Path) -> list[Path]:
    if suite.written:
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in suite.written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in suite.written]


def _settings(home: Path) -> Settings:
    return load_settings().model_copy(update={"home": home, "database_url": None, "chroma_url": None})
