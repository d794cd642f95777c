"""The ledger's tab in a real browser: tables, their order and filters, the way to a source, files, and the charts."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.e2e.filled import PHONE, Reader, site

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

BRIEF = """---
title: 助学项目简报
publisher: 滇桥公益观察
date: 2024-12-05
---

# 助学项目简报

青禾慈善基金会定点帮扶镇康县，2023年向镇康县投入资金83万元。

滇茶流通商会与双江县结对帮扶，2023年捐赠42万元；2022年捐款7万元。

滇茶流通商会累计捐款960万元。
"""
TABLE = '组织,帮扶对象\n"=HYPERLINK(""http://127.0.0.1:9/x"")协会",沧源县\n<img src=x onerror=alert(1)>基金会,耿马县\n'


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with site(tmp_path_factory.mktemp("ledger"), {"简报.md": BRIEF, "结对帮扶台账.csv": TABLE}) as served:
        yield served


@pytest.fixture
def reader(browser, served):
    opened = []

    def read(**options) -> Reader:
        opened.append(Reader(browser, served.url, "台账", **options))
        opened[-1].page.locator("#ledger-table").wait_for()
        return opened[-1]

    yield read
    for one in opened:
        one.context.close()


def column(page, number: int) -> list[str]:
    return page.locator(f"#ledger-view tbody td:nth-child({number})").all_inner_texts()


def test_rows_are_narrowed_by_place_and_put_in_order_and_lead_to_their_words(reader):
    someone = reader()
    page = someone.page
    page.select_option("[name=province]", label="云南省")
    page.locator("[name=place]").wait_for()
    page.get_by_role("link", name="数字").click()
    page.get_by_role("heading", name="数字（").wait_for()
    page.get_by_role("link", name="数值").click()
    page.locator("th[aria-sort=ascending]").wait_for()
    page.get_by_role("link", name="数值").click()
    page.locator("th[aria-sort=descending]").wait_for()
    values = [int(value.replace(",", "")) for value in column(page, 3)]
    assert values
    assert values == sorted(values, reverse=True)
    page.locator("tr", has_text="青禾慈善基金会").get_by_role("link", name="助学项目简报").click()
    expect(page.get_by_role("dialog").locator("mark")).to_contain_text("83万元")
    page.keyboard.press("Escape")
    page.fill("[name=organisation]", "滇茶流通商会")
    page.keyboard.press("Enter")
    expect(page.locator("#ledger-view tbody")).not_to_contain_text("青禾")
    assert set(column(page, 1)) == {"滇茶流通商会"}
    page.select_option("[name=province]", label="北京市")
    page.get_by_text("没有记录不等于没有").wait_for()
    assert someone.is_clean()


def test_hostile_cells_are_text_on_the_page_and_in_the_files(reader):
    someone = reader()
    page = someone.page
    page.on("dialog", lambda dialog: pytest.fail(f"the page ran a script: {dialog.message}"))
    assert "<img src=x onerror=alert(1)>基金会" in column(page, 1)
    assert page.locator("#ledger-view :is(img, script, iframe)").count() == 0
    page.get_by_role("link", name="图表").click()
    page.locator("#chart-flows [data-drawn]").wait_for()
    assert page.locator("#ledger-view :is(img, script, iframe)").count() == 0
    assert page.locator(".plot a[*|href]").count() == 0
    assert someone.is_clean()


@pytest.mark.parametrize("form", ["CSV", "XLSX"])
def test_a_file_holds_exactly_what_is_shown(reader, form):
    someone = reader()
    page = someone.page
    page.select_option("[name=sort]", "-2")
    page.locator("th[aria-sort=descending]").wait_for()
    shown = [
        [cell.replace("—", "") for cell in row] for row in zip(*(column(page, n) for n in range(1, 7)), strict=True)
    ]
    with page.expect_download() as download:
        page.get_by_role("link", name=form, exact=True).click()
    assert download.value.suggested_filename == f"结对记录.{form.lower()}"
    content = download.value.path().read_bytes()
    if form == "CSV":
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert any(row[0].startswith("'=") for row in rows), "no spreadsheet may run it"
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [[cell.removeprefix("'") for cell in row[:6]] for row in rows[1:]] == shown
    assert len(shown) >= 4


def test_a_filter_that_is_none_is_a_sentence(reader):
    page = reader().page
    page.eval_on_selector("[name=since]", "field => { field.type = 'text'; field.value = '<b>去年</b>'; }")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("alert")).to_contain_text("“<b>去年</b>”不是日期")


def test_charts_are_drawn_and_never_add_what_may_not_be_added(reader):
    someone = reader()
    page = someone.page
    page.get_by_role("link", name="图表").click()
    for chart in ("years", "regions", "levels", "flows"):
        page.locator(f"#chart-{chart} [data-drawn] .main-svg").first.wait_for()
    page.locator("#chart-years summary").click()
    rows = page.locator("#chart-years tbody tr").all_inner_texts()
    assert any(row.startswith("2023") and "42.00" in row for row in rows), rows
    assert any(row.startswith("2022") and "7.00" in row for row in rows), rows
    assert not any("1,0" in row or "1,009" in row for row in rows), rows
    assert "累计数 1" in page.inner_text("#chart-years")
    page.locator(".tiles a", has_text="云南").click()
    page.get_by_text("云南省各县（市、区）的结对记录数").wait_for()
    assert (
        "镇康县" in page.locator(".counties .has").all_inner_texts()[0] or page.locator(".counties .has").count() >= 2
    )
    expect(page.locator(".counties .none", has_text="景谷傣族彝族自治县")).to_contain_text("没有记录")
    assert someone.is_clean()


def test_the_ledger_fits_a_phone_and_a_keyboard(reader):
    someone = reader(viewport=PHONE, color_scheme="dark")
    page = someone.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="图表").focus()
    page.keyboard.press("Enter")
    page.locator("#chart-flows [data-drawn]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#chart-levels summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chart-levels table")).to_be_visible()
    assert someone.is_clean()
