from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.errors import Damaged, Encrypted
from ingest.readers.docx import read
from ingest.readers.docx_numbering import chinese
from tests.ingest.word_files import add, add_list, main_of, numbered, reading_of, saved, table

CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
BODY = "为做好今年的结对工作，现将有关事项通知如下，请结合实际认真落实，并按时报送进展情况。"


def test_an_official_document_tells_who_what_and_when():
    document = docx.Document()
    add(document, "甲省民政厅 甲省财政厅文件", align=CENTER, size=26, red=True, bold=True)
    add(document, "甲民发〔2023〕15号", align=CENTER)
    add(document, "────────────", align=CENTER, red=True)
    add(document, "关于做好社会组织结对\n帮扶工作的通知", align=CENTER, size=22, bold=True)
    add(document, "各市民政局、财政局：")
    add(document, BODY)
    add(document, "甲省民政厅", align=RIGHT)
    add(document, "甲省财政厅", align=RIGHT)
    add(document, "2023年3月7日", align=RIGHT)
    add(document, "抄送：各有关单位。")
    add(document, "甲省民政厅办公室　　2023年3月9日印发")
    found = main_of(document)
    assert found.title == "关于做好社会组织结对帮扶工作的通知"
    assert found.doc_number == "甲民发〔2023〕15号"
    assert found.publisher == "甲省民政厅 甲省财政厅"
    assert found.issuers == ("甲省民政厅", "甲省财政厅")
    assert (found.published, found.kind) == ("2023-03-07", "policy")
    assert "各市民政局、财政局：" in found.text
    assert "────" not in found.text


def test_the_issuer_may_only_sign_at_the_foot():
    document = docx.Document()
    add(document, "关于开展走访慰问的通知", align=CENTER, size=20)
    add(document, "（甲协〔2022〕8号）", align=CENTER)
    add(document, "各会员单位：")
    add(document, BODY)
    add(document, "附件：1.走访名单")
    add(document, "甲市社会组织促进会（盖章）", align=RIGHT)
    add(document, "二〇二二年一月十一日", align=RIGHT)
    add(document, "附件1")
    add(document, "走访名单从略，由各单位于2022年1月20日前报送。")
    found = main_of(document)
    assert (found.publisher, found.published, found.doc_number) == (
        "甲市社会组织促进会",
        "2022-01-11",
        "甲协〔2022〕8号",
    )
    assert "附件：1.走访名单" in found.text


def test_an_issuer_set_large_without_the_word_document():
    document = docx.Document()
    add(document, "乙县社会组织服务中心", align=CENTER, size=28, red=True)
    add(document, "乙社服〔2024〕3号", align=CENTER)
    document.add_heading("关于报送年度总结的函", 1)
    add(document, BODY)
    found = main_of(document)
    assert (found.title, found.publisher) == ("关于报送年度总结的函", "乙县社会组织服务中心")


def test_a_press_release_names_paper_and_day_under_its_title():
    document = docx.Document()
    document.add_paragraph("山乡添了新水窖", style="Title")
    document.add_paragraph("丙报　2024年5月6日")
    document.add_paragraph("五月的山乡，十口新水窖正式通水。记者看到，村民排着队来尝第一口水。")
    found = main_of(document)
    assert (found.title, found.publisher, found.published, found.kind) == (
        "山乡添了新水窖",
        "丙报",
        "2024-05-06",
        "news",
    )
    assert found.text.startswith("五月的山乡")


def test_publisher_and_day_may_stand_on_two_lines():
    document = docx.Document()
    add(document, "关于去年工作的情况报告", align=CENTER, size=20, bold=True)
    add(document, "甲市协作办公室", align=CENTER)
    add(document, "（2024年1月5日）", align=CENTER)
    add(document, BODY)
    found = main_of(document)
    assert (found.publisher, found.published, found.text) == ("甲市协作办公室", "2024-01-05", BODY)


def test_a_title_may_carry_its_number_and_stand_below_the_word_attachment():
    document = docx.Document()
    add(document, "附件1")
    add(document, "关于开展走访慰问的通知（甲协〔2022〕8号）", align=CENTER, size=20)
    add(document, BODY)
    found = main_of(document)
    assert (found.title, found.doc_number) == ("关于开展走访慰问的通知", "甲协〔2022〕8号")
    assert found.text == f"附件1\n{BODY}"


def test_a_plain_text_without_looks():
    document = docx.Document()
    document.add_paragraph("丁县结对工作小记")
    document.add_paragraph("这一年，丁县的结对工作有了起色，来的组织比去年多了两家。")
    found = main_of(document)
    assert (found.title, found.publisher, found.published) == ("丁县结对工作小记", None, None)


