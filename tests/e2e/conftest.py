"""A scripted assistant, a real server on loopback, and a real browser for it."""

from __future__ import annotations

import asyncio
import http.server
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from assistant.records import Answer, Checks, Citation, Question
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.ui.handlers import Answering
from assistant.web.guard import Doors
from assistant.web.server import create_app, listen, web_server
from ingest.pipeline import ingest
from tests.assistant import told
from vectorstore.answers import Answers
from vectorstore.database import Database
from vectorstore.errors import NoSuchDocument
from vectorstore.ledger import Ledger
from vectorstore.library import Library
from vectorstore.records import Contents, Document, FileState
from vectorstore.tables import answers as answers_table
from vectorstore.talks import Talks

BROWSER = shutil.which("chromium")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

REPORT = Document(
    text=(
        "青禾省启动专项行动\n"
        "为巩固脱贫成果，青禾省民政厅于2024年3月启动社会组织助力乡村振兴专项行动，动员社会组织与欠发达县结成对子，长期帮扶。\n"
        "全省有282家社会组织与129个县（市、区）结成帮扶对子，累计投入资金3.6亿元，实施项目1024个，受益群众86万人次。\n"
        "其中教育类项目312个，卫生健康类项目187个，产业类项目425个，其余为养老、儿童关爱和社区治理类项目。\n"
        "下一步，民政部门将完善需求清单、资源清单和对接清单，定期公布项目进展，并对捐赠资金的使用情况开展抽查。\n"
        "各地还将把社会组织的帮扶成效纳入评估，作为政府购买服务和评优的参考，鼓励更多社会组织到欠发达县去。\n"
    )
    * 3,
    file="/library/样例/专项行动报道.pdf",
    title="青禾省启动社会组织助力乡村振兴专项行动",
    publisher="青禾日报",
    published="2024-12-18",
    kind="news",
    page="3",
)
NOTICE = Document(
    text="青禾省慈善总会2024年春季学期向石桥县拨款267万元，用于乡村小学免费午餐项目，覆盖学校41所、学生1.2万人。",
    file="/library/样例/免费午餐.txt",
    title="免费午餐项目春季学期拨款公告",
    published="2024-05-06",
    kind="policy",
)
HOSTILE = Document(
    text="\n".join(
        (
            "<script>fetch('{beacon}/script')</script><img src={beacon}/img onerror=alert(1)>",
            "![图]({beacon}/md) ![参考][r]",
            "[r]: {beacon}/reference",
            "<video src={beacon}/video autoplay></video><svg><image href={beacon}/svg /></svg>",
            '<div style="position:fixed;inset:0;background:url({beacon}/css)">遮挡</div>',
            "<form action={beacon}/form><button>提交</button></form><input autofocus onfocus=alert(1)>",
            "<iframe src={beacon}/frame></iframe><object data={beacon}/object></object><embed src={beacon}/embed>",
            "<style>@import '{beacon}/import'; * {{ background: url({beacon}/style) }}</style>",
            "<link rel=stylesheet href={beacon}/sheet><base href={beacon}/>",
            "<meta http-equiv=refresh content=0;url={beacon}/go><a href=javascript:alert(1)>a</a>",
            "<dialog open style=inset:0>框</dialog><audio src={beacon}/audio autoplay></audio>",
            "<picture><source srcset={beacon}/set></picture><body background={beacon}/body onload=alert(1)>",
            "$$\\href{{{beacon}/tex}}{{x}}$$ <math><maction xlink:href={beacon}/math>x</maction></math>",
            "</script></pre></div></section></article>",
            "{beacon}/bare [点这里]({beacon}/link) \u202e反转\u202c ${{alert(1)}} {{{{x}}}} &lt;b&gt;",
        )
    ),
    file='/library/"><img src=x onerror=alert(1)>.txt',
    title='<img src="{beacon}/title"> [标题]({beacon}/t)',
    publisher="<b>发布者</b>",
)


class NoList:
    """What a library in memory lists of its files: nothing."""

    def problems(self) -> list[Any]:
        return []


