"""Page headers, editors' lines, bylines, sources and captions are known for what they are."""

from __future__ import annotations

import pytest

from ingest.layout.credits import is_byline, is_caption, is_dateline, is_source, picture_source, source, split_byline
from ingest.layout.furniture import is_furniture
from ingest.layout.mapped import Mapped
from ingest.layout.masthead import Masthead, is_masthead, masthead
from ingest.layout.printed import read_lines


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["2022年3月9日 星期三 责任编辑：林小溪 美编：何大江  青江日报  综合 04版"], ("青江日报", "2022-03-09", "4")),
        (["青 江 日 报 国内统一连续出版物号 CN 53-0000", "今日 8 版 总第 99 期", "要闻 01版"], ("青江日报", None, "1")),
        (["公益观察报 资讯 A06", "2022-03-09 星期三"], ("公益观察报", "2022-03-09", "A06")),
        (["12版·乡村 南山晚报", "版式：赵一 2022.03.09"], ("南山晚报", "2022-03-09", "12")),
        (["二〇二二年三月十九日 第8版"], (None, "2022-03-19", "8")),
        (["协作周刊 综合新闻 第十二版"], ("协作周刊", None, "12")),
        (["第04版 综合新闻 青溪新闻", "2022年3月9日 星期三"], ("青溪新闻", "2022-03-09", "4")),
    ],
)
def test_a_page_header_gives_paper_day_and_page(lines: list[str], told: tuple[str | None, ...]) -> None:
    assert masthead(lines) == Masthead(*told)


def test_a_page_header_may_stand_on_two_lines() -> None:
    lines = read_lines(Mapped.raw("第04版 要闻 青江日报\n2022年3月9日 星期三\n\n一座桥连起两个省\n本报记者 林小溪\n"))
    assert [line.kind for line in lines] == ["masthead", "masthead", None, "byline"]


@pytest.mark.parametrize("line", ["2022年3月9日，两地签约。", "青江日报", "他读了第3版", "青江日报2022-03-09 07:30"])
def test_a_sentence_is_no_page_header(line: str) -> None:
    assert not is_masthead(line)


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：林小溪 版式：赵一",
        "投稿邮箱：tougao@example.org 新闻热线：0000-123456",
        "本版图片均为供图",
        "本版图片除署名外均由本报资料室提供",
        "- 3 -",
        "第3页 共10页",
    ],
)
def test_furniture_belongs_to_no_article(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["本报记者 林小溪 文/图", "编辑家乡志二十年", "扫码就能买到山货", "三年来", "12", "咨询电话：0000-123456"]
)
def test_what_belongs_to_articles_is_no_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "本报记者 林小溪",
        "■ 本报记者 林溪",
        "本报记者林小溪通讯员何大江",
        "见习记者 林溪 文/图",
        "□ 林小溪",
        "本报评论员",
    ],
)
def test_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize("line", ["记者从县民政局了解到", "记者联系到相关人士了解详情", "通讯员队伍壮大了"])
def test_text_about_reporters_is_no_byline(line: str) -> None:
    assert not is_byline(line)


def test_a_byline_is_taken_off_the_end_of_a_headline() -> None:
    line = "山乡来了新老师  ■ 本报记者 林小溪"
    cut = split_byline(line)
    assert cut is not None
    assert (line[: cut[0]], line[cut[1] :]) == ("山乡来了新老师", "■ 本报记者 林小溪")


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("（据青江市民政局）", "青江市民政局"),
        ("（据省民政厅）", None),
        ("来源：青江日报", "青江日报"),
        ("（据媒体报道）", None),
    ],
)
def test_a_source_counts_only_when_it_is_named(line: str, who: str | None) -> None:
    assert is_source(line)
    assert source(line) == who


@pytest.mark.parametrize(
    "line", ["果农在分拣苹果。林溪摄", "新校舍落成（资料图片）", "图为签约现场。", "青江：茶香（图片来源：青江网）"]
)
def test_captions(line: str) -> None:
    assert is_caption(line)


def test_the_source_of_a_picture() -> None:
    assert picture_source("青江：茶香（图片来源：青江网）") == "青江网"


@pytest.mark.parametrize("line", ["本报讯（记者 林溪）昨日", "新华社青江3月9日电", "青江新闻网3月9日电（记者林溪）"])
def test_datelines(line: str) -> None:
    assert is_dateline(line)
