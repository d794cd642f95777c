"""The HTTP interface for programs: what it accepts, what it returns, and how it says no."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.errors import AssistantError
from assistant.records import Question, Turn
from assistant.ui.handlers import Answering
from vectorstore.errors import NoSuchDocument, StoreError
from vectorstore.records import Document, Filters, Kind

LONGEST_QUESTION = 2_000
LONGEST_MESSAGE = 20_000
MOST_TURNS = 100
DATE = r"^\d{4}-\d{2}-\d{2}$"


def _listed(value: object) -> object:
    """Let a single value stand for a list of one, as the command line's filters do."""
    return value if isinstance(value, list | tuple) or value is None else [value]


Names = Annotated[list[str], BeforeValidator(_listed), Field(max_length=50)]


class TurnBody(BaseModel):
    """One earlier message."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: str = Field(max_length=LONGEST_MESSAGE)


class FiltersBody(BaseModel):
    """What a question is narrowed to; each name takes one value or a list."""

    model_config = ConfigDict(extra="forbid")
    region: Names = []
    organisation: Names = []
    programme: Names = []
    kind: Annotated[list[Kind], BeforeValidator(_listed)] = []
    since: str | None = Field(default=None, pattern=DATE)
    until: str | None = Field(default=None, pattern=DATE)

    def filters(self) -> Filters:
        """Return the record that a search takes."""
        return Filters(
            regions=tuple(self.region),
            organisations=tuple(self.organisation),
            programmes=tuple(self.programme),
            kinds=tuple(self.kind),
            since=self.since,
            until=self.until,
        )


class QuestionBody(BaseModel):
    """A question as a program sends it: a line of a batch, or the body of `POST /api/v1/ask`."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(min_length=1, max_length=LONGEST_QUESTION, pattern=r"\S")
    id: str | None = Field(default=None, max_length=200)
    history: list[TurnBody] = Field(default=[], max_length=MOST_TURNS)
    filters: FiltersBody = FiltersBody()

    def record(self) -> Question:
        """Return the record that the assistant takes."""
        history = tuple(Turn(turn.role, turn.content) for turn in self.history)
        return Question(question=self.question, id=self.id, history=history, filters=self.filters.filters())


def install(app: FastAPI, assistant: Answering) -> None:
    """Put the interface over `assistant` into `app`, with its sentences for what goes wrong."""
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(NoSuchDocument, _missing)
    app.add_exception_handler(StoreError, _failed)
    app.add_exception_handler(AssistantError, _failed)

    @app.get("/healthz")
    def health() -> dict[str, Any]:
        contents = assistant.library.contents()
        return {"status": "ok", "documents": contents.documents, "passages": contents.passages}

    @app.post("/api/v1/ask")
    def ask(body: QuestionBody) -> dict[str, Any]:
        return assistant.ask(body.record()).to_json()

    @app.get("/api/v1/documents/{identifier}")
    def document(identifier: str) -> dict[str, Any]:
        return document_json(assistant.library.document(identifier))


def document_json(document: Document) -> dict[str, Any]:
    """Return a document in the form of the contract; of its file only the folder's name and its own."""
    return {
        "id": document.id,
        "external_id": document.external_id,
        "file": "/".join(document.file.replace("\\", "/").split("/")[-2:]),
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "kind": document.kind,
        "page": document.page,
        "doc_number": document.doc_number,
        "text": document.text,
        "rows": [dict(row) for row in document.rows],
    }


def _unreadable(_: Request, error: Exception) -> JSONResponse:
    """Say in one sentence which field of a request cannot be read and why."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part != "body") or "正文"
    return JSONResponse({"detail": f"请求中的 {field} 不能使用：{first['msg']}。"}, 422)


def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 404)


def _failed(_: Request, error: Exception) -> JSONResponse:
    """Say in one sentence why the library or the model could not answer."""
    return JSONResponse({"detail": str(error)}, 503)
