"""What programs use: the OpenAPI page, OpenAI's form with OpenAI's own client, the metrics."""

from __future__ import annotations

import re

import httpx
import openai
import pytest

from assistant.errors import ModelFailed
from assistant.records import Turn
from assistant.web.api_bodies import AnswerBody, CitationBody
from vectorstore.records import Filters

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
HAVE = [{"role": "user", "content": "有多少家？"}]


@pytest.fixture
def client(served):
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def test_the_models_are_the_ways_of_answering(client):
    assert [model.id for model in client.models.list()] == [
        *("bangfu", "bangfu-extractive", "bangfu-generate", "bangfu-agent")
    ]


def test_a_completion_is_the_verified_answer_with_its_citations(client, served):
    parts = [{"type": "text", "text": "云南呢？"}]
    messages = [
        {"role": "system", "content": "你是海盗。"},
        {"role": "user", "content": "有多少家？"},
        {"role": "assistant", "content": "282家。[1]"},
        {"role": "user", "content": parts},
    ]
    more = {"filters": {"region": "云南省"}}
    done = client.chat.completions.create(
        model="bangfu-extractive", messages=messages, temperature=0.2, max_tokens=5, extra_body=more
    )
    assert done.choices[0].message.content.startswith("全省有282家社会组织")
    assert done.choices[0].finish_reason == "stop"
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 50
    assert [citation["marker"] for citation in done.citations] == [1, 2]
    assert done.status == "answered"
    asked = served.assistant.asked[-1]
    assert (asked.question, asked.mode) == ("云南呢？", "extractive")
    assert asked.history == (Turn("user", "有多少家？"), Turn("assistant", "282家。[1]"))
    assert asked.filters == Filters(regions=("云南省",))


def test_a_stream_holds_the_answer_and_nothing_of_a_draft(client, served):
    stream = client.chat.completions.create(
        model="bangfu", messages=HAVE, stream=True, stream_options={"include_usage": True}
    )
    *chunks, last = stream
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    whole = client.chat.completions.create(model="bangfu", messages=HAVE)
    assert said == whole.choices[0].message.content
    assert len(chunks) == 4
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].citations == whole.citations
    assert last.usage == whole.usage
    assert last.choices == []


def test_a_draft_that_is_still_unverified_never_leaves(serving, scripted, monkeypatch):
    monkeypatch.setattr("assistant.web.api_openai._KEEP_ALIVE_SECONDS", 0.0)
    served = serving(scripted)
    body = {"model": "bangfu", "messages": [{"role": "user", "content": "慢慢说"}], "stream": True}
    with httpx.stream("POST", f"{served.url}/v1/chat/completions", json=body) as response:
        lines = response.iter_lines()
        heard = [next(lines) for _ in range(6)]
    assert not any(line.startswith("data:") for line in heard)
    assert heard[0].startswith(":")
    assert scripted.given_up.wait(5)  # whoever leaves is not written for any longer


@pytest.mark.parametrize(
    "body",
    [
        {"model": "gpt-9", "messages": HAVE},
        {"model": "bangfu", "messages": []},
        {"model": "bangfu", "messages": [{"role": "assistant", "content": "好"}]},
        {"model": "bangfu", "messages": [{"role": "user", "content": "长" * 4001}]},
        {"model": "bangfu", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]},
        {"model": "bangfu", "messages": HAVE, "n": 2},
        {"model": "bangfu", "messages": HAVE, "response_format": {"type": "json_object"}},
    ],
)
def test_what_cannot_be_asked_is_said_in_openais_form(client, served, body):
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.chat.completions.create(**body)
    assert "不能使用" in refused.value.body["message"]
    assert refused.value.body["type"] == "invalid_request_error"
    assert served.assistant.asked == []


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_fails_is_said_in_openais_form(serving, scripted, stream):
    class Failing(type(scripted)):
        def stream(self, question):
            yield "草稿"
            raise ModelFailed("对话模型没有回答。")

    served = serving(Failing(scripted.library))
    client = openai.OpenAI(base_url=f"{served.url}/v1", api_key="none", max_retries=0)
    with client, pytest.raises(openai.APIError, match="对话模型没有回答"):
        list(client.chat.completions.create(model="bangfu", messages=HAVE, stream=stream))


def test_langchains_chat_model_reads_it_too(served):
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model="bangfu", base_url=f"{served.url}/v1", api_key="none", max_retries=0)
    assert model.invoke("有多少家？").text.startswith("全省有282家")
    assert "".join(chunk.text for chunk in model.stream("有多少家？")).startswith("全省有282家")


def test_every_route_is_described(served):
    described = httpx.get(f"{served.url}/openapi.json").json()
    assert set(described["paths"]) >= {
        *(
            "/healthz",
            "/metrics",
            "/v1/models",
            "/v1/chat/completions",
            "/api/v1/ask",
            "/api/v1/documents/{identifier}",
        ),
        *("/api/v1/facts/pairings", "/api/v1/facts/programmes", "/api/v1/facts/figures"),
    }
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            (answer,) = (told for status, told in operation["responses"].items() if status.startswith("2"))
            assert path in ("/metrics", "/v1/models") or "$ref" in str(answer["content"]), path
    answer = httpx.post(f"{served.url}/api/v1/ask", json={"question": "有多少家？"}).json()
    assert set(answer) == set(AnswerBody.model_fields)
    assert set(answer["citations"][0]) == set(CitationBody.model_fields)


def test_the_openapi_page_is_drawn_from_this_server_alone(served, browser):
    context = browser.new_context()
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(f"{served.url}/docs")
    page.get_by_text("/api/v1/ask").first.wait_for()
    assert all(url.startswith((served.url, "data:")) for url in requests)
    assert complaints == []
    context.close()


def test_the_metrics_count_requests_and_answers(serving, scripted):
    served = serving(scripted)
    with httpx.Client(base_url=served.url) as http:
        http.post("/api/v1/ask", json={"question": "部分的秘密"})
        http.get("/api/v1/documents/0000")
        http.get("/nothing/at/all")
        http.get("/page/assets/page.js")
        text = http.get("/metrics").text
    assert 'bangfu_requests_total{route="/api/v1/ask",status="200"} 1.0' in text
    assert 'bangfu_requests_total{route="/api/v1/documents/{identifier}",status="404"} 1.0' in text
    assert 'bangfu_requests_total{route="other",status="404"} 1.0' in text
    assert 'bangfu_requests_total{route="/page",status="200"} 1.0' in text
    assert 'bangfu_request_seconds_count{route="/api/v1/ask"} 1.0' in text
    assert 'bangfu_answers_total{mode="extractive",status="partial"} 1.0' in text
    assert "bangfu_unsupported_parts_total 1.0" in text
    assert "bangfu_queue_length 0.0" in text
    assert "bangfu_documents 2.0" in text
    assert "bangfu_passages 74.0" in text
    assert not re.search('="[^"]*(秘密|0000|nothing)', text)
