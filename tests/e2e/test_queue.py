"""What people see when many ask at once."""

from __future__ import annotations

import pytest

from assistant.ui import app

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


@pytest.fixture
def crowded(serving, scripted, monkeypatch):
    """A server that answers one question at a time and lets one more wait."""
    monkeypatch.setattr(app, "ANSWERS_AT_ONCE", 1)
    monkeypatch.setattr(app, "QUEUE_LENGTH", 1)
    return serving(scripted)


def test_waiting_and_a_full_queue_are_said(crowded, browser):
    contexts = [browser.new_context(locale="zh-CN") for _ in range(3)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(crowded.url)
        page.locator(".example").first.wait_for()
    for page, seen in zip(pages, ("#chat .answer", "#chat .meta-text", ".toast-message-text"), strict=True):
        page.fill("#ask textarea", "慢慢说")
        page.keyboard.press("Enter")
        page.locator(seen).first.wait_for(state="attached")
    assert pages[1].locator("#chat .meta-text").evaluate("e => getComputedStyle(e, '::before').content") == (
        '"排队中，请稍候……"'
    )
    expect(pages[2].locator(".toast-message-text")).to_have_text("现在提问的人太多，请稍后再试。")
    expect(pages[2].locator("#ask textarea")).to_have_value("慢慢说")
    expect(pages[2].locator(".example").first).to_be_visible()
    pages[0].click("#ask .stop-button")
    pages[1].get_by_text("第2句").wait_for()
    pages[1].click("#ask .stop-button")
    for context in contexts:
        context.close()
