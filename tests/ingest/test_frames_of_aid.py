"""Who helps whom, frame by frame: lists, pairs one after another, goods, gifts that say for whom a sentence later."""

from __future__ import annotations

import pytest

from ingest.extract.extract import facts_of
from vectorstore.facts import Pairing
from vectorstore.records import Document

HOSPITALS = {("绍兴市第一医院", "永靖县人民医院"), ("绍兴市中医院", "永靖县中医院")}


def _pairs(text: str) -> set[tuple[str, str]]:
    found = facts_of(Document(text=text, kind="news"))
    return {(one.organisation, one.recipient) for one in found if isinstance(one, Pairing)}


def _to(recipient: str, *givers: str) -> set[tuple[str, str]]:
    return {(giver, recipient) for giver in givers}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # lists of givers, whether or not a tagger knows each name
        (
            "绍兴市长风公益基金会、远山汽车、蓝鲸生物、多多果、大河集团分别向永靖县捐赠10万元、20万元、30万元、10万元、5万元。",
            _to("永靖县", "绍兴市长风公益基金会", "远山汽车", "蓝鲸生物", "多多果", "大河集团"),
        ),
        (
            "永靖县遭遇暴雨。远山汽车、蓝鲸生物、多多果等企业捐款捐物，支援永靖县。",
            _to("永靖县", "远山汽车", "蓝鲸生物", "多多果"),
        ),
        (
            "活动现场，绍兴市第一医院、越城区义工协会、东海建设有限公司等爱心单位与爱心人士，现场与永靖县三塬镇签订结对帮扶协议。",
            _to("永靖县三塬镇", "绍兴市第一医院", "越城区义工协会", "东海建设有限公司"),
        ),
        (
            "截至8月5日，永靖县慈善总会共收到远山汽车、蓝鲸生物、小麦科技等企业捐款500万元。",
            _to("永靖县慈善总会", "远山汽车", "蓝鲸生物", "小麦科技"),
        ),
        (
            "绍兴市义工协会、绍兴市城隍庙、蓝鲸酒业有限公司等，共计向永靖县长风公益基金会捐款8万元。",
            _to("永靖县长风公益基金会", "绍兴市义工协会", "绍兴市城隍庙", "蓝鲸酒业有限公司"),
        ),
        (
            "绍兴市第一医院、绍兴市义工协会、蓝鲸酒业有限公司等爱心单位，现场与永靖县社工中心签署了合作备忘录。",
            _to("永靖县社工中心", "绍兴市第一医院", "绍兴市义工协会", "蓝鲸酒业有限公司"),
        ),
        (
            "越城街道邀请绍兴市第一医院、绍兴市义工协会、东海建设有限公司等爱心单位，现场与永靖县三塬镇签订结对帮扶协议。",
            _to("永靖县三塬镇", "绍兴市第一医院", "绍兴市义工协会", "东海建设有限公司"),
        ),
        ("浙江、江苏、山东等14个省市对口支援新疆。", _to("新疆", "浙江", "江苏", "山东")),
        # pairs one after another
        ("绍兴市第一医院与永靖县人民医院、绍兴市中医院与永靖县中医院分别签订对口支援协议。", HOSPITALS),
        ("绍兴市第一医院、绍兴市中医院分别与永靖县人民医院、永靖县中医院签订对口支援协议。", HOSPITALS),
        ("绍兴市第一医院对口帮扶永靖县人民医院，绍兴市中医院对口帮扶永靖县中医院。", HOSPITALS),
        # the recipient first
        ("永靖县三塬镇由绍兴市越城区对口帮扶。", {("绍兴市越城区", "永靖县三塬镇")}),
        ("永靖县受灾群众收到了由绍兴市远山汽车有限公司捐赠的大米。", {("绍兴市远山汽车有限公司", "永靖县")}),
        ("永靖县中学获赠图书3000册，由绍兴市新华书店捐赠。", {("绍兴市新华书店", "永靖县中学")}),
        # a word that both sides go by: the place is helped
        ("绍兴文理学院是永靖县三塬镇的定点帮扶单位。", {("绍兴文理学院", "永靖县三塬镇")}),
        ("作为永靖县的对口帮扶城市，绍兴市投入资金3亿元。", {("绍兴市", "永靖县")}),
        ("绍兴市民政局帮扶单位永靖县三塬镇向阳村喜获丰收。", {("绍兴市民政局", "永靖县三塬镇向阳村")}),
        # goods and where they go
        ("绍兴市红十字会调拨价值50万元的救灾物资支援永靖县。", {("绍兴市红十字会", "永靖县")}),
        ("近日，绍兴市慈善总会的一批爱心物资送达永靖县中学。", {("绍兴市慈善总会", "永靖县中学")}),
        ("法国、波兰及希腊3国决定调派消防员驰援突尼斯。", _to("突尼斯", "法国", "波兰", "希腊")),
        (
            "快马速运绍兴分公司将远山汽车有限公司捐赠的物资运抵永靖县。",
            {("远山汽车有限公司", "永靖县")},
        ),
        ("受远山汽车有限公司委托，绍兴市慈善总会将物资送到永靖县。", {("远山汽车有限公司", "永靖县")}),
        # teams, workers, visits
        ("绍兴市国资委驻永靖县三塬镇向阳村第一书记李某忙着卖苹果。", {("绍兴市国资委", "永靖县三塬镇向阳村")}),
        ("绍兴银行向永靖县三塬镇派出驻村工作队。", {("绍兴银行", "永靖县三塬镇")}),
        ("绍兴银行党委书记王某到永靖县调研定点帮扶工作。", {("绍兴银行", "永靖县")}),
        # a name that ends like a medium's
        ("南方电网定点帮扶永靖县三塬镇。", {("南方电网", "永靖县三塬镇")}),
    ],
)
def test_every_frame_tells_exactly_who_helps_whom(text, expected):
    assert _pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "远山汽车有限公司向永靖县捐款20万元。蓝鲸酒业有限公司捐款5万元。",
            _to("永靖县", "远山汽车有限公司", "蓝鲸酒业有限公司"),
        ),
        (
            "满载救灾物资的卡车驶向永靖县。这批物资由绍兴市远山汽车有限公司捐赠。",
            {("绍兴市远山汽车有限公司", "永靖县")},
        ),
        (
            "连日来，永靖县出现强降雨，造成内涝。远山汽车有限公司捐款200万元支援救灾。",
            {("远山汽车有限公司", "永靖县")},
        ),
    ],
)
def test_a_gift_is_for_whom_the_sentences_before_speak_of(text, expected):
    assert _pairs(text) == expected


