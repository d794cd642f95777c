"""A newspaper page with a text layer: masthead, one article over four columns, two below it side by side."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT, MARGIN = 780.0, 930.0, 40.0
BODY, LEADING, GUTTER = 13.0, 20.5, 22.0
_FONT = "song"
_COLUMN = (WIDTH - 2 * MARGIN - 3 * GUTTER) / 4
_NEVER_FIRST, _OPENING = "，。、；：？！）》”", "（《“"
_NEVER_LAST = re.compile(rf"[{_OPENING}]*[0-9.]*$")  # a number stays on one line


@dataclass(frozen=True, slots=True)
class Article:
    """An article as printed: a line above the headline, the headline, who wrote it, its paragraphs."""

    kicker: str
    headline: str
    byline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Where an article stands on the page: its left top corner, its columns and their depth in lines."""

    left: float
    top: float
    columns: int
    lines: int


LEAD = Article(
    kicker="三年行动启动一年多，帮扶网络覆盖全省",
    headline="近三百家社会组织牵手云南县乡",
    byline="本报记者 秦若溪",
    paragraphs=(
        "2023年10月，云南省民政厅会同省农业农村厅启动社会组织助力乡村振兴三年行动。眼下，"
        "全省已有282家社会组织同129个县（市、区）结成帮扶对子。",
        "这282家当中，52家来自省外，负责27个国家乡村振兴重点帮扶县；其余230家是省内组织，"
        "帮扶范围包括全部129个县（市、区）。",
        "资金和项目也有账可查。行动开展以来，各组织累计拿出帮扶资金2.31亿元，落地帮扶项目337个。"
        "此外，2022年至2024年，中央财政与省级福彩公益金一共安排3000余万元，扶持社会组织到乡村做项目。",
        "行动有一个全省通用的品牌名称，叫作“云社同心·益滇有你”。省民政厅先后分三批邀请全省性社会组织负责人座谈，"
        "行业协会商会和异地商会都在邀请之列。",
        "帮什么，由需求说了算。各级民政、农业农村部门先到村里摸底，把困难群众最盼、社会组织又擅长的事项编成项目库，"
        "再按库找组织，一家一家谈。",
        "签约采用“2+1+N”模式：“2”是县里的民政局和农业农村局，“1”是社会组织，"
        "“N”是主管具体帮扶业务的部门，几方坐在一起签字。",
        "2024年3月，昭通市举办“百社助千村”集中签约，到场的国家级社会组织有28家，省级27家，市内51家，"
        "对接全市11个县（市、区）。",
        "2024年5月，大理白族自治州也办了一场集体签约，24家省、州社会组织与当地12个县（市）立约结对。",
    ),
)

VEGETABLES = Article(
    kicker="",
    headline="冷凉蔬菜下山记",
    byline="本报记者 邵一川",
    paragraphs=(
        "云南省蔬菜行业协会手里握着200余家会员单位，从种子、农资到冷链、流通，样样有人做。"
        "三年行动开始后，协会承担起6个县（市）的对口帮扶任务：永善、景东、景谷、石屏、施甸、腾冲。",
        "永善见效较快。协会把分支机构设到县里，十几家本地蔬菜龙头企业先后入会，"
        "当地冷凉蔬菜产业的综合产值做到了1.8亿元。",
        "最近，永善县永守农业公司又和云南芸岭鲜生农业发展公司签了合作协议，基地、技术、销售一起抓。"
        "双方预计，2025年合作产值可达6000余万元，同时为当地带来200个就业岗位。",
        "在景东，协会请来“链主”企业，建成蔬菜加工冷链物流中心和蔬菜产业园。"
        "这一套做法被称为“景东模式”，眼下正向另外几个县推开。",
    ),
)

