"""The tabs that the server renders before axe-core, and worked by keyboard alone."""

from __future__ import annotations

import pytest

from tests.e2e.filled import PHONE, Reader, site
from tests.e2e.test_accessible import faults, walk_to

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

BRIEF = """---
title: 助学项目简报
publisher: 滇桥公益观察
date: 2024-12-05
---

# 助学项目简报

青禾慈善基金会定点帮扶镇康县，2023年向镇康县投入资金83万元。

滇茶流通商会与双江县结对帮扶，2023年捐赠42万元。

全国性社会组织可以报名参加石桥行动。申报单位应当依法登记满两年。
"""
BAD = {"name": "坏的.docx", "mimeType": "text/plain", "buffer": b"PK\x03\x04nothing"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with site(tmp_path_factory.mktemp("tabs"), {"简报.md": BRIEF}) as served:
        yield served


@pytest.fixture
def reader(browser, served):
    opened = []

    def read(**options) -> Reader:
        opened.append(Reader(browser, served.url, "台账", **options))
        return opened[-1]

    yield read
    for one in opened:
        one.context.close()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desk-light", "phone-dark"])
def test_no_tab_has_a_grave_fault(reader, options):
    someone = reader(**options)
    page = someone.page
    page.locator("#ledger-table").wait_for()
    seen = {"table": faults(page)}
    page.get_by_role("link", name="图表").click()
    page.locator("#chart-flows [data-drawn]").wait_for()
    page.locator("#chart-years summary").click()
    seen["charts"] = faults(page)
    page.locator(".tiles a", has_text="云南").click()
    page.get_by_text("云南省各县").wait_for()
    seen["counties"] = faults(page)
    someone.go("资格")
    page.get_by_role("button", name="核对").click()
    page.get_by_text("参与资格核对结果").wait_for()
    seen["eligibility"] = faults(page)
    someone.go("文库")
    page.set_input_files("#upload-files", BAD)
    page.get_by_text("没有读成的文件（1）").wait_for()
    seen["library"] = faults(page)
    page.get_by_role("link", name="助学项目简报").click()
    page.locator("dialog.document h2").wait_for()
    seen["document"] = faults(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="移除 坏的.docx").click()
    page.locator("dialog.asked").wait_for()
    seen["asked"] = faults(page)
    assert {state: found for state, found in seen.items() if found} == {}


def test_ledger_eligibility_and_library_by_keyboard_alone(reader):
    someone = reader()
    page = someone.page
    page.locator("#ledger-table").wait_for()
    page.get_by_role("tab", name="台账").focus()
    walk_to(page, "th a[href*='sort=1']")
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=ascending]").wait_for()
    walk_to(page, "a.peek")
    page.keyboard.press("Enter")
    page.locator("dialog.document mark").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("a.peek").first).to_be_focused()
    page.get_by_role("tab", name="台账").focus()
    walk_to(page, "#tab-eligibility-button")
    page.keyboard.press("Enter")
    page.locator("#eligibility-view form").wait_for()
    walk_to(page, "#eligibility-view button[name=check]")
    page.keyboard.press("Enter")
    page.get_by_text("参与资格核对结果").wait_for()
    walk_to(page, "#tab-library-button", "Shift+Tab")
    page.keyboard.press("Enter")
    page.locator("#documents-title").wait_for()
    walk_to(page, "[data-path^='/api/v1/documents/'][data-method=DELETE]")
    page.keyboard.press("Enter")
    walk_to(page, "dialog .primary-button")
    page.keyboard.press("Enter")
    page.get_by_text("文档（0）").wait_for()
