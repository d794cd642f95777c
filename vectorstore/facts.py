"""The records of the ledger: who helps whom, by which programme, with how much, and who may take part.

Every record is bound to its source: the characters of a document that say it. A row that several sources tell is one
record with several sources; the first of them names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from vectorstore.records import Span, content_hash

Scope = Literal["cumulative", "period", "planned", "instance"]
"""Whether a figure adds up since a beginning, holds for a stretch of time, is intended, or tells of one occasion."""

Modality = Literal["may", "must", "must_not"]
Aspect = Literal["level", "type", "home", "field", "standing", "other"]
"""What a condition looks at: administrative level, legal type, home region, fields of work, standing (registration,
assessment grade, years of work, record), or anything else."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stretch of a document that tells a fact; `quote` is exactly its characters."""

    span: Span
    quote: str

    def to_json(self) -> dict[str, Any]:
        """Return the source as the contract has it."""
        return {
            "document": self.span.document,
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        return cls(Span(told["document"], told["start"], told["end"]), told["quote"])


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division: its code (two, four or six digits) and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Period:
    """A time as written, and its first and last day in ISO form where the words allow it; None is open or unknown."""

    text: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a clause, as written.

    :param values: what satisfies it, any one of them, in the words of the aspect (国家级, 基金会, a division's code …).
    """

    aspect: Aspect
    values: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What all facts have: sources, the first of which names the row, and an identifier that follows from them."""

    kind: ClassVar[str]
    sources: tuple[Source, ...]
    id: str = ""

    def __post_init__(self) -> None:
        """Give a fact that is new the identifier that its first source and its fields make: always the same one."""
        if not self.sources:
            raise ValueError(f"a {self.kind} needs a source")
        if not self.id:
            said = [repr(getattr(self, field.name)) for field in fields(self) if field.name not in ("sources", "id")]
            place = self.sources[0].span
            made = content_hash("\x1f".join((self.kind, place.document, f"{place.start}-{place.end}", *said)))
            object.__setattr__(self, "id", made)

    @property
    def source(self) -> Source:
        """The source that names the row."""
        return self.sources[0]

    @property
    def document(self) -> str:
        """The document that names the row."""
        return self.source.span.document

    @property
    def quote(self) -> str:
        """The words of the first source."""
        return self.source.quote

    def _json(self, **own: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
        first = self.source.to_json()
        head = {"id": self.id, "document": first.pop("document")}
        several = {"sources": [source.to_json() for source in self.sources]} if len(self.sources) > 1 else {}
        return head | own | first | several


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(_Told):
    """A body that takes part in aid.

    :param name: the fullest name its document gives.
    :param aliases: other names that the document states or uses for it (以下简称, brackets, a short form).
    :param short: the name without the place it opens with, where that still tells the body from others.
    :param level: 国家级, 省级, 市级, 县级 or 基层.
    :param type: its legal kind, 基金会, 社会团体, 社会服务机构, 企业, 事业单位, 党政机关 ….
    """

    kind: ClassVar[str] = "organisation"
    name: str
    aliases: tuple[str, ...] = ()
    short: str | None = None
    level: str | None = None
    type: str | None = None
    home: Region | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON."""
        return self._json(
            name=self.name, aliases=list(self.aliases), level=self.level, type=self.type, home=_name(self.home)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(_Told):
    """A programme, project or campaign that has a name."""

    kind: ClassVar[str] = "programme"
    name: str
    organisers: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    period: Period | None = None
    status: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as the contract has it."""
        return self._json(
            name=self.name,
            organisers=list(self.organisers),
            regions=[region.name for region in self.regions],
            period=_written(self.period),
            status=self.status,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing(_Told):
    """Somebody helps somebody: an organisation or division on one side, a place, institution or group on the other.

    :param recipient: as the document names it.
    :param region: the division that the recipient is, where `is_region`, or lies in.
    :param mechanism: 结对帮扶, 对口支援, 定点帮扶, 东西部协作, 捐赠, 合作 ….
    """

    kind: ClassVar[str] = "pairing"
    organisation: str
    recipient: str
    mechanism: str
    region: Region | None = None
    is_region: bool = False
    programme: str | None = None
    period: Period | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as the contract has it."""
        return self._json(
            organisation=self.organisation,
            recipient=self.recipient,
            region=_name(self.region),
            mechanism=self.mechanism,
            programme=self.programme,
            period=_written(self.period),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(_Told):
    """A number that a document states: what is counted, of whom, how much.

    :param subject: whose figure it is; empty where the document does not say.
    :param metric: what is counted, in the words of the document.
    :param value: in base units, 万 and 亿 multiplied out.
    :param text: number and unit as written.
    :param qualifier: 近, 约, 超, 余 … as written beside the number.
    :param part_of: the `text` of the figure that this one is a part of (其中 …).
    """

    kind: ClassVar[str] = "figure"
    subject: str
    metric: str
    value: Decimal
    unit: str
    text: str
    qualifier: str | None = None
    scope: Scope = "instance"
    region: Region | None = None
    time: Period | None = None
    part_of: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as the contract has it."""
        whole = self.value == self.value.to_integral_value()
        return self._json(
            subject=self.subject,
            metric=self.metric,
            value=int(self.value) if whole else float(self.value),
            unit=self.unit,
            text=self.text,
            qualifier=self.qualifier,
            scope=self.scope,
            region=_name(self.region),
            time=_written(self.time),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(_Told):
    """What a rule lets somebody do, asks of them or forbids.

    :param subject: who, as written; empty where the sentence leaves it out.
    :param since: ISO date from which it is in force.
    """

    kind: ClassVar[str] = "clause"
    subject: str
    modality: Modality
    action: str
    programme: str | None = None
    conditions: tuple[Condition, ...] = ()
    since: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON."""
        conditions = [{"aspect": one.aspect, "values": list(one.values), "text": one.text} for one in self.conditions]
        return self._json(
            subject=self.subject,
            modality=self.modality,
            action=self.action,
            programme=self.programme,
            conditions=conditions,
            since=self.since,
        )


Fact = Organisation | Programme | Pairing | Figure | Clause


def name_key(name: str) -> str:
    """Return a name as names are compared: without quotation marks and white space, brackets in one width."""
    return _MARKS.sub("", name).replace("(", "（").replace(")", "）").casefold()


_MARKS = re.compile(r"[\s“”\"'‘’「」『』《》〈〉·•]")


def _name(region: Region | None) -> str | None:
    return region.name if region else None


def _written(period: Period | None) -> str | None:
    return period.text if period else None
