"""What filters leave of a library, said in words: which leaves nothing, and what the library has in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.understanding import body_names
from ingest.gazetteer import gazetteer
from ingest.regions import lookup, regions
from vectorstore.records import Document, Filters, Hit

Search = Callable[[str, Filters, int], Sequence[Hit]]
"""A question, what it is narrowed to, and how many passages are wanted."""

_SEEN = 80
_NAMED = 5
_TEXTS = {
    "regions": ("地区", "region"),
    "organisations": ("组织", "organisation"),
    "programmes": ("项目", "programme"),
    "kinds": ("资料类型", "kind"),
    "since": ("发布日期不早于", "published since"),
    "until": ("发布日期不晚于", "published until"),
    "within": ("在筛选条件（{filters}）下，", "Within the filters ({filters}): "),
    "empty": ("文库中没有符合筛选条件“{one}”的资料", "The library holds nothing that passes the filter “{one}”"),
    "unknown": ("“{name}”不是已知的地区名", "“{name}” is no known region"),
    "meant": ("，您是否指{names}", "; did you mean {names}"),
    "apart": (
        "每个筛选条件各自都有资料，合在一起（{filters}）没有",
        "Each filter passes some documents, together ({filters}) they pass none",
    ),
    "held": ("；与问题有关的资料，{what}有：{values}", "; of the documents on this question, {what}: {values}"),
    "dates": ("发布日期", "dates of publication"),
    "end": ("。", "."),
    "and": ("、", ", "),
}


@dataclass(frozen=True, slots=True)
class _One:
    """One filter of a search: its field, its value, and a search by it alone."""

    field: str
    value: str
    alone: Filters


def with_codes(filters: Filters) -> Filters:
    """Add the codes of the regions named, by which a province covers its counties."""
    codes = (division.code for region in filters.regions for division in lookup(region))
    return replace(filters, regions=tuple(dict.fromkeys((*filters.regions, *codes))))


def within(filters: Filters, *, english: bool) -> str:
    """Return the words that say to what a search was narrowed; empty where it was not."""
    return _text("within", english, filters=_listed(filters, english)) if filters else ""


def left_nothing(question: str, filters: Filters, search: Search, *, english: bool) -> str:
    """Say which filter leaves no document, and what the library does hold for it.

    :param search: searches the library; it is asked without filters, and with each filter alone.
    """
    parts = list(_each(filters))
    empty = [part for part in parts if not search(question, with_codes(part.alone), 1)]
    hits = search(question, Filters(), _SEEN)
    if not empty:
        return _text("apart", english, filters=_listed(filters, english)) + _text("end", english)
    return "".join(_said(part, hits, english) + _text("end", english) for part in empty)


def _said(part: _One, hits: Sequence[Hit], english: bool) -> str:
    name = _text(part.field, english)
    said = _text("empty", english, one=f"{name} {part.value}")
    if part.field == "regions" and not lookup(part.value):
        said += ("，" if not english else "; ") + _text("unknown", english, name=part.value)
    if near := _near(part, hits):
        said += _text("meant", english, names=_text("and", english).join(near))
    if values := _held(part, hits):
        what = _text("dates", english) if part.field in ("since", "until") else name
        said += _text("held", english, what=what, values=_text("and", english).join(values))
    return said


def _near(part: _One, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The names like the one given that the documents on the question hold."""
    if part.field != "organisations":
        return ()
    names = body_names.named_in((hit.passage.text for hit in hits), part.value)
    return (body_names.meant(part.value, names) or body_names.similar(part.value, names))[:_NAMED]


def _held(part: _One, hits: Sequence[Hit]) -> list[str]:
    """What the documents on the question have in place of a value that none has."""
    documents = {hit.document.id: hit.document for hit in hits}.values()
    if part.field == "kinds":
        return sorted({document.kind for document in documents})
    if part.field in ("since", "until"):
        dates = sorted(document.published for document in documents if document.published)
        return [f"{dates[0]} — {dates[-1]}"] if dates else []
    if part.field == "regions":
        codes = dict.fromkeys(code for document in documents for code in _regions(document) if len(code) == 2)
        return [gazetteer().divisions[code].name for code in codes][:_NAMED]
    return []


def _regions(document: Document) -> tuple[str, ...]:
    return document.regions or regions(document.text, context=document.publisher or "")


def _each(filters: Filters) -> list[_One]:
    parts = [_One("regions", region, Filters(regions=(region,))) for region in filters.regions]
    parts += [_One("organisations", name, Filters(organisations=(name,))) for name in filters.organisations]
    parts += [_One("programmes", name, Filters(programmes=(name,))) for name in filters.programmes]
    parts += [_One("kinds", kind, Filters(kinds=(kind,))) for kind in filters.kinds]
    parts += [_One("since", filters.since, Filters(since=filters.since))] if filters.since else []
    parts += [_One("until", filters.until, Filters(until=filters.until))] if filters.until else []
    return parts


def _listed(filters: Filters, english: bool) -> str:
    return _text("and", english).join(f"{_text(part.field, english)} {part.value}" for part in _each(filters))


def _text(key: str, english: bool, **values: str) -> str:
    return _TEXTS[key][english].format(**values)
