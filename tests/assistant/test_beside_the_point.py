"""True sentences that answer nothing: they lack the value asked for, or keep not to what the question restricts."""

from __future__ import annotations

import pytest

from assistant.evidence.refusing import refused
from assistant.evidence.sentences import candidates
from assistant.evidence.values import holds_value
from assistant.records import Question
from assistant.understanding.question import understand
from vectorstore.records import Document, Hit, Passage


def sentences(text, **about):
    document = Document(text=text, **about)
    return candidates(
        [Hit(document=document, passage=Passage(document.id, 0, len(text), text), score=1.0, keyword=1.0, dense=0.0)]
    )


def told(question, text):
    plan = understand(Question(question))
    return [holds_value(plan, plan.asks[0], sentence) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        ("山货节什么时候开幕？", "山货节于9月12日开幕。", "山货节开幕时，来了三十家企业。"),
        ("山货节开幕时间", "9月12日，山货节开幕。", "山货节开幕后，9月12日又签了一批订单。"),
        ("山货节开幕时间", "9月12日，青溪县来了许多客商，山货节开幕。", "新华社青溪9月12日电（记者李明）山货节开幕。"),
        ("2023年山货节的举办时间", "2023年山货节于9月12日举办。", "2023年山货节的举办让村民有了盼头。"),
        ("茶园哪一年建成？", "茶园在1998年建成之前是荒坡。", "茶园建成后，3年没有收成。"),
        ("展览办到什么时候？", "展览办到行动结束为止。", "展览办得很热闹。"),
        ("合作社的理事长是谁？", "理事长王秀英带着社员修渠。", "理事长每周都到地里看一看。"),
        ("合作社的理事长是谁？", "合作社由王秀英任理事长。", "（记者王秀英）理事长介绍了收成。"),
        ("歌唱比赛的冠军", "青溪队夺得歌唱比赛冠军。", "歌唱比赛冠军将获得奖杯。"),
        ("谁为青溪小学捐了书？", "书店老板为青溪小学捐了书。", "青溪小学收到捐书以后办起了阅读角。"),
        ("第三届山货节在哪里举办？", "第三届山货节在青溪县文化广场举办。", "第三届山货节于9月举办。"),
        ("山货节的举办地点", "山货节在遵义举办。", "山货节举办得很热闹。"),
    ],
)
def test_a_sentence_without_the_value_asked_for_is_no_answer(question, answers, beside):
    assert told(question, answers) == [True]
    assert told(question, beside) == [False]


def test_a_value_beside_another_act_is_not_the_one_asked_for():
    text = "3月1日，协会在镇上开了会，讨论了章程，请来了老师；山货节筹备顺利，定在秋后开幕。"
    assert told("山货节开幕时间", text) == [True]  # the date holds on until another one comes
    assert told("山货节开幕时间", text.replace("请来了老师", "4月2日又请来了老师，在村里住下，教人算账")) == [True]
    assert told("山货节闭幕时间", text) == [False]


def kept(question, text, **about):
    plan = understand(Question(question))
    return [one.text for one in sentences(text, **about) if not refused(plan, one, dict.fromkeys(plan.all_names, 1.0))]


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        ("2023山货节卖了多少核桃？", "2023山货节卖了40吨核桃。", "2021山货节卖了30吨核桃。"),
        ("2023年山货节卖了多少核桃？", "山货节卖了40吨核桃。\n青溪县，二〇二三年九月", "山货节卖了40吨核桃。"),
        ("第三届山货节卖了多少核桃？", "第三届山货节卖了40吨核桃。", "山货节每一届都卖核桃。"),
        ("首届山货节卖了多少核桃？", "第一届山货节卖了40吨核桃。", "第二届山货节卖了40吨核桃。"),
        ("四届二次会议定了几件事？", "第四届第二次会议定了3件事。", "四届一次会议定了3件事。"),
        ("《远山》讲了什么？", "《远山》讲了一位老师的故事。", "远山讲着一位老师的故事。"),
        ("KX20水泵有多重？", "KX-20水泵重30公斤。", "KX30水泵重30公斤。"),
        ("全国有多少人返乡？", "全国有300万人返乡。", "贵州省有30万人返乡。"),
        ("我国有多少人返乡？", "返乡的有300万人。", "全县返乡的有300人。"),
    ],
)
def test_a_sentence_that_keeps_not_to_what_is_restricted_is_refused(question, answers, beside):
    assert kept(question, answers)
    assert kept(question, beside) == []


def test_a_year_may_be_the_document_s_own():
    assert kept("2023年山货节卖了多少核桃？", "山货节卖了40吨核桃。", published="2023-10-01")
    assert kept("去年山货节卖了多少核桃？", "山货节卖了40吨核桃。")  # nothing tells which year is meant
