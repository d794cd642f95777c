"""Text that wants out: from documents, titles, questions, feedback and a model that repeats it all.

A listener on loopback and Chromium's log of requests say that nothing went out; the policy behind the escaping is never
needed, for the browser complains of nothing.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from ingest.split import split
from vectorstore.library import Library
from vectorstore.records import FileState

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

PHONE = {"width": 390, "height": 844}
LIVE = ":is(img, video, audio, svg, form, script, iframe, style, object, embed, link, dialog, math, base, meta)"
COVERED = """() => ["ask", "chat", "tabs"].filter((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, id === "tabs" ? box.top + 10 : (Math.max(box.top, 0) + box.bottom) / 2];
    return !document.elementFromPoint(x, y)?.closest(`#${id}`);
})"""


def watched(visitor):
    """The page of a visitor, on which a script that runs fails the test."""
    visitor.page.on("dialog", lambda dialog: pytest.fail(f"the page ran a script: {dialog.message}"))
    return visitor.page


def hold_inert(visitor, url, heard, places) -> None:
    """Hold that what is hostile stands there as text and has had no effect."""
    page = visitor.page
    page.wait_for_timeout(600)
    for place in places:
        shown = page.locator(place)
        assert shown.count(), place
        for one in shown.all():
            text = one.inner_text()
            assert "<script>fetch(" in text or "<img src=" in text, (place, text[:200])
            assert "\u202e" not in text
        assert page.locator(f"{place} {LIVE}").count() == 0, place
        assert page.locator(f"{place} :is(a[href*='{url}'], a[href^='javascript'], [onclick])").count() == 0, place
    assert page.evaluate(COVERED) == []
    assert heard == []
    assert visitor.outside() == []
    assert visitor.complaints == []


def test_hostile_documents_titles_questions_and_feedback_are_shown_as_text(visit, served, beacon, hostile):
    url, heard = beacon
    document = hostile(url)
    served.assistant.library.held[document.id] = document
    visitor = visit(served)
    page = watched(visitor)
    visitor.ask(f"恶意 <img src={url}/question> ![x]({url}/q)")
    visitor.answered()
    page.locator(".open-document").first.click()
    page.locator("#document-view mark").wait_for()
    hold_inert(
        visitor, url, heard, ["#chat .answer", "#chat .asked", "#source-panel", "#document-view", "#chat .options"]
    )
    page.click(".give-feedback")
    page.locator(".feedback textarea").fill(document.text[:1900])
    page.click(".send-feedback")
    page.locator(".feedback-given").wait_for()
    page.click("#show-history")
    page.locator(".talks a").first.wait_for()
    hold_inert(visitor, url, heard, [".feedback-given", "#history-list .talk"])
    page.locator(".give-feedback").click()
    page.locator(".feedback textarea").wait_for()
    assert page.input_value(".feedback textarea").startswith("<script>fetch(")
    page.locator(".talks a").first.click()
    page.wait_for_url("**/?answer=*")
    page.locator(".feedback-given").wait_for()
    hold_inert(visitor, url, heard, ["#chat .answer", ".feedback-given", "#source-panel"])
    page.fill("#history-search :is(input, textarea)", f"<img src={url}/search>")
    page.get_by_text("没有找到含有").wait_for()
    hold_inert(visitor, url, heard, ["#history-list .hint"])


def test_a_model_that_repeats_what_documents_tell_it_sends_nothing_out(
    visit, serving, beacon, hostile, chat_server, tmp_path
):
    url, heard = beacon
    document = replace(hostile(url), text=f"{hostile(url).text}\n全省有282家社会组织与129个县结成帮扶对子。")
    settings = Settings(
        home=tmp_path, llm="openai:scripted", llm_base_url=chat_server.url, llm_api_key="none", mode="generate",
        _env_file=None,
    )  # fmt: skip
    with Library.open(tmp_path / "library") as library:
        library.add(FileState(document.file, "d"), [(document, split(document))])
        library.settle()
        repeated = "\n".join(document.text.split("\n")[:5])
        chat_server.replies = [f"{repeated}[1]\n全省有282家社会组织与129个县结成帮扶对子。[1]"] * 3
        visitor = visit(serving(Assistant(library, settings)))
        page = watched(visitor)
        visitor.ask("全省有多少家社会组织结成帮扶对子？")
        visitor.answered()
        assert chat_server.requests
        assert "282" in page.inner_text("#chat .answer")
        assert page.locator(f":is(#chat .message, #source-panel) {LIVE}").count() == 0
        assert page.evaluate(COVERED) == []
        assert (heard, visitor.outside(), visitor.complaints) == ([], [], [])


@pytest.mark.parametrize("text", ["<script>" + "无" * 50_000 + "x" * 50_000, "\u202e" * 1000 + "反" * 99_000], ids=len)
def test_text_without_a_break_stays_within_the_page(visit, served, hostile, text):
    endless = replace(hostile("http://127.0.0.1:9"), text=f"<script>{text}")
    served.assistant.library.held = {endless.id: endless}
    visitor = visit(served, viewport=PHONE)
    page = visitor.page
    page.set_default_timeout(60_000)  # setting 400,000 characters takes a browser a while
    visitor.ask("恶意" + "无" * 1500)
    visitor.answered()
    page.locator(".open-document").click()
    page.locator("#document-view mark").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#show-history")
    page.locator(".talks a").first.wait_for()
    assert page.evaluate("document.querySelector('#history').scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
