"""Where the parts are put together: settings in, an open library and an assistant over it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.errors import BadSetting
from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from vectorstore.library import Library

if TYPE_CHECKING:
    from ingest.extract.extract import Extractor


@contextmanager
def open_library(settings: Settings | None = None) -> Iterator[Library]:
    """Open the configured library, and close it at the end.

    :raises StoreError: when it is in use elsewhere, cannot be written, or is damaged.
    """
    chosen = settings or load_settings()
    with Library.open(
        chosen.home,
        embedder=chosen.embedder,
        reranker=chosen.reranker,
        database_url=chosen.database_url,
        chroma_url=chosen.chroma_url,
    ) as library:
        yield library


@contextmanager
def read_library(settings: Settings | None = None) -> Iterator[Library]:
    """Open the configured library to read what was written down, beside a server that owns it.

    :raises StoreError: when there is none, or it cannot be read.
    """
    chosen = settings or load_settings()
    with Library.open(chosen.home, database_url=chosen.database_url, read_only=True) as library:
        yield library


def extractor(method: str, settings: Settings | None = None) -> Extractor:
    """Return what reads facts out of documents: `rules` alone, or with `llm` also the configured chat model.

    :raises BadSetting: when a chat model is asked for and none is configured.
    :raises ModelFailed: when it cannot be set up.
    """
    from ingest.extract.extract import Extractor

    if method == "rules":
        return Extractor()
    from assistant.writing.chat import chat_model
    from ingest.extract.model import facts_by_model

    chosen = settings or load_settings()
    if not chosen.llm:
        raise BadSetting(
            "用大模型抽取事实需要先配置大模型：请把 BANGFU_LLM 设为 provider:model，或去掉 --extract llm。"
        )
    complete = chat_model(chosen)
    return Extractor(more=lambda document: facts_by_model(document, complete), method=f"llm:{chosen.llm}")


@contextmanager
def open_assistant(settings: Settings | None = None) -> Iterator[Assistant]:
    """Open an assistant over the configured library."""
    chosen = settings or load_settings()
    with open_library(chosen) as library:
        yield Assistant(library, chosen)
