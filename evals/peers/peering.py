"""What a peer is, and how it answers: it cuts and searches the documents its own way, and our answerer does the rest.

A peer reads the documents as our library holds them, embeds with the same encoder, and hands the passages it finds to
the same extractive answerer or chat model. So what differs between two runs is the peer's cutting and searching.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol, cast

from assistant.service import Assistant
from evals.building import assistant_for
from evals.errors import BadRun, MissingData
from evals.suite import Suite
from evals.systems import System, asking, ranking
from vectorstore.embed import Embedder
from vectorstore.library import Library
from vectorstore.records import Document, Filters, Hit, Passage


class Search(Protocol):
    """A question and a number in; that many passages out, best first, each with its score."""

    def __call__(self, question: str, limit: int) -> list[tuple[Passage, float]]:
        """Return the passages."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A library that is measured beside ours.

    :param packages: what it needs, from the extra `peers`; their versions are kept with a run.
    :param top: passages it hands on, as its own recipe does.
    :param index: documents and an encoder in, a search over them out.
    """

    packages: tuple[str, ...]
    top: int
    index: Callable[[Sequence[Document], Embedder], Search]


class Borrowed:
    """Our library, but for the search, which is the peer's; it knows no filters."""

    def __init__(self, library: Library, search: Search, top: int | None) -> None:
        self._library = library
        self._search = search
        self._top = top

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the library has
        return getattr(self._library, name)

    def search(self, query: str, *, limit: int = 20, filters: Filters = Filters(), diverse: bool = False) -> list[Hit]:
        """Return what the peer finds, under the documents as our library holds them."""
        found = self._search(query, self._top or limit)
        document = self._library.document
        return [Hit(passage, document(passage.document), score, 0.0, score) for passage, score in found]


@contextmanager
def over_peer(name: str, suite: Suite, folder: Path | None, mode: str | None) -> Iterator[System]:
    """Let a peer index the suite's documents and ask over it.

    :raises BadRun: when there is no peer of that name.
    :raises MissingData: when its packages are not installed.
    """
    peer = find_peer(name)
    versions = {package: _installed(package) for package in peer.packages}
    with assistant_for(suite, folder) as assistant:
        library = assistant.library
        search = peer.index(list(library.documents()), library.embedder)
        borrow = partial(Borrowed, library, search)
        answering = Assistant(cast(Library, borrow(peer.top)), assistant.settings)
        settings = assistant.settings
        yield System(
            config={"peer": name, **versions, "top": peer.top, "mode": mode or settings.mode, "llm": settings.llm},
            library=library.contents().fingerprint,
            ask=asking(answering, mode),
            rank=ranking(cast(Library, borrow(None))),
        )


def find_peer(name: str) -> Peer:
    """Return the peer of that name.

    :raises BadRun: when there is none.
    """
    peers = _peers()
    if name not in peers:
        raise BadRun(f"没有名为 {name!r} 的对照系统；可用：{'、'.join(peers)}。")
    return peers[name]


def _peers() -> Mapping[str, Peer]:
    from evals.peers import langchain, txtai

    return {"langchain": langchain.PEER, "txtai": txtai.PEER}


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise MissingData(f"对照系统需要 {package}：请运行 pip install 'bangfu[peers]'。") from error
