"""Text, Markdown, JSON Lines and mail: what is read from them, in whatever encoding they come."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.decoding import decode
from ingest.errors import Damaged
from ingest.readers import jsonl, mail, markdown
from ingest.readers.base import Reading
from ingest.readers.registry import read
from vectorstore.records import Document

SIMPLIFIED = "全县共有十二家社会组织参与结对帮扶，累计投入资金三百余万元。2023年增长3.5%。\n"
TRADITIONAL = "全縣共有十二家社會組織參與結對幫扶，累計投入資金三百餘萬元。2023年增長3.5%。\n"


def only(reading: Reading) -> Document:
    assert len(reading.documents) == 1
    return reading.documents[0]


# -- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "utf-32"]
)
def test_simplified_chinese_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "cp950", "gb18030", "utf-16-be"])
def test_traditional_chinese_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_two_characters_are_enough_for_gbk() -> None:
    assert decode("帮扶".encode("gbk")).text == "帮扶"


def test_declared_encoding_is_used_when_it_fits_and_not_when_it_does_not() -> None:
    assert decode("支援団体は三つあります。".encode("euc_jp"), "euc-jp").text == "支援団体は三つあります。"
    assert decode(SIMPLIFIED.encode("gb18030"), "utf-8").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode(), "no-such-encoding").text == SIMPLIFIED


def test_file_cut_inside_a_character_is_read_up_to_there() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert decode("帮扶县".encode(encoding)[:-1]).text == "帮扶"


def test_single_broken_byte_costs_a_few_characters_not_the_file() -> None:
    data = bytearray((SIMPLIFIED * 20).encode("gb18030"))
    data[100] = 0xFF
    decoded = decode(bytes(data))
    assert 0 < decoded.lost < 5
    assert "结对帮扶" in decoded.text


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\0" * 500, b"\x7fELF\x02\x01\x01" + bytes(600)])
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(Damaged):
        decode(data)


# -- markdown --------------------------------------------------------------------------------------------------------

MARKDOWN = """---
title: "帮扶简报"
source: 某协会
date: 2023年8月10日
---
# 帮扶简报

