"""The drafts of the answerer that needs no language model, the best first.

Where the ledger holds what is asked, it answers, for it is complete; then what can be computed from the figures of one
sentence; then what the passages say. The first that stands before the verifier is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.evidence.matching import names_place
from assistant.evidence.scoring import Rarity
from assistant.evidence.sentences import candidates
from assistant.extractive import composing as extractive
from assistant.ledger import answers, computing
from assistant.ledger.citing import Lookup
from assistant.ledger.reviewing import reviewed
from assistant.records import Claim, Draft
from assistant.understanding.plan import Plan
from vectorstore.ledger import Ledger
from vectorstore.records import Hit


def drafts(
    plan: Plan,
    hits: Sequence[Hit],
    rarity: Rarity,
    nearness: extractive.Nearness,
    ledger: Ledger,
    lookup: Lookup,
    among: frozenset[str] | None,
) -> Iterator[Draft]:
    """Yield the drafts for a plan.

    :param lookup: returns any document of the library.
    :param among: the documents that the question is narrowed to; None for all.
    """
    if told := answers.answer(plan, ledger, lookup, among):
        yield told
    sentences = candidates(hits)
    unrecorded = answers.unrecorded(plan, ledger)
    if unrecorded:  # what is told of another county answers nothing
        places, gap = unrecorded
        sentences = [one for one in sentences if all(names_place(place.name, one.text) for place in places)]
    said = extractive.answer(plan, sentences, rarity, nearness)
    if all(_scattered(claim) for claim in said.claims if claim.derived):
        computed = computing.answer(plan, sentences, rarity, ledger)
        if computed:
            yield reviewed(computed, ledger, lookup, among)
    yield reviewed(said, ledger, lookup, among)
    if plan.operation and said.claims:  # what was computed did not stand
        yield reviewed(
            extractive.answer(replace(plan, operation=None), sentences, rarity, nearness), ledger, lookup, among
        )
    if unrecorded:
        yield Draft(gap=gap)


def _scattered(claim: Claim) -> bool:
    """Whether a computed claim takes its figures from several documents: one sentence that has them all is surer."""
    return len({span.document for span in claim.evidence}) > 1
