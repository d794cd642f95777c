"""A broken retriever, a verifier switched off and a model that invents are each told apart by the report.

All three are put into the real assistant over a real library, and the model speaks over the real client.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from assistant.service import Assistant
from assistant.verification import verify
from evals.comparing import Guard, compare
from evals.peers.peering import Borrowed
from evals.report import Report, make_report
from evals.runner import ask_all
from evals.systems import asking
from vectorstore.library import Library


def _report(suite, assistant) -> Report:
    ask = asking(assistant, None)
    outcomes = list(ask_all(suite.cases, lambda _, question: ask(question)))
    return make_report(suite, outcomes, config={}, library=None, now=datetime(2025, 1, 6, tzinfo=UTC))


@pytest.fixture
def sound(suite, six) -> Report:
    return _report(suite, six)


@pytest.fixture
def broken_retriever(suite, six) -> Report:
    """The retriever returns what speaks to the question least."""

    def worst(question, limit):
        return [(hit.passage, hit.score) for hit in six.library.search(question, limit=100)[-1:]]

    return _report(suite, Assistant(cast(Library, Borrowed(six.library, worst, None)), six.settings))


@pytest.fixture
def inventing(six, chat_server) -> Assistant:
    """A model that says of everything that 8888 of it were counted, on the authority of the first passage."""
    chat_server.replies = ["据统计，共有8888名。[1]"] * 40
    settings = {"llm": "openai:scripted", "llm_base_url": chat_server.url, "llm_api_key": "none", "mode": "generate"}
    return Assistant(six.library, type(six.settings)(home=six.settings.home, **settings))


@pytest.fixture
def inventing_model(suite, inventing) -> Report:
    return _report(suite, inventing)


@pytest.fixture
def verifier_off(suite, inventing, monkeypatch) -> Report:
    monkeypatch.setattr(verify, "_failure", lambda *_: None)
    return _report(suite, inventing)


def _all(report: Report, *names: str) -> tuple[float | None, ...]:
    return tuple(report.table["ALL"].get(name) for name in names)


def test_the_sound_one_is_right_grounded_and_drops_nothing(sound):
    assert _all(sound, "right", "cited", "recall", "grounded", "dropped") == (1.0, 1.0, 1.0, 1.0, 0.0)


def test_a_broken_retriever_loses_answers_but_says_nothing_untrue(sound, broken_retriever):
    right, cited, grounded, dropped = _all(broken_retriever, "right", "cited", "grounded", "dropped")
    assert right < 0.5
    assert cited < 0.5
    assert grounded in (None, 1.0)
    assert dropped == 0
    assert compare(sound.to_json(), broken_retriever.to_json()).fell


def test_a_model_that_invents_is_stopped_and_what_was_dropped_is_counted(sound, inventing_model):
    right, grounded, dropped = _all(inventing_model, "right", "grounded", "dropped")
    assert right == 2 / 8  # those that nothing answers
    assert grounded is None
    assert dropped >= 0.75
    assert inventing_model.abstention.recall == 1.0
    assert inventing_model.run.tokens["output"] > 0


def test_without_a_verifier_the_inventions_leave_and_are_not_grounded(sound, verifier_off):
    right, recall, grounded, dropped = _all(verifier_off, "right", "recall", "grounded", "dropped")
    assert right == 0
    assert recall == 0
    assert grounded == 0
    assert dropped == 0
    assert verifier_off.abstention.recall == 0.0


def test_each_is_a_fall_of_its_own(sound, broken_retriever, verifier_off):
    before = sound.to_json()
    assert compare(before, verifier_off.to_json(), [Guard("grounded")]).fell
    broken = broken_retriever.to_json()
    assert not any(row["scores"].get("grounded") == 0 for row in broken["questions"])
