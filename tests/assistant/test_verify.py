"""No figure, name, place or date leaves without a source that holds it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assistant.records import Claim, Draft
from assistant.verification.grounding import Source, unsupported
from assistant.verification.verify import verify
from vectorstore.records import Document, Span

TEXT = "青松慈善基金会在清水县累计投入650余万元，资助二十所学校、1,815名学生。"
DOCUMENT = Document(text=TEXT, title="清水县的学校", publisher="清河日报", file="/somewhere/papers/a.txt", page="3")
WHOLE = Span(DOCUMENT.id, 0, len(TEXT))


def checked(text, *, evidence=(WHOLE,), derived=()):
    return verify(Draft((Claim(text, evidence, derived),)), lambda _: DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        "投入650余万元。",
        "投入650万元，合6500000元。",
        "资助20所学校和1815名学生。",
        "青松慈善基金会资助了学校。",
    ],
)
def test_what_the_source_says_stands_in_any_spelling(text):
    verified = checked(text)
    assert verified.text == f"{text}[1]"
    assert verified.checks.unsupported == ()


@pytest.mark.parametrize(
    ("text", "failing"),
    [
        ("投入660万元。", "660万元"),
        ("资助30所学校。", "30所"),
        ("资助20户学生。", "20户"),
        ("红柳慈善基金会投入650余万元。", "红柳慈善基金会"),
    ],
)
def test_what_the_source_does_not_say_is_dropped_and_named(text, failing):
    verified = checked(text)
    assert verified.text == ""
    assert verified.citations == ()
    assert verified.checks.unsupported == (failing,)


NEWS = (
    "4月12日，云南省民政厅厅长沈知行在普洱市景谷县调研时说，第三批帮扶项目已经启动。景谷傣族彝族自治县人民医院的骨干医生"
    "赴上海学习，中国石油化工集团有限公司资助了其中一部分费用。友谊赛上，县医院队以4:1获胜。"
)
PAPER = Document(text=NEWS, title="帮扶项目启动", publisher="清河日报", file="/somewhere/papers/b.txt")


def told(text):
    return verify(Draft((Claim(text, (Span(PAPER.id, 0, len(NEWS)),)),)), lambda _: PAPER).checks.unsupported


@pytest.mark.parametrize(
    "text",
    [
        "沈知行在云南景谷调研时说，第3批项目已经启动。",  # 普洱 lies in 云南, and 景谷 is short for the county
        "中石化集团公司资助了医生学习的一部分费用。",
        "县医院队4：1取胜。",
        "4月12日的调研中说，项目启动了。",
        "该公司资助了费用。",
    ],
)
def test_names_places_and_dates_stand_in_their_other_forms(text):
    assert told(text) == ()


@pytest.mark.parametrize(
    ("text", "failing"),
    [
        ("沈知新在景谷县调研。", "沈知新"),
        ("沈知行在镇雄县调研。", "镇雄县"),
        ("第四批帮扶项目已经启动。", "第四批"),
        ("5月12日沈知行在景谷县调研。", "5月"),
        ("中国石油天然气集团有限公司资助了费用。", "中国石油天然气集团有限公司"),
        ("县医院队以2:1获胜。", "2:1"),
    ],
)
def test_another_name_place_or_date_is_named_and_dropped(text, failing):
    assert failing in told(text)


def test_a_sentence_that_shares_few_words_with_its_source_is_not_what_the_source_says():
    assert told("这一做法受到群众普遍欢迎，带动产业升级，就业岗位明显增加，收入持续增长。")


def test_most_invented_news_is_caught_and_no_true_news_is(shared):
    path = shared / "data" / "uhgeval" / "questions.jsonl"
    news = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    numbers = [one for one in news if one["type"] == "num"][::3]
    caught, passed = 0, 0
    for one in numbers:
        source = Source(one["newsBeginning"] + one["newsRemainder"], one["headLine"])
        caught += any(unsupported(one["hallucinatedContinuation"], source))
        passed += not any(unsupported(one["realContinuation"], source))
    assert caught >= 0.8 * len(numbers)
    assert passed >= 0.95 * len(numbers)


def test_a_claim_without_evidence_never_stands():
    assert checked("资助了学校。", evidence=()).text == ""


def test_a_computed_number_stands_beside_its_operands():
    value = Decimal(6500000) / 20
    assert checked("平均每所约32.5万元（650万元 ÷ 20所 ≈ 32.5万元）。", derived=(value,)).text
    assert not checked("平均每所约52.5万元。", derived=(value,)).text


def test_citations_quote_their_span_exactly_and_name_no_folder_of_the_machine():
    verified = checked("资助二十所学校。", evidence=(Span(DOCUMENT.id, 20, 30),))
    (citation,) = verified.citations
    assert citation.quote == TEXT[20:30]
    assert (citation.marker, citation.source, citation.page) == (1, "papers/a.txt", "3")


def test_one_source_keeps_one_marker():
    claims = (Claim("资助二十所学校。", (WHOLE,)), Claim("投入650余万元。", (WHOLE,)))
    verified = verify(Draft(claims), lambda _: DOCUMENT)
    assert verified.text == "资助二十所学校。[1]投入650余万元。[1]"
    assert verified.checks.numbers == 2


def test_a_piece_that_the_tagger_tears_out_of_a_place_is_no_name_of_its_own():
    text = "青松慈善基金会结对帮扶泸水市老窝镇中学。"
    paper = Document(text=text, title="结对", file="/somewhere/papers/c.txt")
    said = "帮扶怒江州的社会组织，文库中有记录的有1家：青松慈善基金会（结对帮扶）。"  # 江州 is a place elsewhere
    verified = verify(Draft((Claim(said, (Span(paper.id, 0, len(text)),), (Decimal(1),)),)), lambda _: paper)
    assert verified.text == f"{said}[1]"
    elsewhere = verify(
        Draft((Claim(said.replace("怒江", "大理"), (Span(paper.id, 0, len(text)),), (Decimal(1),)),)), lambda _: paper
    )
    assert elsewhere.text == ""
