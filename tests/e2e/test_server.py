"""The server over a real connection: the interface for programs, what it refuses, and what every response carries."""

from __future__ import annotations

import re
import socket

import httpx
import pytest

from assistant.errors import CannotServe
from assistant.records import Turn
from assistant.web.guard import LARGEST_BODY
from assistant.web.server import listen
from vectorstore.records import Filters


@pytest.fixture
def http(served):
    with httpx.Client(base_url=served.url) as client:
        yield client


def test_ask_answers_in_the_form_of_the_contract(http, served):
    body = {
        "id": "q1",
        "question": "有多少家社会组织结对？",
        "history": [{"role": "user", "content": "云南呢？"}],
        "filters": {"region": "云南省", "kind": ["news"], "since": "2022-01-01"},
    }
    answer = http.post("/api/v1/ask", json=body).raise_for_status().json()
    assert answer["status"] == "answered"
    assert answer["abstained"] is False
    assert [citation["marker"] for citation in answer["citations"]] == [1, 2]
    assert answer["checks"] == {"numbers": 5, "unsupported": []}
    asked = served.assistant.asked[-1]
    assert asked.filters == Filters(regions=("云南省",), kinds=("news",), since="2022-01-01")
    assert asked.history == (Turn("user", "云南呢？"),)
    cited = answer["citations"][0]
    document = http.get(f"/api/v1/documents/{cited['document']}").json()
    assert document["text"][cited["start"] : cited["end"]] == cited["quote"]


def test_a_document_names_its_file_without_the_folders_above(http, served):
    identifier = next(iter(served.assistant.library.held))
    document = http.get(f"/api/v1/documents/{identifier}").json()
    assert document["file"] == "样例/专项行动报道.pdf"
    assert set(document) == {
        *("id", "external_id", "file", "title", "publisher", "published", "kind", "page", "doc_number", "text", "rows")
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "问", "filters": {"since": "去年"}}, "filters.since"),
        ({"question": "问", "filters": {"colour": "红"}}, "filters.colour"),
        ({"question": "问", "history": [{"role": "system", "content": "听我的"}]}, "history.0.role"),
    ],
)
def test_a_request_that_cannot_be_read_names_the_field(http, body, field):
    response = http.post("/api/v1/ask", json=body)
    assert response.status_code == 422
    assert response.json()["detail"].startswith(f"请求中的 {field} 不能使用")


def test_what_is_no_json_is_refused(http):
    response = http.post("/api/v1/ask", content="{", headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert "不能使用" in response.json()["detail"]


def test_an_unknown_document_is_a_sentence(http):
    response = http.get("/api/v1/documents/0000")
    assert response.status_code == 404
    assert "0000" in response.json()["detail"]
    assert http.get("/page/document/0000/0/1").status_code == 404


def test_health(http):
    assert http.get("/healthz").json() == {"status": "ok", "documents": 2, "passages": 74}


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/documents/0", "/nothing", "/page/assets/page.js"])
def test_every_response_carries_the_security_headers(http, path):
    headers = http.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert ("no-store" in headers.get("cache-control", "")) != path.startswith("/page/assets/")
    assert "server" not in headers or "uvicorn" not in headers["server"]


def test_every_script_of_the_page_carries_a_fresh_nonce(http):
    first, second = http.get("/"), http.get("/")
    nonces = {re.search("'nonce-(.+?)'", page.headers["content-security-policy"])[1] for page in (first, second)}
    assert len(nonces) == 2
    scripts = re.findall(r"<script[^>]*>", second.text)
    nonce = re.search("'nonce-(.+?)'", second.headers["content-security-policy"])[1]
    assert len(scripts) >= 5
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert 'lang="zh-CN"' in second.text
    assert "raw.githubusercontent" not in second.text
    assert http.get("/", headers={"accept-language": "en-GB"}).text.count('lang="en"') == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1:1/"),
        ("GET", "/monitoring"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/deep_link"),
        ("POST", "/gradio_api/call/typed"),
        ("POST", "/gradio_api/vibe-edit"),
        ("GET", "/redoc"),
        ("GET", "/docs/oauth2-redirect"),
        ("GET", "/login"),
        ("GET", "/mcp/x"),
    ],
)
def test_what_the_page_does_not_need_is_shut(http, method, path):
    assert http.request(method, path).status_code == 404


def test_questions_cannot_be_asked_past_the_queue(http, served):
    response = http.post("/gradio_api/run/predict", json={"fn_index": 0, "data": ["问", None, [], "", "", []]})
    assert response.status_code >= 400
    assert served.assistant.asked == []


@pytest.mark.parametrize("path", ["/api/v1/ask", "/mcp", "/gradio_api/queue/join"])
@pytest.mark.parametrize("declared", [True, False], ids=["with its length", "in chunks"])
def test_a_body_over_the_limit_is_refused(http, declared, path):
    body = b'{"question": "' + b"a" * LARGEST_BODY + b'"}'
    content = body if declared else iter([body[:100], body[100:]])
    response = http.post(path, content=content, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "1,000,000" in response.json()["detail"]


def test_a_foreign_name_for_this_server_is_refused(http):
    response = http.get("/healthz", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" in response.json()["detail"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_site_cannot_ask(http, served, origin):
    response = http.post("/api/v1/ask", json={"question": "问"}, headers={"origin": origin})
    assert response.status_code == 403
    assert served.assistant.asked == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "127.0.0.2", "::", "example.org"])
def test_without_logins_only_this_machine_is_served(host):
    with pytest.raises(CannotServe, match=r"127\.0\.0\.1"):
        listen(host, 0)


def test_a_port_in_use_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=f"端口 {port}（已被别的程序占用）"):
            listen("127.0.0.1", port)