def test_a_name_that_an_article_goes_on_using_is_one():
    text = "跨海速运爱心物资抵达永靖县。跨海速运自成立以来发展很快。8月4日，跨海速运捐赠的帐篷也运抵永靖县三塬镇。"
    assert ("跨海速运", "永靖县三塬镇") in _pairs(text)


def test_the_goods_that_come_are_those_of_who_gave_last():
    text = (
        "绍兴市长风公益基金会首批价值200万元的救援物资，由绍兴启程运往永靖县。绍兴市快马速运有限公司承担运输。"
        "该批物资将分给受灾学校，用于三塬镇及关山镇学校复课。"
    )
    assert {giver for giver, _ in _pairs(text)} == {"绍兴市长风公益基金会"}


@pytest.mark.parametrize(
    "text",
    [
        "绍兴市民政局表示，要帮助永靖县。",
        "绍兴市慈善总会号召社会各界向永靖县捐款。",
        "下一步，绍兴银行计划向永靖县捐赠100万元。",
        "绍兴市第一医院是永靖县医保定点医院，帮扶病人。",
        "绍兴市市场监管局为绍兴市企业提供援助。",
        "远山汽车有限公司帮助受灾地区。",
        "食品、帐篷、饮用水等大批物资运往永靖县。",
        "蓝鲸酒业有限公司如果捐款5万元，就可以减税。",
    ],
)
def test_no_giver_or_recipient_is_made_up(text):
    assert _pairs(text) == set()
