"""Follow-ups made whole from the turns before them, in Chinese and English, over several turns and changes of topic."""

from __future__ import annotations

import pytest

from assistant.records import Question, Turn
from assistant.understanding.followup import whole
from assistant.understanding.question import understand

GRANT = ("青禾慈善基金会在镇康县的早餐班2023年秋季学期拨款多少？", "青禾慈善基金会2023年秋季学期拨款83万元。[1]")
WHO = ("哪家组织定点帮扶镇康县？", "青禾慈善基金会定点帮扶镇康县，在当地12所小学开设早餐班。[1]")
COUNT = ("全省社会组织实施了多少个帮扶项目？", "实施项目160个。[1]")
ENGLISH = (
    "Which foundation assists Zhenkang County?",
    "According to 《这一年》 (彩云周报, 2024-06-20): 青禾慈善基金会定点帮扶镇康县。[1]",
)


def turns(*said):
    return tuple(Turn(role, text) for role, text in zip(("user", "assistant") * 8, said, strict=False))


@pytest.mark.parametrize(
    ("text", "history", "expected"),
    [
        ("那镇雄县呢？", GRANT, "青禾慈善基金会在镇雄县的早餐班2023年秋季学期拨款多少？"),
        ("换成双江县", GRANT, "青禾慈善基金会在双江县的早餐班2023年秋季学期拨款多少？"),
        ("那它在双江县呢？", GRANT, "青禾慈善基金会在双江县的早餐班2023年秋季学期拨款多少？"),
        ("双江县", GRANT, "青禾慈善基金会在双江县的早餐班2023年秋季学期拨款多少？"),
        ("那2022年呢？", GRANT, "青禾慈善基金会在镇康县的早餐班2022年秋季学期拨款多少？"),
        ("去年呢？", GRANT, "青禾慈善基金会在镇康县的早餐班去年秋季学期拨款多少？"),
        ("那红柳慈善基金会呢？", GRANT, "红柳慈善基金会在镇康县的早餐班2023年秋季学期拨款多少？"),
        ("那双江县呢？", WHO, "哪家组织定点帮扶双江县？"),
        ("那教育类呢？", (*COUNT, "其中产业类有多少？", "产业类45个。[1]"), "其中教育类有多少？"),
        ("那双江县呢？", (*GRANT, "那镇雄县呢？", "文库中没有找到能回答这个问题的内容。"),
         "青禾慈善基金会在双江县的早餐班2023年秋季学期拨款多少？"),
        ("What about Zhenxiong County?", ("How many students are there in Zhenkang County?", "2460人。[1]"),
         "How many students are there in 镇雄?"),
        ("What about 2022?", ("How much was granted in Zhenkang County in 2023?", "83万元。[1]"),
         "How much was granted in Zhenkang County in 2022?"),
    ],
)  # fmt: skip
def test_what_only_names_another_thing_is_the_question_before_asked_of_that(text, history, expected):
    assert whole(text, turns(*history)).text == expected


@pytest.mark.parametrize(
    ("text", "history", "names"),
    [
        ("受益学生多少人？", GRANT, {"青禾慈善基金会", "镇康县"}),
        ("投入了多少？", GRANT, {"青禾慈善基金会", "镇康县"}),
        ("它的联系电话？", WHO, {"青禾慈善基金会", "镇康县"}),
        ("该基金会还在哪里做？", WHO, {"青禾慈善基金会"}),
        ("该县还有什么项目？", GRANT, {"镇康县"}),
        ("在双江县拨款多少？", GRANT, {"青禾慈善基金会"}),
        ("投入了多少？", (*GRANT, "那双江县呢？", "双江县没有。"), {"青禾慈善基金会", "双江县"}),
        ("覆盖多少所学校？", (*WHO, "它在那里做什么？", "开设早餐班。[1]"), {"青禾慈善基金会", "镇康县"}),
        ("How many students benefit from it?", ENGLISH, {"青禾慈善基金会", "镇康", "镇康县"}),
        ("它惠及多少名学生？", ENGLISH, {"青禾慈善基金会", "镇康", "镇康县"}),
    ],
)
def test_what_names_nothing_is_about_what_the_turns_before_were_about(text, history, names):
    assert {term.text for term in whole(text, turns(*history)).names} == names


@pytest.mark.parametrize(
    "text", ["云南有多少家社会组织参与结对帮扶？", "滇茶流通商会捐了多少钱？", "How many schools are there in Yunnan?"]
)
def test_a_question_on_a_topic_of_its_own_takes_over_nothing(text):
    asked = whole(text, turns(*GRANT, *WHO))
    assert (asked.text, asked.names) == (text.rstrip(), ())


def test_what_was_found_missing_is_no_topic():
    missing = "文库中没有关于“红柳县”的相关内容。最接近的资料是《另一篇》。"
    asked = whole("条件是什么？", turns("青海的专项行动我们能参加吗？", missing))
    assert {term.text for term in asked.names} == {"青海"}


def test_a_part_is_counted_as_the_whole_was():
    (ask,) = understand(Question("其中产业类有多少？", history=turns(*COUNT))).asks
    assert (ask.kind, ask.unit, ask.head) == ("count", "个", "帮扶项目")


def test_a_long_conversation_is_answered_turn_by_turn(assistant):
    history = ()
    for text, expected in [
        ("哪家组织定点帮扶镇康县？", "青禾慈善基金会"),
        ("它在那里开设了什么？", "早餐班"),
        ("2023年秋季学期拨款多少？", "83万元"),
        ("受益学生呢？", "2460人"),
        ("滇茶流通商会给双江县的学校捐了什么？", "净水设备"),
        ("值多少钱？", "42万元"),
        ("那镇康县呢？", ""),
    ]:
        answer = assistant.ask(Question(text, history=history))
        assert expected in answer.answer, (text, answer.answer)
        history = (*history, Turn("user", text), Turn("assistant", answer.answer))
    assert answer.status == "not_found"