TEA = Article(
    kicker="",
    headline="茶山上的七个联系点",
    byline="通讯员 白露",
    paragraphs=(
        "云南省茶叶流通协会把“乡村振兴挂钩联系点”设在了茶山上，前后一共设了7个。",
        "七个点分别落在贺开村、荒田村、驼峰村、白莺山村、回龙寨、德安村和公弄村，"
        "分布在勐海、腾冲、云县、梁河、南涧、双江等县（市）。",
        "协会邀请龙头企业的专家进村讲课，教茶农改良种植和加工；又推行“党组织+茶企+茶农+基地”的办法，"
        "让茶叶种得好，也卖得出。",
        "另一头，云南省物业管理行业协会成立了乡村振兴工作委员会，牵线让5家会员企业同5个易地扶贫搬迁安置点结成对子，"
        "又发起“物业联乡村 消费促振兴”活动，把村里的农产品带进城市小区。",
    ),
)


def make(font: Path) -> bytes:
    """Return the page as PDF."""
    registerFont(TTFont(_FONT, str(font)))
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=(WIDTH, HEIGHT), bottomup=False, invariant=True)
    canvas.setTitle("益山周报 2024年12月20日 第3版")
    _masthead(canvas)
    middle = MARGIN + 2 * (_COLUMN + GUTTER)
    _article(canvas, LEAD, Box(MARGIN, 110, columns=4, lines=16))
    _article(canvas, VEGETABLES, Box(MARGIN, 515, columns=2, lines=17))
    _article(canvas, TEA, Box(middle, 515, columns=2, lines=17))
    canvas.line(MARGIN, 485, WIDTH - MARGIN, 485)
    canvas.line(middle - GUTTER / 2, 500, middle - GUTTER / 2, HEIGHT - 60)
    _write(canvas, MARGIN, HEIGHT - 30, "责任编辑 江小满  美术编辑 方圆", 9)
    canvas.save()
    return page.getvalue()


def _masthead(canvas: Canvas) -> None:
    _write(canvas, MARGIN, 62, "益山周报", 34, heavy=True)
    _write(canvas, WIDTH - MARGIN - 210, 48, "2024年12月20日 星期五", 12)
    _write(canvas, WIDTH - MARGIN - 210, 66, "第3版 乡村振兴", 12)
    canvas.line(MARGIN, 78, WIDTH - MARGIN, 78)


def _article(canvas: Canvas, article: Article, box: Box) -> None:
    top = box.top
    if article.kicker:
        _write(canvas, box.left, top, article.kicker, 14)
        top += 34
    _write(canvas, box.left, top + 10, article.headline, 30 if article.kicker else 24, heavy=True)
    top += 36
    _write(canvas, box.left, top, article.byline, 10.5)
    top += 26
    lines = list(_lines(article.paragraphs))
    if len(lines) > box.columns * box.lines:
        message = f"the article {article.headline!r} has {len(lines)} lines, more than its box holds"
        raise ValueError(message)
    depth = -(-len(lines) // box.columns)
    for number, (indent, line, fill) in enumerate(lines):
        left = box.left + (number // depth) * (_COLUMN + GUTTER) + indent
        spacing = (_COLUMN - indent - stringWidth(line, _FONT, BODY)) / len(line) if fill else 0.0
        _write(canvas, left, top + (number % depth) * LEADING, line, BODY, spacing=spacing)


def _lines(paragraphs: tuple[str, ...]) -> Iterator[tuple[float, str, bool]]:
    """Break paragraphs into lines as wide as a column: the indent, the text, and whether the line is to be filled."""
    for paragraph in paragraphs:
        indent, line = 2 * BODY, ""
        for character in paragraph:
            full = indent + stringWidth(line + character, _FONT, BODY) > _COLUMN
            if full and character not in _NEVER_FIRST:
                kept = _NEVER_LAST.sub("", line) if character.isascii() else line.rstrip(_OPENING)
                yield indent, kept, True
                indent, line = 0.0, line[len(kept) :]
            line += character
        yield indent, line, False


def _write(
    canvas: Canvas, left: float, baseline: float, text: str, size: float, *, heavy: bool = False, spacing: float = 0.0
) -> None:
    canvas.saveState()  # a rendering mode outlives the text it was set for
    written = canvas.beginText(left, baseline)
    written.setFont(_FONT, size)
    written.setCharSpace(spacing)
    written.setTextRenderMode(2 if heavy else 0)
    canvas.setLineWidth(size / 40)
    written.textOut(text)
    canvas.drawText(written)
    canvas.restoreState()
