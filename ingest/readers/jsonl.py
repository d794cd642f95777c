"""JSON Lines: one document a line, in the form that `documents export` writes."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from ingest.decoding import decode, tidy
from ingest.details import with_details
from ingest.errors import Damaged
from ingest.heartbeat import beat
from ingest.metadata import find_date
from ingest.readers.base import Reading
from vectorstore.records import Document, Kind

_KINDS = ("policy", "news", "table", "other")
_MOST_NAMED = 20
_HEAD = 1 << 16


def read(data: bytes, name: str) -> Reading:
    """Read the documents of a JSONL file; lines that hold none are named and left out.

    :raises Damaged: when no line holds a document.
    """
    documents: list[Document] = []
    broken: list[str] = []
    for number, line in _lines(data):
        made = _document(line)
        if isinstance(made, Document):
            documents.append(made)
        else:
            broken.append(f"第 {number} 行{made}，已跳过。")
        beat()
    if not documents:
        raise Damaged(f"没有一行是可用的文档：{broken[0] if broken else '文件是空的。'}")
    return Reading(tuple(documents), _remarks(broken))


def _remarks(broken: list[str]) -> tuple[str, ...]:
    rest = len(broken) - _MOST_NAMED
    return (*broken[:_MOST_NAMED], f"另有 {rest} 行也已跳过。") if rest > 0 else tuple(broken)


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers; one whose bytes are broken breaks only itself."""
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(data[:_HEAD])
    except UnicodeDecodeError:
        data = decode(data).text.encode()
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if line.strip():
            yield number, line


def _document(line: bytes) -> Document | str:
    """Return the document of a line, or what is wrong with the line."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        return "不是完整的 JSON"
    if not isinstance(told, dict):
        return "不是一个 JSON 对象"
    text = told.get("text")
    if not isinstance(text, str) or not text.strip():
        return "没有 text 字段，或其中没有文字"
    kind = told.get("kind")
    document = Document(
        text=tidy(text),
        external_id=_string(told, "doc_id") or _string(told, "external_id") or _string(told, "id"),
        title=_string(told, "title"),
        publisher=_string(told, "publisher"),
        published=find_date(_string(told, "published") or ""),
        kind=cast(Kind, kind) if kind in _KINDS else "other",
        page=_string(told, "page"),
        doc_number=_string(told, "doc_number"),
        rows=_rows(told.get("rows")),
    )
    return with_details(document)


def _string(told: Mapping[str, Any], key: str) -> str | None:
    value = told.get(key)
    return str(value).strip() or None if isinstance(value, str | int) else None


def _rows(value: object) -> tuple[dict[str, str], ...]:
    rows = value if isinstance(value, list) else []
    return tuple({str(k): str(v) for k, v in row.items() if v is not None} for row in rows if isinstance(row, dict))