第一段**重点**，[链接](http://a.cn)，
接着说。

## 做法

- 甲项目
- 乙项目
  1. 先做

| 县 | 资金 |
|---|---|
| 云县 | 3.5万元 |
| 山县 | 12万元 |

<script>alert(1)</script>
![图](x.png)
"""


def test_markdown_reads_without_its_marks() -> None:
    document = only(markdown.read(MARKDOWN.encode(), "a.md"))
    assert (document.title, document.publisher, document.published) == ("帮扶简报", "某协会", "2023-08-10")
    assert document.text.split("\n") == [
        "第一段重点，链接，接着说。",
        "做法",
        "- 甲项目",
        "- 乙项目",
        "1. 先做",
        "县：云县；资金：3.5万元",
        "县：山县；资金：12万元",
    ]
    assert document.rows == ({"县": "云县", "资金": "3.5万元"}, {"县": "山县", "资金": "12万元"})


def test_markdown_title_is_the_first_heading() -> None:
    assert only(markdown.read("前言。\n\n# 题目\n\n正文。".encode(), "a.md")).title == "题目"
    assert only(markdown.read("## 小题\n\n正文。".encode(), "a.md")).title == "小题"


# -- json lines ------------------------------------------------------------------------------------------------------


def lines(*told: object) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in told).encode()


def test_jsonl_takes_the_form_of_the_export() -> None:
    told = {
        "id": "0f" * 8,
        "external_id": "doc-7",
        "file": "/elsewhere/a.pdf",
        "title": "题",
        "publisher": "某报",
        "published": "2023-08-10",
        "kind": "policy",
        "page": "3",
        "doc_number": "民发〔2023〕1号",
        "text": "正文。",
        "rows": [{"县": "云县", "空": None}],
    }
    assert only(jsonl.read(lines(told), "a.jsonl")) == Document(
        text="正文。",
        title="题",
        publisher="某报",
        published="2023-08-10",
        kind="policy",
        page="3",
        doc_number="民发〔2023〕1号",
        rows=({"县": "云县"},),
        external_id="doc-7",
    )


def test_jsonl_identifier_is_doc_id_or_id() -> None:
    found = jsonl.read(
        lines({"doc_id": "a", "id": "b", "text": "一"}, {"id": 7, "text": "二"}, {"text": "三"}), "a.jsonl"
    )
    assert [one.external_id for one in found.documents] == ["a", "7", None]


def test_jsonl_broken_lines_are_named_and_skipped() -> None:
    deep = "[" * 100_000
    found = jsonl.read(
        lines({"text": "一。"}, "{oops", "", ["x"], {"text": " "}, deep, {"text": "二。", "kind": "?"}), "a"
    )
    assert [(one.text, one.kind) for one in found.documents] == [("一。", "other"), ("二。", "other")]
    assert [remark[:5] for remark in found.remarks] == ["第 2 行", "第 4 行", "第 5 行", "第 6 行"]


def test_jsonl_names_no_more_broken_lines_than_one_reads() -> None:
    found = jsonl.read(lines({"text": "一。"}, *["?"] * 500), "a")
    assert len(found.remarks) == 21
    assert "480" in found.remarks[-1]


def test_jsonl_without_any_document_is_damaged() -> None:
    with pytest.raises(Damaged, match="第 1 行"):
        jsonl.read(b"nothing\nat all", "a.jsonl")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_jsonl_in_other_encodings(encoding: str) -> None:
    assert only(jsonl.read(lines({"text": SIMPLIFIED}).decode().encode(encoding), "a.jsonl")).text == SIMPLIFIED


# -- mail ------------------------------------------------------------------------------------------------------------


def letter(subject: str = "转发：三县签约", body: str = SIMPLIFIED) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "a@example.cn"
    message["Date"] = "Sat, 12 Aug 2023 09:12:33 +0800"
    message.set_content(body)
    return message


def own(message: EmailMessage | bytes) -> Document:
    data = message if isinstance(message, bytes) else message.as_bytes()
    return only(mail.open_container(data, "a.eml").own)


def test_mail_is_an_article_under_its_subject() -> None:
    document = own(letter())
    assert (document.title, document.published, document.text) == ("三县签约", "2023-08-12", SIMPLIFIED.strip())


@pytest.mark.parametrize(
    "raw",
    [
        b"=?gb18030?B?yP3P2Mep1Lw=?=",
        b"=?utf-8?B?5LiJ5Y6/562+?=\r\n =?utf-8?B?57qm?=",
        b"=?utf-8?B?5LiJ5Q==?= =?utf-8?B?jr/nrb7nuqY=?=",  # cut inside a character
        "三县签约".encode("gb18030"),
        "三县签约".encode(),
    ],
)
def test_mail_subject_however_it_is_written(raw: bytes) -> None:
    assert own(b"Subject: " + raw + b"\r\nFrom: a@b.cn\r\n\r\n" + b"text here").title == "三县签约"


def test_mail_of_which_the_plain_part_is_a_stub_is_read_from_its_page() -> None:
    message = letter(body="请使用支持HTML的客户端查看。")
    page = f"<style>p{{}}</style><p>编辑您好：</p><h3>三县签约</h3><p>{SIMPLIFIED}</p><p>第二段。<br>第三段。</p>"
    message.add_alternative(page, subtype="html", charset="gb18030")
    assert own(message).text == f"{SIMPLIFIED.strip()}\n第二段。\n第三段。"


def test_mail_loses_signature_and_answered_mail() -> None:
    history = "-----原始邮件-----\n发件人：b@example.cn\n发送时间：2023-08-11\n主题：问\n\n旧的内容。"
    assert own(letter("回复：三县签约", f"{SIMPLIFIED}\n-- \n老张\n\n{history}")).text == SIMPLIFIED.strip()


def test_forwarded_mail_is_what_was_forwarded() -> None:
    body = f"请阅。\n\n-------- 转发邮件信息 --------\n发件人：b@example.cn\n日期：2023-08-11\n\n{SIMPLIFIED}"
    assert SIMPLIFIED.strip() in own(letter(body=body)).text
    assert "example" not in own(letter(body=body)).text


def test_mail_attachments_are_read_by_their_own_readers() -> None:
    message = letter()
    message.add_attachment(
        "# 附件题\n\n附件正文。".encode(), maintype="application", subtype="octet-stream", filename="附件 稿.md"
    )
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n" + bytes(9), maintype="image", subtype="png", cid="<logo>", disposition="inline"
    )
    inner = letter("里面的信", "里面的正文。")
    inner.add_attachment(lines({"text": "第三层。"}), maintype="text", subtype="plain", filename="c.jsonl")
    message.add_attachment(inner)
    found = read(message.as_bytes(), "a.eml")
    assert [(one.file, one.title or one.text) for one in found.documents] == [
        ("", "三县签约"),
        ("附件 稿.md", "附件题"),
        ("转发邮件4.eml", "里面的信"),
        ("转发邮件4.eml!c.jsonl", "第三层。"),
    ]
    assert not found.refusals


def test_mail_without_header_is_damaged() -> None:
    with pytest.raises(Damaged):
        read("只是一段文字。".encode(), "a.eml")


# -- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_text_with_title_and_source_line(encoding: str) -> None:
    text = f"　　三县签约\n　　（2023年8月11日　某某报）\n\n　　{SIMPLIFIED}　　{SIMPLIFIED}"
    document = only(read(text.encode(encoding), "a.txt"))
    assert (document.title, document.publisher, document.published) == ("三县签约", "某某报", "2023-08-11")
    assert document.text == f"三县签约\n{SIMPLIFIED}{SIMPLIFIED.strip()}"
    for clean, raw, length in document.origin:
        assert document.text[clean : clean + length] == text[raw : raw + length]


def test_text_that_is_only_sentences_has_no_title() -> None:
    assert only(read(SIMPLIFIED.encode(), "a.txt")).title is None


def test_shared_plain_files_keep_their_order(shared: Path) -> None:
    for name, title in (
        ("旧稿_gb18030.txt", "西藏上半年金融运行平稳"),
        ("稿件_utf16.txt", "“戏从温州来”亮相上海宛平剧院"),
    ):
        document = only(read((shared / "ingest_set" / "files" / name).read_bytes(), name))
        assert document.title == title
        assert document.published
