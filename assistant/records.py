"""What travels through the assistant: a question, the sentences of a draft, the answer with its citations.

The JSON form of an answer is a contract with scripts and other programs; a change to it is a breaking change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal

from vectorstore.records import Filters, Span

Status = Literal["answered", "partial", "not_found", "out_of_scope", "clarify"]
Mode = Literal["extractive", "generate", "agent"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, with the conversation before it and what the search is narrowed to.

    :param mode: how it is to be answered; None leaves that to the settings.
    :param asker: in whose history the answer is kept; None keeps it in nobody's.
    :param after: the record of the answer that it follows in a conversation.
    """

    question: str
    id: str | None = None
    history: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    mode: Mode | None = None
    asker: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer comes from: `quote` is exactly `document.text[start:end]`.

    :param marker: the number that stands in brackets in the answer, from 1.
    :param source: the file as users know it: its folder's name and its own; never a full path.
    """

    marker: int
    document: str
    title: str | None
    publisher: str | None
    published: str | None
    source: str
    page: str | None
    start: int
    end: int
    quote: str

    @property
    def span(self) -> Span:
        """The place in the document that is quoted."""
        return Span(self.document, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a draft with the spans it rests on; a claim without evidence never reaches a user.

    :param derived: numbers in the text that are computed from numbers of the evidence, their computation shown.
    :param facts: identifiers of the rows of the ledger that it tells.
    """

    text: str
    evidence: tuple[Span, ...]
    derived: tuple[Decimal, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes, before verification.

    :param claims: sentences in the order in which they are to be said, the direct answer first.
    :param missing: what was asked and is not in the library, in words for the user; makes the answer partial.
    :param note: a sentence about the question itself (a corrected name, say), which cites nothing.
    :param gap: a sentence on what the library has no record of and what it covers, which cites nothing.
    """

    claims: tuple[Claim, ...] = ()
    missing: tuple[str, ...] = ()
    note: str | None = None
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """How the verifier saw the answer: how many numbers it traced to their sources, and which it dropped."""

    numbers: int = 0
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that passed the verifier. `abstained` follows from the status."""

    question: str
    status: Status
    answer: str
    citations: tuple[Citation, ...] = ()
    checks: Checks = Checks()
    mode: Mode = "extractive"
    model: str | None = None
    library: str = ""
    timings_ms: Mapping[str, int] = field(default_factory=dict)
    id: str | None = None
    record: str | None = None
    facts: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def abstained(self) -> bool:
        """Whether the assistant declined to answer."""
        return self.status in ("not_found", "out_of_scope")

    def to_json(self) -> dict[str, Any]:
        """Return the answer in the form that `ask --json`, a batch line and the HTTP interface share."""
        told = asdict(self)
        order = ("id", "record", "question", "status")
        head = {name: told.pop(name) for name in order}
        return head | {"abstained": self.abstained} | told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Answer:
        """Return the answer that `to_json` told, or that its record holds."""
        parts: dict[str, Any] = {
            "citations": tuple(Citation(**citation) for citation in told["citations"]),
            "checks": Checks(told["checks"]["numbers"], tuple(told["checks"]["unsupported"])),
            "facts": tuple(told["facts"]),
            "options": tuple(told["options"]),
        }
        return cls(**{one.name: told[one.name] for one in fields(cls) if one.name not in parts}, **parts)
