"""The chat page in a real browser: asking, reading the sources, stopping, narrowing, and what it may not load."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.records import Turn
from vectorstore.records import Filters

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

PHONE = {"width": 390, "height": 844}


def test_an_answer_leads_to_its_sources(visit, served):
    visitor = visit(served)
    page = visitor.page
    assert page.title() == "帮扶问答 Bangfu"
    page.get_by_text("资料库：2 篇文档，74 个段落").wait_for()
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    assert "全省有282家社会组织" in page.inner_text("#chat .answer")
    assert page.locator("a.marker").all_inner_texts() == ["【1】", "【2】"]
    assert "已核对 5 个数字" in page.inner_text("#chat .foot")
    page.locator("a.marker").nth(1).click()
    source = page.locator("article.pointed")
    assert source.locator("h3").inner_text() == "【2】免费午餐项目春季学期拨款公告"
    assert source.locator("mark").inner_text().startswith("2024年春季学期向石桥县拨款267万元")
    expect(source.locator("mark")).to_be_in_viewport(ratio=1)
    assert visitor.outside() == []
    assert visitor.complaints == []


def test_a_marker_of_an_earlier_answer_brings_back_its_sources(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("有多少家社会组织结对？")
    visitor.answered(1)
    visitor.ask("部分：拨了多少？")
    visitor.answered(2)
    assert page.locator(".turn.current .source").count() == 1
    page.locator("a.marker").first.click()
    assert page.locator(".turn.current .source").count() == 2
    assert served.assistant.asked[-1].history == (
        Turn("user", "有多少家社会组织结对？"),
        Turn("assistant", page_answer(served)),
    )


def page_answer(served) -> str:
    return served.assistant.ask(replace(served.assistant.asked[0], question="有多少家社会组织结对？")).answer


def test_the_whole_document_opens_in_place(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    page.locator(".open-document").first.click()
    mark = page.locator("#document-view mark")
    mark.wait_for()
    assert mark.inner_text() == "全省有282家社会组织与129个县（市、区）结成帮扶对子，累计投入资金3.6亿元"
    assert "青禾日报" in page.inner_text("#document-view .whereabouts")
    assert not page.locator("#source-panel").is_visible()
    page.click(".close-document")
    assert page.locator("#source-panel").is_visible()
    assert page.evaluate("document.activeElement.id") == "source-1-1"


def test_stopping_keeps_what_was_written_and_ends_the_work(visit, served):
    visitor = visit(served)
    page = visitor.page
    served.assistant.given_up.clear()
    visitor.ask("慢慢说")
    page.get_by_text("第3句").wait_for()
    page.click("#ask .stop-button")
    page.get_by_text("已停止。").wait_for()
    assert "第1句" in page.inner_text("#chat .answer")
    assert served.assistant.given_up.wait(10)
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()


def test_nothing_written_before_the_stop_arrives_after_it(visit, served):
    visitor = visit(served)
    page = visitor.page
    for turn in range(1, 4):
        visitor.ask("快快说")
        page.get_by_text("第3句").nth(turn - 1).wait_for()
        page.click("#ask .stop-button")
        page.get_by_text("已停止。").nth(turn - 1).wait_for()
        page.wait_for_timeout(300)
        assert page.get_by_text("已停止。").count() == turn


def test_filters_narrow_the_question(visit, served):
    visitor = visit(served)
    page = visitor.page
    page.click("#filters .label-wrap")
    page.get_by_label("地区").fill("云南")
    page.get_by_role("option", name="云南省（2）").click()
    page.keyboard.press("Escape")
    page.get_by_label("发布日期从").fill("2024/3/1")
    page.get_by_label("政策文件").check()
    page.get_by_text("筛选：云南省 · 2024-03-01 起 · 政策文件").wait_for()
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    assert served.assistant.asked[-1].filters == Filters(regions=("云南省",), kinds=("policy",), since="2024-03-01")


def test_a_filter_is_a_chip_that_takes_it_away(visit, served):
    visitor = visit(served)
    page = visitor.page
    page.click("#filters .label-wrap")
    page.get_by_label("地区").fill("临沧")
    expect(page.get_by_role("option")).to_have_text(
        ["云南省 › 临沧市（2）", "云南省 › 临沧市 › 镇康县（1）"], use_inner_text=True
    )
    page.get_by_role("option", name="镇康县").click()
    page.keyboard.press("Escape")
    page.get_by_label("政策文件").check()
    chips = page.locator("#chips label")
    expect(chips).to_have_text(["镇康县", "政策文件"])
    chips.first.click()
    expect(chips).to_have_text(["政策文件"])
    page.keyboard.press("Tab")
    page.locator("#chips input").focus()
    page.keyboard.press("Space")
    expect(page.locator("#chips")).to_be_hidden()
    page.get_by_text("筛选：不限").wait_for()
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    assert served.assistant.asked[-1].filters == Filters()
    assert visitor.complaints == []


def test_a_date_that_is_none_is_said_and_nothing_is_asked(visit, served):
    visitor = visit(served)
    page = visitor.page
    page.click("#filters .label-wrap")
    page.get_by_label("发布日期到").fill("<b>去年</b>")
    before = len(served.assistant.asked)
    visitor.ask("有多少家社会组织结对？")
    page.get_by_text("“<b>去年</b>”不是日期").wait_for()
    assert len(served.assistant.asked) == before


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("月球基地？", "未找到依据"),
        ("明天天气？", "超出范围"),
        ("部分：拨了多少？", "部分有据"),
        ("是哪个？", "请选择"),
    ],
)
def test_every_status_is_said_in_words(visit, served, question, words):
    visitor = visit(served)
    visitor.ask(question)
    visitor.answered()
    assert visitor.page.inner_text("#chat .status") == words


def test_options_and_examples_are_asked_by_a_click(visit, served):
    visitor = visit(served)
    page = visitor.page
    page.locator(".example", has_text="教育帮扶方面有哪些项目").click()
    visitor.answered(1)
    assert served.assistant.asked[-1].question == "教育帮扶方面有哪些项目？"
    visitor.ask("是哪个？")
    visitor.answered(2)
    page.get_by_role("button", name="石桥区").click()
    visitor.answered(3)
    assert served.assistant.asked[-1].question == "石桥区"


def test_a_fault_inside_is_one_sentence_and_the_page_goes_on(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("坏掉")
    page.get_by_text("这次没有答成").wait_for()
    assert "a fault inside" not in page.content()
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()


def test_a_new_conversation_forgets_the_old_one(visit, served):
    visitor = visit(served)
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    visitor.page.click("#clear")
    visitor.page.get_by_text("您想了解什么").wait_for()
    visitor.ask("部分：拨了多少？")
    visitor.answered()
    assert served.assistant.asked[-1].history == ()


def test_the_answer_is_copied_with_its_references(visit, served):
    visitor = visit(served, permissions=["clipboard-read", "clipboard-write"])
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    visitor.page.click(".copy-answer")
    visitor.page.get_by_text("已复制").wait_for()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("全省有282家社会组织")
    assert "【1】《青禾省启动社会组织助力乡村振兴专项行动》，青禾日报，2024-12-18，第 3 版" in copied


def test_on_a_phone_a_marker_scrolls_to_its_source_and_back(visit, served):
    visitor = visit(served, viewport=PHONE, has_touch=True, is_mobile=True)
    page = visitor.page
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    page.locator("a.marker").nth(1).tap()
    expect(page.locator("#source-1-2 mark")).to_be_in_viewport(ratio=1)
    page.locator(".turn.current .back").tap()
    expect(page.locator("#answer-1 a.marker").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_everything_can_be_done_with_a_keyboard(visit, served):
    visitor = visit(served)
    page = visitor.page
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    page.locator("a.marker").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "source-1-1"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#document-view mark").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "source-1-1"


def test_an_english_browser_gets_an_english_page(visit, served):
    visitor = visit(served, locale="en-US")
    page = visitor.page
    page.get_by_text("What would you like to know?").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    visitor.ask("有多少家社会组织结对？")
    visitor.answered()
    assert "5 figures verified" in page.inner_text("#chat .foot")
    assert page.get_by_role("button", name="New conversation").is_visible()
    assert page.get_by_role("button", name="Filters").is_visible()


def test_an_empty_library_says_how_to_fill_it(visit, served_empty):
    visitor = visit(served_empty)
    assert "bangfu ingest" in visitor.page.inner_text("#chat")
    assert visitor.page.locator(".example").count() == 0


def test_people_asking_at_once_each_get_their_own_answer(visit, served):
    visitors = [visit(served) for _ in range(3)]
    questions = ["有多少家社会组织结对？", "月球基地？", "部分：拨了多少？"]
    for visitor, question in zip(visitors, questions, strict=True):
        visitor.ask(question)
    for visitor, question in zip(visitors, questions, strict=True):
        visitor.answered()
        assert visitor.page.inner_text("#chat .asked") == question
        assert visitor.page.locator("#chat .asked").count() == 1
