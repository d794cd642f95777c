"""What is read out of sentences, lists, tables and notices of our own writing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.amounts import amounts, states
from ingest.extract.extract import Extractor, facts_of
from ingest.extract.periods import times, written_on
from ingest.extract.short_names import full_names, is_short_for
from vectorstore.facts import Clause, Figure, Organisation, Pairing, Programme
from vectorstore.records import Document


def _told(text: str, sort: type, **other: object) -> list:
    return [fact for fact in facts_of(Document(text=text, **other)) if isinstance(fact, sort)]


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(one.organisation, one.recipient) for one in _told(text, Pairing)}


@pytest.mark.parametrize(
    ("text", "expected", "mechanism"),
    [
        ("甘肃省青禾慈善基金会定点帮扶永靖县。", {("甘肃省青禾慈善基金会", "永靖县")}, "定点帮扶"),
        (
            "湖北省茶业协会与五峰县、鹤峰县、宣恩县签订了结对帮扶协议。",
            {("湖北省茶业协会", name) for name in ("五峰县", "鹤峰县", "宣恩县")},
            "结对帮扶",
        ),
        (
            "在参与帮扶行动中，湖北省茶业协会对口帮扶巴东、鹤峰、宣恩3个县。",
            {("湖北省茶业协会", name) for name in ("巴东", "鹤峰", "宣恩")},
            "对口支援",
        ),
        ("绍兴市长风公益基金会向永靖县第二中学捐赠图书3000册。", {("绍兴市长风公益基金会", "永靖县第二中学")}, "捐赠"),
        (
            "8月3日，绍兴市第一医院赴永靖县人民医院开展对口支援工作。",
            {("绍兴市第一医院", "永靖县人民医院")},
            "对口支援",
        ),
        ("永靖县是绍兴市长风公益基金会的定点帮扶县。", {("绍兴市长风公益基金会", "永靖县")}, "定点帮扶"),
        ("永靖县第二中学收到绍兴市长风公益基金会捐赠的图书。", {("绍兴市长风公益基金会", "永靖县第二中学")}, "捐赠"),
        (
            "绍兴市长风公益基金会在永靖县实施“灯塔”助学项目，资助困难学生。",
            {("绍兴市长风公益基金会", "永靖县")},
            "项目帮扶",
        ),
        ("126家企业与80个易地扶贫搬迁安置点结对帮扶。", {("126家企业", "80个易地扶贫搬迁安置点")}, "结对帮扶"),
    ],
)
def test_a_sentence_tells_who_helps_whom_and_how(text, expected, mechanism):
    found = _told(text, Pairing)
    assert {(one.organisation, one.recipient) for one in found} == expected
    assert {one.mechanism for one in found} == {mechanism}


def test_the_subject_is_carried_to_clauses_and_sentences_without_one():
    text = (
        "绍兴市长风公益基金会多年来投身公益。2021年以来，先后向永靖县第二中学捐赠图书。该基金会还定点帮扶和政县，"
        "累计投入350万元。"
    )
    assert _pairs(text) == {("绍兴市长风公益基金会", "永靖县第二中学"), ("绍兴市长风公益基金会", "和政县")}
    (figure,) = _told(text, Figure)
    assert (figure.subject, figure.value, figure.scope) == ("绍兴市长风公益基金会", 3_500_000, "cumulative")


@pytest.mark.parametrize(
    "text",
    [
        "绍兴市长风公益基金会在永靖县举行帮扶工作座谈会。",  # a meeting is held somewhere
        "村民代表把写着感谢的锦旗送给了绍兴市第一医院，感谢医院的帮扶。",
        "省民政厅在永靖县召开结对帮扶现场会。",
        "记者从永靖县了解到，帮扶工作进展顺利。",
        "绍兴市第一医院与绍兴市长风公益基金会签订合作协议，共同做好慈善工作。",  # two of one place that work together
    ],
)
def test_no_pairing_is_made_up(text):
    assert _pairs(text) == set()


def test_a_body_unknown_to_the_tagger_does_not_pass_its_deed_to_the_one_before():
    text = "中华慈善总会号召各界捐款救灾。黄小鱼向永靖县捐赠20万元。"
    assert ("中华慈善总会", "永靖县") not in _pairs(text)


def test_each_of_several_goes_with_its_own_where_it_is_said_so():
    text = "绍兴市第一医院、绍兴市中医院分别与永靖县人民医院、和政县人民医院签订对口帮扶协议。"
    assert _pairs(text) == {("绍兴市第一医院", "永靖县人民医院"), ("绍兴市中医院", "和政县人民医院")}


def test_a_list_is_checked_against_the_count_that_is_stated():
    text = "湖北省茶业协会对口帮扶巴东、走马坪、宣恩3个地区。"  # the second is in no gazetteer
    assert _pairs(text) == {("湖北省茶业协会", name) for name in ("巴东", "走马坪", "宣恩")}


def test_names_of_one_article_are_told_apart_and_tied():
    names = ["郑州大学第一附属医院", "郑大一附院", "青海省慈善总会", "广东省慈善总会", "慈善总会"]
    assert full_names("", names) == {"郑大一附院": "郑州大学第一附属医院"}
    assert full_names("绍兴市长风公益基金会（以下简称“长风”）", ["绍兴市长风公益基金会"]) == {
        "长风": "绍兴市长风公益基金会"
    }
    assert not is_short_for("中国残联", "中国残联福利基金会")


def test_a_short_name_stands_for_the_full_one():
    text = "绍兴市长风公益基金会（以下简称长风公益）成立十年。长风公益定点帮扶永靖县。"
    assert _pairs(text) == {("绍兴市长风公益基金会", "永靖县")}
    (body,) = (one for one in _told(text, Organisation) if one.name.startswith("绍兴"))
    assert (body.level, body.type, body.home.code) == ("市级", "基金会", "3306")
    assert "长风公益" in body.aliases


@pytest.mark.parametrize(
    ("text", "value", "unit", "scope", "qualifier"),
    [
        ("该会累计投入帮扶资金2.31亿元。", "231000000", "元", "cumulative", None),
        ("该会计划投入帮扶资金近3000万元。", "30000000", "元", "planned", "近"),
        ("2023年该会发放助学金72.5万元。", "725000", "元", "period", None),
        ("该会为400余名困难学生送去书包。", "400", "人", "instance", "余"),
        ("帮扶项目让31万农户受益。", "310000", "户", "instance", None),
        ("帮扶项目全年受益人次超40000人。", "40000", "人次", "period", "超"),
        ("该会首期捐赠1000万现金用于帮扶。", "10000000", "元", "instance", None),
    ],
)
def test_an_amount_becomes_a_figure(text, value, unit, scope, qualifier):
    (figure,) = _told(text, Figure)
    assert (figure.value, figure.unit, figure.scope, figure.qualifier) == (Decimal(value), unit, scope, qualifier)
    assert figure.metric


@pytest.mark.parametrize(
    "text",
    [
        "数千万元",
        "60岁以上老人",
        "10至20个品种",
        "2024年5月1日",
        "一个帮扶项目",
        "“百人援疆”行动",
        "4个多小时的工作",
        "街道二支部",
    ],
)
def test_what_is_vague_or_no_count_is_no_figure(text):
    assert _told(f"帮扶工作涉及{text}。", Figure) == []


def test_every_quote_is_a_slice_and_every_value_follows_from_its_quote():
    text = "绍兴市长风公益基金会向永靖县捐赠500 余万元（其中120万元用于购置36台设备），惠及1.2万名学生、３户家庭。"
    facts = facts_of(Document(text=text))
    for fact in facts:
        assert text[fact.source.span.start : fact.source.span.end] == fact.quote
    figures = [fact for fact in facts if isinstance(fact, Figure)]
    assert {(one.value, one.unit) for one in figures} == {
        (Decimal(5_000_000), "元"),
        (Decimal(1_200_000), "元"),
        (Decimal(36), "台"),
        (Decimal(12_000), "人"),
        (Decimal(3), "户"),
    }
    assert all(states(one.quote, one.value, one.unit) for one in figures)
    (part,) = (one for one in figures if one.part_of)
    assert (part.value, part.part_of) == (1_200_000, "500 余万元")


def test_what_is_counted_is_told_by_its_own_words():
    text = "绍兴市长风公益基金会捐赠了30个爱心书包和60部对讲机，帮扶8所省属院校与永靖县13所中学。"
    assert {(one.value, one.metric) for one in _told(text, Figure)} == {
        (30, "捐赠爱心书包"),
        (60, "对讲机"),
        (8, "帮扶省属院校"),
        (13, "永靖县中学"),
    }


def test_times_are_intervals_where_the_words_allow_it():
    today = written_on(Document(text="", published="2024-06-15"))
    read = {
        "2017年以来": ("2017-01-01", None),
        "2023年6月至2024年11月": ("2023-06-01", "2024-11-30"),
        "截至2023年6月30日": (None, "2023-06-30"),
        "今年5月": ("2024-05-01", "2024-05-31"),
        "去年": ("2023-01-01", "2023-12-31"),
        "7月12日至14日": ("2024-07-12", "2024-07-14"),
        "2024年春季学期": ("2024-01-01", "2024-06-30"),
        "近3年": ("2021-06-01", "2024-06-15"),
        "每年": (None, None),
    }
    for text, interval in read.items():
        (found,) = times(f"{text}投入", today)
        assert (found.period.text, found.period.since, found.period.until) == (text, *interval)


def test_a_pairing_and_its_figure_carry_programme_time_and_place():
    text = "2022年至2024年，绍兴市长风公益基金会在永靖县实施“灯塔助学”项目，累计投入650万元。"
    (pairing,) = _told(text, Pairing)
    assert (pairing.programme, pairing.period.since, pairing.region.code) == ("灯塔助学", "2022-01-01", "622923")
    (figure,) = _told(text, Figure)
    assert (figure.time.until, figure.region.code) == ("2024-12-31", "622923")
    (programme,) = _told(text, Programme)
    assert (programme.name, programme.organisers) == ("灯塔助学", ("绍兴市长风公益基金会",))


def _table() -> Document:
    rows = (
        {"社会组织": "长风公益基金会", "帮扶县（市）": "永靖县", "帮扶方式": "定点帮扶", "投入（万元）": "36"},
        {"社会组织": "湖北省茶业协会", "帮扶县（市）": "五峰县", "帮扶方式": "结对帮扶", "投入（万元）": "120"},
    )
    text = "\n".join("；".join(f"{name}：{value}" for name, value in row.items()) for row in rows)
    return Document(text=f"帮扶台账\n{text}", title="帮扶台账", kind="table", rows=rows)


def test_table_rows_are_read_by_their_headings():
    facts = facts_of(_table())
    pairs = [(one.organisation, one.recipient, one.mechanism) for one in facts if isinstance(one, Pairing)]
    assert pairs == [("长风公益基金会", "永靖县", "定点帮扶"), ("湖北省茶业协会", "五峰县", "结对帮扶")]
    figures = [(one.subject, one.metric, one.value, one.unit) for one in facts if isinstance(one, Figure)]
    assert figures == [("长风公益基金会", "投入", 360_000, "元"), ("湖北省茶业协会", "投入", 1_200_000, "元")]


NOTICE = """一、谁可以参加
（一）全国性社会组织可以报名。
（二）市级以上的行业协会，可以申报产业项目。
二、参加的条件
（一）依法登记满两年，近三年没有被列入失信名单。
三、纪律
（一）不得向群众收取费用。"""


def test_fields_of_a_list_are_told_without_what_parts_them():
    text = "参加行动的社会组织应当在消费、教育、就业等方面选定至少一项，制订帮扶计划。"
    (clause,) = _told(text, Clause, kind="policy", title="关于开展灯塔行动的通知", published="2024-01-05")
    assert {one.text for one in clause.conditions if one.aspect == "field"} >= {"消费", "教育"}


def test_a_notice_is_read_as_rules_with_conditions():
    clauses = _told(NOTICE, Clause, kind="policy", title="关于开展灯塔行动的通知", published="2024-01-05")
    read = {(one.subject, one.modality, one.action) for one in clauses}
    assert {
        ("全国性社会组织", "may", "报名"),
        ("市级以上的行业协会", "may", "申报产业项目"),
        ("", "must", "依法登记满两年，近三年没有被列入失信名单"),
        ("", "must_not", "向群众收取费用"),
    } <= read
    by_action = {one.action: one for one in clauses}
    levels = {condition.aspect: condition.values for condition in by_action["申报产业项目"].conditions}
    assert levels["level"] == ("市级", "省级", "国家级")
    assert levels["type"] == ("行业协会",)
    assert by_action["报名"].since == "2024-01-05"


@pytest.mark.parametrize(
    "text",
    [
        "各帮扶单位积极响应《关于开展灯塔行动的通知》，开展消费帮扶。",  # 响应 asks for nothing
        "社会组织的重要作用写进了《灯塔行动方案》。",
        "县里的企业供应农产品，落实《灯塔行动方案》。",
    ],
)
def test_a_word_that_only_holds_a_modal_is_no_rule(text):
    assert _told(f"{text}这是帮扶工作。", Clause) == []


def test_a_programme_has_a_name_of_its_own():
    text = (
        "绍兴市长风公益基金会在永靖县实施“灯塔”助学项目，开展多个防返贫项目。村“两委”组织活动，举办“6·30”活动、"
        "“学会一门手艺、带富一个家庭”行动。"
    )
    assert [one.name for one in _told(text, Programme)] == ["灯塔"]


def test_a_text_without_aid_has_no_facts_and_neither_has_a_line_without_end():
    assert facts_of(Document(text="某手机售价3999元，销量达12万台。")) == []
    assert facts_of(Document(text="帮扶" + "永靖县1" * 100_000)) == []


def test_what_is_handed_in_adds_to_the_rules_and_repeats_nothing():
    document = _table()
    own = facts_of(document)
    extractor = Extractor(more=lambda _: own[:1], method="again")
    assert extractor.facts([document, document]) == tuple(own)


def test_amounts_are_those_whose_value_is_settled():
    assert [(one.value, one.unit) for one in amounts("39个孩子、十几家企业、万余人")] == [
        (39, "人"),
        (10, "家"),
        (10_000, "人"),
    ]


_PIECES = st.sampled_from(
    [
        *"，。；：、（）“”《》\n 的了在与向为和等第一三十百万亿𠀀\u3000",
        *"帮扶 结对 捐赠 对口支援 永靖县 甘肃省 绍兴市 基金会 公司 公里".split(),
        *"元 名学生 个县 以来 截至 其中 项目 不得 可以".split(),
        *"36 １２ 3,456 2024年 5月1日 社会组织 （以下简称".split(),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join), st.sampled_from(["news", "policy", "table"]))
def test_any_text_is_read_and_only_what_it_says_is_told(text, kind):
    document = Document(text=f"帮扶{text}", kind=kind, published="2024-02-29")
    for fact in facts_of(document):
        span = fact.source.span
        assert document.text[span.start : span.end] == fact.quote
        if isinstance(fact, Figure):
            assert states(fact.quote, fact.value, fact.unit)
        if isinstance(fact, Pairing):
            assert fact.organisation != fact.recipient
