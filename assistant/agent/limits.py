"""What keeps an agent within bounds: a time budget, a last word, and a way on from calls that cannot be read.

LangChain's own middleware limits calls and tries again; here is what it has not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, hook_config
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.exceptions import ModelError
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from assistant.errors import AssistantError
from assistant.writing.chat import Meter
from vectorstore.errors import StoreError

MODEL_CALLS = 8
TOOL_CALLS = 16
_TIME_FOR_TOOLS = 0.6
"""The share of the time after which no more is looked up."""
_NOW_ANSWER = "不要再查，请根据已有资料直接回答；每句话末尾标明 [编号]，资料中没有的就说：资料中没有找到。"


class Stopped(TimeoutError):
    """The time is up, or whoever asked has gone."""


@dataclass
class Budget(BaseCallbackHandler):
    """Ends a model's answer, between two tokens, when the time is up or the answer is wanted no more."""

    meter: Meter
    seconds: float
    raise_error = True
    run_inline = True

    def __post_init__(self) -> None:
        """Nobody has gone yet."""
        self._gone = Event()

    def stop(self) -> None:
        """Say that the answer is wanted no more."""
        self._gone.set()

    @property
    def is_up(self) -> bool:
        """Whether there is no time left."""
        return self._gone.is_set() or self.meter.elapsed > self.seconds

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - LangChain's signature
        """Look at the clock before a call."""
        self._check()

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - LangChain's signature
        """Look at the clock within a call."""
        self._check()

    def _check(self) -> None:
        if self.is_up:
            raise Stopped


class LastWord(AgentMiddleware[Any, Any, Any]):
    """Takes the tools away for the last call that is allowed, or when time grows short, so that an answer comes."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Make one call to the model."""
        calls = int(request.state.get("run_model_call_count", 0))  # type: ignore[call-overload]
        late = self._budget.meter.elapsed > _TIME_FOR_TOOLS * self._budget.seconds
        if calls and (late or calls >= MODEL_CALLS - 1):
            told = [*request.messages, HumanMessage(_NOW_ANSWER)]
            request = request.override(messages=told, tool_choice="none")
        return handler(request)


class Unreadable(AgentMiddleware[Any, Any, Any]):
    """Answers tool calls whose arguments are no JSON, which would else end the run in silence."""

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: Any, runtime: Any) -> dict[str, Any] | None:  # noqa: ANN401 - LangChain's
        """Look at what the model said."""
        said = state["messages"][-1]
        if not isinstance(said, AIMessage) or not said.invalid_tool_calls:
            return None
        told = [
            ToolMessage("参数不是合法的 JSON，请改正后重试。", tool_call_id=call["id"] or "", status="error")
            for call in said.invalid_tool_calls
        ]
        return {"messages": told} if said.tool_calls else {"messages": told, "jump_to": "model"}


def may_pass(error: BaseException) -> bool:
    """Whether a failed call to a model may do better when it is made again."""
    if isinstance(error, ModelError):
        return error.is_retryable
    status = getattr(error, "status_code", None)
    if status is None:
        return isinstance(error, ConnectionError) or "Connection" in type(error).__name__
    return status in _BUSY or status >= _SERVER_FAULT


_BUSY = (408, 409, 429)
_SERVER_FAULT = 500


def tool_failed(error: Exception, _: object) -> str | None:
    """Return what a model is told of a tool that failed; what is our own fault is raised."""
    return f"没有成功：{error}" if isinstance(error, AssistantError | StoreError | ValueError) else None
