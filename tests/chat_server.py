"""A chat server on loopback that says what a test tells it to: text, tool calls, failures, and all of it slowly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Calls:
    """A reply that calls tools: (name, arguments) each; arguments that are text are sent as they are."""

    calls: tuple[tuple[str, object], ...]
    text: str = ""


@dataclass
class Failure:
    """A reply that is an HTTP error."""

    status: int
    message: str = "scripted failure"


@dataclass
class Slow:
    """A reply of which each piece keeps one waiting, until the server closes."""

    text: str
    seconds: float


Reply = str | Calls | Failure | Slow
Script = Callable[[dict[str, Any]], Reply]


class ChatServer:
    """An OpenAI-compatible endpoint that gives the replies put into `replies`, in order, and keeps what it was sent.

    A reply may be a function of the request. When none is left, it fails. Text is streamed character by character.
    """

    Calls, Failure, Slow = Calls, Failure, Slow

    def __init__(self) -> None:
        self.replies: list[Reply | Script] = []
        self.requests: list[dict[str, Any]] = []
        self.reports_usage = True
        self.closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                reply = server.replies.pop(0) if server.replies else Failure(500, "no reply left")
                reply = reply(body) if callable(reply) else reply
                try:
                    if isinstance(reply, Failure):
                        self._send(reply.status, {"error": {"message": reply.message, "type": "scripted"}})
                    elif body.get("stream"):
                        self._stream(reply)
                    else:
                        self._send(200, server.whole(reply))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client has gone, as some tests want it to

            def _send(self, status: int, told: dict[str, Any]) -> None:
                payload = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def _stream(self, reply: Reply) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                for chunk in server.chunks(reply):
                    self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
                    self.wfile.flush()
                    if isinstance(reply, Slow) and server.closing.wait(reply.seconds):
                        return
                self.wfile.write(b"data: [DONE]\n\n")

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [request["messages"][-1]["content"] for request in self.requests]

    def whole(self, reply: Reply) -> dict[str, Any]:
        message = {"role": "assistant", "content": _text(reply), "tool_calls": _tool_calls(reply) or None}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return self._envelope("chat.completion", [choice]) | {"usage": self._usage()}

    def chunks(self, reply: Reply) -> Iterator[dict[str, Any]]:
        for delta in (*({"content": char} for char in _text(reply)), {"tool_calls": _tool_calls(reply)}):
            if delta.get("content") or delta.get("tool_calls"):
                yield self._envelope("chat.completion.chunk", [{"index": 0, "delta": {"role": "assistant", **delta}}])
        yield self._envelope("chat.completion.chunk", [{"index": 0, "delta": {}, "finish_reason": "stop"}])
        yield self._envelope("chat.completion.chunk", []) | {"usage": self._usage()}

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _envelope(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": "1", "object": kind, "created": 0, "model": "scripted", "choices": choices}

    def _usage(self) -> dict[str, int] | None:
        return {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110} if self.reports_usage else None


def _text(reply: Reply) -> str:
    return reply if isinstance(reply, str) else getattr(reply, "text", "")


def _tool_calls(reply: Reply) -> list[dict[str, Any]]:
    if not isinstance(reply, Calls):
        return []
    return [
        {
            "index": index,
            "id": f"call-{index}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for index, (name, given) in enumerate(reply.calls)
    ]
