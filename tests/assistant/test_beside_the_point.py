"""True sentences that answer nothing: they lack the value asked for, or keep not to what the question restricts."""

from __future__ import annotations

import pytest

from assistant.evidence.fitting import figures_for
from assistant.evidence.refusing import differing, lacks, refused, restricting
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
        ("山货节的举办地点", "山货节在遵义举行。", "青溪县报道，山货节下月举行。"),
        ("山货节开幕日期", "山货节将于9月12日开幕。", "县里9月1日宣布山货节开幕日期已定。"),
        ("《远山》的首播时间", "《远山》9月12日首播。", "《近水》9月12日首播，同时拍摄《远山》。"),
        ("哪里投入了12万元？", "全省投入12万元。", "全省投入15万元。"),
        ("合作社2023年核桃产量增长多少？", "核桃产量40吨，增长12%。", "2023年合作社的工资增长12%。"),
        ("2023年合作社核桃产量", "2023年核桃产量40吨。", "2023年来了40位客商。"),
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
    holds, checks = dict.fromkeys(plan.all_names, 1.0), differing(plan)
    return [one.text for one in sentences(text, **about) if not refused(plan, one, holds, checks)]


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
        ("2023年8月卖了多少核桃？", "2023年8月卖了40吨核桃。", "2023年1-11月卖了400吨核桃。"),
        ("2023年8月卖了多少核桃？", "2023年8月卖了40吨核桃。", "2023年三季度卖了90吨核桃。"),
        ("我国有多少人返乡？", "返乡的有300万人。", "全县返乡的有300人。"),
    ],
)
def test_a_sentence_that_keeps_not_to_what_is_restricted_is_refused(question, answers, beside):
    assert kept(question, answers)
    assert kept(question, beside) == []


def figures(question, text, **about):
    plan = understand(Question(question))
    return [one.text for sentence in sentences(text, **about) for one in figures_for(plan, plan.asks[0], sentence)]


def test_a_figure_is_of_the_year_and_of_the_kind_that_is_asked_for():
    question = "2022年山货节票房多少？"
    assert figures(question, "2023年山货节票房5万元，超过2022年的4万元。") == ["4万元"]
    assert figures(question, "2023年山货节票房5万元，超过2022年。") == []
    assert figures(question, "山货节票房难比去年的5万元。") == []
    assert figures(question, "山货节票房超过去年的5万元。", published="2023-10-01") == ["5万元"]
    assert figures("水渠有多长？", "3个村修的水渠长5公里。") == ["5公里"]
    assert figures("合作社的核桃产量", "31个村的核桃产量40吨。") == ["40吨"]


def facts(question, text):
    plan = understand(Question(question))
    weighed = [(term, 1.0) for term in plan.terms]
    return [not lacks(plan, one, restricting(plan, plan.asks[0], weighed)) for one in sentences(text)]


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        ("象棋比赛的冠军是谁？", "象棋比赛的冠军是王秀英。", "围棋比赛的冠军是王秀英。"),
        ("农运会的冠军是谁？", "农民运动会的冠军是王秀英。", "象棋大赛的冠军是王秀英。"),
        ("核核桃仁的产量是多少？", "核桃桃仁的产量是40吨。", "花生仁的产量是40吨。"),
        ("1500米长跑谁赢了？", "1500米长跑王秀英赢了。", "800米长跑王秀英赢了。"),
    ],
)
def test_a_document_without_the_noun_that_says_which_is_about_another(question, answers, beside):
    assert facts(question, answers) == [True]
    assert facts(question, beside) == [False]


def test_a_year_may_be_the_document_s_own():
    assert kept("2023年山货节卖了多少核桃？", "山货节卖了40吨核桃。", published="2023-10-01")
    assert kept("去年山货节卖了多少核桃？", "山货节卖了40吨核桃。")  # nothing tells which year is meant
