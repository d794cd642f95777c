from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from ingest.errors import Damaged, Encrypted, IngestError, TooLarge
from ingest.readers import office
from ingest.readers.sheet import read


def workbook(*sheets, merged=(), formats=None, name="台账.xlsx"):
    """Write rows into sheets, merge ranges of the first, and read the file back."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    first = book.worksheets[0]
    for cell, number_format in (formats or {}).items():
        first[cell].number_format = number_format
    for where in merged:
        first.merge_cells(where)
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue(), name)


def rows_of(reading):
    (document,) = reading.documents
    return [{key: value for key, value in row.items() if not key.startswith("_")} for row in document.rows]


def test_a_plain_table_gives_a_line_a_row_that_answers_alone():
    reading = workbook(
        ("结对", [["组织", "受援县", "金额（万元）"], ["甲协会", "东山县", 12.5], ["乙商会", "西山县", 30]])
    )
    (document,) = reading.documents
    assert (document.title, document.kind) == ("结对", "table")
    assert "组织：甲协会；受援县：东山县；金额（万元）：12.5" in document.text.split("\n")
    assert document.rows[1] == {"_sheet": "结对", "组织": "乙商会", "受援县": "西山县", "金额（万元）": "30"}
    assert (document.publisher, document.published) == (None, None)


def test_title_and_note_rows_stand_above_a_header_in_row_four():
    rows = [
        ["附件1", None, None],
        ["甲市社会组织结对资金一览表", None, None],
        ["填报单位：甲市民政局", None, "单位：万元"],
        ["组织", "县", "资金"],
        ["甲协会", "东山县", 5],
    ]
    reading = workbook(("Sheet1", rows), merged=["A2:C2"])
    (document,) = reading.documents
    assert document.title == "甲市社会组织结对资金一览表"
    assert rows_of(reading) == [{"组织": "甲协会", "县": "东山县", "资金": "5"}]
    assert document.rows[0]["_unit"] == "万元"
    assert "组织：甲协会；县：东山县；资金：5；单位：万元" in document.text
    assert document.publisher is None


def test_headers_on_three_levels_are_joined():
    rows = [
        ["县", "资金", None, None, "备注"],
        [None, "财政", None, "社会", None],
        [None, "2022年", "2023年", "2023年", None],
        ["东山县", 1, 2, 3, "无"],
    ]
    merged = ["A1:A3", "B1:D1", "B2:C2", "E1:E3"]
    assert rows_of(workbook(("一", rows), merged=merged)) == [
        {"县": "东山县", "资金/财政/2022年": "1", "资金/财政/2023年": "2", "资金/社会/2023年": "3", "备注": "无"}
    ]


def test_group_headings_need_not_be_merged():
    rows = [["单位", "资金", None, "联系人"], [None, "上年", "本年", None], ["甲协会", 3, 4, "张三"]]
    assert rows_of(workbook(("一", rows))) == [{"单位": "甲协会", "资金/上年": "3", "资金/本年": "4", "联系人": "张三"}]


def test_merged_cells_are_repeated_on_every_row_and_totals_stay_under_the_first_column():
    rows = [
        ["组织", "县", "项目", "金额"],
        ["甲协会", "东山县", "茶园", 1],
        [None, None, "水窖", 2],
        [None, "西山县", "义诊", 3],
        ["合计", None, None, 6],
    ]
    assert rows_of(workbook(("一", rows), merged=["A2:A4", "B2:B3", "A5:C5"])) == [
        {"组织": "甲协会", "县": "东山县", "项目": "茶园", "金额": "1"},
        {"组织": "甲协会", "县": "东山县", "项目": "水窖", "金额": "2"},
        {"组织": "甲协会", "县": "西山县", "项目": "义诊", "金额": "3"},
        {"组织": "合计", "金额": "6"},
    ]


def test_two_tables_side_by_side_are_two_tables():
    rows = [
        ["组织", "金额", None, "组织", "金额"],
        ["甲协会", 1, None, "丙学会", 3],
        ["乙商会", 2, None, None, None],
    ]
    reading = workbook(("一", rows))
    assert rows_of(reading) == [
        {"组织": "甲协会", "金额": "1"},
        {"组织": "乙商会", "金额": "2"},
        {"组织": "丙学会", "金额": "3"},
    ]
    assert [row["_table"] for row in reading.documents[0].rows] == ["1", "1", "2"]


def test_two_tables_side_by_side_with_a_title_each():
    rows = [
        ["表一 资金", None, None, "表二 人员", None],
        ["县", "金额", None, "县", "人数"],
        ["东山县", 1, None, "东山县", 9],
        ["西山县", 2, None, "西山县", 8],
    ]
    reading = workbook(("一", rows), merged=["A1:B1", "D1:E1"])
    assert {"县": "西山县", "人数": "8"} in rows_of(reading)
    assert {"县": "西山县", "金额": "2"} in rows_of(reading)


def test_an_empty_column_inside_a_table_is_no_seam():
    rows = [
        ["组织", None, "县", "金额"],
        ["甲协会", None, "东山县", 1],
        ["乙商会", None, "西山县", 2],
        ["合计", None, None, 3],
    ]
    assert rows_of(workbook(("一", rows)))[0] == {"组织": "甲协会", "县": "东山县", "金额": "1"}


def test_a_second_table_below_has_headings_of_its_own():
    rows = [
        ["县", "金额"],
        ["东山县", 1],
        [],
        ["表2 人员情况", None, None],
        ["姓名", "单位", "人数"],
        ["张三", "甲协会", 4],
    ]
    reading = workbook(("一", rows))
    assert rows_of(reading) == [{"县": "东山县", "金额": "1"}, {"姓名": "张三", "单位": "甲协会", "人数": "4"}]
    assert "表2 人员情况" in reading.documents[0].text


def test_notes_under_a_table_are_text_and_not_rows():
    rows = [
        ["县", "金额"],
        ["东山县", 1],
        ["注：金额为实际到账数。", None],
        ["制表人：张三", "审核人：李四"],
    ]
    reading = workbook(("一", rows), merged=["A3:B3"])
    assert rows_of(reading) == [{"县": "东山县", "金额": "1"}]
    assert "注：金额为实际到账数。" in reading.documents[0].text
    assert "制表人：张三　审核人：李四" in reading.documents[0].text


def test_headings_between_rows_go_with_the_rows_below():
    rows = [
        ["序号", "组织", "金额"],
        ["一、东部", None, None],
        [1, "甲协会", 5],
        ["二、西部", None, None],
        [2, "乙商会", 6],
    ]
    reading = workbook(("一", rows), merged=["A2:C2", "A4:C4"])
    assert [row["_section"] for row in reading.documents[0].rows] == ["一、东部", "二、西部"]
    assert "【二、西部】序号：2；组织：乙商会；金额：6" in reading.documents[0].text


def test_a_heading_repeated_for_printing_is_left_out():
    rows = [["县", "金额"], ["东山县", 1], ["县", "金额"], ["西山县", 2]]
    assert rows_of(workbook(("一", rows))) == [{"县": "东山县", "金额": "1"}, {"县": "西山县", "金额": "2"}]


def test_a_row_that_numbers_the_columns_is_left_out():
    rows = [["县", "户数", "金额"], [1, 2, 3], ["东山县", 40, 8]]
    assert rows_of(workbook(("一", rows))) == [{"县": "东山县", "户数": "40", "金额": "8"}]


def test_rows_without_heading_still_come_out():
    rows = [["甲协会", 1, "东山县"], ["乙商会", 2, "西山县"]]
    assert rows_of(workbook(("一", rows)))[1] == {"第1列": "乙商会", "第2列": "2", "第3列": "西山县"}


def test_years_may_head_columns():
    rows = [["县", 2022, 2023], ["东山县", 15, 16]]
    assert rows_of(workbook(("一", rows))) == [{"县": "东山县", "2022": "15", "2023": "16"}]


def test_same_headings_are_told_apart():
    rows = [["县", "金额", "金额"], ["东山县", 15, 16]]
    assert rows_of(workbook(("一", rows))) == [{"县": "东山县", "金额": "15", "金额（第2个）": "16"}]


@pytest.mark.parametrize(
    ("value", "number_format", "shown", "plain"),
    [
        (1200.5, "#,##0.00", "1,200.50", "1200.5"),
        (0.85, "0.0%", "85.0%", "85.0%"),
        (0.1 + 0.2, "General", "0.3", "0.3"),
        (12000000, "#,##0", "12,000,000", "12000000"),
        (13, "General", "13", "13"),
        (-3, "#,##0;(#,##0)", "(3)", "-3"),
        (1200.5, '"¥"#,##0.00', "¥1,200.50", "1200.5"),
        (56.789, '0.0"万元"', "56.8万元", "56.8万元"),
        (7, "000", "007", "007"),
        (datetime.datetime(2023, 5, 6), 'yyyy"年"m"月"d"日"', "2023年5月6日", "2023-05-06"),
        (datetime.date(2023, 5, 6), "yyyy/m/d", "2023/5/6", "2023-05-06"),
        (datetime.datetime(2023, 5, 6), "mm-dd-yy", "2023-05-06", "2023-05-06"),
        (datetime.datetime(2023, 5, 6, 8, 5), "yyyy-mm-dd hh:mm", "2023-05-06 08:05", "2023-05-06 08:05"),
        (datetime.datetime(2023, 5, 1), "[$-804]yyyy\\年m\\月", "2023年5月", "2023-05-01"),
        (True, "General", "是", "是"),
    ],
)
def test_values_are_shown_as_their_format_shows_them(value, number_format, shown, plain):
    reading = workbook(("一", [["项", "值"], ["某项", value]]), formats={"B2": number_format})
    assert f"值：{shown}" in reading.documents[0].text
    assert rows_of(reading)[0]["值"] == plain


def test_several_sheets_make_one_document_and_hidden_ones_a_remark():
    book = openpyxl.Workbook()
    book.active.title = "甲"
    book.active.append(["县", "金额"])
    book.active.append(["东山县", 1])
    second, hidden = book.create_sheet("乙"), book.create_sheet("选项")
    second.append(["县", "人数"])
    second.append(["西山县", 2])
    hidden.append(["不该", "读到"])
    hidden.append(["这里", "的字"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    reading = read(file.getvalue(), "年度台账.xlsx")
    (document,) = reading.documents
    assert document.title == "年度台账"
    assert [row["_sheet"] for row in document.rows] == ["甲", "乙"]
    assert "不该" not in document.text
    assert reading.remarks == ("隐藏的工作表“选项”没有读取。",)


def test_a_cell_far_away_costs_nothing():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["A2"], book.active["B2"] = "县", "金额", "东山县", 1
    book.active["XFD1048576"] = "远"
    file = io.BytesIO()
    book.save(file)
    reading = read(file.getvalue(), "远.xlsx")
    assert {"县": "东山县", "金额": "1"} in rows_of(reading)


def csv(text, *, encoding="utf-8", name="数据.csv"):
    return read(text.encode(encoding), name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_any_encoding_with_any_delimiter(encoding, delimiter):
    text = "\n".join(
        delimiter.join(row)
        for row in [
            ("組織", "內容", "金額"),
            ("甲協會", "建設水窖,修路", "10"),
            ("乙商會", "義診", "20.5"),
            ("丙學會", "助學", "8"),
        ]
    )
    text = text.replace("建設水窖,修路", '"建設水窖,修路"') if delimiter == "," else text
    reading = csv(text, encoding=encoding)
    assert rows_of(reading)[0] == {"組織": "甲協會", "內容": "建設水窖,修路", "金額": "10"}
    assert len(rows_of(reading)) == 3
    assert reading.documents[0].title == "数据"


def test_quoted_line_breaks_and_quotes_stay_in_their_cell():
    reading = csv('组织,说明\r\n甲协会,"第一行\r\n第二行，说""好"""\r\n乙商会,无\r\n')
    assert rows_of(reading)[0] == {"组织": "甲协会", "说明": '第一行第二行，说"好"'}
    assert len(reading.documents[0].text.split("\n")) == 3


