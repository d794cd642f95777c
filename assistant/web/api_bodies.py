"""The forms in which the interface for programs answers, as its OpenAPI page shows them.

They only describe: what is sent is `to_json` of the records, whose fields these are (a test holds the two together).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class CitationBody(BaseModel):
    """Where a sentence of the answer comes from: `quote` is the text of `document` from `start` to `end`."""

    marker: Annotated[int, Field(description="the number that stands in brackets in the answer")]
    document: str
    title: str | None
    publisher: str | None
    published: str | None
    source: Annotated[str, Field(description="the file, with the name of its folder")]
    page: str | None
    start: int
    end: int
    quote: str


class ChecksBody(BaseModel):
    """What the verifier saw: numbers traced to their sources, and what it left out."""

    numbers: int
    unsupported: list[str]


class AnswerBody(BaseModel):
    """An answer that passed the verifier."""

    id: str | None
    record: str | None
    question: str
    status: Literal["answered", "partial", "not_found", "out_of_scope", "clarify"]
    abstained: bool
    answer: str
    citations: list[CitationBody]
    checks: ChecksBody
    mode: Literal["extractive", "generate", "agent"]
    model: str | None
    library: Annotated[str, Field(description="fingerprint of what the library held")]
    timings_ms: dict[str, int]
    facts: Annotated[list[str], Field(description="rows of the ledger that were used")]
    options: Annotated[list[str], Field(description="questions to choose from, where the status is clarify")]


class DocumentBody(BaseModel):
    """A document as the library holds it."""

    id: str
    external_id: str | None
    file: str
    title: str | None
    publisher: str | None
    published: str | None
    kind: str
    page: str | None
    doc_number: str | None
    text: str
    rows: list[dict[str, str]]


class ReadBody(BaseModel):
    """What became of one file that was read; an archive has several."""

    file: str
    status: Literal["ok", "skip", "error"]
    reason: str | None
    documents: list[str]


class JobBody(BaseModel):
    """A file that waits, is being read, or has been."""

    job: str
    file: str
    state: Literal["waiting", "reading", "done"]
    files: list[ReadBody]
    note: Annotated[
        str | None, Field(description="where it is kept under another name than the one it was sent under")
    ] = None


class RemovedBody(BaseModel):
    """What was removed."""

    removed: str


class HealthBody(BaseModel):
    """Whether the service answers, and what it answers from."""

    status: Literal["ok"]
    documents: int
    passages: int


class RefusalBody(BaseModel):
    """Why a request was not answered, in one sentence."""

    detail: str
