"""What is counted while the service runs, for Prometheus at `GET /metrics`. No label holds a user's words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.records import Answer, Question
from assistant.ui.handlers import Answering, Shelf
from vectorstore.library import Library

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Meters:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "bangfu_requests", "requests answered, by route and status", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "bangfu_request_seconds",
            "seconds from a request to the end of its response, by route",
            ("route",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.answers = Counter(
            "bangfu_answers", "answers given, by status and mode", ("status", "mode"), registry=self.registry
        )
        self.answer_seconds = Histogram(
            "bangfu_answer_seconds",
            "seconds an answer took, by mode",
            ("mode",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.dropped = Counter(
            "bangfu_unsupported_parts",
            "figures, names, places and dates that the verifier found without support and left out",
            registry=self.registry,
        )
        self.failures = Counter("bangfu_answer_failures", "questions that ended in an error", registry=self.registry)

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Tell what `value` returns whenever it is asked for."""
        Gauge(name, meaning, registry=self.registry).set_function(value)


class Counting:
    """An assistant whose answers are counted; everything else it leaves to the one it stands before."""

    def __init__(self, assistant: Answering, meters: Meters) -> None:
        self._assistant = assistant
        self._meters = meters

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the assistant has
        return getattr(self._assistant, name)

    @property
    def library(self) -> Library:
        """The library that answers rest on."""
        return self._assistant.library

    def ask(self, question: Question) -> Answer:
        """Answer at once."""
        started = time.perf_counter()
        with self._meters.failures.count_exceptions():
            answer = self._assistant.ask(question)
        return self._counted(answer, started)

    def stream(self, question: Question) -> Iterator[str | Answer]:
        """Yield pieces of the answer as they are made, and the verified answer last."""
        started = time.perf_counter()
        with self._meters.failures.count_exceptions(Exception):  # one who leaves is no failure
            for event in self._assistant.stream(question):
                yield self._counted(event, started) if isinstance(event, Answer) else event

    def _counted(self, answer: Answer, started: float) -> Answer:
        self._meters.answers.labels(answer.status, answer.mode).inc()
        self._meters.answer_seconds.labels(answer.mode).observe(time.perf_counter() - started)
        self._meters.dropped.inc(len(answer.checks.unsupported))
        return answer


class Measured:
    """ASGI middleware that counts every response and the seconds it took."""

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        """Measure `app`."""
        self.app = app
        self.meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, counted = time.perf_counter(), 500, False

        def count() -> None:
            nonlocal counted
            if not counted:
                counted = True
                self.meters.requests.labels(_route(scope), str(status)).inc()
                self.meters.seconds.labels(_route(scope)).observe(time.perf_counter() - started)

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                count()  # before the end is sent: who has it may ask for the metrics at once
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            count()


def install(app: FastAPI, meters: Meters, library: Shelf, waiting: Callable[[], int]) -> None:
    """Put `/metrics` into `app`.

    :param waiting: returns how many questions of the page wait to be answered.
    """
    meters.gauge("bangfu_queue_length", "questions of the page that wait", waiting)
    meters.gauge("bangfu_documents", "documents in the library", lambda: library.contents().documents)
    meters.gauge("bangfu_passages", "passages in the library", lambda: library.contents().passages)

    @app.get("/metrics", summary="计数，Prometheus 的形式", response_class=Response, tags=["service"])
    def metrics() -> Response:
        return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _route(scope: Scope) -> str:
    """Return the pattern of the path that answered; of Gradio's, which nobody names, the first part."""
    route = getattr(scope.get("route"), "path", "")
    if route:
        return str(route)
    first = scope["path"].split("/")[1]
    return f"/{first}" if first in _PARTS else "other"


_PARTS = frozenset({"", "gradio_api", "static", "assets", "page", "config", "theme.css", "docs", "login", "mcp"})
