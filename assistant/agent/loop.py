"""The agent: LangChain's loop over our tools, within limits, its text passed on as it comes.

The passages that the question itself finds are given at the start; most questions need no more than these. What tools
find is numbered on. A number that no tool has shown resolves to nothing, whatever the model writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from assistant.evidence.exhibits import Exhibits, shown
from assistant.understanding.plan import Plan
from assistant.writing.chat import Chat, Meter
from prompts.loader import render, source
from vectorstore.library import Library
from vectorstore.records import Filters, Hit

GIVEN = 6
_RETRIES = 2
_FIRST_DELAY = 0.5  # seconds
_STEPS = 100  # LangGraph's own bound on nodes run; ours are reached long before


@dataclass
class Acting:
    """One answer in the making."""

    plan: Plan
    hits: Sequence[Hit]
    chat: Chat
    library: Library
    filters: Filters = Filters()
    exhibits: Exhibits = field(default_factory=Exhibits)
    meter: Meter = field(default_factory=Meter)
    prompts: tuple[str, ...] = ("agent", "task")
    steps: tuple[dict[str, object], ...] = ()
    text: str = ""

    def draft(self) -> Iterator[str]:
        """Yield what the model writes as it comes; its last word stands in `text` at the end."""
        from langchain_core.messages import AIMessageChunk

        from assistant.agent.limits import Budget

        budget = Budget(self.meter, self.chat.settings.llm_seconds)
        given = shown(self.exhibits.add_hits(self.hits[:GIVEN]))
        task = render("task", passages=given or "（没有找到相关段落。）", question=self.plan.text)
        state: dict[str, Any] = {}
        try:
            stream = self._agent(budget).stream(
                {"messages": [("user", task)]},
                stream_mode=["messages", "values"],
                config={"callbacks": [budget], "recursion_limit": _STEPS},
            )
            with closing(stream):
                try:
                    for kind, data in stream:
                        if kind == "values":
                            state = data
                        elif isinstance(data[0], AIMessageChunk) and (text := str(data[0].text)):
                            self.meter.see_text()
                            yield text
                finally:
                    budget.stop()
        except Exception as error:  # each provider's client has its own error tree
            raise self.chat.failure(error) from error
        self._note(state.get("messages", []))

    def _agent(self, budget: Any) -> Any:  # noqa: ANN401 - LangGraph's types are generic beyond use
        from langchain.agents import create_agent
        from langchain.agents.middleware import (
            AgentMiddleware,
            ModelCallLimitMiddleware,
            ModelRetryMiddleware,
            ToolCallLimitMiddleware,
            ToolErrorMiddleware,
        )

        from assistant.agent import limits
        from assistant.agent.tools import Toolset

        within: list[AgentMiddleware[Any, Any, Any]] = [
            ModelCallLimitMiddleware(run_limit=limits.MODEL_CALLS, exit_behavior="end"),
            ToolCallLimitMiddleware(run_limit=limits.TOOL_CALLS, exit_behavior="continue"),
            limits.LastWord(budget),
            limits.Unreadable(),
            ModelRetryMiddleware(
                max_retries=_RETRIES,
                retry_on=lambda error: not budget.is_up and limits.may_pass(error),
                on_failure="error",
                initial_delay=_FIRST_DELAY,
            ),
            ToolErrorMiddleware(limits.tool_failed),
        ]
        tools = Toolset(self.library, self.filters, self.exhibits).tools()
        model = self.chat.model_without_retries
        return create_agent(model, tools, system_prompt=source("agent"), middleware=within)

    def _note(self, messages: Sequence[Any]) -> None:
        """Keep what the run came to: the model's last word, what it looked up, and the tokens that took."""
        from langchain_core.messages import AIMessage, ToolMessage

        from assistant.agent.tools import evidence

        results = {message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)}
        steps: list[dict[str, object]] = []
        for message in messages:
            if not isinstance(message, AIMessage):
                continue
            if message.usage_metadata or message.response_metadata:  # not one that a limit put in
                self.meter.count(message.usage_metadata)
                self.text = str(message.text)
            for call in message.tool_calls:
                result = results.get(call["id"] or "")
                steps.append(
                    {
                        "tool": call["name"],
                        "arguments": call["args"],
                        "evidence": list(evidence([result.artifact])) if result else [],
                        "failed": result is None or result.status == "error",
                    }
                )
        self.steps = tuple(steps)
