"""How an answer came about, told from its record: what `bangfu answers show` adds to the answer itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.cli.output import console
from assistant.feedback import feedback_of, in_chinese
from vectorstore.errors import NoSuchDocument
from vectorstore.library import Library

_SHOWN = 10
_EXCERPT = 40


def replay(record: Mapping[str, Any], library: Library) -> None:
    """Print what an answer quotes, what else it could have rested on, what was left out of it, and how it was made."""
    for line in (*_quotes(record, library), *_evidence(record, library), *_dropped(record), *_made(record)):
        console.print(line, markup=False, style="dim")


def _quotes(record: Mapping[str, Any], library: Library) -> Iterator[str]:
    for citation in record["citations"]:
        now = _text(library, citation)
        changed = "" if now == citation["quote"] else "（资料库中已没有这段原文）"
        yield f"  [{citation['marker']}] 引文：{_flat(citation['quote'])}{changed}"


def _evidence(record: Mapping[str, Any], library: Library) -> Iterator[str]:
    evidence = record.get("evidence", [])
    if evidence:
        yield f"  依据：查到 {len(evidence)} 段" + (f"，前 {_SHOWN} 段是" if len(evidence) > _SHOWN else "")
    for one in evidence[:_SHOWN]:
        score = "" if one["score"] is None else f"{one['score']:.2f}"
        text = _text(library, one)
        excerpt = "已不在资料库中" if text is None else _flat(text)[:_EXCERPT] + "…"
        yield f"    {score:>5} {one['document']} {one['start']}–{one['end']} {excerpt}"


def _dropped(record: Mapping[str, Any]) -> Iterator[str]:
    for one in record.get("dropped", []):
        yield f"  略去：{_flat(one['text'])}（{one['reason']}）"


def _made(record: Mapping[str, Any]) -> Iterator[str]:
    model = f"，模型 {record['model']}" if record["model"] else ""
    yield f"  方式 {record['mode']}{model}，用时 {record['timings_ms']['total']} 毫秒"
    for step in record.get("steps", []):
        given = "，".join(f"{name}={value}" for name, value in step["arguments"].items())
        numbers = "".join(f"[{number}]" for number in step["evidence"])
        yield f"  工具 {step['tool']}（{given}）{'没有成功' if step['failed'] else numbers}"
    if used := record.get("usage"):
        yield f"  调用 {used['calls']} 次，{_tokens(used)}，{_cost(used)}"
    if prompts := record.get("prompts"):
        yield "  提示 " + "，".join(f"{name} {hash_}" for name, hash_ in prompts.items())
    for said in feedback_of(record):
        yield f"  反馈：{_flat(in_chinese(said))}"


def _tokens(used: Mapping[str, Any]) -> str:
    if used["input_tokens"] is None or used["output_tokens"] is None:
        return "词元数未知"
    return f"读 {used['input_tokens']} 词元，写 {used['output_tokens']} 词元"


def _cost(used: Mapping[str, Any]) -> str:
    return "费用未知" if used["cost"] is None else f"费用 {used['cost']:.6f}"


def _text(library: Library, place: Mapping[str, Any]) -> str | None:
    """The characters of a place as the library has them now, None where it has them no more."""
    try:
        return library.document(place["document"]).text[place["start"] : place["end"]]
    except NoSuchDocument:
        return None


def _flat(text: str) -> str:
    return " ".join(text.split())
