"""The road from a file to a cited answer on the page: real ingestion, real library, real assistant, real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from ingest.pipeline import ingest
from vectorstore.library import Library

BRIEF = """---
title: 助学项目简报
publisher: 滇桥公益观察
date: 2024-12-05
---

# 助学项目简报

青禾慈善基金会定点帮扶镇康县，在当地12所小学开设早餐班，2023年秋季学期拨款83万元，受益学生2460人。

滇茶流通商会为双江县的学校捐赠价值42万元的净水设备，解决了1900名学生的饮水难题。
"""


@pytest.fixture
def site(serving, tmp_path):
    """The page over a library that a folder with one file was read into."""
    folder = tmp_path / "来件"
    folder.mkdir()
    (folder / "简报.md").write_text(BRIEF, encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        report = ingest([folder], library)
        assert [file.status for file in report.files] == ["ok"]
        yield serving(Assistant(library, Settings(home=tmp_path, _env_file=None)))


@pytest.fixture
def printed(serving, tmp_path):
    """The page over a library with one printed newspaper page."""
    (file,) = Path("evals/library").glob("*版.pdf")
    with Library.open(tmp_path / "library") as library:
        ingest([file], library)
        yield serving(Assistant(library, Settings(home=tmp_path, _env_file=None)))


def test_the_original_page_is_shown_beside_the_text(printed, visit):
    visitor = visit(printed)
    page = visitor.page
    visitor.ask("全省有多少家社会组织与多少个县结成帮扶对子？")
    visitor.answered()
    page.locator(".open-document").first.click()
    assert not any("/page/image/" in url for url in visitor.requests)
    page.get_by_role("button", name="看原件版面").click()
    picture = page.locator(".original img")
    picture.wait_for()
    page.wait_for_function("document.querySelector('.original img').naturalWidth > 1000")
    assert "红框内是引用的文字" in page.inner_text(".original figcaption")
    assert visitor.outside() == []
    assert visitor.complaints == []


def test_a_file_answers_a_question_and_shows_where(site, browser):
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(site.url)
    page.get_by_text("资料库：1 篇文档").wait_for()
    page.fill("#ask textarea", "青禾慈善基金会在镇康县拨款多少？")
    page.keyboard.press("Enter")
    page.locator("#chat .foot").wait_for()
    assert "83万元" in page.inner_text("#chat .answer")
    page.locator("a.marker").first.click()
    source = page.locator("article.pointed")
    assert "助学项目简报" in source.locator("h3").inner_text()
    assert "滇桥公益观察" in source.locator(".whereabouts").inner_text()
    assert "2024-12-05" in source.locator(".whereabouts").inner_text()
    assert "拨款83万元" in source.locator("mark").inner_text()
    source.locator(".open-document").click()
    page.locator("#document-view mark").wait_for()
    assert "滇茶流通商会" in page.inner_text("#document-view")
    page.locator(".follow-up").first.click()
    page.locator("#chat .foot").nth(1).wait_for()
    assert "来源" in page.locator("#chat .checks").nth(1).inner_text()  # what is offered is answered
    page.context.close()
