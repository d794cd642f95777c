"""The configured chat model, by whatever provider LangChain knows: set up, asked, and its tokens counted.

This and `assistant/agent/` are all that knows LangChain. What a provider's client raises becomes one sentence.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelFailed, ToolsRefused
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Complete = Callable[[str], str]
"""A prompt in, the model's text out; raises ModelFailed."""

_TRIES = 3
_LONGEST_REASON = 200


@dataclass
class Meter:
    """What the calls for one answer used.

    :param input_tokens: as the endpoint counted them; None once it did not say, for what is not known is not guessed.
    :param first_token: seconds after `started` at which the first text came, None before that.
    """

    started: float = field(default_factory=time.perf_counter)
    calls: int = 0
    input_tokens: int | None = 0
    output_tokens: int | None = 0
    first_token: float | None = None

    def count(self, usage: Mapping[str, Any] | None) -> None:
        """Count one call."""
        self.calls += 1
        told = usage or {}
        self.input_tokens = _added(self.input_tokens, told.get("input_tokens"))
        self.output_tokens = _added(self.output_tokens, told.get("output_tokens"))

    def see_text(self) -> None:
        """Note that text has come."""
        if self.first_token is None:
            self.first_token = time.perf_counter() - self.started

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started


def _added(sum_: int | None, more: int | None) -> int | None:
    return None if sum_ is None or more is None else sum_ + more


@dataclass(frozen=True)
class Chat:
    """A chat model, set up when it is first asked."""

    settings: Settings

    @cached_property
    def model(self) -> BaseChatModel:
        """The model as LangChain has it; it tries again by itself where an endpoint is busy or cannot be reached.

        :raises ModelFailed: when it cannot be set up (an unknown provider, a missing key or package).
        """
        return self._set_up(retries=_TRIES - 1)

    @cached_property
    def model_without_retries(self) -> BaseChatModel:
        """The same for a caller that does its own."""
        return self._set_up(retries=0)

    @property
    def may_call_tools(self) -> bool:
        """Whether nothing is known that speaks against tools; many endpoints tell only when they are asked."""
        return (self.model.profile or {}).get("tool_calling") is not False

    def write(self, prompt: str, meter: Meter) -> Iterator[str]:
        """Yield what the model writes to a prompt, as it comes.

        :raises ModelFailed: when it does not answer, or not to the end within the time allowed.
        """
        whole: Any = None
        try:
            with closing(self.model.stream(prompt)) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    whole = chunk if whole is None else whole + chunk
                    if text := str(chunk.text):
                        meter.see_text()
                        yield text
                    if meter.elapsed > self.settings.llm_seconds:
                        raise TimeoutError
        except Exception as error:  # each provider's client has its own error tree
            raise self.failure(error) from error
        meter.count(whole.usage_metadata if whole is not None else None)

    def failure(self, error: Exception) -> ModelFailed:
        """Return what a provider's client raised as one sentence for the user."""
        if isinstance(error, ModelFailed):
            return error
        where = self.settings.llm_base_url or self.settings.llm
        if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
            return ModelFailed(
                f"对话模型 {where} 在 {self.settings.llm_seconds} 秒内没有答完；"
                "请加大 BANGFU_LLM_SECONDS，或改用 --mode extractive。"
            )
        reason = " ".join(str(error).split())[:_LONGEST_REASON]
        if getattr(error, "status_code", None) in (400, 404, 422, 501) and "tool" in reason.lower():
            return ToolsRefused(f"对话模型 {where} 不能调用工具（{reason}）；请改用 --mode generate。")
        return ModelFailed(
            f"对话模型 {where} 没有回答：{reason}；请检查 BANGFU_LLM_BASE_URL，或改用 --mode extractive。"
        )

    def cost(self, meter: Meter) -> float | None:
        """Return what the calls cost, in the currency of the prices set; None where prices or counts are not known."""
        prices = (self.settings.llm_input_price, self.settings.llm_output_price)
        counts = (meter.input_tokens, meter.output_tokens)
        if None in prices or None in counts:
            return None
        return sum(price * count / 1_000_000 for price, count in zip(prices, counts, strict=True) if price and count)

    def _set_up(self, retries: int) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        settings = self.settings
        given: dict[str, Any] = {"base_url": settings.llm_base_url, "api_key": settings.llm_api_key}
        options = {name: value for name, value in given.items() if value is not None}
        if (settings.llm or "").startswith("openai:"):
            options["stream_usage"] = True  # else an endpoint other than OpenAI's own is not asked for its counts
        try:
            model: BaseChatModel = init_chat_model(
                settings.llm or "", temperature=0, timeout=settings.llm_seconds, max_retries=retries, **options
            )
        except Exception as error:  # providers raise errors of their own kinds for a missing key or package
            raise ModelFailed(
                f"对话模型 {settings.llm} 无法启用：{error}；请检查 BANGFU_LLM、BANGFU_LLM_API_KEY 和所需的包。"
            ) from error
        return model


def chat_model(settings: Settings) -> Complete:
    """Return the configured chat model as a function, for what needs no stream.

    :raises ModelFailed: when it cannot be set up (an unknown provider, a missing key or package).
    """
    chat = Chat(settings)
    _ = chat.model  # what cannot be set up is said at once
    return lambda prompt: "".join(chat.write(prompt, Meter()))
