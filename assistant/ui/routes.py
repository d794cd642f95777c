"""What the page asks for beside Gradio, each for who may see it: documents, their originals, answers, feedback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from assistant import feedback
from assistant.access import note, visitor_of
from assistant.feedback import Verdict
from assistant.ledger.followups import suggested
from assistant.records import Answer, Question
from assistant.ui import actions, document_view, history
from assistant.ui.exports.markdown import markdown
from assistant.ui.exports.sheet import sheet
from assistant.ui.exports.word import word
from assistant.ui.handlers import LONGEST_CONVERSATION, Shelf
from assistant.ui.originals import Originals
from assistant.ui.text import Language, language_of
from ingest.errors import IngestError
from vectorstore.errors import NoSuchAnswer

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARKDOWN = "text/markdown; charset=utf-8"


class FeedbackBody(BaseModel):
    """What somebody says of an answer."""

    verdicts: Annotated[list[Verdict], Field(max_length=len(feedback.VERDICTS))] = []
    words: str = ""


def install(app: FastAPI, library: Shelf, preview: Callable[[Question], Answer] | None = None) -> None:
    """Put the routes of the page over `library` into `app`.

    :param preview: answers without keeping a record; without it no questions are offered to be asked next.
    """
    app.add_exception_handler(NoSuchAnswer, _missing)
    app.add_exception_handler(IngestError, _missing)
    _install_documents(app, library)
    _install_answers(app, library, preview)
    _install_feedback(app, library)


def _install_documents(app: FastAPI, library: Shelf) -> None:
    originals = Originals(library)

    @app.get("/page/document/{identifier}/{start}/{end}", response_class=HTMLResponse, include_in_schema=False)
    def document(identifier: str, start: int, end: int, request: Request) -> str:
        return document_view.document(library.document(identifier), start, end, _language(request))

    @app.get("/page/original/{identifier}/{start}/{end}", response_class=HTMLResponse, include_in_schema=False)
    def original(identifier: str, start: int, end: int, request: Request) -> str:
        return document_view.original(
            originals.show(identifier, start, end), identifier, start, end, _language(request)
        )

    @app.get("/page/image/{identifier}/{start}/{end}", include_in_schema=False)
    def image(identifier: str, start: int, end: int) -> Response:
        return Response(originals.show(identifier, start, end).picture.jpeg, media_type="image/jpeg")


def _install_answers(app: FastAPI, library: Shelf, preview: Callable[[Question], Answer] | None) -> None:
    offering = threading.Semaphore()

    @app.get("/page/answer/{identifier}.{form}", include_in_schema=False)
    def exported(identifier: str, form: Literal["docx", "md"], request: Request) -> Response:
        language = _language(request)
        whole = sheet(history.visible(library, identifier, visitor_of(request.scope)), library, language)
        body, kind = (word(whole, language), _WORD) if form == "docx" else (markdown(whole, language), _MARKDOWN)
        note(request.scope, "export", f"{identifier}.{form}")
        name = f'attachment; filename="bangfu-{identifier}.{form}"'
        return Response(body, media_type=kind, headers={"Content-Disposition": name})

    @app.get("/page/follow-ups/{identifier}", response_class=HTMLResponse, include_in_schema=False)
    def follow_ups(identifier: str, request: Request) -> str:
        record = history.visible(library, identifier, visitor_of(request.scope))
        if preview is None or not offering.acquire(blocking=False):  # a busy machine has questions to answer first
            return ""
        try:
            earlier = (one["question"] for one in library.talks.until(record, limit=LONGEST_CONVERSATION))
            given = Answer.from_json(record)
            questions = suggested(given, earlier, library.ledger, lambda text: preview(Question(text)))
        finally:
            offering.release()
        return actions.follow_ups(questions, _language(request))


def _install_feedback(app: FastAPI, library: Shelf) -> None:
    @app.get("/page/feedback/{identifier}", response_class=HTMLResponse, include_in_schema=False)
    def asked_feedback(identifier: str, request: Request) -> str:
        visitor = visitor_of(request.scope)
        said = feedback.feedback_of(history.visible(library, identifier, visitor))
        return actions.form(said, visitor.name, _language(request))

    @app.post("/page/feedback/{identifier}", response_class=HTMLResponse, include_in_schema=False)
    def give_feedback(identifier: str, body: FeedbackBody, request: Request) -> str:
        visitor = visitor_of(request.scope)
        history.visible(library, identifier, visitor)
        feedback.give(library, identifier, body.verdicts, body.words, visitor.name)
        note(request.scope, "feedback", identifier)
        return actions.judged(feedback.feedback_of(library.answer(identifier)), _language(request))


def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 404)
