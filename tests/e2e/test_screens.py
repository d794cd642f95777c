"""Every state of the page at the widths and in the colours it is used in: nothing may be cut off.

`pytest tests/e2e/test_screens.py --screens build/screens` keeps the pictures, for somebody to look at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import ingest
from tests.e2e.conftest import running
from tests.e2e.filled import filled

SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}

STANDS_IN_ORDER = """() => {
    const [talk, chat, ask] = ["talk", "chat", "ask"].map((id) => document.getElementById(id).getBoundingClientRect());
    return ask.left >= talk.left - 1 && ask.right <= talk.right + 1 && chat.height > 200;
}"""


CUT_OFF = """() => [...document.querySelectorAll(".view :is(td, th, label, a, button, h2, h3, h4, li, p)")]
    .filter((element) => element.checkVisibility() && element.clientWidth > 2)
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .filter((element) => getComputedStyle(element).overflowX !== "visible")
    .map((element) => element.textContent.trim().slice(0, 40))"""
"""Whatever of the tabs that the server renders holds more than it shows."""


@pytest.fixture
def folder(request, tmp_path: Path) -> Path:
    kept = request.config.getoption("--screens", default=None) or tmp_path
    kept.mkdir(parents=True, exist_ok=True)
    return kept


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids="-".join)
def camera(request, browser, folder: Path):
    """A browser page of one size and colour scheme, with a function that takes its picture and measures it."""
    size, scheme = request.param
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="zh-CN")
    page = context.new_page()

    def picture(name: str, *, asking: bool = True, whole: bool = True) -> None:
        page.wait_for_timeout(300)  # smooth scrolling, and type that is still being laid out
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=whole and (size == "390" or not asking))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
        if asking:
            assert page.evaluate(STANDS_IN_ORDER), f"{name}: the question box does not stand under the conversation"
        cut = page.evaluate(CUT_OFF)
        assert cut == [], f"{name}: words are cut off"

    yield page, picture
    context.close()


def test_conversation(camera, served):
    page, picture = camera
    page.goto(served.url)
    page.get_by_text("您想了解什么").wait_for()
    picture("1-empty")
    for number, question in enumerate(
        ("有多少家社会组织参与了结对帮扶？", "部分：石桥县两年各拨了多少？", "石桥是哪个？")
    ):
        page.fill("#ask textarea", question)
        page.keyboard.press("Enter")
        page.locator("#chat .foot").nth(number).wait_for()
        page.locator("#ask .submit-button").wait_for()
    picture("2-answers")
    page.locator("a.marker").first.click()
    picture("3-source")
    page.locator(".turn.current .open-document").first.click()
    page.locator("#document-view mark").wait_for()
    picture("4-document")
    page.click("#filters .label-wrap")
    page.locator("#filters input").first.wait_for()
    page.get_by_label("地区").fill("云南")
    page.get_by_role("option").first.wait_for()
    picture("5-regions")
    page.get_by_role("option").nth(1).click()
    page.keyboard.press("Escape")
    page.get_by_label("政策文件").check()
    page.locator("#chips label").nth(1).wait_for()
    picture("6-filters")
    page.click("#filters .label-wrap")
    page.locator(".give-feedback").first.click()
    page.locator(".feedback textarea").wait_for()
    picture("7-feedback")
    page.get_by_label("数字不对").check()
    page.click(".send-feedback")
    page.locator(".feedback-given").wait_for()
    page.click("#show-history")
    page.locator(".talks a").first.wait_for()
    picture("8-history")


def test_what_stands_beside_an_answer(camera, serving, differing):
    page, picture = camera
    page.goto(serving(differing).url)
    for number, question in enumerate(("全省有多少家社会组织与多少个县结成帮扶对子？", "哪家组织投入资金最多？")):
        page.fill("#ask textarea", question)
        page.keyboard.press("Enter")
        page.locator("#chat .foot").nth(number).wait_for()
        page.locator("#ask .submit-button").wait_for()
    page.locator(".follow-up").first.wait_for()
    picture("9-beside-an-answer")
    page.locator("a.marker").first.click()
    page.locator(".turn.current .open-document").first.click()
    page.locator(".show-original").click()
    page.locator(".original figcaption").wait_for()
    picture("10-original")


def test_empty_library(camera, served_empty):
    page, picture = camera
    page.goto(served_empty.url)
    page.get_by_text("资料库还是空的").wait_for()
    picture("11-nothing-in-the-library")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample library, served with a file in it that cannot be read."""
    folder = tmp_path_factory.mktemp("sample")
    with filled(folder, {}) as assistant:
        (folder / "坏的名单.docx").write_bytes(b"PK\x03\x04nothing")
        report = ingest([Path(__file__).parents[2] / "evals" / "library", folder / "坏的名单.docx"], assistant.library)
        assert sum(line.status == "error" for line in report.files) == 1
        served = running(assistant)
        yield next(served)
        next(served, None)


def test_the_tabs_that_the_server_renders(camera, sample):
    page, picture = camera
    page.goto(sample.url)
    page.get_by_role("tab", name="台账").click()
    page.locator("#ledger-table").wait_for()
    picture("12-pairings", asking=False)
    page.get_by_role("link", name="数字", exact=True).click()
    page.get_by_role("heading", name="数字（").wait_for()
    picture("13-figures", asking=False)
    page.get_by_role("link", name="图表", exact=True).click()
    page.locator("#chart-flows [data-drawn]").wait_for()
    picture("14-charts", asking=False)
    page.locator(".tiles a", has_text="云南").click()
    page.get_by_text("云南省各县（市、区）的结对记录数").wait_for()
    page.locator("#chart-flows [data-drawn]").wait_for()
    picture("15-counties", asking=False)
    page.get_by_role("tab", name="资格").click()
    page.select_option("[name=level]", "省级")
    page.select_option("[name=type]", "基金会")
    page.get_by_role("button", name="核对").click()
    page.get_by_text("参与资格核对结果").wait_for()
    picture("16-eligibility", asking=False)
    page.get_by_role("tab", name="文库").click()
    page.get_by_text("没有读成的文件（1）").wait_for()
    picture("17-library", asking=False)
    page.locator("#library-list a.peek").first.click()
    page.locator("dialog.document h2").wait_for()
    picture("18-document", asking=False, whole=False)
