"""Every state of the page before axe-core, and the whole of it by keyboard alone."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.feedback import feedback_of

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

PHONE = {"width": 390, "height": 844}
GRAVE = ("serious", "critical")


def faults(page) -> list[str]:
    """What axe-core finds that keeps somebody from using the page, with the elements it is about."""
    if not page.evaluate("typeof axe === 'object'"):
        spec = find_spec("axe_playwright_python")
        if spec is None or spec.origin is None:
            pytest.skip("axe-playwright-python is not installed")
        page.evaluate(Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    page.wait_for_timeout(400)  # colours that are still fading in have no contrast yet
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:200]} {node['any'][:1] and node['any'][0]['message']}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [({"width": 1440, "height": 900}, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"]
)
def test_no_state_of_the_page_has_a_grave_fault(visit, served, size, scheme):
    visitor = visit(served, color_scheme=scheme, viewport=size)
    page = visitor.page
    page.locator(".example").first.wait_for()
    seen = {"empty": faults(page)}
    for number, question in enumerate(
        ("有多少家社会组织结对？", "部分：拨了多少？", "石桥是哪个？", "月球基地？"), start=1
    ):
        visitor.ask(question)
        visitor.answered(number)
    seen["answers"] = faults(page)
    page.locator("a.marker").first.click()
    page.locator(".turn.current .open-document").first.click()
    page.locator("#document-view mark").wait_for()
    seen["document"] = faults(page)
    page.locator(".show-original").click()
    page.locator(".original [role='alert']").wait_for()  # that file is nowhere
    page.locator(".give-feedback").first.click()
    page.locator(".feedback textarea").wait_for()
    seen["feedback"] = faults(page)
    page.click(".send-feedback")
    page.get_by_text("还没有写反馈").wait_for()
    seen["refused feedback"] = faults(page)
    page.click("#filters .label-wrap")
    page.locator("#filters input").first.wait_for()
    seen["filters"] = faults(page)
    page.click("#show-history")
    page.locator(".talks a").first.wait_for()
    seen["history"] = faults(page)
    assert {state: found for state, found in seen.items() if found} == {}


def test_what_stands_beside_an_answer_has_no_grave_fault(visit, serving, differing):
    visitor = visit(serving(differing))
    page = visitor.page
    visitor.ask("哪家组织投入资金最多？")
    visitor.answered()
    page.locator(".follow-up").first.wait_for()
    assert page.locator(".differing tbody tr").count() == 2
    beside = faults(page)
    page.click("#clear")
    page.locator(".example").first.wait_for()
    visitor.ask("全省有多少家社会组织与多少个县结成帮扶对子？")
    visitor.answered()
    page.locator(".turn.current .open-document").first.click()
    page.locator(".show-original").click()
    page.locator(".original figcaption").wait_for()
    page.click("#filters .label-wrap")
    page.get_by_label("政策文件").check()
    page.locator("#chips label").wait_for()
    assert beside + faults(page) == []
    assert visitor.complaints == []


def test_a_working_page_and_one_that_failed_have_no_grave_fault(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("慢慢说")
    page.get_by_text("第3句").wait_for()
    working = faults(page)
    page.click("#ask .stop-button")
    page.get_by_text("已停止。").wait_for()
    visitor.ask("坏掉")
    page.get_by_text("这次没有答成").wait_for()
    assert working + faults(page) == []


def walk_to(page, selector: str, key: str = "Tab") -> None:
    """Press a key until the element has the focus, and hold that the focus can be seen on the way."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} has the focus and does not show it"
            return
    pytest.fail(f"{selector} is not reached with {key}")


def test_asking_reading_exporting_and_judging_by_keyboard_alone(visit, served):
    visitor = visit(served)
    page = visitor.page
    expect(page.locator("#ask textarea")).to_be_focused()
    page.keyboard.type("有多少家社会组织结对？")
    page.keyboard.press("Enter")
    visitor.answered()
    walk_to(page, "a.marker[href$='-1']", "Shift+Tab")
    page.keyboard.press("Enter")
    walk_to(page, ".turn.current .source.pointed .open-document")
    page.keyboard.press("Enter")
    page.locator("#document-view mark").wait_for()
    walk_to(page, ".show-original")
    walk_to(page, ".close-document", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#source-panel")).to_be_visible()
    walk_to(page, "a.export[href$='.docx']", "Shift+Tab")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    assert downloading.value.suggested_filename.endswith(".docx")
    walk_to(page, ".give-feedback")
    page.keyboard.press("Enter")
    page.locator(".feedback textarea").wait_for()
    page.keyboard.press("Space")
    walk_to(page, ".feedback textarea")
    page.keyboard.type("按键盘写的")
    walk_to(page, ".send-feedback")
    page.keyboard.press("Enter")
    page.locator(".feedback-given").wait_for()
    (kept,) = feedback_of(served.assistant.library.answer(page.get_attribute(".copy-link", "name")))
    assert (kept.verdicts, kept.words) == (("right",), "按键盘写的")
    walk_to(page, "#show-history")
    page.keyboard.press("Enter")
    page.keyboard.type("3.6亿")
    page.locator(".talks a").wait_for()
    walk_to(page, "a.talk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?answer=*")
