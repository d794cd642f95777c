"""What the record of an answer keeps beyond the answer itself: how it came about, so that it can be looked into later.

The answer's own fields are a contract; these stand beside them in the record only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any

from assistant.understanding.plan import Plan
from assistant.verification.verify import Dropped
from assistant.writing.chat import Chat
from assistant.writing.drafts import Written
from vectorstore.records import Hit, Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that an answer could rest on, and how well the search thought of it."""

    span: Span
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat model used; None where its endpoint does not count, or no prices are set."""

    calls: int
    input_tokens: int | None
    output_tokens: int | None
    first_token_ms: int | None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """How an answer came about.

    :param dropped: the sentences that did not pass the verifier, with the reasons.
    :param prompts: the prompts that were used, by name, each with its hash.
    :param steps: what an agent looked up, in order.
    """

    plan: Plan
    passages: tuple[Passage, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    usage: Usage | None = None
    steps: tuple[Mapping[str, object], ...] = ()


def passages(hits: Iterable[Hit]) -> tuple[Passage, ...]:
    """Return what a search found as the record keeps it."""
    return tuple(
        Passage(Span(hit.passage.document, hit.passage.start, hit.passage.end), round(hit.score, 4)) for hit in hits
    )


def work_of(plan: Plan, outcome: Written, chat: Chat) -> Work:
    """Return how an answer came about that a chat model wrote."""
    meter = outcome.meter
    first = None if meter.first_token is None else round(1000 * meter.first_token)
    used = Usage(meter.calls, meter.input_tokens, meter.output_tokens, first, chat.cost(meter))
    seen = tuple(
        Passage(exhibit.span, None if exhibit.score is None else round(exhibit.score, 4))
        for exhibit in outcome.exhibits.all
    )
    return Work(plan, seen, outcome.dropped, outcome.prompts, used, outcome.steps)


def kept(work: Work) -> dict[str, Any]:
    """Return the fields that a record has beside those of the answer; nobody has said yet what they think of it."""
    return {
        "plan": _plain(work.plan),
        "evidence": [
            {"document": one.span.document, "start": one.span.start, "end": one.span.end, "score": one.score}
            for one in work.passages
        ],
        "dropped": [
            {"text": one.claim.text, "reason": one.reason, "evidence": _plain(one.claim.evidence)}
            for one in work.dropped
        ],
        "prompts": dict(work.prompts),
        "usage": _plain(work.usage),
        "steps": [dict(step) for step in work.steps],
        "feedback": None,
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON values
    """Return a record as JSON; sets become sorted lists, exact numbers text."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, frozenset | set):
        return sorted((_plain(one) for one in value), key=repr)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value
