"""One question on pairings with the ledger it is answered from: the rows it asks for, and claims that rest on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from assistant.evidence.matching import names_place
from assistant.ledger import pairs
from assistant.ledger.asked import Asked, read
from assistant.ledger.citing import Lookup, known, led_by, spans, told_in
from assistant.ledger.kinds import is_of_field
from assistant.ledger.pairs import Rows
from assistant.records import Claim
from assistant.understanding.plan import Plan
from ingest.gazetteer import Division, gazetteer
from ingest.regions import lookup
from vectorstore.facts import Pairing
from vectorstore.ledger import Ledger, Where


def read_for(plan: Plan, ledger: Ledger) -> Asked | None:
    """Return what a question asks of the pairings of a ledger, by the names that it knows; None for anything else."""
    return read(plan, lambda: ledger.identities.names, lambda: ledger.programme_names)


class Reading:
    """One question with the ledger it is answered from."""

    def __init__(self, asked: Asked, ledger: Ledger, lookup: Lookup, among: frozenset[str] | None) -> None:
        self.asked, self.ledger, self.lookup, self.among = asked, ledger, lookup, among

    def rows(self, organisation: str | None = None, place: Division | None = None) -> Rows:
        """Return the pairings of one organisation, or in one place, that the question asks for."""
        organisations = (organisation,) if organisation else self.asked.organisations
        return self._told(organisations, (place,) if place else self.asked.places)

    def rows_of_division(self, helper: Division) -> Rows:
        """Return the pairings in which a division itself helps, in the other places that the question names."""
        others = tuple(place for place in self.asked.places if place != helper)
        rows = self._told(gazetteer().forms[helper.code], others)
        return tuple(row for row in rows if any(one.code == helper.code for one in lookup(row.organisation)))

    def rows_unplaced(self) -> Rows:
        """Return the pairings of a recipient of which its row does not tell where it lies, but its document does."""
        asked = self.asked
        reading = self
        if not asked.rest:  # 甲小学和哪所学校结对: a body that the ledger knows may be the one that is helped
            asked = replace(asked, rest=asked.organisations[0], organisations=())
            reading = Reading(asked, self.ledger, self.lookup, self.among)
        rows = [row for row in reading._told(asked.organisations, ()) if row.region is None]
        names = [place.name for place in asked.places]
        return tuple(row for row in rows if all(names_place(name, self.lookup(row.document).text) for name in names))

    def _told(self, organisations: tuple[str, ...], places: tuple[Division, ...]) -> Rows:
        asked = self.asked
        where = Where(
            organisations=organisations,
            regions=tuple(place.code for place in places),
            recipients=(asked.rest,) if asked.rest else (),
            programmes=asked.programmes,
            since=f"{min(asked.years)}-01-01" if asked.years else None,
            until=f"{max(asked.years)}-12-31" if asked.years else None,
        )
        told = pairs.by_mechanism(told_in(self.among, self.ledger.pairings(where)), asked.mechanism)
        if asked.fields:
            told = self._of_fields(told)
        ordered = _in_their_order(told)
        if asked.sought == "places" and asked.form in ("list", "count") and not (asked.helpers or asked.level):
            return tuple(ordered)  # whoever helps, though it has no name (三十家社会组织)
        bodies = known(self.ledger, (row.organisation for row in told))
        if asked.level:
            ordered = [row for row in ordered if (one := bodies.get(row.organisation)) and one.level == asked.level]
        if asked.divisions:
            return tuple(row for row in ordered if lookup(row.organisation))
        noun = asked.noun if asked.sought == "organisations" else asked.helpers
        return pairs.by_home(pairs.by_kind(ordered, noun, bodies), [home.code for home in asked.homes], bodies)

    def _of_fields(self, rows: Rows) -> Rows:
        """Keep the pairings of a field asked for: told by what is done, or else by what the body is called."""
        for called in (False, True):
            found = tuple(row for row in rows if any(self._is_of(row, field, called) for field in self.asked.fields))
            if found:
                return found
        return ()

    def _is_of(self, row: Pairing, field: str, called: bool) -> bool:
        """Whether a pairing is of a field of work, by its words, or by the heading or the words that lead to it.

        :param called: by the name of the body, too; a centre for women need not work for women everywhere.
        """
        leads = (led_by(source, self.lookup) for source in row.sources)
        words = "\n".join((row.recipient, row.programme or "", *(source.quote for source in row.sources), *leads))
        return is_of_field(words if called else words.replace(row.organisation, ""), field)

    def claim(self, text: str, rows: Iterable[Pairing], counted: int | None = None) -> Claim:
        """Return a sentence that rests on rows, with the count that it makes of them."""
        told = list(rows)
        bodies = known(self.ledger, (row.organisation for row in told))
        shown = dict.fromkeys(span for row in told for span in spans(row, self.lookup, bodies.get(row.organisation)))
        derived = () if counted is None else (Decimal(counted),)
        return Claim(text, tuple(shown), derived, facts=tuple(dict.fromkeys(row.id for row in told)))


def _in_their_order(rows: Iterable[Pairing]) -> list[Pairing]:
    """Put rows of one sentence into the order in which it names their recipients."""
    numbered = list(enumerate(rows))
    first = {row.source.span: number for number, row in reversed(numbered)}
    return [row for _, row in sorted(numbered, key=lambda one: (first[one[1].source.span], _at(one[1]), one[0]))]


def _at(row: Pairing) -> int:
    at = row.quote.find(row.recipient[:2])
    return at if at >= 0 else len(row.quote)
