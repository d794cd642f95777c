"""The tools for other programs' agents, called with the client of the MCP SDK over a real connection."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from mcp.client.client import Client

from assistant.service import Assistant
from assistant.settings import Settings
from tests.assistant import told
from vectorstore.library import Library


@pytest.fixture(scope="module")
def told_library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("told")) as opened:
        told.fill(opened)
        yield opened


@pytest.fixture
def tools(serving, told_library, tmp_path):
    """The server over a real library, and a function that calls a tool of it."""
    served = serving(Assistant(told_library, Settings(home=tmp_path, _env_file=None)))

    async def calling(calls):
        async with Client(f"{served.url}/mcp") as client:
            listed = (await client.list_tools()).tools
            return listed, [await client.call_tool(name, arguments) for name, arguments in calls]

    def call(*calls):
        with ThreadPoolExecutor() as elsewhere:  # for Playwright keeps a loop running in this thread
            return elsewhere.submit(asyncio.run, calling(calls)).result()

    return call


def test_the_tools_are_those_of_the_agent_described(tools):
    listed, _ = tools()
    assert {tool.name for tool in listed} == {
        *("search", "read", "pairings", "figures", "eligibility", "calculate", "ask")
    }
    for tool in listed:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert "citations" in tool.output_schema["properties"]
        assert all("description" in one for one in tool.input_schema["properties"].values()), tool.name
        assert "ctx" not in tool.input_schema["properties"]


def test_what_a_tool_tells_carries_its_citations(tools, told_library):
    _, (pairings, figures, asked) = tools(
        ("pairings", {"region": "贵州省"}),
        ("figures", {"metric": "资金", "operation": "count"}),
        ("ask", {"question": "哪些社会组织结对帮扶贵州省的县？"}),
    )
    for result in (pairings, figures, asked):
        assert not result.is_error
        assert result.content[0].text == result.structured_content["text"]
        cited = result.structured_content["citations"]
        assert cited
        for one in cited:
            assert told_library.document(one["document"]).text[one["start"] : one["end"]] == one["quote"]
            assert f"[{one['marker']}]" in result.content[0].text or f"编号={one['marker']} " in result.content[0].text
    assert asked.structured_content["status"] == "answered"
    assert told_library.answer(next(told_library.answers())["record"])


def test_a_place_found_is_read_on_from_its_citation(tools, told_library):
    _, (found,) = tools(("search", {"query": "结对帮扶"}))
    one = found.structured_content["citations"][0]
    around = {"before": 0, "after": 30}
    _, (read, beyond, calculated) = tools(
        ("read", {"document": one["document"], "start": one["start"], "end": one["end"], **around}),
        ("read", {"document": one["document"], "start": 10**9}),
        ("calculate", {"expression": "2.31亿 / 2"}),
    )
    (cited,) = read.structured_content["citations"]
    text = told_library.document(one["document"]).text
    assert cited["quote"] == text[one["start"] : one["end"] + 30]
    assert not beyond.is_error
    assert "115500000" in calculated.content[0].text


def test_a_call_that_cannot_be_made_is_one_sentence(tools):
    _, results = tools(
        ("read", {"document": "0000"}), ("calculate", {"expression": "__import__"}), ("ask", {"question": ""})
    )
    assert [result.is_error for result in results] == [True] * 3
    assert "0000" in results[0].content[0].text
    assert "Traceback" not in str(results)