def test_dates_in_the_text_are_no_date_of_publication():
    document = docx.Document()
    document.add_heading("一件小事", 0)
    document.add_paragraph("2023年4月5日，甲协会的人到了村里，住了一个月。")
    document.add_paragraph("他们说，明年还来。")
    assert main_of(document).published is None


def test_word_counts_on_several_levels():
    document = docx.Document()
    add_list(
        document,
        91,
        ("chineseCountingThousand", "%1、", 1),
        ("chineseCountingThousand", "（%2）", 1),
        ("decimal", "%3.", 1),
        ("decimalEnclosedCircle", "%4", 1),
    )
    document.add_heading("工作办法", 0)
    for level, text in [
        (0, "总则"),
        (1, "目的。"),
        (1, "范围。"),
        (2, "本县。"),
        (2, "外县。"),
        (3, "近处。"),
        (0, "职责"),
        (1, "牵头。"),
    ]:
        numbered(document, text, 91, level)
    lines = main_of(document).text.split("\n")
    assert lines == [
        "一、总则",
        "（一）目的。",
        "（二）范围。",
        "1.本县。",
        "2.外县。",
        "①近处。",
        "二、职责",
        "（一）牵头。",
    ]


def test_levels_may_quote_the_levels_above_and_lists_may_start_anew():
    document = docx.Document()
    add_list(document, 92, ("upperRoman", "第%1章", 1), ("decimal", "%1.%2", 1), restart=True)
    document.add_heading("章程", 0)
    for list_id, level, text in [
        (92, 0, "甲"),
        (92, 1, "乙"),
        (92, 1, "丙"),
        (92, 0, "丁"),
        (92, 1, "戊"),
        (93, 0, "己"),
    ]:
        numbered(document, text, list_id, level)
    assert main_of(document).text.split("\n") == ["第I章甲", "I.1乙", "I.2丙", "第II章丁", "II.1戊", "第I章己"]


def test_a_style_may_carry_the_number_and_bullets_are_no_text():
    document = docx.Document()
    add_list(document, 94, ("chineseCounting", "第%1条", 1))
    add_list(document, 96, ("bullet", "\uf0b7", 1))
    style = document.styles.add_style("条文", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="94"/></w:numPr>'))
    document.add_heading("守则", 0)
    document.add_paragraph("按时到岗。", style="条文")
    document.add_paragraph("爱护公物。", style="条文")
    numbered(document, "其他事项。", 96)
    assert main_of(document).text.split("\n") == ["第一条按时到岗。", "第二条爱护公物。", "其他事项。"]


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1005, "一千零五")],
)
def test_chinese_numbers(number, written):
    assert chinese(number) == written


def test_tables_are_documents_of_their_own_with_merged_cells_on_every_row():
    document = docx.Document()
    add(document, "甲市上半年工作情况", align=CENTER, size=20, bold=True)
    add(document, "甲市协作办公室　2023年7月1日", align=CENTER)
    document.add_paragraph(BODY)
    add(document, "表1　资金安排", align=CENTER)
    table(
        document,
        [
            ["县", "资金", "", "单位"],
            ["", "财政", "社会", ""],
            ["东山县", "100", "20", "发改局"],
            ["西山县", "50", "1,000", ""],
        ],
        merged=[((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3)), ((2, 3), (3, 3))],
    )
    document.add_paragraph("以上情况，特此报告。")
    main, other = reading_of(document).documents
    assert (main.publisher, main.published, main.rows) == ("甲市协作办公室", "2023-07-01", ())
    assert "东山县" not in main.text
    assert "表1　资金安排" in main.text
    assert other.title == "甲市上半年工作情况　表1　资金安排"
    assert other.rows == (
        {"县": "东山县", "资金/财政": "100", "资金/社会": "20", "单位": "发改局"},
        {"县": "西山县", "资金/财政": "50", "资金/社会": "1,000", "单位": "发改局"},
    )
    assert "县：西山县；资金/财政：50；资金/社会：1,000；单位：发改局" in other.text
    assert (other.kind, other.publisher, other.published) == ("table", "甲市协作办公室", "2023-07-01")


def test_two_tables_are_numbered():
    document = docx.Document()
    document.add_heading("台账", 0)
    document.add_paragraph(BODY)
    table(document, [["县", "金额"], ["东山县", "1"]])
    document.add_paragraph("再看人员。")
    table(document, [["姓名", "人数"], ["张三", "2"]])
    _, first, second = reading_of(document).documents
    assert (first.rows[0]["_table"], second.rows[0]["_table"]) == ("1", "2")


