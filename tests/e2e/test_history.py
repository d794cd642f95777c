"""Answers given before, in a real browser: the list, the search, a link to one answer, feedback and files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

from assistant.feedback import feedback_of

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


def test_an_answer_is_reopened_by_its_link_without_being_asked_again(visit, served):
    visitor = visit(served, permissions=["clipboard-read", "clipboard-write"])
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    visitor.page.click(".copy-link")
    visitor.page.get_by_text("已复制").wait_for()
    link = visitor.page.evaluate("navigator.clipboard.readText()")
    served.assistant.asked.clear()
    again = visit(served, at=link)
    again.answered()
    assert "全省有282家社会组织" in again.page.inner_text("#chat .answer")
    assert again.page.locator(".stale").count() == 0
    again.page.locator("a.marker").nth(1).click()
    assert again.page.locator("article.pointed mark").inner_text().startswith("2024年春季学期向石桥县拨款267万元")
    assert served.assistant.asked == []
    again.ask("部分：拨了多少？")
    again.answered(2)
    assert served.assistant.asked[0].history[0].content == "有多少家社会组织结对？"


def test_a_link_says_when_the_library_has_changed_or_the_answer_is_unknown(visit, served):
    visitor = visit(served)
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    link = f"{served.url}/?answer={visitor.page.get_attribute('.copy-link', 'name')}"
    served.assistant.library.fingerprint = "changed"
    page = visit(served, at=link).page
    page.get_by_text("这次回答之后，资料库有变化").wait_for()
    page = visit(served, at=f"{served.url}/?answer=01JUNKNOWN").page
    page.get_by_text("没有找到这个回答").wait_for()
    assert page.locator(".example").first.is_visible()


def test_earlier_conversations_are_listed_searched_and_reopened(visit, served):
    for question in ("有多少家社会组织结对？", "部分：石桥县拨了多少？"):
        visitor = visit(served)
        visitor.ask(question)
        visitor.answered()
    page = visitor.page
    page.click("#show-history")
    talks = page.locator(".talks a")
    expect(talks).to_have_text(["部分：石桥县拨了多少？", "有多少家社会组织结对？"])
    assert page.get_attribute("#show-history", "aria-expanded") == "true"
    page.keyboard.type("3.6亿元")
    expect(talks).to_have_text(["有多少家社会组织结对？"])
    talks.first.click()
    page.wait_for_url("**/?answer=*")
    expect(page.locator("#chat .asked")).to_have_text("有多少家社会组织结对？")
    expect(page.locator("#history")).to_be_visible()
    page.fill("#history-search :is(input, textarea)", "没有的词")
    page.get_by_text("没有找到含有“没有的词”的对话。").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#history")).to_be_hidden()
    page.click("#clear")
    page.get_by_text("您想了解什么").wait_for()
    assert page.url == f"{served.url}/"


def test_feedback_is_kept_with_the_answer_and_shown_as_given(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    page.click(".give-feedback")
    page.get_by_label("数字不对").check()
    page.locator(".feedback textarea").fill("应为<b>281</b>家")
    page.click(".send-feedback")
    given = page.locator(".feedback-given")
    expect(given).to_have_text("反馈：数字不对，应为<b>281</b>家")
    (kept,) = feedback_of(served.assistant.library.answer(page.get_attribute(".copy-link", "name")))
    assert (kept.verdicts, kept.words) == (("wrong_figure",), "应为<b>281</b>家")
    visitor.ask("部分：拨了多少？")
    visitor.answered(2)
    expect(given).to_have_count(1)
    page.locator(".give-feedback").first.click()
    assert page.get_by_label("数字不对").is_checked()
    page.get_by_label("数字不对").uncheck()
    page.locator(".feedback textarea").fill("")
    page.click(".send-feedback")
    page.get_by_text("还没有写反馈").wait_for()
    assert visitor.outside() == []


def test_an_answer_is_taken_away_as_a_file(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    files = []
    for name in ("导出 Word", "导出 Markdown"):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=name).click()
        files.append(Path(downloading.value.path()).read_bytes())
    told = [paragraph.text for paragraph in docx.Document(BytesIO(files[0])).paragraphs]
    assert told[0] == "有多少家社会组织结对？"
    assert any(text.startswith("【1】《青禾省启动社会组织助力乡村振兴专项行动》") for text in told)
    assert any("青禾日报，2024-12-18，第 3 版" in text for text in told)
    assert "全省有282家社会组织与129个县（市、区）结成帮扶对子，累计投入资金3.6亿元" in files[1].decode()
    assert visitor.complaints == []
