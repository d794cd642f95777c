"""No number and no organisation leaves without a source that holds it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.records import Claim, Draft
from assistant.verify import verify
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
