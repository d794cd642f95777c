"""The HTTP interface for programs: what it accepts, what it returns, and how it says no."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from assistant import api_facts
from assistant.access import note
from assistant.errors import AssistantError, BadInput
from assistant.requests import QuestionBody, told
from assistant.ui.handlers import Answering
from vectorstore.errors import NoSuchDocument, StoreError
from vectorstore.records import Document


def install(app: FastAPI, assistant: Answering) -> None:
    """Put the interface over `assistant` into `app`, with its sentences for what goes wrong."""
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(NoSuchDocument, _missing)
    app.add_exception_handler(BadInput, _refused)
    app.add_exception_handler(StoreError, _failed)
    app.add_exception_handler(AssistantError, _failed)

    @app.get("/healthz")
    def health() -> dict[str, Any]:
        contents = assistant.library.contents()
        return {"status": "ok", "documents": contents.documents, "passages": contents.passages}

    @app.post("/api/v1/ask")
    def ask(body: QuestionBody, request: Request) -> dict[str, Any]:
        answer = assistant.ask(body.to_question())
        note(request.scope, "ask", answer.record or "")
        return answer.to_json()

    @app.get("/api/v1/documents/{identifier}")
    def document(identifier: str) -> dict[str, Any]:
        return document_json(assistant.library.document(identifier))

    api_facts.install(app, lambda: assistant.library.ledger)


def document_json(document: Document) -> dict[str, Any]:
    """Return a document in the form of the contract; of its file only the folder's name and its own."""
    return document.to_json() | {"file": "/".join(document.file.replace("\\", "/").split("/")[-2:])}


def _unreadable(_: Request, error: Exception) -> JSONResponse:
    """Say in one sentence which field of a request cannot be read and why."""
    if not isinstance(error, RequestValidationError):
        raise error
    field, reason = told(error.errors()[0])
    return JSONResponse({"detail": f"请求中的 {field or '正文'} 不能使用：{reason}。"}, 422)


def _refused(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 422)


def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 404)


def _failed(_: Request, error: Exception) -> JSONResponse:
    """Say in one sentence why the library or the model could not answer."""
    return JSONResponse({"detail": str(error)}, 503)
