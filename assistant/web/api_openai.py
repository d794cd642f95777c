"""`POST /v1/chat/completions` and `GET /v1/models`: the assistant for every client that speaks OpenAI's form.

Streamed or not, what leaves is the verified answer only. A client cannot take back what it has shown, so the drafts of
a chat model are not passed on; while one is written and verified, a comment now and then keeps the connection alive.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.types import Receive, Scope, Send

from assistant.access import note
from assistant.errors import AssistantError, BadInput
from assistant.records import Answer
from assistant.ui.handlers import Answering
from assistant.web.refusals import openai_error
from assistant.web.requests import LONGEST_QUESTION, AskedMode, FiltersBody, QuestionBody, TurnBody
from vectorstore.errors import StoreError

MODELS: Mapping[str, AskedMode] = {
    "bangfu": "auto",
    "bangfu-extractive": "extractive",
    "bangfu-generate": "generate",
    "bangfu-agent": "agent",
}
"""The names under which the assistant is asked, each with its way of answering."""

_KEEP_ALIVE = ": 正在核对\n\n"
_KEEP_ALIVE_SECONDS = 5.0
_UNAVAILABLE = 503


class Part(BaseModel):
    """A piece of a message; only text is read."""

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """One message; those of `system` and `developer` are not read, for nobody tells the assistant how to answer."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream says beside the answer."""

    include_usage: bool = False


class ResponseFormat(BaseModel):
    """The form of the answer: text, and no other can be had."""

    type: Literal["text"]


class CompletionBody(BaseModel):
    """A request in OpenAI's form; what it says of sampling, and anything else, has no effect on a verified answer."""

    model: Literal["bangfu", "bangfu-extractive", "bangfu-generate", "bangfu-agent"] = "bangfu"
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    response_format: ResponseFormat | None = None
    filters: FiltersBody = Field(FiltersBody(), description="what the search is narrowed to, as in /api/v1/ask")

    def question(self) -> QuestionBody:
        """Return the last message as a question, those before it as its history.

        :raises BadInput: when the last message is not a user's, or says nothing, or too much.
        """
        *earlier, last = self.messages
        if last.role != "user" or not last.text.strip():
            raise BadInput("请求中的 messages 不能使用：最后一条要是 user 的问题。")
        if len(last.text) > LONGEST_QUESTION:
            raise BadInput(f"请求中的 messages 不能使用：问题不能超过 {LONGEST_QUESTION} 个字。")
        turns = ((one.role, one.text) for one in earlier if one.text)
        history = [TurnBody(role=role, content=text) for role, text in turns if role in ("user", "assistant")]
        return QuestionBody(question=last.text, history=history, filters=self.filters, mode=MODELS[self.model])


class Usage(BaseModel):
    """Tokens of the messages and of the answer, by cl100k; what a chat model behind it used stands in the record."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChoiceMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(BaseModel):
    """The one answer that there is."""

    index: int = 0
    message: ChoiceMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Completion(BaseModel):
    """An answer in OpenAI's form, with what ours has beside it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    citations: list[dict[str, Any]] = Field(description="the citations of the answer, as in /api/v1/ask")
    status: str
    options: list[str] = []
    record: str | None = None


def install(app: FastAPI, assistant: Answering) -> None:
    """Put the paths into `app`."""

    @app.get("/v1/models", summary="回答方式，作为 OpenAI 的模型列出", tags=["OpenAI"])
    def models() -> dict[str, Any]:
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "bangfu"} for name in MODELS]
        return {"object": "list", "data": listed}

    @app.post(
        "/v1/chat/completions",
        summary="以 OpenAI 的形式提问，可流式",
        description=CompletionBody.__doc__,
        response_model=Completion,
        tags=["OpenAI"],
    )
    def complete(body: CompletionBody, request: Request) -> Any:  # noqa: ANN401 - a completion, or a stream of chunks
        question = body.question().to_question()
        if not body.stream:
            answer = assistant.ask(question)
            note(request.scope, "ask", answer.record or "")
            return JSONResponse(completion(body, answer).model_dump())
        events = assistant.stream(question)
        first = next(events, None)  # what can be refused at once still gets a status of its own

        return _Stream(_stream(body, first, events, request))


class _Stream(StreamingResponse):
    """Events whose source is closed when they end, and when whoever asked has gone."""

    def __init__(self, source: Generator[str, None, None]) -> None:
        super().__init__(source, media_type="text/event-stream")
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._source.close()


def completion(body: CompletionBody, answer: Answer) -> Completion:
    """Return an answer in OpenAI's form."""
    return Completion(
        id=_identifier(answer),
        created=int(time.time()),
        model=body.model,
        choices=[Choice(message=ChoiceMessage(content=answer.answer))],
        usage=_usage(body, answer),
        **_beside(answer),
    )


def _stream(
    body: CompletionBody, first: str | Answer | None, events: Iterator[str | Answer], request: Request
) -> Generator[str, None, None]:
    """Wait for the verified answer and send it line by line."""
    event, heard = first, time.monotonic()
    try:
        with closing(events):  # type: ignore[type-var]
            while not isinstance(event, Answer):
                if time.monotonic() - heard > _KEEP_ALIVE_SECONDS:
                    heard = time.monotonic()
                    yield _KEEP_ALIVE
                event = next(events)
    except (AssistantError, StoreError) as error:
        yield _sent(openai_error(_UNAVAILABLE, str(error)))
        return
    note(request.scope, "ask", event.record or "")
    yield from _chunks(body, event)
    yield "data: [DONE]\n\n"


def _chunks(body: CompletionBody, answer: Answer) -> Iterator[str]:
    head = {
        "id": _identifier(answer),
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": body.model,
    }
    counted = {"usage": None} if body.stream_options and body.stream_options.include_usage else {}

    def chunk(delta: Mapping[str, str], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return head | {"choices": [choice]} | counted

    yield _sent(chunk({"role": "assistant", "content": ""}))
    for line in answer.answer.splitlines(keepends=True):
        yield _sent(chunk({"content": line}))
    yield _sent(chunk({}, "stop") | _beside(answer))
    if counted:
        yield _sent(head | {"choices": [], "usage": _usage(body, answer).model_dump()})


def _sent(event: Mapping[str, object]) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def _identifier(answer: Answer) -> str:
    return f"chatcmpl-{answer.record or int(time.time() * 1000)}"


def _beside(answer: Answer) -> dict[str, Any]:
    told = answer.to_json()
    return {name: told[name] for name in ("citations", "status", "record")} | {"options": list(answer.options)}


def _usage(body: CompletionBody, answer: Answer) -> Usage:
    import tiktoken

    from ingest.split import ENCODING

    encoding = tiktoken.get_encoding(ENCODING)
    asked = sum(len(encoding.encode_ordinary(message.text)) for message in body.messages)
    said = len(encoding.encode_ordinary(answer.answer))
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
