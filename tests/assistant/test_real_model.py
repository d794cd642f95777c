"""A real chat model over a real endpoint: protocol, streaming, tool calls, and that nothing it invents leaves.

A small model says nothing about quality, so nothing is asked of what it answers but that it is true to its citations.
"""

from __future__ import annotations

import os
import re

import pytest

from assistant.records import Question
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.verification.grounding import Source, unsupported
from ingest.sentences import sentences

ADDRESS = "BANGFU_TEST_LLM_URL"


@pytest.fixture
def real(library, tmp_path):
    url = os.environ.get(ADDRESS)
    if not url:
        pytest.skip(f"no chat model is served: set {ADDRESS} to an endpoint in the OpenAI form, http://…/v1")
    named = os.environ.get("BANGFU_TEST_LLM", "openai:local")
    settings = Settings(
        home=tmp_path, llm=named, llm_base_url=url, llm_api_key="none", llm_seconds=1800, _env_file=None
    )
    return Assistant(library, settings)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mode", ["generate", "agent"])
@pytest.mark.parametrize("asked", ["青禾慈善基金会在镇康县的早餐班2023年秋季学期拨款多少？", "镇康县的县长是谁？"])
def test_what_a_real_model_writes_is_streamed_and_true_to_its_citations(real, library, mode, asked):
    *pieces, answer = real.stream(Question(asked, mode=mode))
    assert pieces
    kept = library.answer(answer.record)
    print(mode, asked, answer.answer, kept["dropped"], kept["steps"], kept["usage"])  # noqa: T201 - for pytest -rA
    assert kept["usage"]["output_tokens"]
    cited = Source("\n".join(citation.quote for citation in answer.citations))
    if answer.status == "answered":
        assert answer.citations
        said = re.sub(r"\[\d+\]", "", answer.answer)
        for start, end in sentences(said):
            assert not list(unsupported(said[start:end], cited))
