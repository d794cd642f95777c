"""The ledger: the facts of a library, asked by place, organisation, programme, time and document, in plain SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select

from vectorstore import merging
from vectorstore.database import Database, batches
from vectorstore.fact_rows import read_fact
from vectorstore.facts import Clause, Fact, Figure, Organisation, Pairing, Programme, name_key
from vectorstore.filters import code_prefix
from vectorstore.identity import Identities, Named, identities
from vectorstore.tables import fact_names, fact_regions, facts, source_regions, sources

_Fact = TypeVar("_Fact", Organisation, Programme, Pairing, Figure, Clause)


@dataclass(frozen=True, slots=True)
class Where:
    """What a reading of the ledger is narrowed to; within a field any value will do, an empty field does not narrow.

    :param regions: codes of divisions (53, 530000, 530824), each of which covers all that lies in it. For a clause they
        are those of its document.
    :param organisations: names, any that the body goes by; one that the library does not know is taken for a part.
    :param recipients: the other end of a pairing: names, or parts of them.
    :param programmes: names, or parts of them.
    :param since: ISO date; facts that hold on it or later pass. A fact that states no time has its document's date.
    :param until: ISO date; facts that hold on it or before pass.
    """

    regions: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library speaks about, so that what is not on record can be judged.

    :param since: ISO date on which the earliest document was published, `until` the latest; None where none is dated.
    :param regions: codes of the provinces that its documents are about.
    """

    documents: int
    since: str | None
    until: str | None
    regions: tuple[str, ...]


