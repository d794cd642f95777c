from __future__ import annotations

import time

import pytest

from ingest.errors import Damaged
from ingest.readers.html import read
from ingest.readers.html_tree import tree

ONE = "为帮助东山县的农户把茶叶卖出去，甲市茶叶协会派了三名技术员，在村里住了整整四个月。"
TWO = "他们教会村民杀青和揉捻，又帮着联系了城里的茶庄，今年春茶的价格比去年高了两成。"
THREE = "村支书说，明年还要把茶园扩大一百亩，让更多的人家有活干、有钱挣。"
TEXT = f"{ONE}\n{TWO}\n{THREE}"
PARAGRAPHS = "".join(f"<p>　　{one}</p>" for one in (ONE, TWO, THREE))


def page(body, head="<title>某页</title>", encoding="utf-8"):
    source = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return read(source.encode(encoding), "网页.html").documents[0]


def test_navigation_advertisements_related_news_and_comments_are_left_out():
    found = page(
        "<div class='top'><a href='/'>首页</a> <a href='/b'>新闻</a></div>"
        "<div class='breadcrumb'>您的位置：首页 &gt; 新闻 &gt; 正文</div>"
        "<h1>茶园里的技术员</h1>"
        "<div class='info'>2024-05-06 10:20　来源：丙报　作者：张三　字号：<a href=#>大</a> <a href=#>小</a></div>"
        f"<div class='article-content'>{PARAGRAPHS}"
        "<div class='ad-box'>限时优惠，点击购买正宗好茶，包邮到家，数量有限，先到先得哦。</div></div>"
        "<p>责任编辑：李四</p><div>上一篇：<a href='/1'>别的新闻标题</a></div>"
        "<div class='box'><h3>相关新闻</h3><ul><li><a href='/2'>村里来了新医生</a></li></ul></div>"
        "<div class='pl'><h3>网友评论（2）</h3><p>过路人：说得好，希望这样的好事越来越多。</p></div>"
        "<div class='footer'>版权所有 丙报社 地址：某路1号</div>",
        "<title>茶园里的技术员_丙报网</title>",
    )
    assert found.text == TEXT
    assert (found.title, found.publisher, found.published) == ("茶园里的技术员", "丙报", "2024-05-06")


def test_meta_tags_of_government_sites():
    found = page(
        f"<div id='zoom'>{PARAGRAPHS}</div>",
        '<meta name="ArticleTitle" content="关于支持茶叶产业的通知"><meta name="PubDate" content="2024-05-06 08:00">'
        '<meta name="ContentSource" content="甲市农业农村局"><meta name="SiteName" content="甲市人民政府">'
        "<title>关于支持茶叶产业的通知_甲市人民政府</title>",
    )
    assert (found.title, found.publisher) == ("关于支持茶叶产业的通知", "甲市农业农村局")
    assert (found.published, found.kind) == ("2024-05-06", "policy")


def test_structured_data_and_open_graph():
    found = page(
        f"<main>{PARAGRAPHS}</main>",
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"丙网"},{"@type":"NewsArticle",'
        '"headline":"茶园里的技术员","datePublished":"2024-05-06T01:00:00Z","dateModified":"2024-06-01",'
        '"publisher":{"@type":"Organization","name":"丙网"}}]}</script>'
        '<meta property="og:site_name" content="丙网"><title>茶园里的技术员 - 丙网</title>',
    )
    assert (found.title, found.publisher, found.published) == ("茶园里的技术员", "丙网", "2024-05-06")


def test_our_own_site_is_no_source():
    found = page(
        f"<h1>茶园里的技术员</h1><p>来源：本站　时间：2024-05-06</p><div>{PARAGRAPHS}</div>",
        '<meta property="og:site_name" content="甲市民政局"><title>茶园里的技术员</title>',
    )
    assert found.publisher == "甲市民政局"


@pytest.mark.parametrize(
    ("line", "publisher", "published"),
    [
        ("发布时间：2024-05-06 09:12　信息来源：甲市民政局　浏览次数：33", "甲市民政局", "2024-05-06"),
        ("甲市民政局　2024年5月6日", "甲市民政局", "2024-05-06"),
        ("2024/05/06 10:00:00 | 丙报", "丙报", "2024-05-06"),
        ("时间：2024年05月06日　　　　来源：丙报　　　　【字体：大 中 小】", "丙报", "2024-05-06"),
        ("来源：丙报　发布日期：二〇二四年五月六日", "丙报", "2024-05-06"),
        ("［ 2024.05.06 ］ 来源：丙报", "丙报", "2024-05-06"),
        ("文章来源：丙报 点击数：12 更新时间：2024-5-6", "丙报", "2024-05-06"),
        ("作者：张三　来源：丙报　2024年5月6日", "丙报", "2024-05-06"),
    ],
)
@pytest.mark.parametrize("frame", ["<div>{}</div>", "<p align=center>{}</p>", "<table><tr><td>{}</td></tr></table>"])
def test_visible_lines(line, publisher, published, frame):
    found = page(f"<h2>茶园里的技术员</h2>{frame.format(line)}<div>{PARAGRAPHS}</div>", "<title>茶园里的技术员</title>")
    assert (found.publisher, found.published, found.text) == (publisher, published, TEXT)


