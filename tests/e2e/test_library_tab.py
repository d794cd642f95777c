"""The library's tab in a real browser: files in, asked about at once, and out again; and who may do it."""

from __future__ import annotations

import json

import httpx
import pytest

from assistant.access import Visitor
from tests.e2e.filled import PHONE, Reader, filled
from vectorstore.records import Problem

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

BRIEF = """---
title: 助学项目简报
publisher: 滇桥公益观察
date: 2024-12-05
---

# 助学项目简报

青禾慈善基金会定点帮扶镇康县，在当地12所小学开设早餐班，2023年秋季学期拨款83万元，受益学生2460人。
"""
NEWS = "# 净水设备到校\n\n滇茶流通商会为双江县的学校捐赠价值42万元的净水设备，解决了1900名学生的饮水难题。\n"


@pytest.fixture
def library(tmp_path):
    with filled(tmp_path, {"简报.md": BRIEF}) as assistant:
        yield assistant


@pytest.fixture
def reader(browser, serving, library):
    opened = []

    def read(tab: str = "文库", **options) -> Reader:
        if not opened:
            opened.append(serving(library))
        opened.append(Reader(browser, opened[0].url, tab, **options))
        return opened[-1]

    yield read
    for one in opened[1:]:
        one.context.close()


def upload(name: str, text: str | bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text if isinstance(text, bytes) else text.encode()}


def test_a_file_is_uploaded_asked_about_and_removed(reader, library, tmp_path):
    someone = reader()
    page = someone.page
    page.get_by_text("文档（1）").wait_for()
    page.set_input_files("#upload-files", [upload("净水.md", NEWS), upload("坏的.docx", b"PK\x03\x04nothing")])
    results = page.locator(".upload-results li")
    expect(results.filter(has_text="净水.md")).to_contain_text("已读入 · 1 篇")
    expect(results.filter(has_text="坏的.docx")).to_contain_text("失败")
    expect(results.filter(has_text="坏的.docx").locator(".reason")).not_to_be_empty()
    page.get_by_text("文档（2）").wait_for()
    page.get_by_text("没有读成的文件（1）").wait_for()
    assert "42万元" in someone.answer("滇茶流通商会为双江县的学校捐赠了什么？")

    someone.go("文库")
    row = page.locator("tr", has=page.get_by_role("link", name="净水设备到校"))
    row.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert row.is_visible()
    row.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    page.get_by_text("文档（1）").wait_for()
    assert "42万元" not in someone.answer("滇茶流通商会为双江县的学校捐赠了什么？")
    assert not (tmp_path / "library" / "originals" / "净水.md").exists()
    assert someone.is_clean()


def test_what_failed_is_still_told_after_a_restart_and_can_be_read_again_or_forgotten(reader, library):
    note = Problem("/gone/表.xlsx", "/gone/表.xlsx", "<b>文件已损坏</b>")
    library.library.listing.note(note.path, [note])
    someone = reader()
    page = someone.page
    row = page.locator("tr", has_text="表.xlsx")
    expect(row).to_contain_text("<b>文件已损坏</b>")
    row.get_by_role("button", name="重新读取").click()
    expect(page.locator(".upload-results")).to_contain_text("原文件 表.xlsx 已不在原处")
    row.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(page.locator("#library-list")).not_to_contain_text("没有读成的文件")
    assert library.library.listing.problems() == []


def test_the_list_is_searched_and_a_document_opens_over_it(reader):
    someone = reader(viewport=PHONE)
    page = someone.page
    page.get_by_label("按标题").fill("没有这样的词")
    page.keyboard.press("Enter")
    page.get_by_text("没有符合的文档").wait_for()
    page.get_by_label("按标题").fill("滇桥 2024-12")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="助学项目简报").click()
    shown = page.get_by_role("dialog")
    expect(shown).to_contain_text("在当地12所小学开设早餐班")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    assert page.evaluate("document.activeElement.className") == "peek"
    assert someone.is_clean()


def test_hostile_names_are_text(reader, library):
    title = "<img src=x onerror=alert(1)> [点](http://127.0.0.1:9/) \u202e反转"
    line = json.dumps({"text": "某县社会组织参与结对帮扶。", "title": title, "publisher": "<b>谁</b>"})
    library.library.listing.note("/x", [Problem('/x/"><svg onload=alert(2)>.txt', "/x", "<script>alert(3)</script>")])
    someone = reader()
    page = someone.page
    page.on("dialog", lambda dialog: pytest.fail(f"the page ran a script: {dialog.message}"))
    page.set_input_files("#upload-files", [upload('a"><img src=x onerror=alert(4)>.jsonl', line)])
    page.get_by_text("文档（2）").wait_for()
    link = page.get_by_role("link", name="<img src=x onerror=alert(1)> [点]")
    assert "\u202e" not in link.inner_text()
    expect(page.locator(".upload-results .name")).to_have_text('a"><img src=x onerror=alert(4)>.jsonl')
    row = page.locator("tr", has=link)
    row.get_by_role("button", name="移除").click()
    expect(page.get_by_role("dialog")).to_contain_text("<img src=x onerror=alert(1)>")
    page.keyboard.press("Escape")
    link.click()
    expect(page.get_by_role("dialog").locator("h2")).to_contain_text("<img src=x")
    expect(page.locator("#library-list")).to_contain_text("<script>alert(3)</script>")
    assert page.locator(".view :is(img, svg, script, iframe), dialog :is(img, svg, script)").count() == 0
    assert page.locator("a[href*='127.0.0.1:9']").count() == 0
    assert someone.is_clean()


def test_a_document_is_read_again_from_its_file(reader, library, tmp_path):
    someone = reader()
    page = someone.page
    (tmp_path / "来件" / "简报.md").write_text(BRIEF.replace("83万元", "91万元"), encoding="utf-8")
    page.get_by_role("button", name="重新读取 助学项目简报").click()
    expect(page.locator(".upload-results li").first).to_contain_text("已读入 · 1 篇")
    assert "91万元" in someone.answer("青禾慈善基金会在镇康县拨款多少？")


def test_a_reader_sees_the_list_and_may_change_nothing(reader, monkeypatch, library):
    monkeypatch.setattr("assistant.web.guard.OWNER", Visitor("li", "reader"))
    someone = reader()
    page = someone.page
    page.get_by_text("文档（1）").wait_for()
    assert page.locator("#upload-files, .act").count() == 0
    identifier = next(library.library.documents()).id
    with httpx.Client(base_url=someone.url) as http:
        for method, path in (
            ("POST", "/api/v1/documents?name=a.txt"),
            ("DELETE", f"/api/v1/documents/{identifier}"),
            ("POST", f"/api/v1/documents/{identifier}/read"),
            ("DELETE", "/api/v1/failures/0"),
            ("POST", "/api/v1/failures/0/read"),
            ("GET", "/api/v1/uploads/0"),
        ):
            response = http.request(method, path)
            assert response.status_code == 403, path
            assert "角色" in response.json()["detail"]
    assert library.library.contents().documents == 1