class Shelf:
    """A library of a few documents in memory, with a real record of the answers given."""

    def __init__(self, held: dict[str, Document]) -> None:
        self.held = held
        self.fingerprint = "f"
        self.home = Path("/nowhere")
        self.listing = NoList()
        self._folder = tempfile.TemporaryDirectory()
        self._database = Database.open(Path(self._folder.name) / "answers.sqlite3")
        answers, self.talks, self.ledger = Answers(self._database), Talks(self._database), Ledger(self._database)
        self.answer, self.amend_answer, self.save_answer = answers.get, answers.amend, answers.save

    def forget_answers(self) -> None:
        with self._database.write() as connection:
            connection.execute(answers_table.delete())

    def close(self) -> None:
        self._database.close()
        self._folder.cleanup()

    def document(self, identifier: str) -> Document:
        if identifier not in self.held:
            raise NoSuchDocument(f"资料库里没有编号为 {identifier} 的文档。")
        return self.held[identifier]

    def sources(self, identifier: str) -> list[Document]:
        return [self.document(identifier)]

    def file_state(self, path: str) -> FileState | None:
        return None

    def regions(self) -> dict[str, int]:
        return {"53": 2, "5309": 2, "530924": 1, "52": 1}

    def contents(self) -> Contents:
        held = len(self.held)
        return Contents(documents=held, passages=37 * held, files=held, fingerprint=self.fingerprint)


@dataclass
class Scripted:
    """An assistant that answers by what words a question holds, and remembers what it was asked."""

    library: Shelf
    asked: list[Question] = field(default_factory=list)
    pause: float = 0.0
    given_up: threading.Event = field(default_factory=threading.Event)

    def ask(self, question: Question) -> Answer:
        *_, last = self.stream(question)
        assert isinstance(last, Answer)
        return last

    def stream(self, question: Question) -> Iterator[str | Answer]:
        self.asked.append(question)
        for event in self._reply(question.question):
            yield self._kept(event, question) if isinstance(event, Answer) else event

    def preview(self, question: Question) -> Answer:
        *_, last = self._reply(question.question)
        return last

    def _kept(self, answer: Answer, question: Question) -> Answer:
        asking = {"asker": question.asker, "after": question.after, "feedback": None}
        answer = replace(answer, library=self.library.contents().fingerprint)
        return replace(answer, record=self.library.save_answer(answer.to_json() | asking))

    def _reply(self, text: str):
        reply = next((reply for word, reply in self._replies().items() if word in text), self._cited)
        return reply(text)

    def _replies(self):
        return {
            "天气": lambda text: [Answer(text, "out_of_scope", "帮扶问答只回答帮扶项目、结对关系和相关数字的问题。")],
            "月球": lambda text: [Answer(text, "not_found", "资料库里没有关于月球基地的内容。")],
            "哪个": lambda text: [
                Answer(text, "clarify", "名为“石桥”的地方有两个，您问的是哪一个？", options=("石桥县", "石桥区"))
            ],
            "部分": self._partial,
            "慢": self._slow,
            "快": self._fast,
            "恶意": self._hostile,
            "坏": self._broken,
        }

    def _cited(self, text: str) -> Iterator[str | Answer]:
        first = "全省有282家社会组织与129个县（市、区）结成帮扶对子，累计投入资金3.6亿元。[1]"
        second = "其中石桥县的免费午餐项目2024年春季学期拨款267万元，覆盖学校41所。[2]"
        for piece in (first, "\n" + second):
            time.sleep(self.pause)
            yield piece
        citations = (
            cite(1, REPORT, "全省有282家社会组织与129个县（市、区）结成帮扶对子，累计投入资金3.6亿元"),
            cite(2, NOTICE, "2024年春季学期向石桥县拨款267万元，用于乡村小学免费午餐项目，覆盖学校41所"),
        )
        yield Answer(text, "answered", f"{first}\n{second}", citations, Checks(5))

    def _partial(self, text: str) -> Iterator[str | Answer]:
        said = "石桥县的免费午餐项目拨款267万元。[1]\n资料库里没有2025年的数字。"
        citations = (cite(1, NOTICE, "2024年春季学期向石桥县拨款267万元"),)
        yield Answer(text, "partial", said, citations, Checks(1, ("3.7亿",)))

    def _slow(self, text: str) -> Iterator[str | Answer]:
        try:
            for number in range(1, 400):
                time.sleep(0.1)
                yield f"第{number}句。"
        finally:
            self.given_up.set()
        yield Answer(text, "answered", "说完了。")

    def _fast(self, text: str) -> Iterator[str | Answer]:
        for number in range(1, 4000):
            time.sleep(0.005)
            yield f"第{number}句。"
        yield Answer(text, "answered", "说完了。")

    def _hostile(self, text: str) -> Iterator[str | Answer]:
        document = next(d for d in self.library.held.values() if "<script>" in d.text)
        said = f"{document.text} [1] [2]"
        yield said
        whole = cite(1, document, document.text)
        yield Answer(text, "answered", said, (whole,), Checks(0, (document.title or "",)), options=(said,))

    def _broken(self, text: str) -> Iterator[str | Answer]:
        yield "开了个头。"
        raise RuntimeError("a fault inside")


