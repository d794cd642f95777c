"""What the page asks for beside Gradio, each only for who may see it: documents, answers as files, feedback."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from assistant import feedback
from assistant.access import visitor_of
from assistant.feedback import Verdict
from assistant.ui import actions, history, render
from assistant.ui.exports.markdown import markdown
from assistant.ui.exports.sheet import sheet
from assistant.ui.exports.word import word
from assistant.ui.handlers import Shelf
from assistant.ui.text import Language, language_of
from vectorstore.errors import NoSuchAnswer

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARKDOWN = "text/markdown; charset=utf-8"


class FeedbackBody(BaseModel):
    """What somebody says of an answer."""

    verdicts: Annotated[list[Verdict], Field(max_length=len(feedback.VERDICTS))] = []
    words: str = ""


def install(app: FastAPI, library: Shelf) -> None:
    """Put the routes of the page over `library` into `app`."""
    app.add_exception_handler(NoSuchAnswer, _missing)

    @app.get("/page/document/{identifier}/{start}/{end}", response_class=HTMLResponse, include_in_schema=False)
    def document(identifier: str, start: int, end: int, request: Request) -> str:
        return render.document(library.document(identifier), start, end, _language(request))

    @app.get("/page/answer/{identifier}.{form}", include_in_schema=False)
    def exported(identifier: str, form: Literal["docx", "md"], request: Request) -> Response:
        language = _language(request)
        whole = sheet(history.visible(library, identifier, visitor_of(request.scope)), library, language)
        body, kind = (word(whole, language), _WORD) if form == "docx" else (markdown(whole, language), _MARKDOWN)
        name = f'attachment; filename="bangfu-{identifier}.{form}"'
        return Response(body, media_type=kind, headers={"Content-Disposition": name})

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
        return actions.judged(feedback.feedback_of(library.answer(identifier)), _language(request))


def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 404)
