"""When a paper was issued and by whom, where a question names it by its number: read from its head and its foot.

A notice says both only in its own form: 【发文日期】 in its head, or the body and the date as its last lines. None of
its sentences does, and a sentence of another paper that quotes the number tells of that other paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence.matching import as_numbered
from assistant.evidence.sentences import Sentence
from assistant.records import Claim
from assistant.understanding.plan import Ask, Plan
from ingest.dates import Dated, find_dates
from ingest.metadata import find_doc_number
from vectorstore.records import Document, Span

_HEAD = 600
"""Characters in which a paper names its own number; further down it names others."""
_ALONE = re.compile(r"(?:^|[\s】：:])([\u4e00-\u9fff]{1,8}[〔\[（(][12]\d{3}[〕\]）)]\d{1,4}号)(?=[\s【]|$)")
"""A number between spaces; one that a paper cites stands in brackets or in a sentence."""
_BODY = "[\u4e00-\u9fff]{1,22}(?:局|委|厅|部|署|办公室|办|政府|会|中心|院|行|集团|公司)"
_SIGNED = re.compile(rf"(?P<body>{_BODY})\s*$")
_SIGNATURE = 40
_DATE_LABEL = re.compile(r"(?:发文|成文|印发|发布)(?:日期|时间)[】\]：:\s]*$")
_BODY_LABEL = re.compile(rf"(?:发文|印发|发布)(?:单位|机关|机构|部门)[】\]：:\s]*(?P<body>{_BODY})")
"""Not the labels of `ingest.labels`: those also name who carries out a measure (责任单位), further down."""
_SHAPE = re.compile(
    r"什么时候|什么时间|何时|哪一?[年月天日]|哪一?[个家]|哪些|谁|什么|单位|部门|机关|机构|发文|印发|发布|下发|发出|颁布|出台"
    r"|签发|成文|日期|时间|文件|通知|公文|号文|这份|这个|发|由|是|的|了|于|文|在|年|月|请问|[，。？?\s]"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a paper says of itself and where."""

    text: str
    start: int
    end: int


def from_paper(plan: Plan, found: Sequence[Sentence]) -> list[Claim]:
    """Say when the paper that a question names was issued, or by whom; empty where more is asked or nothing is told."""
    asked = as_numbered(plan.text)
    for document in _documents(found):
        number = own_number(document)
        if number is None or as_numbered(number.text) not in asked:
            continue
        rest = asked.replace(as_numbered(number.text), "")
        if _SHAPE.sub("", _without(rest, (body := _issuer(document)))) or plan.english:
            return []
        claims = [_claim(ask, document, number, body) for ask in plan.asks]
        return list(dict.fromkeys(claim for claim in claims if claim)) if all(claims) else []
    return []


def _without(text: str, body: _Told | None) -> str:
    return text.replace(body.text, "") if body else text


def _documents(found: Iterable[Sentence]) -> Iterator[Document]:
    yield from {sentence.document.id: sentence.document for sentence in found if not sentence.document.rows}.values()


def own_number(document: Document) -> _Told | None:
    """Return the number of a paper as it stands in its text."""
    head = document.text[:_HEAD]
    number = document.doc_number or find_doc_number(head) or next(iter(_ALONE.findall(head)), None)
    start = document.text.find(number) if number else -1
    return _Told(number or "", start, start + len(number or "")) if start >= 0 else None


def _claim(ask: Ask, document: Document, number: _Told, body: _Told | None) -> Claim | None:
    if ask.kind == "time":
        told, said = _issued(document), "的发文日期是"
    elif ask.kind in ("organisation", "person", "list", "name"):
        told, said = body, "的发文单位是"
    else:
        return None
    if told is None:
        return None
    spans = (Span(document.id, one.start, one.end) for one in (number, told))
    return Claim(f"{number.text}{said}{told.text}。", tuple(spans))


def _issued(document: Document) -> _Told | None:
    """The date that a paper was issued on: that it is filed under, that is so labelled, or that it is signed with."""
    text, dates = document.text, find_dates(document.text)
    filed = [date for date in dates if date.iso == document.published]
    labelled = [date for date in dates if _DATE_LABEL.search(text[: date.start])]
    chosen = (filed or labelled or [date for date in dates if _signature(text, date)])[-1:]
    return next((_Told(text[date.start : date.end], date.start, date.end) for date in chosen), None)


def _issuer(document: Document) -> _Told | None:
    """The body that issued a paper: the one it is filed under, the one so labelled, or the one that signed it."""
    text = document.text
    filed = text.rfind(document.publisher) if document.publisher else -1
    if filed >= 0 and document.publisher:
        return _Told(document.publisher, filed, filed + len(document.publisher))
    match = _BODY_LABEL.search(text)
    signed = [one for date in find_dates(text) if (one := _signature(text, date))]
    if match:
        return _Told(match["body"], match.start("body"), match.end("body"))
    return signed[-1] if signed else None


def _signature(text: str, date: Dated) -> _Told | None:
    """The body whose name stands right before a date, with nothing but space between."""
    before = text[max(0, date.start - _SIGNATURE) : date.start]
    match = _SIGNED.search(before)
    if match is None or not re.search(r"[\s。]$", before[: match.start()]):
        return None
    start = date.start - len(before) + match.start("body")
    return _Told(match["body"], start, start + len(match["body"]))
