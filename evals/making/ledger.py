"""A pairing ledger as XLSX: a merged title row, a header, one row for each organisation and county."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from evals.making.packing import MADE, repack

TITLE = "云南省社会组织结对帮扶台账（截至2024年11月）"
MAKER = "填报单位：云岭结对帮扶信息站"
HEADER = ("序号", "社会组织", "组织层级", "帮扶县（市）", "所属州（市）", "帮扶方式", "帮扶领域", "主要项目")
ROWS: tuple[tuple[str, ...], ...] = (
    ("爱佑慈善基金会", "全国性", "镇雄县", "昭通市", "定点帮扶", "儿童关爱", "爱佑安生"),
    ("爱佑慈善基金会", "全国性", "彝良县", "昭通市", "项目帮扶", "儿童关爱", "爱佑安生"),
    ("爱佑慈善基金会", "全国性", "绥江县", "昭通市", "项目帮扶", "儿童关爱", "爱佑安生"),
    ("爱佑慈善基金会", "全国性", "鲁甸县", "昭通市", "项目帮扶", "儿童关爱", "爱佑安生"),
    ("爱佑慈善基金会", "全国性", "会泽县", "曲靖市", "项目帮扶", "儿童关爱", "爱佑安生"),
    ("爱德基金会", "省外", "镇雄县", "昭通市", "项目帮扶", "养老助餐", "老顽童助餐行动"),
    ("爱德基金会", "省外", "鲁甸县", "昭通市", "项目帮扶", "老年助医", "老年助医行动"),
    ("中国社会福利基金会", "全国性", "马关县", "文山壮族苗族自治州", "项目帮扶", "学生营养", "免费午餐"),
    ("阿里巴巴公益基金会", "省外", "澜沧拉祜族自治县", "普洱市", "结对帮扶", "产业与数字人才", "乡村特派员"),
    ("上海市外商投资协会", "省外", "泸水市", "怒江傈僳族自治州", "结对帮扶", "青少年发展", "关爱云南怒江青少年发展"),
    ("云南省温州商会", "省内", "西畴县", "文山壮族苗族自治州", "项目帮扶", "学校热水", "希望澡堂"),
    ("云南省蔬菜行业协会", "省内", "永善县", "昭通市", "对口帮扶", "蔬菜产业", "冷凉蔬菜"),
    ("云南省蔬菜行业协会", "省内", "景东县", "普洱市", "对口帮扶", "蔬菜产业", "蔬菜加工冷链物流中心"),
    ("云南省蔬菜行业协会", "省内", "景谷县", "普洱市", "对口帮扶", "蔬菜产业", "景东模式推广"),
    ("云南省蔬菜行业协会", "省内", "石屏县", "红河哈尼族彝族自治州", "对口帮扶", "蔬菜产业", "景东模式推广"),
    ("云南省蔬菜行业协会", "省内", "施甸县", "保山市", "对口帮扶", "蔬菜产业", "景东模式推广"),
    ("云南省蔬菜行业协会", "省内", "腾冲市", "保山市", "对口帮扶", "蔬菜产业", "景东模式推广"),
    ("云南省种子协会", "省内", "广南县", "文山壮族苗族自治州", "项目帮扶", "良种推广", "好种兴万村"),
    ("云南省种子协会", "省内", "丘北县", "文山壮族苗族自治州", "项目帮扶", "良种推广", "好种兴万村"),
    ("云南省种子协会", "省内", "砚山县", "文山壮族苗族自治州", "项目帮扶", "良种推广", "好种兴万村"),
    ("云南省医院协会", "省内", "巧家县", "昭通市", "结对帮扶", "医疗服务", "科室指导"),
    ("云南省医院协会", "省内", "泸西县", "红河哈尼族彝族自治州", "结对帮扶", "医疗服务", "科室指导"),
    ("云南省医院协会", "省内", "景谷县", "普洱市", "结对帮扶", "医疗服务", "送教下乡"),
    ("云南省医院协会", "省内", "德钦县", "迪庆藏族自治州", "结对帮扶", "医疗服务", "科室指导"),
)
WIDTHS = (6, 24, 10, 20, 24, 12, 16, 26)


def make() -> bytes:
    """Return the ledger as XLSX."""
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = MAKER.partition("：")[2]
    sheet = book.active
    sheet.title = "结对台账"
    sheet.append([TITLE])
    sheet.append([MAKER])
    sheet.append(HEADER)
    for number, row in enumerate(ROWS, start=1):
        sheet.append([number, *row])
    for line in (1, 2):
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(HEADER))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 28
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.freeze_panes = "A4"
    packed = io.BytesIO()
    book.save(packed)
    return repack(packed.getvalue())
