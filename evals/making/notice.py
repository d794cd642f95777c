"""An official notice as DOCX: issuing office, document number, numbered sections, a table of duties, signature."""

from __future__ import annotations

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from evals.making.packing import repack

ISSUER = "巴渝社会组织乡村振兴协作办公室"
NUMBER = "渝社协〔2022〕16号"
TITLE = "关于动员社会组织参加乡村振兴专项行动的通知"
ADDRESSEES = "各区县社会组织服务机构，各有关社会组织："
OPENING = (
    "重庆市乡村振兴局、市民政局已共同印发《社会组织助力乡村振兴专项行动方案》（下称《方案》）。"
    "为把《方案》落到实处，现就社会组织报名参加的有关事项通知如下。"
)
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "一、帮扶哪些地方",
        (
            "（一）重点对接城口县、巫溪县、酉阳县、彭水县，这四个县都是国家乡村振兴重点帮扶县。",
            "（二）四县之外，可结合实际把帮扶延伸到重庆其他涉农区县。",
        ),
    ),
    (
        "二、谁可以参加",
        (
            "（一）全国性社会组织可以报名结对。",
            "（二）山东省和其他东部省（市）的社会组织可以报名结对，通过东西部协作机制开展工作，"
            "既可以帮扶国家重点帮扶县，也可以帮扶市级重点帮扶县。",
            "（三）重庆市的行业协会商会、公益慈善类组织和社区组织，可以按照各自章程和专长认领项目。",
        ),
    ),
    (
        "三、参加的条件",
        (
            "（一）依法登记满两年，按时参加年检或者报送年度报告。",
            "（二）有实施帮扶的实力和能力，至少配备2名专职工作人员。",
            "（三）近三年没有被列入严重违法失信名单。",
            "（四）没有登记的团队不能单独报名，可以加入由已登记组织牵头的联合体。",
        ),
    ),
    (
        "四、怎样结对",
        (
            "（一）一家组织可以只帮一个重点县，也可以同时帮几个。",
            "（二）几家组织可以组团，合力帮扶一个或者几个重点县。",
            "（三）结对期限一般不少于2年，期满可以续签。",
        ),
    ),
    (
        "五、参加后要做什么",
        (
            "（一）在消费、教育、就业、产业、健康、养老等方面选定至少一项，制订帮扶计划。",
            "（二）培养本地的社会组织、志愿者和社工，使项目在组织离开以后仍能运转。",
            "（三）不得向受帮扶群众收取费用，不得借帮扶之名推销商品。",
            "（四）每年11月30日前报送年度总结和资金使用明细。",
        ),
    ),
    (
        "六、报名办法",
        (
            "（一）报名表和登记证书复印件于2023年1月31日前送本办公室，逾期转入下一年度。",
            "（二）本办公室收到材料后15个工作日内答复，并在网站公布名单。",
        ),
    ),
)
TABLE_TITLE = "附表：各类社会组织主攻方向"
TABLE: tuple[tuple[str, str, str], ...] = (
    ("组织类型", "主攻方向", "所创品牌"),
    ("行业协会商会", "产业帮扶、就业帮扶、消费帮扶", "乡村发展品牌"),
    ("各类社会组织", "人居环境整治、公共服务设施、数字乡村", "乡村建设品牌"),
    ("公益慈善类组织、社区组织", "关爱“三留守”人员、化解矛盾、农村养老、文明乡风", "乡村治理品牌"),
)
SIGNED = ("巴渝社会组织乡村振兴协作办公室", "2022年12月8日")


def make() -> bytes:
    """Return the notice as DOCX."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(ISSUER)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(26), True, RGBColor(0xC0, 0x10, 0x10)
    document.add_paragraph(NUMBER).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_heading(TITLE, level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(ADDRESSEES)
    _indented(document.add_paragraph(OPENING))
    for heading, clauses in SECTIONS:
        document.add_heading(heading, level=2)
        for clause in clauses:
            _indented(document.add_paragraph(clause))
    for line in SIGNED:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(TABLE_TITLE)
    table = document.add_table(rows=0, cols=len(TABLE[0]), style="Table Grid")
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.core_properties.author = ISSUER
    document.core_properties.title = TITLE
    packed = io.BytesIO()
    document.save(packed)
    return repack(packed.getvalue())


def _indented(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(28)