def test_csv_with_title_rows_above_the_heading():
    reading = csv('甲市结对项目表,,\n单位：万元,,\n组织,县,资金\n甲协会,东山县,"1,200.50"\n')
    assert reading.documents[0].title == "甲市结对项目表"
    assert rows_of(reading) == [{"组织": "甲协会", "县": "东山县", "资金": "1,200.50"}]
    assert "资金：1,200.50" in reading.documents[0].text


def test_csv_that_states_its_delimiter():
    assert rows_of(csv("sep=;\n县;金额\n东山县;1,5\n西山县;2,5\n"))[0] == {"县": "东山县", "金额": "1,5"}


def test_nothing_in_it_is_damaged():
    with pytest.raises(Damaged):
        workbook(("空", [[None]]))


def test_a_cut_workbook_is_damaged():
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    with pytest.raises(Damaged, match="已损坏"):
        read(file.getvalue()[:-200], "断.xlsx")


def packed(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_its_xml_are_refused(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "很多">]><a>&x;</a>'.encode(encoding)
    with pytest.raises(Damaged, match="实体"):
        read(packed(xl__workbook=bomb), "实体.xlsx")


def test_what_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(office, "LARGEST_PART", 1000)
    with pytest.raises(TooLarge):
        read(packed(xl__workbook=b"0" * 2000), "炸弹.xlsx")


def test_a_password_is_asked_for():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(Encrypted, match="密码"):
        read(ole + "EncryptedPackage".encode("utf-16-le"), "锁.xlsx")
    with pytest.raises(IngestError, match="另存为"):
        read(ole, "旧.xls")


def test_the_public_tables_come_out_whole(shared):
    folder = shared / "ingest_set" / "files"
    for path in [*folder.glob("*.xlsx"), *folder.glob("*.csv")]:
        (document,) = read(path.read_bytes(), path.name).documents
        assert len(document.rows) >= 29
        assert document.publisher is None
