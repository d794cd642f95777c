"""A small real library in our own words, and a chat server on loopback that says what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from ingest.split import split
from vectorstore.library import Library
from vectorstore.records import Document, FileState

FEATURE = """全省社会组织结对帮扶这一年
一年来，省外的18家社会组织与我省9个重点县结对，省内40家社会组织与26个县结对，累计投入资金1.2亿元，实施项目160个。
今年5月，临沧市举办“百企进百村”签约活动，6个国家级社会组织、8个省级社会组织、11家市内社会组织与8个县（区）结对。
青禾慈善基金会定点帮扶镇康县，在当地12所小学开设早餐班，2023年秋季学期拨款83万元，受益学生2460人。
该基金会还为镇康县的留守儿童建起阅读角，阅读角设在村小学里。
云南省核桃产业协会对口帮扶凤庆、永德、云县3个县，会员单位有150余家，去年带动户均增收2300元。
滇茶流通商会为双江县的学校捐赠价值42万元的净水设备，解决了1900名学生的饮水难题。"""
PLAN = """青海省专项行动工作方案印发
青海省民政厅与省乡村振兴局联合印发《社会组织助力振兴工作方案》，组织社会组织对接玉树、果洛等地的重点县。
方案提出，鼓励江苏等东部省份社会组织依托东西部协作机制参与结对，一家社会组织可以帮扶一个或多个县。
参与的社会组织应当依法登记满两年，不得借帮扶名义开展营利活动。"""


def documents() -> list[Document]:
    """Two articles of different provinces."""
    return [
        Document(text=FEATURE, title="全省社会组织结对帮扶这一年", publisher="彩云周报", published="2024-06-20",
                 kind="news", page="2", file="/library/papers/feature.txt"),
        Document(text=PLAN, title="青海省专项行动工作方案印发", publisher="高原日报", published="2023-03-02",
                 kind="policy", file="/library/papers/plan.txt"),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library")) as opened:
        for document in documents():
            opened.add(FileState(document.file, document.id), [(document, split(document))])
        opened.settle()
        yield opened


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    return Assistant(library, Settings(home=tmp_path, _env_file=None))


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


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()


@pytest.fixture
def settings_of(chat_server: ChatServer, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that name the scripted model, and more."""

    def settings(**more: object) -> Settings:
        given = {"llm": "openai:scripted", "llm_base_url": chat_server.url, "llm_api_key": "none", **more}
        return Settings(home=tmp_path, _env_file=None, **given)

    return settings


@pytest.fixture
def modelled(library: Library, settings_of: Callable[..., Settings]) -> Assistant:
    """An assistant whose model is the scripted one."""
    return Assistant(library, settings_of())
