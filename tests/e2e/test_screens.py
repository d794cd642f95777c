"""Every state of the page at the widths and in the colours it is used in: nothing may be cut off.

`pytest tests/e2e/test_screens.py --screens build/screens` keeps the pictures, for somebody to look at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}

STANDS_IN_ORDER = """() => {
    const [talk, chat, ask] = ["talk", "chat", "ask"].map((id) => document.getElementById(id).getBoundingClientRect());
    return ask.left >= talk.left - 1 && ask.right <= talk.right + 1 && chat.height > 200;
}"""


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

    def picture(name: str) -> None:
        page.wait_for_timeout(300)  # smooth scrolling, and type that is still being laid out
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=size == "390")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
        assert page.evaluate(STANDS_IN_ORDER), f"{name}: the question box does not stand under the conversation"

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
