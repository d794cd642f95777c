"""Extraction by a chat model over a real HTTP endpoint: what the text does not bear out is refused."""

from __future__ import annotations

import json

import pytest

from assistant.build import extractor
from assistant.errors import BadSetting, ModelFailed
from assistant.settings import Settings
from ingest.extract.extract import facts_of
from ingest.pipeline import ingest
from vectorstore.library import Library
from vectorstore.records import Document

TEXT = "今年起，青禾慈善基金会的志愿者每周走进镇康县的三所村小，陪孩子们读书，花去经费36万元，408名孩子因此受益。"
PAIRING = {"organisation": "青禾慈善基金会", "recipient": "镇康县", "mechanism": "项目帮扶", "period": "今年起"}
FIGURE = {"subject": "青禾慈善基金会", "metric": "经费", "value": 360000, "unit": "元", "quote": "花去经费36万元"}
QUOTE = "青禾慈善基金会的志愿者每周走进镇康县的三所村小"


def _answer(pairings=(), figures=()):
    return json.dumps({"pairings": list(pairings), "figures": list(figures)}, ensure_ascii=False)


@pytest.fixture
def settings(chat_server, tmp_path):
    return Settings(
        home=tmp_path / "home", llm="openai:scripted", llm_base_url=chat_server.url, llm_api_key="none", _env_file=None
    )


@pytest.fixture
def read(chat_server, settings):
    def read(answer):
        chat_server.replies = [answer]
        document = Document(text=TEXT, published="2024-06-01")
        own = {fact.id for fact in facts_of(document)}
        return [fact for fact in extractor("llm", settings).facts([document]) if fact.id not in own]

    return read


def test_what_the_text_bears_out_is_added(read, chat_server):
    pairing, figure = read(f"好的：\n```json\n{_answer([PAIRING | {'quote': QUOTE}], [FIGURE])}\n```")
    assert (pairing.organisation, pairing.recipient, pairing.region.code) == ("青禾慈善基金会", "镇康县", "530924")
    assert pairing.period.since == "2024-01-01"
    assert (figure.value, figure.unit, figure.text, figure.quote) == (360_000, "元", "36万元", "花去经费36万元")
    assert TEXT in chat_server.prompts[0]


@pytest.mark.parametrize(
    "answer",
    [
        _answer([PAIRING | {"quote": "青禾慈善基金会帮扶镇康县"}]),  # no such words
        _answer([PAIRING | {"quote": QUOTE, "recipient": "永德县"}]),  # a place that the text does not name
        _answer([PAIRING | {"quote": QUOTE, "organisation": "白禾慈善基金会"}]),
        _answer([PAIRING | {"quote": "408名孩子因此受益"}]),  # neither party stands there
        _answer([], [FIGURE | {"value": 370000}]),
        _answer([], [FIGURE | {"unit": "人"}]),
        _answer([], [FIGURE | {"quote": "408名孩子因此受益"}]),
        _answer([{"organisation": "青禾慈善基金会"}]),  # not of the form
        "没有可抽取的内容。",
        "{",
    ],
)
def test_what_the_text_does_not_bear_out_is_refused(read, answer):
    assert read(answer) == []


def test_a_file_read_by_rules_is_read_again_with_the_model(chat_server, settings, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with Library.open(settings.home) as library:
        assert ingest([path], library).facts
        before = library.ledger.counts().get("pairing", 0)
        chat_server.replies = [_answer([PAIRING | {"quote": QUOTE}])]
        report = ingest([path], library, extractor=extractor("llm", settings))
        assert [line.status for line in report.files] == ["ok"]
        assert library.ledger.counts()["pairing"] == before + 1
        assert [line.status for line in ingest([path], library, extractor=extractor("llm", settings)).files] == [
            "unchanged"
        ]


def test_without_a_model_it_is_said_and_a_model_that_fails_is_named(settings, chat_server, tmp_path):
    with pytest.raises(BadSetting, match="BANGFU_LLM"):
        extractor("llm", Settings(home=tmp_path, _env_file=None))
    with pytest.raises(ModelFailed, match="did not answer"):
        extractor("llm", settings).facts([Document(text=TEXT)])
