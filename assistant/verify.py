"""The verifier: no sentence leaves with a number or a body that its citations do not hold.

It takes the draft of any answerer. Each claim must rest on spans that exist; each number in it must stand in those
spans after normalisation, or be one that the claim computes from them; each organisation it names must be named there.
A claim that fails is dropped, and what it failed on is kept for the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.records import Checks, Citation, Claim, Draft
from ingest.names import is_body, organisations
from ingest.quantities import Quantity, quantities, same_unit
from vectorstore.records import Document, Span

Lookup = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Verified:
    """What stood the test: the text with its markers, the citations they resolve to, and what was checked."""

    text: str
    citations: tuple[Citation, ...]
    checks: Checks


def verify(draft: Draft, document: Lookup) -> Verified:
    """Check a draft against its sources; the text is empty when no claim stands."""
    markers: dict[Span, int] = {}
    sentences: list[str] = []
    numbers, unsupported = 0, []
    for claim in draft.claims:
        source = " ".join(document(span.document).text[span.start : span.end] for span in claim.evidence)
        context = " ".join(_heading(document(span.document)) for span in claim.evidence)
        failing = list(unsupported_parts(claim, source, context)) if claim.evidence else [claim.text]
        if failing:
            unsupported.extend(failing)
            continue
        numbers += sum(1 for _ in quantities(claim.text))
        marks = "".join(f"[{markers.setdefault(span, len(markers) + 1)}]" for span in claim.evidence)
        sentences.append(claim.text + marks)
    citations = tuple(_citation(marker, span, document(span.document)) for span, marker in markers.items())
    return Verified("".join(sentences), citations, Checks(numbers, tuple(unsupported)))


def unsupported_parts(claim: Claim, source: str, context: str = "") -> Iterator[str]:
    """Yield the numbers and organisations of a claim that its source does not hold.

    :param source: the text of the spans that the claim cites.
    :param context: title and publisher of their documents, which a citation shows too.
    """
    known = [*quantities(source), *quantities(context)]
    for quantity in quantities(claim.text):
        if not any(_says(other, quantity) for other in known) and not _computed(quantity.value, claim.derived):
            yield quantity.text
    named = _squeeze(source + context)
    for name in organisations(claim.text):
        if is_body(name) and _squeeze(name) not in named:
            yield name


def _says(source: Quantity, claim: Quantity) -> bool:
    """Whether a figure of the source is the claim's: the same value of the same things."""
    if source.value != claim.value:
        return False
    return not source.unit or not claim.unit or same_unit(source.unit, claim.unit)


def _computed(value: Decimal, derived: tuple[Decimal, ...]) -> bool:
    """Whether a number is one that the claim computes, written to three figures."""
    return any(abs(value - exact) <= abs(exact) * Decimal("0.005") for exact in derived)


def _heading(document: Document) -> str:
    return f"{document.title or ''} {document.publisher or ''}"


def _squeeze(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’《》]", "", text)


def _citation(marker: int, span: Span, document: Document) -> Citation:
    folder, _, name = document.file.replace("\\", "/").rpartition("/")
    return Citation(
        marker=marker,
        document=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        source="/".join(part for part in (folder.rpartition("/")[2], name) if part),
        page=document.page,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
    )
