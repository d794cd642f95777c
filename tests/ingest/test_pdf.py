"""PDF files from their bytes to documents: newspapers, notices with tables, and files that are broken."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import Damaged, Encrypted, TooLarge
from ingest.layout import ocr, page_repair
from ingest.layout.page_model import UNREADABLE, Box, Glyph, Line
from ingest.readers import pdf as reader
from ingest.readers.pdf import read
from tests.ingest.page_sheets import SIZE, Sheet, pdf, story

EMS = 14
COLUMN = EMS * 10.0 + 14.0


def columns(count, top, bottom, left=40.0):
    return [(left + number * COLUMN, top, bottom) for number in range(count)]


def front():
    """A page with two articles over one another."""
    sheet = Sheet()
    sheet.header()
    above, below = story("河东村", 5), story("河西村", 5)
    sheet.line("东边的故事", 100, 70, 24)
    sheet.flow([above], columns(3, 110, 230), EMS)
    sheet.rule(40, 242, 490)
    sheet.line("西边的故事", 100, 254, 24)
    sheet.flow([below], columns(3, 294, 414), EMS)
    sheet.line("责任编辑：江月 投稿邮箱：tougao@example.com", 500, 1170, 8)
    return sheet, above, below


@pytest.mark.parametrize("scrambled", [False, True])
def test_a_newspaper_page_gives_a_document_an_article(scrambled):
    sheet, above, below = front()
    found = read(pdf(sheet, scrambled=scrambled), "版面.pdf").documents
    assert [(one.title, one.text) for one in found] == [("东边的故事", above), ("西边的故事", below)]
    for one in found:
        assert (one.publisher, one.published, one.page, one.kind) == ("青溪日报", "2024-03-05", "2", "news")


def test_a_caption_painted_twice_is_read_once():
    sheet = Sheet()
    sheet.header()
    sheet.line("东边的故事", 100, 70, 24)
    sheet.picture(40, 110, 180, 200)
    sheet.line("乡亲们在新桥上合影。", 40, 204, 7.5, shadow=True)
    text = story("河东村", 5)
    sheet.flow([text], [(40, 230, 330), *columns(2, 110, 330, 40 + COLUMN)], EMS)
    (one,) = read(pdf(sheet), "版面.pdf").documents
    assert one.text == f"{text}\n乡亲们在新桥上合影。"


@pytest.mark.parametrize("size", [9, SIZE])
def test_an_article_that_jumps_to_another_page_is_whole_and_counts_for_the_first(size):
    text = story("河东村", 9)
    first, second = Sheet(), Sheet()
    first.header(page="第1版")
    second.header(page="第2版")
    first.line("一条路的十年", 100, 70, 24)
    first.flow([text[:222]], columns(2, 110, 250), EMS)
    first.line("（下转第2版）", 60 + COLUMN, 254, size)
    second.line("一条路的十年", 100, 70, 16)
    second.line("（上接第1版）", 60, 100, size)
    rest = text[222:]
    for number, start in enumerate(range(0, len(rest), EMS)):
        second.line(rest[start : start + EMS], 40 + number // 10 * COLUMN, 116 + number % 10 * 16)
    second.rule(40, 300, 490)
    second.line("另一个故事", 100, 312, 24)
    second.flow([story("河西村", 4)], columns(2, 350, 480), EMS)
    found = read(pdf(first, second), "版面.pdf").documents
    assert [(one.title, one.page) for one in found] == [("一条路的十年", "1"), ("另一个故事", "2")]
    assert found[0].text == text


def test_a_jump_whose_other_page_is_not_there_is_kept_as_a_line():
    sheet = Sheet()
    sheet.header(page="第1版")
    sheet.line("一条路的十年", 100, 70, 24)
    sheet.flow([story("河东村", 9)[:222]], columns(2, 110, 250), EMS)
    sheet.line("（下转第3版）", 60 + COLUMN, 252, 9)
    (one,) = read(pdf(sheet), "版面.pdf").documents
    assert one.text.endswith("\n（下转第3版）")


def notice():
    """A notice of two pages with a page number each, a table with merged cells, and a signature."""
    one, other = Sheet(595, 842), Sheet(595, 842)
    body = [story("各乡镇", 3), story("各单位", 6)]
    one.line("关于做好春季植树工作的通知", 130, 90, 22)
    one.flow(body[:1], [(80, 150, 330)], 27, 16, 28)
    taken = 330.0
    lines = [(2, body[1][:25]), *((0, body[1][start : start + 27]) for start in range(25, len(body[1]), 27))]
    half = len(lines) - 3
    for number, (indent, text) in enumerate(lines):
        sheet, top = (one, taken + number * 28) if number < half else (other, 90 + (number - half) * 28)
        sheet.line(text, 80 + indent * 16, top, 16)
    xs, ys = (80, 180, 300, 420), (220, 250, 280, 310)
    for y in ys:
        other.rule(xs[0] if y != ys[2] else xs[1], y, xs[-1])
    for x in xs:
        other.post(x, ys[0], ys[-1])
    cells = (
        (0, 0, "县市"),
        (0, 1, "树种"),
        (0, 2, "株数"),
        (1, 0, "青溪县"),
        (1, 1, "松"),
        (1, 2, "三千"),
        (2, 1, "杉"),
        (2, 2, "五千"),
    )
    for row, column, text in cells:
        other.line(text, xs[column] + 6, ys[row] + 8, 12)
    other.line("青溪县人民政府", 360, 420, 16)
    other.line("2024年3月5日", 380, 448, 16, pitch=0.9)
    for number, sheet in enumerate((one, other), start=1):
        sheet.line(f"-{number}-", 285, 800, 12)
    return (one, other), body


def test_a_notice_is_one_document_and_its_table_another():
    sheets, body = notice()
    text, table = read(pdf(*sheets), "通知.pdf").documents
    assert text.title == "关于做好春季植树工作的通知"
    assert text.text.split("\n")[:2] == body
    assert text.published == "2024-03-05"
    assert "-1-" not in text.text
    assert [dict(row) for row in table.rows] == [
        {"县市": "青溪县", "树种": "松", "株数": "三千"},
        {"县市": "青溪县", "树种": "杉", "株数": "五千"},
    ]


def test_a_report_of_two_columns_is_read_column_by_column():
    sheet = Sheet(595, 842)
    text = [story("东片", 6), story("西片", 6)]
    sheet.line("年度工作报告", 220, 60, 20)
    sheet.flow(text, [(60, 110, 420), (315, 110, 420)], 21)
    (one,) = read(pdf(sheet), "报告.pdf").documents
    assert (one.title, one.text.split("\n"), one.page) == ("年度工作报告", text, None)


def test_a_password_is_asked_for():
    sheet, *_ = front()
    data = pdf(sheet, encrypted=StandardEncryption("geheim", strength=128))
    with pytest.raises(Encrypted, match="密码"):
        read(data, "锁.pdf")


def test_a_file_that_needs_no_password_to_be_opened_is_read():
    sheet, above, _ = front()
    data = pdf(sheet, encrypted=StandardEncryption("", ownerPassword="besitz", canPrint=0, strength=128))
    assert read(data, "限制.pdf").documents[0].text == above


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>", "不完整"),
        (b"%PDF-1.4\nstartxref\n9\n%%EOF\n", "已损坏"),
        (
            b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
            b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
            b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n104\n%%EOF\n",
            "一页也没有",
        ),
    ],
)
def test_a_broken_file_is_told_as_such(data, message):
    with pytest.raises(Damaged, match=message):
        read(data, "坏.pdf")


def test_a_file_cut_off_in_the_middle_is_incomplete():
    sheet, *_ = front()
    data = pdf(sheet)
    with pytest.raises(Damaged, match="不完整"):
        read(data[: len(data) // 2], "半.pdf")


def test_a_file_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MOST_PAGES", 1)
    with pytest.raises(TooLarge, match="2 页"):
        read(pdf(front()[0], front()[0]), "册.pdf")


def test_a_file_without_a_word_is_refused():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.showPage()
    canvas.save()
    with pytest.raises(Damaged, match="没有认出文字"):
        read(out.getvalue(), "白.pdf")


def test_tens_of_thousands_of_strokes_take_no_time_to_speak_of():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14400, 14400))
    for number in range(20_000):
        canvas.rect(number % 140 * 100, number // 140 * 100, 60, 60, fill=number % 2)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 100, "A drawing with a long enough line of text")
    canvas.save()
    (one,) = read(out.getvalue(), "图.pdf").documents
    assert "long enough line" in one.text


def test_unreadable_characters_and_those_read_otherwise_everywhere_are_mended(monkeypatch):
    truth = ["我们的家乡在希望的田野上", "我们世世代代在这里生活", "我的家乡我们的梦"]
    named = [text.replace("我", "你").replace("田", UNREADABLE) for text in truth]
    monkeypatch.setattr(ocr, "read_lines", lambda images: [(text.replace("梦", "夢"), 0.99) for text in truth])
    lines = [Line(text, Box(0, 20 * row, 120, 20 * row + 10), 10) for row, text in enumerate(named)]
    import numpy as np

    mended = page_repair.repaired(lines, np.zeros((200, 400, 3), np.uint8), 1.0)
    assert [line.text for line in mended] == [*truth[:2], "我的家乡我们的夢"]


def test_a_text_layer_with_many_unreadable_characters_is_distrusted():
    def page(every):
        return [Glyph(UNREADABLE if number % every == 0 else "的", Box(0, 0, 1, 1), 10) for number in range(300)]

    assert page_repair.is_damaged(page(5))
    assert not page_repair.is_damaged([Glyph("的", Box(0, 0, 1, 1), 10)] * 300)
    assert page_repair.is_damaged([Glyph(char, Box(0, 0, 1, 1), 10) for char in "鼙鼚鼛鼜鼝" * 60])