def test_a_box_of_particulars():
    found = page(
        "<ul id=nav><li>机构职能</li><li>政策文件</li></ul>"
        "<table><tr><th>索引号</th><td>0012/2024-3</td><th>发文机关</th><td>甲市民政局</td></tr>"
        "<tr><th>发文字号</th><td>甲民〔2024〕9号</td><th>成文日期</th><td>2024年5月6日</td></tr>"
        "<tr><th>有效性</th><td>有效</td><th>发布日期</th><td>2024-05-08</td></tr></table>"
        f"<h3 align=center>甲市民政局关于支持茶叶产业的通知</h3><div class='TRS_Editor'><p>各县民政局：</p>{PARAGRAPHS}"
        "<p align=right>甲市民政局</p><p align=right>2024年5月6日</p></div>",
        "<title>甲市民政局关于支持茶叶产业的通知--政务公开</title>",
    )
    assert (found.title, found.publisher) == ("甲市民政局关于支持茶叶产业的通知", "甲市民政局")
    assert (found.doc_number, found.published, found.status) == ("甲民〔2024〕9号", "2024-05-06", "in_force")
    assert found.text == f"各县民政局：\n{TEXT}\n甲市民政局\n2024年5月6日"


def test_particulars_in_a_list():
    found = page(
        "<div class='xxgk'><ul><li>索 引 号：<span>0012</span></li><li>文　　号：<span>甲民〔2024〕9号</span></li>"
        "<li>发布机构：<span>甲市民政局</span></li><li>发布日期：<span>2024-05-08</span></li></ul></div>"
        f"<h1>关于支持茶叶产业的通知</h1><div>{PARAGRAPHS}</div>",
    )
    assert (found.publisher, found.doc_number, found.published) == ("甲市民政局", "甲民〔2024〕9号", "2024-05-08")
    assert found.text == TEXT


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", None])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_encodings_whatever_is_declared(declared, encoding):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    found = page(f"<h1>茶园里的技术员</h1>{PARAGRAPHS}", f"{meta}<title>茶园里的技术员</title>", encoding)
    assert (found.title, found.text) == ("茶园里的技术员", TEXT)


def test_traditional_characters_in_big5():
    body = "<h1>茶園裡的技術員</h1><p>為了幫助農戶把茶葉賣出去，協會派了三名技術員，在村裡住了四個月。</p>"
    found = page(body, '<meta charset="big5"><title>茶園裡的技術員</title>', "big5")
    assert found.text == "為了幫助農戶把茶葉賣出去，協會派了三名技術員，在村裡住了四個月。"


def test_text_parted_by_line_breaks_in_a_table_that_places_it():
    found = page(
        "<TABLE><TR><TD colspan=2>丙网</TD></TR><TR>"
        "<TD width=100><TABLE><TR><TD>首页</TD></TR><TR><TD>要闻</TD></TR></TABLE></TD>"
        "<TD><TABLE><TR><TD align=center><FONT size=5><B>茶园里的技术员</B></FONT></TD></TR>"
        "<TR><TD align=center>来源：丙报　发布日期：2024-5-6</TD></TR>"
        f"<TR><TD>&nbsp;&nbsp;{ONE}<br><br>&nbsp;&nbsp;{TWO}<br><br>&nbsp;&nbsp;{THREE}</TD></TR>"
        "<TR><TD align=right>[<A href=#>关闭窗口</A>]</TD></TR></TABLE></TD></TR>"
        "<TR><TD colspan=2>版权所有：丙网　技术支持：某公司</TD></TR></TABLE>",
        "<title>丙网</title>",
    )
    assert (found.title, found.publisher, found.published, found.text) == ("茶园里的技术员", "丙报", "2024-05-06", TEXT)