def cite(marker: int, document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return Citation(
        marker=marker,
        document=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        source="/".join(document.file.split("/")[-2:]),
        page=document.page,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


@dataclass
class Served:
    """A running server and the assistant behind it."""

    url: str
    assistant: Any


async def built(assistant: Answering, doors: Doors) -> FastAPI:
    """Build the application inside an event loop: outside of one, Gradio makes loops that it never closes."""
    return create_app(assistant, doors=doors)


def running(assistant: Answering, doors: Doors = Doors()) -> Iterator[Served]:
    """Serve an assistant on a free port of loopback until the generator is closed."""
    listening: socket.socket = listen("127.0.0.1", 0)
    with ThreadPoolExecutor() as elsewhere:  # for Playwright keeps a loop running in this thread
        server = web_server(elsewhere.submit(asyncio.run, built(assistant, doors)).result())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    for _ in range(100):
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield Served(url, assistant)
    server.should_exit = True
    thread.join(10)
    listening.close()
    assistant.library.close()


def _serving() -> Iterator[Callable[..., Served]]:
    servers: list[Iterator[Served]] = []

    def serve(assistant: Answering, doors: Doors = Doors()) -> Served:
        servers.append(running(assistant, doors))
        return next(servers[-1])

    yield serve
    for server in servers:
        next(server, None)


@pytest.fixture
def serving() -> Iterator[Callable[..., Served]]:
    """Serve any assistant until the test ends."""
    yield from _serving()


@pytest.fixture(scope="module")
def serving_for_all() -> Iterator[Callable[..., Served]]:
    """Serve any assistant until the tests of the module end."""
    yield from _serving()


def _scripted() -> Scripted:
    return Scripted(Shelf({document.id: document for document in (REPORT, NOTICE)}))


@pytest.fixture
def scripted() -> Scripted:
    """A scripted assistant over a small library."""
    return _scripted()


@pytest.fixture(scope="module")
def scripted_for_all() -> Scripted:
    """The same for all tests of a module."""
    return _scripted()


@pytest.fixture(scope="session")
def served_once() -> Iterator[Served]:
    yield from running(Scripted(Shelf({})))


@pytest.fixture
def served(served_once: Served) -> Served:
    """The page over a small library."""
    served_once.assistant.library.held = {document.id: document for document in (REPORT, NOTICE)}
    served_once.assistant.library.fingerprint = "f"
    served_once.assistant.library.forget_answers()
    served_once.assistant.asked.clear()
    return served_once


@pytest.fixture
def hostile():
    """A document full of what a hostile one could hold, calling home to the address it is given."""

    def made(address: str) -> Document:
        text, title = (words.format(beacon=address) for words in (HOSTILE.text, HOSTILE.title or ""))
        return replace(HOSTILE, text=text, title=title)

    return made


@pytest.fixture(scope="session")
def served_empty() -> Iterator[Served]:
    """The page over an empty library."""
    yield from running(Scripted(Shelf({})))


@pytest.fixture
def differing(tmp_path):
    """An assistant over a library in which sources differ."""
    home = tmp_path / "differing"
    (file,) = Path("evals/library").glob("*版.pdf")
    with Library.open(home) as library:
        told.fill(library)
        ingest([file], library)
        yield Assistant(library, Settings(home=home, _env_file=None))


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, as Debian packages it."""
    if BROWSER is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=BROWSER_FLAGS)
        yield launched
        launched.close()


class Visitor:
    """One person's browser: a page, and a log of everything it asked for and complained of."""

    def __init__(self, context, url: str, at: str | None = None) -> None:
        self.url = url
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(at or url)
        self.page.locator("#ask textarea").wait_for()

    def ask(self, question: str) -> None:
        self.page.fill("#ask textarea", question)
        self.page.keyboard.press("Enter")

    def answered(self, number: int = 1) -> None:
        """Wait until that many answers stand."""
        self.page.locator("#chat .foot").nth(number - 1).wait_for()
        self.page.locator("#ask .submit-button").wait_for()

    def outside(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.url, "data:", "blob:"))]


@pytest.fixture
def visit(browser) -> Iterator:
    contexts = []

    def open_page(server, at: str | None = None, **options) -> Visitor:
        context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context, server.url, at)

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def beacon() -> Iterator[tuple[str, list[str]]]:
    """A listener on loopback that notes every request it gets."""
    heard: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", heard
    server.shutdown()
    server.server_close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Gradio's queue keep its count of calls, for which it uses what pandas is about to drop."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screens", type=Path, help="write the screenshots of the page into this folder")
