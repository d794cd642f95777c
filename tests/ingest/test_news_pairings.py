"""Who helps whom in news: names that no tagger knows, words that take up a party, relations told in pieces."""

from __future__ import annotations

import pytest

from ingest.extract.extract import facts_of
from vectorstore.facts import Pairing
from vectorstore.records import Document

HELPER = "绍兴市长风公益基金会"


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(one.organisation, one.recipient) for one in facts_of(Document(text=text)) if isinstance(one, Pairing)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names that no tagger knows, and what they are before them
        ("8月2日晚，电商平台多多果向永靖县捐赠300万元。", {("多多果", "永靖县")}),
        ("新能源汽车制造商远山汽车捐赠200万元，用于支持永靖县救灾。", {("远山汽车", "永靖县")}),
        ("蓝鲸生物通过甘肃省慈善总会向永靖县捐赠100万元。", {("蓝鲸生物", "永靖县")}),
        # who signs for whom
        (
            "绍兴市越城区委书记、区长张某率越城区党政代表团赴永靖县对接东西部协作工作。",
            {("越城区", "永靖县")},
        ),
        # one of somebody's places
        (f"永靖县、和政县都是{HELPER}乡村振兴定点帮扶地区。", {(HELPER, "永靖县"), (HELPER, "和政县")}),
        (
            f"{HELPER}邀请来自甘肃永靖、甘肃广河等定点帮扶地区的学生来绍兴。",
            {(HELPER, "甘肃永靖"), (HELPER, "甘肃广河")},
        ),
        ("在绍兴市各单位给予永靖县的结对帮扶中，教育是重点。", {("绍兴市", "永靖县")}),
        ("三塬镇在绍兴市越城区对口帮扶资金的支持下，新建了卫生院。", {("绍兴市越城区", "三塬镇")}),
        # the west is helped by the rest, whichever stands first
        ("永靖县与绍兴市越城区在医疗协作上不断加大力度，开展帮扶。", {("绍兴市越城区", "永靖县")}),
        # schools on both sides
        ("援疆省市的359所学校与新疆272所学校结成对子。", {("359所学校", "新疆272所学校")}),
        # funds, duties, gifts spent somewhere
        (f"{HELPER}在永靖县投入帮扶资金300万元。", {(HELPER, "永靖县")}),
        (f"作为定点帮扶单位，{HELPER}为永靖县引来企业12家。", {(HELPER, "永靖县")}),
        (f"{HELPER}捐资300万元在永靖县修了一座桥。", {(HELPER, "永靖县")}),
        (f"由{HELPER}捐建的学校在永靖县落成。", {(HELPER, "永靖县")}),
        (f"在{HELPER}的帮扶下，永靖县建起了产业园。", {(HELPER, "永靖县")}),
        (f"{HELPER}在永靖县帮扶的三个村变了样。", {(HELPER, "永靖县")}),
        (f"{HELPER}、绍兴市第一医院捐赠500万元物资，支援永靖县。", {(HELPER, "永靖县"), ("绍兴市第一医院", "永靖县")}),
        # counties by their short names behind their province; lists whose end is told; relief that is set out
        ("越城区抓实助残事业，结对帮扶广西大化、都安、环江，成效明显。", {("越城区", "都安"), ("越城区", "广西大化")}),
        (
            f"{HELPER}携手远山集团、江南布艺等爱心企业，向永靖县展开应急驰援行动。",
            {(HELPER, "永靖县"), ("远山集团", "永靖县"), ("江南布艺", "永靖县")},
        ),
        # villages, contact points, roads
        (f"{HELPER}捐资仪式在三塬镇向阳村举行。", {(HELPER, "三塬镇向阳村")}),
        (f"{HELPER}来到乡村振兴联系点三塬镇向阳村开展慰问。", {(HELPER, "三塬镇向阳村")}),
        # who is stationed, who built, what a project reaches, what comes after a visit
        (
            f"{HELPER}、绍兴市第一医院驻三塬镇向阳村乡村振兴工作队抓教育。",
            {(HELPER, "三塬镇向阳村"), ("绍兴市第一医院", "三塬镇向阳村")},
        ),
        ("这条路是绍兴市援建公路三塬镇环线的一部分，帮扶成效好。", {("绍兴市", "三塬镇")}),
        (f"{HELPER}爱心饮水工程覆盖三塬镇、岘塬镇。", {(HELPER, "三塬镇"), (HELPER, "岘塬镇")}),
        (f"{HELPER}一行慰问三塬镇困难群众，为他们送去大米50袋。", {(HELPER, "三塬镇")}),
        (f"{HELPER}发起帮扶行动。首批2000份“爱心包”已送到三塬镇。", {(HELPER, "三塬镇")}),
        ("越城区与永靖县建立医疗帮扶机制。", {("越城区", "永靖县")}),
        ("省消防救援局启动预案，调派绍兴市蓝鲸救援队50人增援永靖县。", {("绍兴市蓝鲸救援队", "永靖县")}),
        ("省教育厅赴永靖县开展对口帮扶。", {("省教育厅", "永靖县")}),
        (
            f"{HELPER}把挂钩联系点设在了山上。\n三个点分别落在向阳村、和平村和新庄村。",
            {(HELPER, "向阳村"), (HELPER, "和平村"), (HELPER, "新庄村")},
        ),
        ("越城区图书馆走进三塬镇向阳村，开展关爱留守儿童活动。", {("越城区图书馆", "三塬镇向阳村")}),
        # a place of the west is helped, whichever is told first
        ("永靖县和绍兴市两地开展对口帮扶合作以来，成效明显。", {("绍兴市", "永靖县")}),
        # a name that only a later sentence shows to be one
        ("蓝鲸银行永靖分行帮扶的三塬镇遭了水灾。蓝鲸银行永靖分行捐款。", {("蓝鲸银行永靖分行", "三塬镇")}),
    ],
)
def test_news_tells_who_helps_whom_in_many_ways(text, expected):
    assert _pairs(text) >= expected


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("绍兴市第一医院捐资仪式在兰州举行。", ("绍兴市第一医院", "兰州")),  # a ceremony is held in a town for others
        (f"下一步，{HELPER}将积极助力永靖县。", (HELPER, "永靖县")),  # a hope
        ("甘肃日报记者从永靖县了解到，绍兴对该县的帮扶很有力。", ("甘肃日报", "永靖县")),
        ("蓝鲸生物通过甘肃省慈善总会向永靖县捐赠100万元。", ("甘肃省慈善总会", "永靖县")),
        (f"李某强调，要继续对口帮扶永靖县。{HELPER}参加。", ("李某", "永靖县")),
        (f"{HELPER}准备在三个月内向永靖县捐赠300万元。", (HELPER, "永靖县")),  # a gift still to come
        (f"{HELPER}资助20名贫困大学生。", (HELPER, "20名贫困大学生")),  # people are no place and no institution
        ("王小明向永靖县捐赠100万元。", ("王小明", "永靖县")),  # nor is one person an organisation
        (f"相关报道：《{HELPER}捐款100万元》《多多果驰援永靖县》。", (HELPER, "永靖县")),  # two headlines
        ("越城区图书馆将走进三塬镇向阳村，开展公益活动。", ("越城区图书馆", "三塬镇向阳村")),  # a visit to come
        (f"{HELPER}转发《关于对口支援永靖县的通知》。", (HELPER, "永靖县")),  # what a title says
        (f"{HELPER}在人民公园开展公益项目宣传活动。", (HELPER, "人民公园")),  # where it takes place
        ("小孙在绍兴市第一医院捐献造血干细胞，驰援永靖县患者。", ("绍兴市第一医院", "永靖县")),
        (f"在{HELPER}的帮扶下，永靖县建起了产业园。", ("永靖县", HELPER)),
    ],
)
def test_what_news_only_seems_to_tell_is_not_told(text, pair):
    assert pair not in _pairs(text)