def test_a_table_in_the_text_is_a_document_of_its_own():
    source = (
        "<html><head><title>茶叶帮扶情况</title></head><body><h1>茶叶帮扶情况</h1>"
        f"<p>2024-05-06 来源：丙报</p><div>{PARAGRAPHS}"
        "<table border=1><caption>帮扶资金表</caption><tr><th rowspan=2>县</th><th colspan=2>资金（万元）</th></tr>"
        "<tr><th>财政</th><th>社会</th></tr><tr><td>东山县</td><td>12.5</td><td>3</td></tr>"
        "<tr><td>西山县</td><td>8</td><td>1</td></tr></table></div></body></html>"
    )
    main, table = read(source.encode(), "表.html").documents
    assert main.text == TEXT
    assert table.rows == (
        {"县": "东山县", "资金（万元）/财政": "12.5", "资金（万元）/社会": "3"},
        {"县": "西山县", "资金（万元）/财政": "8", "资金（万元）/社会": "1"},
    )
    assert "县：西山县；资金（万元）/财政：8；资金（万元）/社会：1" in table.text
    assert table.published == "2024-05-06"


def test_lists_and_attachments_stay():
    found = page(
        f"<h1>项目名单公示的通知</h1><div class=content><p>{ONE}</p><ol><li>甲协会：义诊</li><li>乙商会：助学</li></ol>"
        "<ul><li>丙学会：水窖</li></ul><p>附件：<a href='a.docx'>1.项目表.docx</a></p></div>",
    )
    assert found.text == f"{ONE}\n甲协会：义诊\n乙商会：助学\n丙学会：水窖\n附件：1.项目表.docx"


def test_links_in_a_sentence_stay():
    found = page(f"<h1>茶园里的技术员</h1><div><p>据<a href='/a'>甲市茶叶协会</a>介绍，{ONE}</p><p>{TWO}</p></div>")
    assert found.text == f"据甲市茶叶协会介绍，{ONE}\n{TWO}"


def test_a_page_within_a_form_and_a_long_page_without_paragraphs():
    found = page(
        f"<form><div><h1>茶园里的技术员</h1><div>{ONE}<br/>{TWO}<br/>{THREE}</div></div><input type=submit></form>"
    )
    assert found.text == TEXT


def test_hidden_text_scripts_and_styles_are_no_text():
    found = page(
        f"<h1>茶园里的技术员</h1><style>p{{color:red}}</style><div>{PARAGRAPHS}<p style='display:none'>看不见的话。</p>"
        "<script>document.write('<p>写出来的话。</p>')</script><!-- <p>注释里的话。</p> --></div>"
    )
    assert found.text == TEXT


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "</div>" * 100_000,
        "<div><b>" * 50_000,
        "<table><tr><td>" * 20_000,
        "<span><i>" * 50_000 + "</div></p>" * 50_000,
        "<script>" * 50_000,
        "<!--" * 50_000,
        "<a href='" * 50_000,
        "</div>" * 100_000,
    ],
)
def test_whatever_is_nested_is_read_soon(body):
    began = time.monotonic()
    found = page(f"<h1>茶园里的技术员</h1>{PARAGRAPHS}{body}")
    assert ONE in found.text
    assert time.monotonic() - began < 20


def test_text_inside_deep_nesting_survives():
    deep = "<div>" * 5_000 + f"<p>{TWO}</p>" + "</div>" * 5_000
    assert page(f"<h1>茶园里的技术员</h1><p>{ONE}</p>{deep}<p>{THREE}</p>").text == TEXT


def test_dates_in_the_text_are_no_date_of_publication():
    found = page(f"<h1>茶园里的技术员</h1><div><p>2023年4月5日，{ONE}</p><p>{TWO}</p></div>")
    assert (found.published, found.publisher) == (None, None)


def test_a_page_without_text_is_damaged():
    with pytest.raises(Damaged, match="没有文字"):
        read(b"<html><head><title></title></head><body><img src=x></body></html>", "空.html")


def test_the_public_pages_read_whole(shared):
    folder = shared / "ingest_set" / "files"
    for path in folder.glob("*.html"):
        (document,) = read(path.read_bytes(), path.name).documents
        assert document.title
        assert len(document.text) > 500


def test_a_page_of_a_few_short_lines_is_read_too():
    found = page("<h1>办事指南</h1><div><p>办理地点：东山路1号</p><p>办理时间：周一至周五</p></div>")
    assert found.title == "办事指南"
    assert "东山路1号" in found.text
    assert "周一至周五" in found.text


def test_a_text_in_one_piece_may_be_as_long_as_a_file():
    assert len(tree("<p>" + "字" * 4_000_000).text_content()) == 4_000_000
