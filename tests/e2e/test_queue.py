"""What people see when many ask at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
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


def test_ten_at_once_each_get_their_own_answer_in_the_order_they_came(serving, scripted, monkeypatch):
    monkeypatch.setattr(app, "ANSWERS_AT_ONCE", 1)
    scripted.pause = 0.05
    served = serving(scripted)
    questions = [f"第{number}个人问：有多少家？" for number in range(10)]
    config = httpx.get(f"{served.url}/config").json()
    typed = next(one for one in config["dependencies"] if [kind for _, kind in one["targets"]] == ["submit"])
    for number, question in enumerate(questions):
        joining = {"fn_index": typed["id"], "data": [question, None, [], "", "", []], "session_hash": f"person{number}"}
        httpx.post(f"{served.url}/gradio_api/queue/join", json=joining).raise_for_status()
    with ThreadPoolExecutor(len(questions)) as people:
        heard = list(people.map(lambda number: told_by_the_queue(served.url, f"person{number}"), range(len(questions))))
    for question, messages in zip(questions, heard, strict=True):
        *_, last = (one for one in messages if one["msg"] == "process_completed")
        assert last["success"]
        said = json.dumps(messages, ensure_ascii=False)
        assert question in said
        assert "282家" in said
        assert not any(other in said for other in questions if other != question)
    assert [asked.question for asked in scripted.asked] == questions
    waited = [[one["rank"] for one in messages if one["msg"] == "estimation"] for messages in heard]
    assert sum(bool(ranks) for ranks in waited) >= 5  # those at the head may be served before they can be told
    assert all(ranks == sorted(ranks, reverse=True) for ranks in waited)


def told_by_the_queue(url: str, session: str) -> list[dict]:
    """Return what a browser is told until its question is answered."""
    messages = []
    with httpx.stream("GET", f"{url}/gradio_api/queue/data", params={"session_hash": session}, timeout=60) as response:
        for line in response.iter_lines():
            if line.startswith("data:"):
                messages.append(json.loads(line.removeprefix("data:")))
                if messages[-1]["msg"] == "process_completed":
                    break
    return messages
