"""The agent's tools for other programs' agents: an MCP server over streamable HTTP at `/mcp`.

Every call stands alone, and what it tells carries its citations: document, place and quote. Nothing here can change the
library.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any, get_args, get_origin

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from assistant.access import note
from assistant.agent.telling import Told
from assistant.agent.tools import Toolset
from assistant.errors import AssistantError
from assistant.evidence.exhibits import Exhibits
from assistant.records import Citation, Question
from assistant.ui.handlers import Answering
from assistant.verification.verify import cite
from assistant.web.requests import LONGEST_QUESTION, AskedMode
from vectorstore.errors import StoreError
from vectorstore.library import Library
from vectorstore.records import Filters

_ABOUT = (
    "在资料库中查询结对帮扶、项目与数字；每条结果都带引用：document 是文档编号，start 和 end 是字的位置，quote 是原文。"
)
_ASK = "回答一个问题：每句话都经过核对并注明出处，资料库里没有的会说没有。"
_READING = ToolAnnotations(read_only_hint=True, open_world_hint=False)
"""What all tools have in common: they change nothing, and look nowhere but in the library."""


class Result(BaseModel):
    """What a tool tells: a text for a model, and the citations that its numbers in brackets stand for."""

    text: str
    citations: list[Citation]
    status: str | None = Field(None, description="of an answer: answered, partial, not_found, out_of_scope, clarify")
    options: list[str] = []


_Told = Annotated[CallToolResult, Result]


def server(assistant: Answering, library: Library) -> MCPServer[Any]:
    """Return the MCP server over an assistant and its library."""
    made: MCPServer[Any] = MCPServer("bangfu", title="帮扶问答", instructions=_ABOUT, log_level="WARNING")
    for name in ("search", "read", "pairings", "figures", "eligibility", "calculate"):
        function = _functions(library)[name]
        made.add_tool(_tool(name, function, library), annotations=_READING)
    made.add_tool(_asking(assistant), name="ask", description=_ASK, annotations=_READING)
    return made


def _functions(library: Library) -> dict[str, Callable[..., Told]]:
    """Return the tools by name, with numbering of their own."""
    tools = Toolset(library, Filters(), Exhibits())
    return {function.__name__: function for function in (*tools.functions(), tools.read)}


def _tool(name: str, function: Callable[..., Told], library: Library) -> Callable[..., CallToolResult]:
    """Return a tool with the parameters of `function` and a numbering of its own for every call."""

    def call(ctx: Context, **arguments: Any) -> CallToolResult:  # noqa: ANN401 - as the function's signature has them
        note(_scope(ctx), "tool", name)
        try:
            text, exhibits = _functions(library)[name](**arguments)
        except (AssistantError, StoreError, ValueError) as error:
            raise ToolError(str(error)) from error
        return _result(text, (cite(one.number, one.span, one.document) for one in exhibits))

    return _shaped(call, name, function.__doc__ or "", inspect.signature(function, eval_str=True).parameters.values())


def _asking(assistant: Answering) -> Callable[..., CallToolResult]:
    def ask(
        question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, description="一个完整的问题")],
        ctx: Context,
        mode: Annotated[AskedMode, Field(description="回答方式")] = "auto",
    ) -> _Told:
        try:
            answer = assistant.ask(Question(question, mode=None if mode == "auto" else mode))
        except (AssistantError, StoreError) as error:
            raise ToolError(str(error)) from error
        note(_scope(ctx), "ask", answer.record or "")
        return _result(answer.answer, answer.citations, status=answer.status, options=list(answer.options))

    return ask


def _result(text: str, citations: Iterable[Citation], **more: Any) -> CallToolResult:  # noqa: ANN401 - fields of Result
    told = Result(text=text, citations=list(citations), **more)
    return CallToolResult(content=[TextContent(text=text)], structured_content=told.model_dump())


def _shaped(
    call: Callable[..., CallToolResult], name: str, told: str, parameters: Iterable[inspect.Parameter]
) -> Callable[..., CallToolResult]:
    """Give a function the name, the description and the parameters by which the SDK knows a tool."""
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=Context)
    own = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=_described(one.annotation)) for one in parameters
    ]
    call.__name__, call.__doc__ = name, told
    call.__annotations__ = {one.name: one.annotation for one in (context, *own)} | {"return": _Told}
    call.__signature__ = inspect.Signature((context, *own), return_annotation=_Told)  # type: ignore[attr-defined]
    return call


def _described(annotation: Any) -> Any:  # noqa: ANN401 - types, at run time
    """Return an annotation whose words, which LangChain reads as they are, stand where pydantic reads them."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *words = get_args(annotation)
    return Annotated[kind, Field(description="，".join(word for word in words if isinstance(word, str)))]


def _scope(ctx: Context) -> dict[str, Any]:
    return dict(getattr(ctx.request_context.request, "scope", {}))
