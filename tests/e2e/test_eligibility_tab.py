"""The eligibility tab in a real browser: what an applicant says, every clause with its verdict, and what is printed."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from tests.e2e.filled import PHONE, Reader, site

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

NOTICE = """---
title: 关于申报石桥行动的通知
publisher: 青禾省民政厅
date: 2024-03-01
---

# 关于申报石桥行动的通知

一、申报条件

（一）全国性社会组织可以报名参加石桥行动。

（二）申报单位应当依法登记满两年。

（三）企业不得申报。
"""
LONG = "\n\n".join(f"（{number}）申报单位应当在第{number}个工作日前报送第{number}份材料。" for number in range(4, 60))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with site(
        tmp_path_factory.mktemp("clauses"), {"通知.md": NOTICE, "细则.md": NOTICE.replace("的通知", "的细则") + LONG}
    ) as served:
        yield served


@pytest.fixture
def reader(browser, served):
    opened = []

    def read(**options) -> Reader:
        opened.append(Reader(browser, served.url, "资格", **options))
        opened[-1].page.get_by_role("button", name="核对").wait_for()
        return opened[-1]

    yield read
    for one in opened:
        one.context.close()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desk", "phone"])
def test_every_clause_has_its_verdict_its_words_and_the_way_to_them(reader, options):
    someone = reader(**options)
    page = someone.page
    page.select_option("[name=level]", "国家级")
    page.select_option("[name=type]", "基金会")
    page.fill("[name=home]", "云南省")
    page.check("[value=教育]")
    page.get_by_role("button", name="核对").click()
    page.get_by_text("参与资格核对结果").wait_for()
    assert "国家级 · 基金会 · 云南省 · 教育" in page.inner_text(".printable")
    row = page.locator("tr", has_text="全国性社会组织可以报名")
    assert row.locator("td").first.inner_text().split() == ["✓", "符合"]
    row = page.locator("tr", has_text="应当依法登记满两年")
    assert row.locator("td").first.inner_text().split() == ["?", "待确认"]
    assert "请确认" in page.inner_text(".asks")
    row.locator("a.peek").click()
    expect(page.get_by_role("dialog").locator("mark")).to_contain_text("依法登记满两年")
    page.keyboard.press("Escape")
    assert page.locator("[name=level]").input_value() == "国家级"
    assert page.is_checked("[value=教育]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.select_option("[name=type]", "企业")
    page.get_by_role("button", name="核对").click()
    expect(page.locator("tr", has_text="企业不得申报").locator("td").first).to_contain_text("不符合")
    assert someone.is_clean()


def test_a_place_that_is_none_is_a_sentence(reader):
    page = reader().page
    page.fill("[name=home]", "<i>仙境</i>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有名为“<i>仙境</i>”的行政区划")


def test_what_is_printed_is_the_result_alone(reader):
    page = reader(color_scheme="dark").page
    page.get_by_role("button", name="核对").click()
    page.get_by_text("参与资格核对结果").wait_for()
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf()))
    text = "".join(one.get_textpage().get_text_bounded() for one in printed)
    assert "参与资格核对结果" in text
    assert "全国性社会组织可以报名" in text
    assert len(printed) > 2
    assert "第59份材料" in text
    assert "核对日期" in text, "the end of a long result is printed, too"
    for word in ("问答", "打印", "登记层级", "资料库："):
        assert word not in text
    corner = printed[0].render().to_pil().getpixel((3, 3))
    assert corner[:3] == (255, 255, 255), "a dark page is printed on white"
