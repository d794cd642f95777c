"""A chat model that obeys every instruction it is given, whoever gave it: it says one and the same, whatever is asked.

As an agent it looks something up first, so that what tools find is among what it may cite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.writing.chat import Chat, Meter


@dataclass(frozen=True)
class Obedient(Chat):
    """The model as the answerers have it.

    :param looks_up: what it searches for before it writes, where it has tools.
    """

    reply: str = ""
    looks_up: str = ""

    def write(self, prompt: str, meter: Meter) -> Iterator[str]:
        """Yield the reply."""
        yield self.reply

    @cached_property
    def model_without_retries(self) -> BaseChatModel:
        """The same as LangChain's agent asks it."""
        return _Scripted(reply=self.reply, looks_up=self.looks_up)


class _Scripted(BaseChatModel):
    reply: str
    looks_up: str

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> BaseChatModel:  # noqa: ANN401
        """Take any tools; the one it calls is known."""
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:  # noqa: ANN401
        if any(isinstance(message, ToolMessage) for message in messages):
            message = AIMessage(self.reply, response_metadata={"model": "scripted"})
        else:
            call = {"name": "search", "args": {"query": self.looks_up}, "id": "call-1"}
            message = AIMessage("", tool_calls=[call], response_metadata={"model": "scripted"})
        return ChatResult(generations=[ChatGeneration(message=message)])
