"""A real library served to a real browser, for the tests of the tabs that the server renders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.service import Assistant
from assistant.settings import Settings
from ingest.pipeline import ingest
from tests.e2e.conftest import Served, running
from vectorstore.library import Library

PHONE = {"width": 390, "height": 844}


@contextmanager
def filled(folder: Path, files: dict[str, str]) -> Iterator[Assistant]:
    """Give an assistant over a new library that the texts of `files` have been read into."""
    incoming = folder / "来件"
    incoming.mkdir()
    for name, text in files.items():
        (incoming / name).write_text(text, encoding="utf-8")
    with Library.open(folder / "library") as library:
        if files:
            report = ingest([incoming], library)
            assert not report.failed, report
        yield Assistant(library, Settings(home=folder / "library", _env_file=None))


@contextmanager
def site(folder: Path, files: dict[str, str]) -> Iterator[Served]:
    """Serve a new library that the texts of `files` have been read into."""
    with filled(folder, files) as assistant:
        serving = running(assistant)
        yield next(serving)
        next(serving, None)


class Reader:
    """One person's browser on one tab: a page, and a log of what it asked for and complained of."""

    def __init__(self, browser, url: str, tab: str, **options) -> None:
        self.url = url
        self.context = browser.new_context(
            **{"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
        )
        self.context.set_default_timeout(20_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url)
        self.go(tab)

    def go(self, tab: str) -> None:
        self.page.get_by_role("tab", name=tab).click()

    def answer(self, question: str) -> str:
        """Ask in a new conversation and return the whole answer."""
        self.go("问答")
        self.page.click("#clear")
        self.page.fill("#ask textarea", question)
        self.page.keyboard.press("Enter")
        self.page.locator("#chat .foot").wait_for()
        return self.page.inner_text("#chat .answer")

    def is_clean(self) -> bool:
        """Whether the page asked nobody else for anything, and no policy had to stop it."""
        outside = [url for url in self.requests if not url.startswith((self.url, "data:", "blob:"))]
        assert outside == []
        assert self.complaints == []
        return True
