"""What a question asks: the noun that is counted or listed, the act that is asked about, the property sought."""

from __future__ import annotations

import pytest

from assistant.records import Question
from assistant.understanding.asks import asks
from assistant.understanding.question import understand


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("参与结对的社会组织有哪些？", "社会组织"),
        ("领取物资的儿童有多少？", "儿童"),
        ("其中产业类有多少？", ""),
        ("一共有多少名志愿者？", "志愿者"),
    ],
)
def test_the_noun_may_stand_before_the_interrogative(text, head):
    assert asks(text)[0].head == head


@pytest.mark.parametrize(
    ("text", "act", "denied"),
    [
        ("基金会为什么停办了食堂？", "停办", False),
        ("设备由哪家公司生产？", "生产", False),
        ("已征收的税款是否退还？", "退还", False),
        ("医院为什么没有通过验收？", "验收", True),
        ("受益学生有多少人？", "", False),
    ],
)
def test_the_act_that_is_asked_about_is_known(text, act, denied):
    (ask, *_) = asks(text)
    assert (ask.act, ask.denied) == (act, denied)


def test_a_property_that_is_asked_for_has_to_be_spoken_of():
    assert asks("热水器是什么牌子的？")[0].must == "牌子"


def test_the_figures_of_who_asks_whether_something_is_allowed_weigh_little():
    asker = understand(Question("我们只有1名专职人员，可以报名吗？"))
    told = understand(Question("哪个县有52家医院？"))
    assert [term.weight for term in asker.terms if term.role == "number"] == [0.25]
    assert [term.weight for term in told.terms if term.role == "number"] == [2.0]


@pytest.mark.parametrize(
    ("text", "kind", "unit", "nearest", "act"),
    [
        ("青溪县2023年结对仪式举行时间", "time", "", "举行", "举行"),
        ("助学项目的启动日期是什么？", "time", "", "启动", "启动"),
        ("山货节的举办地点", "place", "", "举办", ""),
        ("第三届山货节在哪办？", "place", "", "办", ""),
        ("早餐班的项目负责人", "person", "", "项目", ""),
        ("2023年帮扶项目受益人数", "count", "人", "人数", ""),
        ("青溪县2023年脱贫户劳动力就业率", "share", "", "就业率", ""),
        ("2023年合作社核桃产量？", "amount", "", "产量", ""),
        ("灌溉水渠有多长？", "amount", "长", "水渠", ""),
    ],
)
def test_a_question_that_only_names_a_property_asks_for_what_tells_it(text, kind, unit, nearest, act):
    (ask, *_) = asks(text)
    assert (ask.kind, ask.unit, ask.near[0], ask.act) == (kind, unit, nearest, act)


@pytest.mark.parametrize("text", ["服务站的开放时间", "项目实施质量", "青溪县的结对情况", "在哪些县实施？"])
def test_what_ends_like_a_property_and_is_none_is_asked_for_by_its_name(text):
    assert asks(text)[0].kind in ("name", "list")
