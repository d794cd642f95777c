from __future__ import annotations

import pytest

from ingest.dates import find_dates
from ingest.labels import Byline, find_byline, is_label_line, labelled_date
from ingest.metadata import (
    find_date,
    find_doc_number,
    find_publisher,
    guess_kind,
    is_date_line,
    issuers,
    repeals,
    split_issuers,
    status,
    superseded_by,
    title_issuers,
)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年12月18日", "2024-12-18"),
        ("2024-12-18", "2024-12-18"),
        ("2024/3/5", "2024-03-05"),
        ("2024.03.05", "2024-03-05"),
        ("２０２４年３月５日", "2024-03-05"),
        ("2024 年 3 月 5 日", "2024-03-05"),
        ("二〇二四年三月五日", "2024-03-05"),
        ("二○二四年十二月二十一日", "2024-12-21"),
        ("二零二三年十月三十一日", "2023-10-31"),
        ("2024-03-05T08:00:00+08:00", "2024-03-05"),
        ("2024年3月", None),
        ("2023年2月30日", None),
        ("共12024-03-05号", None),
        ("版本2024.3.5.1", None),
        ("截至2023年6月30日，发布时间：2023-07-02", "2023-07-02"),
    ],
)
def test_dates(text, date):
    assert find_date(text) == date


def test_dates_know_where_they_stand():
    text = "自２０２３年１月１日起，至二〇二四年三月五日止"
    assert [text[one.start : one.end] for one in find_dates(text)] == ["２０２３年１月１日", "二〇二四年三月五日"]


@pytest.mark.parametrize(
    ("line", "whether"),
    [("2024年3月5日", True), ("（2024年3月5日）", True), ("2024年3月5日印发", False), ("甲局 2024-03-05", False)],
)
def test_a_line_of_nothing_but_a_date(line, whether):
    assert is_date_line(line) is whether


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("民发〔2022〕12号", "民发〔2022〕12号"),
        ("国办发[2020]1号", "国办发〔2020〕1号"),
        ("甲民规（２０２３）７号", "甲民规〔2023〕7号"),
        ("甲民规〔2023〕7号　　签发人：张三", "甲民规〔2023〕7号"),
        ("发文字号：甲民规【2021】第 3 号 成文日期：2021年1月1日", "甲民规〔2021〕3号"),
        ("文　　号：甲民规〔 2021 〕 3 号", "甲民规〔2021〕3号"),
        ("关于印发《某办法》的通知（甲发〔2023〕7号）", "甲发〔2023〕7号"),
        ("某某令第713号", "某某令第713号"),
        ("根据《某通知》（甲发〔2011〕300号）等有关规定，制定本办法。", None),
        ("按照甲发〔2011〕300号文件要求", None),
        ("发文字号：发布日期：2020-02-12", None),
    ],
)
def test_document_numbers_are_the_documents_own(text, number):
    assert find_doc_number(text) == number


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("发布日期：2023-8-8　来源：山乡网　点击数：638", Byline("山乡网", "2023-08-08")),
        ("2023年08月09日 08:30 来源：甲报 作者：张三", Byline("甲报", "2023-08-09")),
        ("（2023年8月11日　甲报）", Byline("甲报", "2023-08-11")),
        ("甲省人民政府办公厅　2020年2月3日", Byline("甲省人民政府办公厅", "2020-02-03")),
        ("时间：2023-08-09 08:30:22 字号：大 中 小 打印", Byline(None, "2023-08-09")),
        ("2023-08-09 08:30 星期三", Byline(None, "2023-08-09")),
        ("来源：甲报", Byline("甲报", None)),
        ("今年8月，2023年8月9日记者在此看到", None),
        ("活动时间：2023年8月9日", None),
        ("资金来源：财政拨款", None),
        ("会议于2023年8月9日召开。", None),
        ("甲县结对工作取得进展", None),
    ],
)
def test_bylines_are_nothing_but_labels_names_and_dates(line, byline):
    assert find_byline(line) == byline


def test_labels():
    assert is_label_line("责任编辑：李四")
    assert not is_label_line("他说：好")
    assert labelled_date("成文日期：2024年1月2日 发布日期：2024年1月9日", made=True) == "2024-01-02"
    assert find_publisher("标题\n2024年1月2日 甲报\n正文") == "甲报"
    assert find_publisher("【来源】甲报\n正文") == "甲报"


@pytest.mark.parametrize(
    ("title", "text", "number", "kind"),
    [
        ("关于开展结对的通知", "", None, "policy"),
        ("甲县暂行办法（试行）", "", None, "policy"),
        ("任何标题", "", "甲发〔2020〕1号", "policy"),
        ("甲县2023年工作情况报告", "记者了解到", None, "other"),
        ("茶园里的技术员", "本报讯（记者 张三）昨天下午", None, "news"),
        ("茶园里的技术员", "村里来了人。", None, "other"),
    ],
)
def test_kinds(title, text, number, kind):
    assert guess_kind(title, text, number) == kind


def test_issuing_bodies():
    assert issuers("甲省民政厅 甲省财政厅文件\n甲民发〔2020〕1号\n正文") == ("甲省民政厅", "甲省财政厅")
    assert issuers("发文机关：甲省民政厅\n正文") == ("甲省民政厅",)
    assert issuers("正文很长。\n甲省民政厅\n甲省财政厅\n2022年1月1日") == ("甲省民政厅", "甲省财政厅")
    assert issuers("村里来了人。\n2022年1月1日") == ()
    assert split_issuers("他们来了") == ()
    assert title_issuers("甲省民政厅 甲省财政厅关于某事的通知") == ("甲省民政厅", "甲省财政厅")
    assert title_issuers("关于某事的通知") == ()


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("本办法自2023年1月1日起施行。", "in_force"),
        ("本通知自印发之日起执行。", "in_force"),
        ("有效性：有效", "in_force"),
        ("本通知自印发之日起施行，有效期5年。", None),
        ("本通知执行至2020年12月31日止。", None),
        ("效力状态：失效", "repealed"),
        ("【已废止】", "repealed"),
        ("本文件已经废止。", "repealed"),
        ("本办法已被《甲省新办法》（甲发〔2023〕1号）代替。", "superseded"),
        ("原《旧办法》同时废止。", None),
        ("村里来了人。", None),
    ],
)
def test_whether_a_document_is_in_force(text, state):
    assert status(text) == state


def test_what_replaced_and_what_is_replaced():
    assert superseded_by("本办法已被《甲省新办法》（甲发〔2023〕1号）代替。") == "《甲省新办法》（甲发〔2023〕1号）"
    assert superseded_by("村里来了人。") is None
    text = "本办法自发布之日起施行，《旧办法》（甲发〔2003〕5号）和《更旧的办法》同时废止。"
    assert repeals(text) == (("旧办法", "甲发〔2003〕5号"), ("更旧的办法", None))
    assert status(text) == "in_force"
