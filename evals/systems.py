"""Who is asked: our assistant in this process, any running server, or a peer; all by the same two functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.records import Answer, Question
from evals.building import assistant_for
from evals.errors import NoServer
from evals.suite import Suite

if TYPE_CHECKING:
    import httpx

    from assistant.service import Assistant
    from vectorstore.library import Library

RANKED = 100
"""Passages that are searched to rank the documents of a retrieval question."""


@dataclass(frozen=True, kw_only=True)
class System:
    """Something that answers questions.

    :param config: what its answers depend on, kept with the run.
    :param library: fingerprint of what it searches; None where it is not known before an answer tells it.
    :param ask: a question in, an answer out, in the JSON form that `bangfu ask` writes; None where it cannot answer.
    :param rank: a question in, documents out, best first, by the identifiers that they came with.
    """

    config: Mapping[str, Any] = field(default_factory=dict)
    library: str | None = None
    ask: Callable[[Question], Mapping[str, Any]] | None = None
    rank: Callable[[Question], Sequence[str]] | None = None


@contextmanager
def in_process(suite: Suite, folder: Path | None, mode: str | None) -> Iterator[System]:
    """Build the suite's library and ask our assistant over it."""
    with assistant_for(suite, folder) as assistant:
        settings = assistant.settings
        yield System(
            config={"mode": mode or settings.mode, "llm": settings.llm, "embedder": settings.embedder},
            library=assistant.library.contents().fingerprint,
            ask=asking(assistant, mode),
            rank=ranking(assistant.library),
        )


def asking(assistant: Assistant, mode: str | None) -> Callable[[Question], Mapping[str, Any]]:
    """Return a function that asks the assistant and adds what only this process can see.

    That is the identifier under which each cited document came, and the tokens that a chat model was sent and wrote.
    """
    external = cache(lambda identifier: assistant.library.document(identifier).external_id)

    def ask(question: Question) -> Mapping[str, Any]:
        answer, usage = _counted(assistant, question, mode)
        return {**with_origins(answer.to_json(), external), **usage}

    return ask


def ranking(library: Library) -> Callable[[Question], Sequence[str]]:
    """Return a function that ranks documents by their best passage."""

    def rank(question: Question) -> Sequence[str]:
        hits = library.search(question.question, limit=RANKED, filters=question.filters)
        found = (document for hit in hits for document in (hit.document, *map(library.document, hit.reprints)))
        return list(dict.fromkeys(document.external_id or document.id for document in found))

    return rank


@contextmanager
def over_http(address: str, timeout: float) -> Iterator[System]:
    """Ask the server at an address through `POST /api/v1/ask`; it decides how it answers and over which library.

    :raises NoServer: when it cannot be reached.
    """
    import httpx

    with httpx.Client(base_url=address, timeout=timeout) as client:
        health = _reached(client, address)

        @cache
        def external(identifier: str) -> str | None:
            found = client.get(f"/api/v1/documents/{identifier}")
            return found.json().get("external_id") if found.is_success else None

        def ask(question: Question) -> Mapping[str, Any]:
            try:
                reply = client.post("/api/v1/ask", json=_body(question))
            except httpx.TimeoutException as error:
                raise TimeoutError(f"no answer within {timeout:g} s") from error
            if not reply.is_success:
                raise NoServer(f"HTTP {reply.status_code}: {_detail(reply)}")
            return with_origins(reply.json(), external)

        held = {name: health.get(name) for name in ("documents", "passages")}
        yield System(config={"server": address, **held}, ask=ask)


def with_origins(answer: Mapping[str, Any], external: Callable[[str], str | None]) -> dict[str, Any]:
    """Return an answer whose citations name their document as it was named where it came from, too."""
    citations = [
        {**citation, "external_id": external(citation["document"])} for citation in answer.get("citations") or ()
    ]
    return {**answer, "citations": citations}


def _counted(assistant: Assistant, question: Question, mode: str | None) -> tuple[Answer, dict[str, Any]]:
    if not assistant.settings.llm or mode == "extractive":
        return assistant.ask(question, mode), {}
    from langchain_core.callbacks import get_usage_metadata_callback

    with get_usage_metadata_callback() as usage:
        answer = assistant.ask(question, mode)
    spent = {
        name: sum(int(counts.get(name) or 0) for counts in usage.usage_metadata.values())  # type: ignore[call-overload]
        for name in ("input_tokens", "output_tokens")
    }
    return answer, {"usage": spent} if usage.usage_metadata else {}


def _reached(client: httpx.Client, address: str) -> Mapping[str, Any]:
    import httpx

    try:
        health = client.get("/healthz")
        found = health.json() if health.is_success else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NoServer(f"连不上服务器 {address}（{error}）；请先运行 bangfu serve，或改正 --server。") from error
    if not isinstance(found, dict) or found.get("status") != "ok":
        raise NoServer(f"{address} 没有像帮扶问答的服务器那样回应 /healthz；请改正 --server。")
    return found


def _body(question: Question) -> dict[str, Any]:
    filters = question.filters
    narrowed = {
        "region": filters.regions,
        "organisation": filters.organisations,
        "programme": filters.programmes,
        "kind": filters.kinds,
        "since": filters.since,
        "until": filters.until,
    }
    return {
        "question": question.question,
        "id": question.id,
        "history": [asdict(turn) for turn in question.history],
        "filters": {name: value for name, value in narrowed.items() if value},
    }


def _detail(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return reply.text[:200]
