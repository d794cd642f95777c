"""Where the parts are put together: settings in, an open library and an assistant over it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from vectorstore.library import Library


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
def open_assistant(settings: Settings | None = None) -> Iterator[Assistant]:
    """Open an assistant over the configured library."""
    chosen = settings or load_settings()
    with open_library(chosen) as library:
        yield Assistant(library, chosen)
