"""The tools of the agent. Each tells the model what it found, and hands the exhibits themselves on as an artifact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from assistant.agent.ledger_tools import LedgerTools
from assistant.agent.telling import Day, Organisation, Region, Told, within
from assistant.errors import BadInput
from assistant.evidence.exhibits import Exhibits, shown
from assistant.understanding.narrowing import with_codes
from assistant.verification import arithmetic
from vectorstore.library import Library
from vectorstore.records import Filters, Kind, Span

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

FOUND = 6
_AROUND = 600
_FARTHEST = 2000


@dataclass
class Toolset:
    """The tools over one library, for one question."""

    library: Library
    filters: Filters
    exhibits: Exhibits

    def tools(self) -> list[BaseTool]:
        """Return them as LangChain takes them."""
        from langchain_core.tools import StructuredTool

        functions = (*self.functions(), self.read_around)
        return [
            StructuredTool.from_function(function, response_format="content_and_artifact") for function in functions
        ]

    def functions(self) -> tuple[Callable[..., Told], ...]:
        """Return those that need no number of an exhibit found before."""
        ledger = LedgerTools(self.library, self.filters, self.exhibits)
        return (self.search, self.calculate, *ledger.functions())

    def search(
        self,
        query: Annotated[str, "要找的内容，写成一句话或几个关键词"],
        region: Region = None,
        organisation: Organisation = None,
        kind: Annotated[Literal["policy", "news", "table"] | None, "资料类型"] = None,
        since: Day = None,
        until: Day = None,
    ) -> Told:
        """在资料库中检索段落。"""
        given = Filters(
            regions=(region,) if region else (),
            organisations=(organisation,) if organisation else (),
            kinds=_kinds(kind),
            since=since,
            until=until,
        )
        hits = self.library.search(query, limit=FOUND, filters=with_codes(within(self.filters, given)))
        found = self.exhibits.add_hits(hits)
        return (shown(found) or "没有找到相关段落。"), found

    def read_around(
        self,
        number: Annotated[int, "资料编号"],
        before: Annotated[int, "往前读多少字"] = _AROUND,
        after: Annotated[int, "往后读多少字"] = _AROUND,
    ) -> Told:
        """阅读某一编号的资料前后的原文。"""
        exhibit = self.exhibits.numbered(number)
        if exhibit is None:
            raise BadInput(f"没有编号为 {number} 的资料；请用前面给出的编号。")
        return self._around(exhibit.span, before, after)

    def read(
        self,
        document: Annotated[str, "文档的编号，即引用里的 document"],
        start: Annotated[int, "从第几个字起，即引用里的 start"] = 0,
        end: Annotated[int | None, "到第几个字止，即引用里的 end"] = None,
        before: Annotated[int, "再往前读多少字"] = _AROUND,
        after: Annotated[int, "再往后读多少字"] = _AROUND,
    ) -> Told:
        """阅读一篇文档某处前后的原文。"""
        first = max(start, 0)
        last = min(max(end or first, first), first + _FARTHEST)
        return self._around(Span(document, first, last), before, after)

    def _around(self, span: Span, before: int, after: int) -> Told:
        document = self.library.document(span.document)
        length = len(document.text)
        start = max(0, min(span.start, length) - min(max(before, 0), _FARTHEST))
        end = min(length, span.end + min(max(after, 0), _FARTHEST))
        found = (self.exhibits.add(Span(span.document, start, end), document),)
        return shown(found), found

    def calculate(self, expression: Annotated[str, "算式，如 2.31亿 / 337 或 (28 + 27 + 51)"]) -> Told:
        """做算术：加、减、乘、除和括号。"""
        return f"{expression} = {arithmetic.written(arithmetic.evaluate(expression))}", ()


def _kinds(kind: Kind | None) -> tuple[Kind, ...]:
    return (kind,) if kind else ()


def evidence(artifacts: Sequence[object]) -> tuple[int, ...]:
    """Return the numbers of the exhibits that tools handed on."""
    numbers = [exhibit.number for artifact in artifacts if isinstance(artifact, tuple) for exhibit in artifact]
    return tuple(dict.fromkeys(numbers))
