"""A draft looked at by the ledger before it is verified: sums it does not allow are not said, conflicts are shown.

The passages compute sums and averages from the sentences found. The rows behind them know what sentences do not show: a
plan from what was done, a part from its total. And where another document gives another figure, the reader is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.ledger.aggregates import Quotient, Refusal, Total, quotient, total
from assistant.ledger.citing import Lookup, spans, told_in
from assistant.ledger.forms import with_scope
from assistant.records import Claim, Draft
from ingest.quantities import quantities, same_unit
from vectorstore.facts import Figure
from vectorstore.ledger import Ledger, Where
from vectorstore.records import Span


def reviewed(draft: Draft, ledger: Ledger, lookup: Lookup, among: frozenset[str] | None) -> Draft:
    """Return a draft whose sums and averages the ledger allows, with what other sources say differently.

    :param among: the documents that the question is narrowed to; None for all.
    """
    claims = [_allowed(claim, ledger) if claim.derived and not claim.facts else claim for claim in draft.claims]
    return replace(draft, claims=(*claims, *conflicts(claims, ledger, lookup, among)))


def _allowed(claim: Claim, ledger: Ledger) -> Claim:
    """Return a computed claim with the rows it rests on, or instead of it why it may not be computed."""
    rows = _behind(claim, ledger)
    outcome: Total | Quotient | Refusal | None = None
    if "÷" in claim.text and len(rows) == 2:
        outcome = quotient(*_as_divided(rows, claim.text))
    elif " + " in claim.text and len(rows) >= 2:
        outcome = total(rows, any_nouns=True)
    if outcome is None:
        return claim
    facts = tuple(row.id for row in outcome.rows)
    if isinstance(outcome, Refusal):
        return Claim(f"{outcome.reason}。", claim.evidence, facts=facts)
    return replace(claim, facts=facts)


def _as_divided(rows: Sequence[Figure], text: str) -> tuple[Figure, Figure]:
    """Put two rows into the order in which a text divides them."""
    operands = [quantity.value for quantity in quantities(text[text.index("（") :] if "（" in text else text)]
    one, other = rows
    return (one, other) if operands and operands[0] == one.value else (other, one)


def _behind(claim: Claim, ledger: Ledger) -> list[Figure]:
    """The rows of the ledger that a claim tells: those of its evidence whose value, of the same things, it states."""
    documents = tuple({span.document for span in claim.evidence})
    stated = [(quantity.value, quantity.unit) for quantity in quantities(claim.text)]

    def told(row: Figure) -> bool:
        stands = any(_overlap(source.span, span) for source in row.sources for span in claim.evidence)
        return stands and any(value == row.value and (not unit or same_unit(unit, row.unit)) for value, unit in stated)

    return [row for row in ledger.figures(Where(documents=documents)) if told(row)]


def _overlap(one: Span, other: Span) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


# --- conflicts --------------------------------------------------------------------------------------------------------

_MOST_CONFLICTS = 2


def conflicts(
    claims: Sequence[Claim], ledger: Ledger, lookup: Lookup, among: frozenset[str] | None = None
) -> list[Claim]:
    """Say of the figures in an answer what another document says differently: value, source, date and scope."""
    said: dict[str, Claim] = {}
    for claim in claims:
        for row in _behind(claim, ledger):
            for other in told_in(among, _differing(row, ledger)):
                if not any(_overlap(other.source.span, span) for one in claims for span in one.evidence):
                    said.setdefault(other.id, _other_figure(other, lookup))
    return list(said.values())[:_MOST_CONFLICTS]


def _differing(row: Figure, ledger: Ledger) -> Iterator[Figure]:
    """Yield what other documents say about the same thing as one row; of shares it is seldom sure what they are of."""
    if not row.subject or row.unit in ("%", "‰"):
        return
    for group in ledger.conflicts(Where(organisations=(row.subject,))):
        if any(one.id == row.id for one in group):
            yield from (one for one in group if one.document != row.document and one.value != row.value)


def _other_figure(row: Figure, lookup: Lookup) -> Claim:
    document = lookup(row.document)
    source = "，".join(part for part in (f"《{document.title or '无题'}》", document.published) if part)
    text = f"另一来源的数字不同：{row.subject}{with_scope(row)}，见{source}。"
    return Claim(text, tuple(spans(row, lookup, None)), facts=(row.id,))