class Ledger:
    """Rows in the order of their first sources: the earliest published first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pairings(self, where: Where = Where()) -> list[Pairing]:
        """Return who is paired with whom; what several sources tell is one row with several sources."""
        return merging.pairings(self._told(Pairing, where), self.identities)

    def programmes(self, where: Where = Where()) -> list[Programme]:
        """Return the programmes that have names."""
        return merging.programmes(self._told(Programme, where), self.identities)

    def figures(self, where: Where = Where()) -> list[Figure]:
        """Return figures; those that differ stand side by side."""
        return merging.figures(self._told(Figure, where), self.identities)

    def clauses(self, where: Where = Where()) -> list[Clause]:
        """Return what may, must and must not be done."""
        return merging.clauses(self._told(Clause, where))

    def organisations(self, where: Where = Where()) -> list[Organisation]:
        """Return the bodies that documents name, each once, with all its names."""
        return merging.organisations(self._told(Organisation, where), self.identities)

    def conflicts(self, where: Where = Where()) -> list[tuple[Figure, ...]]:
        """Return groups of figures that differ though they speak of the same thing."""
        return merging.conflicts(self.figures(where))

    def fact(self, id_: str) -> Fact | None:
        """Return the telling of that identifier, as its document has it."""
        with self._database.read() as connection:
            row = connection.execute(select(facts).where(facts.c.id == id_)).one_or_none()
        return read_fact(row.kind, row.id, row.record) if row else None

    def counts(self) -> dict[str, int]:
        """Count the tellings of each kind."""
        counted = select(facts.c.kind, func.count()).group_by(facts.c.kind).order_by(facts.c.kind)
        with self._database.read() as connection:
            return {row.kind: row[1] for row in connection.execute(counted)}

    @cached_property
    def coverage(self) -> Coverage:
        """How many documents the library holds, from when, and about which provinces."""
        of_sources = select(
            func.count(sources.c.document.distinct()), func.min(sources.c.published), func.max(sources.c.published)
        )
        provinces = select(func.substr(source_regions.c.code, 1, 2)).distinct()
        with self._database.read() as connection:
            documents, since, until = connection.execute(of_sources).one()
            return Coverage(documents, since, until, tuple(sorted(connection.scalars(provinces))))

    @cached_property
    def identities(self) -> Identities:
        """Which names stand for one body, over the whole library."""
        return identities(self._named())

    @cached_property
    def programme_names(self) -> frozenset[str]:
        """The keys of the names that programmes go by, over the whole library."""
        chosen = select(fact_names.c.key).where(fact_names.c.role == "programme").distinct()
        with self._database.read() as connection:
            return frozenset(connection.scalars(chosen))

    def _named(self) -> Iterator[Named]:
        """Yield how each body is called; a library names tens of thousands, so no more is read of them than that."""
        record = facts.c.record
        home = record[("home", "code")].as_string()
        columns = (record["name"].as_string(), record["aliases"], record["short"].as_string(), home)
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).where(facts.c.kind == Organisation.kind)).all()
        for name, aliases, short, code in rows:
            yield Named(name, tuple(aliases), short or "", code or "")

    def _told(self, kind: type[_Fact], where: Where) -> Iterator[_Fact]:
        """Yield tellings of one kind, the earliest published first."""
        published = (
            select(sources.c.document, func.min(sources.c.published).label("published"))
            .group_by(sources.c.document)
            .subquery()
        )
        chosen = (
            select(facts.c.id, facts.c.record)
            .join(published, published.c.document == facts.c.document)
            .where(facts.c.kind == kind.kind, *self._conditions(where, kind))
            .order_by(func.coalesce(published.c.published, "9999"), facts.c.document, facts.c.start, facts.c.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        for row in rows:
            fact = read_fact(kind.kind, row.id, row.record)
            assert isinstance(fact, kind)  # noqa: S101 - chosen by kind
            yield fact

    def _conditions(self, where: Where, kind: type[Fact]) -> Iterator[ColumnElement[bool]]:
        if where.regions:
            yield _of_document(where.regions) if kind is Clause else _in_regions(where.regions)
        roles = ("organisation",) if kind in (Organisation, Programme, Pairing) else ("subject",)
        if where.organisations:
            keys = sorted(set().union(*(self.identities.keys_of(name) for name in where.organisations)))
            yield or_(*(_named(roles, fact_names.c.key.in_(batch)) for batch in batches(keys)))
        if where.recipients:
            yield _named(("recipient",), _holding(map(name_key, where.recipients)))
        if where.programmes:
            yield _named(("programme", "subject"), _holding(map(merging.programme_key, where.programmes)))
        if where.since or where.until:
            yield _at_time(where.since, where.until)
        if where.documents:
            yield facts.c.document.in_(where.documents)


def _in_regions(regions: Sequence[str]) -> ColumnElement[bool]:
    within = or_(*(fact_regions.c.code.startswith(code_prefix(code)) for code in regions))
    return facts.c.id.in_(select(fact_regions.c.fact).where(within))


def _of_document(regions: Sequence[str]) -> ColumnElement[bool]:
    within = or_(*(source_regions.c.code.startswith(code_prefix(code)) for code in regions))
    about = select(sources.c.document).join(source_regions, source_regions.c.source == sources.c.id)
    return facts.c.document.in_(about.where(within))


def _named(roles: Sequence[str], names: ColumnElement[bool]) -> ColumnElement[bool]:
    return facts.c.id.in_(select(fact_names.c.fact).where(fact_names.c.role.in_(roles), names))


def _holding(parts: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(fact_names.c.key.contains(part, autoescape=True) for part in parts))


def _at_time(since: str | None, until: str | None) -> ColumnElement[bool]:
    stated = or_(facts.c.since.is_not(None), facts.c.until.is_not(None))
    overlaps: list[ColumnElement[bool]] = [stated]
    published: list[ColumnElement[bool]] = [sources.c.published.is_not(None)]
    if since:
        overlaps.append(or_(facts.c.until.is_(None), facts.c.until >= since))
        published.append(sources.c.published >= since)
    if until:
        overlaps.append(or_(facts.c.since.is_(None), facts.c.since <= until))
        published.append(sources.c.published <= until)
    dated = facts.c.document.in_(select(sources.c.document).where(*published))
    return or_(and_(*overlaps), and_(~stated, dated))
