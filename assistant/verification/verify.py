"""The verifier: no sentence leaves with a figure, a name, a place or a date that its citations do not hold.

It takes the draft of any answerer. Each claim must rest on spans that exist, and `grounding` says what of it they do
not hold; a number may also be one that the claim computes from theirs. Who drafts may object to more than that. A claim
that fails is dropped, and what it failed on is kept for the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.records import Checks, Citation, Claim, Draft
from assistant.verification.grounding import Source, unsupported
from ingest.quantities import quantities
from vectorstore.records import Document, Span

Lookup = Callable[[str], Document]
Objections = Callable[[Claim, Source], Iterable[str]]
"""Why a claim must not leave though its source holds it, in words for the record; empty where it may."""
NO_EVIDENCE = "没有标明依据"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that did not leave, and why.

    :param parts: what its source does not hold.
    :param objections: what else stood against it.
    """

    claim: Claim
    parts: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why, in one clause for the model that wrote it and for whoever reads the record."""
        return "；".join((*self.objections, *([f"所引资料中没有：{'、'.join(self.parts)}"] if self.parts else ())))


@dataclass(frozen=True, slots=True)
class Verified:
    """What stood the test: the text with its markers, the citations they resolve to, and what was checked.

    :param facts: the rows of the ledger that it tells.
    """

    text: str
    citations: tuple[Citation, ...]
    checks: Checks
    facts: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def verify(draft: Draft, document: Lookup, objections: Objections | None = None) -> Verified:
    """Check a draft against its sources; the text is empty when no claim stands."""
    markers: dict[Span, int] = {}
    sentences: list[str] = []
    facts: list[str] = []
    numbers, dropped = 0, []
    for claim in draft.claims:
        if failure := _failure(claim, _source(claim, document), objections):
            dropped.append(failure)
            continue
        numbers += sum(1 for _ in quantities(claim.text))
        marks = "".join(f"[{markers.setdefault(span, len(markers) + 1)}]" for span in claim.evidence)
        sentences.append(claim.text + marks)
        facts.extend(claim.facts)
    citations = tuple(cite(marker, span, document(span.document)) for span, marker in markers.items())
    parts = tuple(part for one in dropped for part in (one.parts or (() if objections else (one.claim.text,))))
    return Verified("".join(sentences), citations, Checks(numbers, parts), tuple(dict.fromkeys(facts)), tuple(dropped))


def _failure(claim: Claim, source: Source, objections: Objections | None) -> Dropped | None:
    """Return a claim that must not leave, with the parts that its sources lack and what is amiss in its form."""
    if not claim.evidence:
        return Dropped(claim, objections=(NO_EVIDENCE,))
    objected = tuple(objections(claim, source)) if objections else ()
    parts = tuple(unsupported(claim.text, source, claim.derived, composed=bool(claim.facts)))
    return Dropped(claim, parts, objected) if parts or objected else None


def _source(claim: Claim, document: Lookup) -> Source:
    """Return what a claim cites; without evidence that is nothing."""
    cited = [(document(span.document), span) for span in claim.evidence]
    text = "\n".join(one.text[span.start : span.end] for one, span in cited)
    return Source(text, " ".join(dict.fromkeys(_heading(one) for one, _ in cited)))


def _heading(document: Document) -> str:
    return f"{document.title or ''} {document.publisher or ''} {document.published or ''}"


def cite(marker: int, span: Span, document: Document) -> Citation:
    """Return the citation of a span under a number."""
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
