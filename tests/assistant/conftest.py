"""A small real library in our own words, and a chat server on loopback that says what a test tells it to."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.cli.app import main
from assistant.service import Assistant
from assistant.settings import Settings
from ingest.split import split
from tests.assistant import told
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


@pytest.fixture(scope="session")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds documents with the facts they tell; nothing may change it."""
    home = tmp_path_factory.mktemp("told")
    with Library.open(home) as opened:
        told.fill(opened)
    return home


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    return Assistant(library, Settings(home=tmp_path, _env_file=None))


@pytest.fixture
def bangfu(monkeypatch, capsys):
    """Run the command in this process; return exit code, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["bangfu", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


class ChatServer:
    """An OpenAI-compatible endpoint that gives the answers put into `replies`, in order, and keeps what it was sent."""

    def __init__(self) -> None:
        self.replies: list[str] = []
        self.prompts: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.prompts.append(body["messages"][-1]["content"])
                if not server.replies:
                    self.send_error(500, "no reply left")
                    return
                message = {"role": "assistant", "content": server.replies.pop(0)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
                reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice],
                         "usage": usage}  # fmt: skip
                payload = json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()
