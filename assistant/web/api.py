"""The HTTP interface for programs: what it accepts, what it returns, and how it says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from assistant.access import NotKnown, note
from assistant.errors import AssistantError, BadInput
from assistant.ui.handlers import Answering
from assistant.web import api_facts
from assistant.web.api_bodies import AnswerBody, DocumentBody, HealthBody, RefusalBody
from assistant.web.refusals import refusal
from assistant.web.requests import QuestionBody, told
from vectorstore.errors import NoSuchDocument, StoreError
from vectorstore.records import Document

_STATUSES: Mapping[type[Exception], int] = {
    NoSuchDocument: 404,
    NotKnown: 401,
    BadInput: 422,
    StoreError: 503,
    AssistantError: 503,
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": RefusalBody, "description": meaning}
    for status, meaning in ((401, "没有登录"), (413, "正文过大"), (422, "请求不能使用"), (503, "资料库或模型没有回答"))
}


def install(app: FastAPI, assistant: Answering) -> None:
    """Put the interface over `assistant` into `app`, with its sentences for what goes wrong."""
    app.add_exception_handler(RequestValidationError, _unreadable)
    for error, status in _STATUSES.items():
        app.add_exception_handler(error, _refusing(status))

    @app.get("/healthz", summary="服务是否在回答", response_model=HealthBody, tags=["service"])
    def health() -> dict[str, Any]:
        contents = assistant.library.contents()
        return {"status": "ok", "documents": contents.documents, "passages": contents.passages}

    @app.post(
        "/api/v1/ask",
        summary="提问，得到核对过、注明出处的回答",
        responses={200: {"model": AnswerBody}, **_REFUSALS},
        response_model=None,
        tags=["questions"],
    )
    def ask(body: QuestionBody, request: Request) -> dict[str, Any]:
        answer = assistant.ask(body.to_question())
        note(request.scope, "ask", answer.record or "")
        return answer.to_json()

    @app.get(
        "/api/v1/documents/{identifier}",
        summary="一篇文档的全文和来源",
        responses={200: {"model": DocumentBody}, 404: {"model": RefusalBody}},
        response_model=None,
        tags=["questions"],
    )
    def document(identifier: str) -> dict[str, Any]:
        return document_json(assistant.library.document(identifier))

    api_facts.install(app, lambda: assistant.library.ledger)


def document_json(document: Document) -> dict[str, Any]:
    """Return a document in the form of the contract; of its file only the folder's name and its own."""
    return document.to_json() | {"file": "/".join(document.file.replace("\\", "/").split("/")[-2:])}


def _unreadable(request: Request, error: Exception) -> Response:
    """Say in one sentence which field of a request cannot be read and why."""
    if not isinstance(error, RequestValidationError):
        raise error
    field, reason = told(error.errors()[0])
    return refusal(request.url.path, 422, f"请求中的 {field or '正文'} 不能使用：{reason}。")


def _refusing(status: int) -> Callable[[Request, Exception], Response]:
    """Return what says in one sentence, which the error brings, why a request was not answered."""

    def refuse(request: Request, error: Exception) -> Response:
        return refusal(request.url.path, status, str(error))

    return refuse