def test_words_that_take_up_a_party_stand_for_it():
    text = "第36集团军某旅来到三塬镇向阳村慰问。2017年，该旅与这个村子结对帮扶。"
    assert ("第36集团军某旅", "三塬镇向阳村") in _pairs(text)
    text = "这家爱心企业是蓝鲸酒业有限公司。该企业向永靖县第二中学捐款30万元。"
    assert ("蓝鲸酒业有限公司", "永靖县第二中学") in _pairs(text)


def test_those_who_come_from_somebodys_places_show_which_they_are():
    text = f"{HELPER}对口支援地区的145名学生来到绍兴。这些来自甘肃永靖、甘肃广河的师生参观了博物馆。"
    assert _pairs(text) >= {(HELPER, "甘肃永靖"), (HELPER, "甘肃广河")}


def test_a_relation_told_in_pieces_is_put_together_once():
    text = "近日，市长率队赴喀什地区考察。进一步做好绍兴对口援疆工作。大家谈了绍兴对口援疆的成果。"
    found = [one for one in facts_of(Document(text=text)) if isinstance(one, Pairing)]
    assert [(one.organisation, one.recipient, one.mechanism) for one in found] == [("绍兴", "喀什地区", "对口支援")]


def test_a_relation_is_not_told_again_where_a_sentence_tells_it():
    text = "绍兴市对口支援新疆喀什地区。绍兴援疆工作取得成果。"
    assert _pairs(text) == {("绍兴市", "新疆喀什地区")}


@pytest.mark.parametrize(
    "text",
    [
        "企业家踊跃走进帮扶村，捐赠、帮扶、助学三类项目与示范村结对推进。",
        "绍兴市妇联、县爱心帮扶志愿者协会及越城区应急服务队联合开展活动。",
        "甘肃省发动社会力量，分赴永靖县、和政县，走访慰问困难军人，送上慰问金。",
        f"{HELPER}、三塬社区共同给服务中心赠送锦旗。",
        "远山通讯社报道，新一批物资将用于支援永靖县，捐赠由各界完成。",
    ],
)
def test_no_adverb_report_or_kind_of_body_helps(text):
    assert _pairs(text) == set()


def test_people_who_are_counted_stand_for_whose_they_are():
    assert _pairs("29名越城区干部正驰援永靖县，帮扶工作有序开展。") == {("越城区", "永靖县")}


def test_who_others_give_through_gives_nothing():
    told = _pairs("越城区29家企业直接向永靖、和政等受灾地区捐款389万元，通过绍兴市慈善总会等社会组织捐款4968.6万元。")
    assert told == {("越城区29家企业", "永靖"), ("越城区29家企业", "和政")}
