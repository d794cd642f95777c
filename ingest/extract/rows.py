"""Facts out of table rows: what a column is headed tells what its cells are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest import regions
from ingest.addressed import speaks_to_reader
from ingest.extract.amounts import amounts, base_unit
from ingest.extract.article import region_of
from ingest.extract.bodies import body
from ingest.extract.periods import times, written_on
from ingest.extract.words_of_aid import mechanism
from vectorstore.facts import Fact, Figure, Organisation, Pairing, Period, Region, Source
from vectorstore.records import Document, Span

_COLUMNS: Mapping[str, re.Pattern[str]] = {
    "helper": re.compile(
        r"^(?:(?:参与|结对|帮扶|实施|捐赠|支援|援助|对口支援|对口帮扶|承担|执行|组织|责任|牵头|签约)*(?:社会组织|单位|组织|机构|企业|方|部门|协会)(?:名称|全称)?|捐赠人|捐赠方|社会组织名称|机构名称)$"
    ),
    "helped": re.compile(
        r"^(?:受[援助赠捐帮](?:扶)?(?:方|单位|地区?|县|村|学校|对象|机构)?|(?:被|结对)?帮扶(?:县|村|地区?|点|对象|乡镇|地点|单位).*|结对(?:县|村|地区|对象|社区).*|(?:实施|项目|落地|所在)?(?:地区|地点|区域|县（市）|县（市、区）|县市|县区|县|乡镇|村))$"
    ),
    "how": re.compile(r"^(?:帮扶|结对|合作|援助)?(?:方式|机制|形式)$"),
    "programme": re.compile(r"^(?:主要|帮扶|实施|合作|公益)*项目(?:名称)?$"),
    "when": re.compile(r"时间|期限|起止|年份|年度|日期"),
    "metric": re.compile(r"^(?:指标|数据项|统计项|内容)(?:名称)?$"),
    "value": re.compile(r"^(?:数值|数量|金额|数据|值)(?:[（(].*[）)])?$"),
    "note": re.compile(r"^(?:说明|备注|注)$"),
}
_FIGURE = re.compile(r"[\d.,]+[余多]?")
_SPLIT = re.compile(r"[、；;/]")
_QUALIFIER = re.compile(r"^(超过|超|近|约|不少于|至少|余|多)")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table with the line of the document that shows it."""

    cells: Mapping[str, str]
    start: int
    text: str

    def cell(self, kind: str) -> str | None:
        """Return the cell of the first column of that kind."""
        return next(
            (value for name, value in self.cells.items() if _COLUMNS[kind].search(name) and value.strip()), None
        )


def lines(document: Document) -> list[Line]:
    """Return the rows of a document, each with the line that shows it; a row that is nowhere shown is left out."""
    found, cursor = [], 0
    for row in document.rows:
        cells = {name: value for name, value in row.items() if not name.startswith("_") and value}
        if not cells:
            continue
        name, value = next(iter(cells.items()))
        start = document.text.find(f"{name}：{value}", cursor)
        if start < 0:
            continue
        cursor = document.text.find("\n", start) if "\n" in document.text[start:] else len(document.text)
        found.append(Line(cells, start, document.text[start:cursor]))
    return found


def facts_of_rows(document: Document) -> Iterator[Fact]:
    """Yield organisations, pairings and figures of a document's tables."""
    today = written_on(document)
    context = "\n".join(filter(None, (document.title, document.publisher)))
    for line in lines(document):
        source = Source(Span(document.id, line.start, line.start + len(line.text)), line.text)
        when = next((one.period for one in times(line.cell("when") or "", today)), None)
        yield from _organisations(line, document)
        yield from _pairings(line, source, when, context)
        yield from _figures(line, document, when, context)


def _helpers(line: Line) -> list[str]:
    cell = line.cell("helper")
    return [name.strip() for name in _SPLIT.split(cell) if len(name.strip()) > 1] if cell else []


def _organisations(line: Line, document: Document) -> Iterator[Organisation]:
    for name in _helpers(line):
        at = line.text.find(name)
        if at >= 0:
            span = Span(document.id, line.start + at, line.start + at + len(name))
            yield body(name, Source(span, name))


def _place(line: Line, context: str) -> tuple[str | None, Region | None]:
    """Return who is helped as the row has it, and the division that it is or lies in."""
    cell = line.cell("helped")
    if cell is None:
        return None, None
    around = "".join(line.cells.values())
    found = next(iter(regions.mentions(cell, context=f"{context}\n{around}", bare=True)), None)
    return cell, region_of(found.code) if found else None


def _pairings(line: Line, source: Source, when: Period | None, context: str) -> Iterator[Pairing]:
    helped, region = _place(line, context)
    if helped is None:
        return
    for helper in _helpers(line):
        for one in _SPLIT.split(helped):
            yield Pairing(
                sources=(source,),
                organisation=helper,
                recipient=one.strip(),
                mechanism=mechanism(line.cell("how") or "", line.cell("how") or "项目帮扶"),
                region=region,
                is_region=region is not None and "、" not in helped,
                programme=line.cell("programme"),
                period=when,
            )


def _figures(line: Line, document: Document, when: Period | None, context: str) -> Iterator[Figure]:
    _, region = _place(line, context)
    note = _QUALIFIER.match(line.cell("note") or "")
    for amount in amounts(line.text):
        name, _, _ = line.text[: amount.start].rpartition("：")
        header = name.rpartition("；")[2].rpartition("】")[2]
        if not header or _COLUMNS["when"].search(header) or speaks_to_reader(line.cells.get(header, "")):
            continue
        metric = line.cell("metric") if _COLUMNS["value"].match(header) else re.sub(r"[（(].*[）)]$", "", header)
        yield Figure(
            sources=(Source(Span(document.id, line.start, line.start + len(line.text)), line.text),),
            subject=next(iter(_helpers(line)), line.cell("programme") or ""),
            metric=metric or header,
            value=amount.value,
            unit=base_unit(amount.unit),
            text=amount.text,
            qualifier=amount.qualifier or (note[1] if note else None),
            scope="cumulative" if when and when.since is None and when.until else "period" if when else "instance",
            region=region,
            time=when,
        )