def test_a_document_of_nothing_but_a_table():
    document = docx.Document()
    add(document, "甲协会捐赠明细", align=CENTER, size=18)
    table(document, [["日期", "物资"], ["5月1日", "大米"]])
    (only,) = reading_of(document).documents
    assert (only.title, only.kind) == ("甲协会捐赠明细", "table")


def test_tables_that_place_text_are_text():
    document = docx.Document()
    document.add_heading("报名表说明", 0)
    document.add_paragraph(BODY)
    table(document, [["抄送：各单位。"], ["甲办公室 2023年1月1日印发"]])
    table(document, [["姓名：", "", "性别：", ""], ["单位：", "", "电话：", ""]])
    (only,) = reading_of(document).documents
    assert "抄送：各单位。" in only.text
    assert "姓名：　性别：" in only.text
    assert only.rows == ()


def test_headers_footers_and_deleted_text_are_left_out_and_footnotes_stand_at_the_end():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.add_heading("试行办法", 0)
    paragraph = document.add_paragraph("本办法自发布之日起试行。")
    paragraph._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="7" w:author="a"><w:r><w:delText>删去的话</w:delText></w:r></w:del>')
    )
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="8" w:author="a"><w:r><w:t>添上的话。</w:t></w:r></w:ins>')
    )
    hidden = paragraph.add_run("藏起的话")
    hidden.font.hidden = True
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    found = read(with_footnote(saved(document), 2, "指登记满一年的组织。"), "办法.docx").documents[0]
    assert found.text == "本办法自发布之日起试行。添上的话。\n注1：指登记满一年的组织。"


def with_footnote(data, identifier, text):
    """Put a footnotes part into a saved document, as Word would."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    form = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="{identifier}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    edits = {
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>',
        ),
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{form}"/></Types>'),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in edits:
                content = content.decode().replace(*edits[info.filename]).encode()
            new.writestr(info.filename, content)
        new.writestr("word/footnotes.xml", notes)
    return file.getvalue()


def test_text_in_boxes_and_controls_is_text_once():
    document = docx.Document()
    document.add_heading("标题", 0)
    paragraph = document.add_paragraph("正文在这里，一句话就够。")
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {spaces}><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )
    document.element.body.insert(
        len(document.element.body) - 1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    text = main_of(document).text
    assert text.count("框里的话。") == 1
    assert text.count("控件里的话。") == 1


def test_a_table_of_contents_is_left_out():
    document = docx.Document()
    document.add_heading("规划", 0)
    document.element.body.insert(
        1,
        parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            "</w:docPartObj></w:sdtPr>"
            "<w:sdtContent><w:p><w:r><w:t>第一章 总体要求 1</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    document.add_paragraph(BODY)
    assert main_of(document).text == BODY


def test_what_is_no_word_document_is_refused():
    with pytest.raises(Damaged, match="空"):
        read(b"", "空.docx")
    with pytest.raises(Damaged):
        read(b"PK\x03\x04 nothing", "坏.docx")
    with pytest.raises(Damaged, match="没有文字"):
        read(saved(docx.Document()), "白.docx")
    with pytest.raises(Encrypted):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "锁.docx")


def test_declared_entities_are_refused():
    document = docx.Document()
    document.add_paragraph("一句话。")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/document.xml":
                content = content.replace(b"<w:document", b'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document', 1)
            new.writestr(info.filename, content)
    with pytest.raises(Damaged, match="实体"):
        read(file.getvalue(), "实体.docx")


def test_the_public_documents_read_whole(shared):
    folder = shared / "ingest_set" / "files"
    for path in folder.glob("*.docx"):
        if path.name.startswith("hostile"):
            with pytest.raises(Damaged):
                read(path.read_bytes(), path.name)
        else:
            first = read(path.read_bytes(), path.name).documents[0]
            assert first.title
            assert first.publisher
            assert first.published


def test_numbers_that_are_none_make_a_damaged_file():
    document = docx.Document()
    document.add_heading("守则", 0)
    numbered(document, "按时到岗。", 1)
    document.element.body.find(".//" + qn("w:ilvl")).set(qn("w:val"), "一层")
    with pytest.raises(Damaged, match="已损坏"):
        read(saved(document), "坏.docx")


def test_paper_and_day_may_close_a_press_release():
    document = docx.Document()
    add(document, "两县携手办起育苗大棚", align=CENTER, bold=True)
    add(document, BODY)
    add(document, BODY.replace("结对", "育苗"))
    add(document, "（2023年8月9日　青溪新闻）")
    read_back = main_of(document)
    assert (read_back.publisher, read_back.published) == ("青溪新闻", "2023-08-09")
