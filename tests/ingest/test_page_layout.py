"""Newspaper pages told into articles from nothing but the places of characters, rules and pictures."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ingest.layout.page_articles import articles
from ingest.layout.page_gutters import between_headlines
from ingest.layout.page_header import split_header
from ingest.layout.page_lines import lines
from ingest.layout.page_model import Box, Line, Page
from ingest.layout.page_rows import SCANNED, joined_rows
from tests.ingest.page_sheets import LEADING, Sheet, story

EMS = 14
GUTTER = 14.0
COLUMN = EMS * 10.0 + GUTTER


def columns(count, top, bottom, left=40.0):
    """Frames of columns side by side."""
    return [(left + number * COLUMN, top, bottom) for number in range(count)]


def found(sheet):
    """Titles and paragraphs of the articles on a sheet."""
    return {one.title: list(one.paragraphs) for one in articles_of(sheet)}


def articles_of(sheet):
    drawn = sheet.graphics()
    return articles(lines(sheet.glyphs(), drawn.rules + drawn.pictures), drawn)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_text_goes_down_a_column_and_on_at_the_top_of_the_next(count):
    sheet = Sheet()
    text = [story("河东村", 3), story("河西村", 4), story("河北村", 3)]
    sheet.line("乡村振兴路上的脚步", 60, 60, 24)
    lines_in_all = sum(2 + len(one) // EMS for one in text)
    sheet.flow(text, columns(count, 100, 100 + LEADING * (lines_in_all // count + 2)), EMS)
    assert found(sheet) == {"乡村振兴路上的脚步": text}


def test_the_order_of_drawing_does_not_matter():
    sheet = Sheet()
    text = [story("河东村", 4), story("河西村", 5)]
    sheet.line("乡村振兴路上的脚步", 60, 60, 24)
    sheet.flow(text, columns(3, 100, 260), EMS)
    random.Random(3).shuffle(sheet.chars)
    assert found(sheet) == {"乡村振兴路上的脚步": text}


def test_a_column_goes_on_below_a_photograph_whose_caption_stays_apart():
    sheet = Sheet()
    text = [story("河东村", 5), story("河西村", 6), story("河北村", 4)]
    sheet.line("三个村子一条心", 60, 60, 26)
    left, middle, right = columns(3, 100, 420)
    sheet.picture(middle[0], 200, right[0] + 140, 290)
    sheet.line("工作队员在新修的桥上。", middle[0], 294, 7.5)
    halves = [(x, top, bottom) for x, _, _ in (middle, right) for top, bottom in ((100, 196), (320, 420))]
    sheet.flow(text, [left, *halves], EMS)
    (one,) = articles_of(sheet)
    assert list(one.paragraphs) == text
    assert one.captions == ("工作队员在新修的桥上。",)


def test_a_headline_in_the_middle_of_its_columns_does_not_part_them():
    sheet = Sheet()
    text = [story("河东村", 6), story("河西村", 6)]
    left, right, last = columns(3, 100, 440)
    sheet.line("贫困帽是怎样摘的", left[0] + 40, 230, 24)
    halves = [(x, top, bottom) for x, _, _ in (left, right) for top, bottom in ((100, 210), (280, 440))]
    sheet.flow(text, [*halves, last], EMS)
    assert found(sheet) == {"贫困帽是怎样摘的": text}


def test_headlines_above_and_below_their_text_on_two_sides_of_a_rule():
    sheet = Sheet()
    above, below = [story("河东村", 5)], [story("河西村", 5)]
    sheet.line("东边的故事", 100, 60, 24)
    sheet.flow(above, columns(3, 100, 220), EMS)
    sheet.rule(40, 232, 490)
    sheet.flow(below, columns(3, 244, 360), EMS)
    sheet.line("西边的故事", 100, 372, 24)
    assert found(sheet) == {"东边的故事": above, "西边的故事": below}


def test_two_articles_side_by_side_with_nothing_between_but_a_gutter():
    sheet = Sheet()
    one, other = [story("河东村", 7)], [story("河西村", 7)]
    sheet.line("东边的故事", 110, 60, 24)
    sheet.flow(one, columns(2, 100, 300), EMS)
    sheet.line("西边的故事", 40 + 2 * COLUMN + 70, 60, 24)
    sheet.flow(other, columns(2, 100, 300, 40 + 2 * COLUMN), EMS)
    assert found(sheet) == {"东边的故事": one, "西边的故事": other}


def test_an_upright_headline_beside_its_text():
    sheet = Sheet()
    text = [story("河东村", 8)]
    sheet.upright("“稻虾”共生助农增收", 44, 110, 26)
    sheet.flow(text, columns(3, 100, 260, 90), EMS)
    assert found(sheet) == {"“稻虾”共生助农增收": text}


def test_a_headline_of_short_lines_beside_its_text():
    sheet = Sheet()
    text = [story("河东村", 8)]
    sheet.flow(text, columns(3, 100, 260), EMS)
    for number, part in enumerate(("山里来", "了科技", "特派员")):
        sheet.line(part, 40 + 3 * COLUMN + 10, 130 + number * 28, 24)
    assert found(sheet) == {"山里来了科技特派员": text}


@pytest.mark.parametrize("drawn_by", ["frame", "rules"])
def test_a_boxed_article_inside_another(drawn_by):
    sheet = Sheet()
    outer, inner = [story("河东村", 9)], [story("河西村", 2)]
    sheet.line("外面的故事", 120, 60, 28)
    left, middle, right = columns(3, 100, 420)
    sheet.flow(outer, [left, middle, (right[0], 100, 200)], EMS)
    box = (right[0], 230, right[0] + 160, 420)
    if drawn_by == "frame":
        sheet.frame(*box)
    else:
        sheet.rule(box[0], box[1], box[2])
        sheet.rule(box[0], box[3], box[2])
        sheet.post(box[0], box[1], box[3])
        sheet.post(box[2] - 0.75, box[1], box[3])
    sheet.line("框里的故事", right[0] + 30, 240, 18)
    sheet.flow(inner, [(right[0] + 10, 270, 415)], EMS)
    assert found(sheet) == {"外面的故事": outer, "框里的故事": inner}


def test_lines_stretched_to_the_width_of_the_column_stay_whole():
    sheet = Sheet()
    text = story("河东村", 6)
    sheet.line("被拉开的字距", 80, 60, 24)
    for number, (indent, line) in enumerate(
        (2 if not start else 0, text[start : start + 10]) for start in range(0, len(text), 10)
    ):
        stretched = len(line) == 10
        room = 140 - indent * 10
        sheet.line(line, 40 + indent * 10, 100 + number * LEADING, pitch=(room - 10) / 90 if stretched else 1.0)
        sheet.line("邻" * EMS, 40 + COLUMN, 100 + number * LEADING)
    assert found(sheet)["被拉开的字距"][0].startswith(text[:60])


def test_decks_and_byline_belong_to_the_headline_and_are_not_text():
    sheet = Sheet()
    text = [story("河东村", 6)]
    sheet.line("东西部协作进行时", 200, 60, 13)
    sheet.line("一座桥连起两个省", 160, 80, 28)
    sheet.line("——写在协作十年之际", 210, 114, 12)
    sheet.line("本报记者 林青山 通讯员 何小溪", 200, 132, 9)
    sheet.flow(text, columns(3, 152, 280), EMS)
    (one,) = articles_of(sheet)
    assert one.title == "一座桥连起两个省"
    assert one.decks == ("东西部协作进行时", "——写在协作十年之际")
    assert one.bylines == ("本报记者 林青山 通讯员 何小溪",)
    assert list(one.paragraphs) == text


@pytest.mark.parametrize("deck", ["——写在协作十年之际", ""])
def test_a_byline_under_a_deck_is_not_that_of_the_text_above_the_headline(deck):
    sheet = Sheet()
    above, below = [story("河东村", 6)], [story("河西村", 6)]
    sheet.line("东边的故事", 160, 60, 24)
    sheet.flow(above, columns(3, 100, 220), EMS)
    sheet.line("一座桥连起两个省", 160, 250, 24)
    sheet.line(deck, 190, 280, 12)
    sheet.line("本报记者 林青山 通讯员 何小溪", 200, 306, 9)
    sheet.flow(below, columns(3, 334, 460), EMS)
    assert {one.title: one.bylines for one in articles_of(sheet)} == {
        "东边的故事": (),
        "一座桥连起两个省": ("本报记者 林青山 通讯员 何小溪",),
    }


def test_a_small_headline_inside_a_column_stays_in_its_article():
    sheet = Sheet()
    before, after = story("河东村", 5), story("河西村", 5)
    sheet.line("大山里的十年", 120, 60, 30)
    sheet.flow([before], [(40, 100, 320)], 28)
    sheet.line("产业有奔头", 130, 330, 13)
    sheet.flow([after], [(40, 352, 600)], 28)
    assert found(sheet) == {"大山里的十年": [before, "产业有奔头", after]}


def test_a_small_headline_at_the_top_of_its_own_column_heads_an_article():
    sheet = Sheet()
    large, small = [story("河东村", 7)], [story("河西村", 4)]
    sheet.line("大山里的十年", 60, 60, 36)
    sheet.flow(large, columns(2, 110, 310), EMS)
    sheet.line("小院新事", 40 + 2 * COLUMN + 30, 66, 20)
    sheet.flow(small, columns(1, 110, 330, 40 + 2 * COLUMN), EMS)
    assert found(sheet) == {"大山里的十年": large, "小院新事": small}


def test_headlines_a_gutter_apart_that_is_narrower_than_their_type_are_two():
    sheet = Sheet()
    one, other = [story("河东村", 5)], [story("河西村", 5)]
    for number, (east, west) in enumerate((("东边的故事一", "西边的故事一"), ("直讲到天明", "直讲到晌午"))):
        sheet.line(east, 40 + number * 12, 60 + number * 28, 23.3)
        sheet.line(west, 40 + COLUMN + number * 12, 60 + number * 28, 23.3)
    sheet.flow(one, columns(1, 126, 400), EMS)
    sheet.flow(other, columns(1, 126, 400, 40 + COLUMN), EMS)
    assert {title.replace(" ", "") for title in found(sheet)} == {"东边的故事一直讲到天明", "西边的故事一直讲到晌午"}


def test_a_lead_across_the_page_is_read_before_the_columns_under_it():
    sheet = Sheet()
    lead, rest = story("河东村", 4), [story("河西村", 4), story("河北村", 4)]
    sheet.line("写在全面小康之后", 120, 60, 30)
    sheet.flow([lead], [(40, 100, 170)], 44)
    sheet.flow(rest, columns(3, 180, 340), EMS)
    assert found(sheet) == {"写在全面小康之后": [lead, *rest]}


def test_columns_whose_boxes_touch_are_cut_apart_like_any_others():
    sheet = Sheet()
    one, other = [story("河东村", 7)], [story("河西村", 7)]
    sheet.flow(one, columns(1, 60, 340), EMS)
    sheet.flow(other, columns(1, 60, 340, 40 + COLUMN), EMS)
    sheet.line("东边的故事", 44, 356, 22)
    sheet.line("西边的故事", 44 + COLUMN, 356, 22)
    whole = lines(sheet.glyphs())
    wide = [replace(line, box=Box(line.box.x0, line.box.y0, line.box.x1 + 18, line.box.y1)) for line in whole]
    drawn = [
        line if line.size > 20 or line.box.x0 > 180 or line.box.width < 139 else fat
        for line, fat in zip(whole, wide, strict=True)
    ]
    assert {made.title for made in articles(drawn, sheet.graphics())} == {"东边的故事", "西边的故事"}


def test_an_upright_headline_next_to_another_article_is_no_part_of_its_headline():
    sheet = Sheet()
    one, other = [story("河东村", 6)], [story("河西村", 6)]
    sheet.line("东边的故事来了", 46, 60, 18)
    sheet.flow(one, columns(1, 90, 420), EMS)
    sheet.upright("西边的故事说不完", 40 + COLUMN - 8, 56, 26)
    sheet.flow(other, columns(2, 64, 300, 40 + COLUMN + 34), EMS)
    assert found(sheet) == {"东边的故事来了": one, "西边的故事说不完": other}


def test_an_advertisement_is_no_article():
    sheet = Sheet()
    text = [story("河东村", 6)]
    sheet.line("东边的故事", 100, 60, 24)
    sheet.flow(text, columns(3, 100, 260), EMS)
    sheet.frame(40, 300, 480, 420)
    sheet.line("广告", 44, 304, 7)
    sheet.line("高山红苹果新果上市", 120, 330, 24)
    sheet.line("订购热线：零八七一五五五零一二三", 120, 380, 12)
    assert list(found(sheet)) == ["东边的故事"]


def test_a_framed_advertisement_takes_no_text_and_gives_no_headline():
    sheet = Sheet()
    text = [story("河东村", 6)]
    sheet.flow(text, columns(3, 100, 250), EMS)
    sheet.line("东边的故事", 100, 262, 24)
    sheet.frame(40, 296, 480, 400)
    sheet.line("高山红苹果新果上市", 120, 310, 30)
    sheet.line("订购热线：零八七一五五五零一二三", 120, 370, 12)
    assert found(sheet) == {"东边的故事": text}


def test_the_header_says_paper_day_and_page_and_is_no_text():
    sheet = Sheet()
    sheet.header(page="A06")
    sheet.line("责任编辑：江月 版式：林叶", 360, 36, 9)
    sheet.line("东边的故事", 100, 70, 24)
    sheet.flow([story("河东村", 4)], columns(2, 110, 260), EMS)
    page = Page(sheet.width, sheet.height, tuple(lines(sheet.glyphs())), sheet.graphics())
    top, rest = split_header(page)
    assert (top.publisher, top.published, top.page) == ("青溪日报", "2024-03-05", "A06")
    assert not any("责任编辑" in line.text or "青溪" in line.text for line in rest)


def test_a_name_that_does_not_end_like_a_paper_is_told_by_its_size_among_the_words_that_say_nothing_else():
    sheet = Sheet()
    sheet.header(paper="青溪新闻", page="第02版")
    page = Page(sheet.width, sheet.height, tuple(lines(sheet.glyphs())), sheet.graphics())
    assert split_header(page)[0].publisher == "青溪新闻"


def test_headlines_that_a_recognition_reads_apart_stay_apart_over_columns_of_their_own():
    text = [Line("天" * EMS, Box(x, y, x + 140, y + 10), 10) for y in range(60, 300, 16) for x in (0.0, 154.0)]
    heads = [Line("东边的故事", Box(16, 20, 124, 42), 22), Line("西边的故事", Box(140, 20, 268, 42), 22)]
    (gap,) = between_headlines([*text, *heads])
    assert (gap.x0, gap.x1) == (124, 140)
    across = [Line("天" * 29, Box(0.0, y, 294, y + 10), 10) for y in range(60, 300, 16)]
    assert between_headlines([*across, *heads]) == []


def test_pieces_that_a_recognition_left_apart_are_joined_and_columns_are_not():
    column = [Line("天" * EMS, Box(0, y, 140, y + 10), 10) for y in range(0, 200, 16)]
    other = [Line("地" * EMS, Box(154, y, 294, y + 10), 10) for y in range(0, 200, 16)]
    torn = [Line("天" * 6, Box(0, 208, 62, 218), 10), Line("天" * 7, Box(70, 208, 140, 218), 10)]
    last = Line("地" * 5, Box(154, 208, 204, 218), 10)
    texts = [line.text for line in joined_rows([*column, *other, *torn, last], play=SCANNED) if line.box.y0 == 208]
    assert sorted(text.replace(" ", "") for text in texts) == sorted(["天" * 13, "地" * 5])


def test_a_line_whose_marks_hang_over_the_edge_does_not_make_the_others_short():
    sheet = Sheet()
    text = rest = story("河东村", 5)
    sheet.line("三个村子一条心", 60, 60, 26)
    for number in range(1 + len(text) // EMS):
        ems = {0: EMS - 2, 2: EMS + 2}.get(number, EMS)
        sheet.line(rest[:ems], 40 + (20 if number == 0 else 0), 110 + number * LEADING)
        rest = rest[ems:]
    assert not rest
    assert found(sheet) == {"三个村子一条心": [text]}
