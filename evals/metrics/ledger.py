"""How much of a gold ledger was found, and how much of what was found is in it.

A found pairing matches a gold one when the organisations contain one another and the recipient or its region and the
gold place or recipient do, quotation marks and white space aside. A figure matches when value and unit are the same; a
unit may be another measure word for the same things (名 and 人).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.quantities import same_unit

Row = Mapping[str, Any]
MONEY = frozenset({"元"})
PEOPLE = frozenset({"人", "人次", "户", "名", "位"})


@dataclass(frozen=True, slots=True)
class Found:
    """Counts over one document, or over several added up.

    :param recalled: gold rows that something found matches.
    :param right: found rows that match a gold row.
    """

    gold: int = 0
    recalled: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(
            self.gold + other.gold,
            self.recalled + other.recalled,
            self.found + other.found,
            self.right + other.right,
        )

    @property
    def recall(self) -> float | None:
        """Share of the gold rows that were found; None where there are none."""
        return self.recalled / self.gold if self.gold else None

    @property
    def precision(self) -> float | None:
        """Share of the found rows that are right; None where nothing was found."""
        return self.right / self.found if self.found else None


@dataclass(frozen=True, slots=True)
class Compared:
    """The counts, and what accounts for the difference."""

    counts: Found
    missed: tuple[Row, ...]
    invented: tuple[Row, ...]


def pairings(gold: Sequence[Row], found: Iterable[Row]) -> Compared:
    """Compare pairings; the same two parties found twice count once.

    A gold row marked `optional` is one that a reader could leave out: it is not asked for, and finding it is neither
    right nor wrong.
    """
    distinct = {(row["organisation"], row["recipient"]): row for row in reversed(list(found))}
    asked = [row for row in gold if not row.get("optional")]
    beside = [row for row in gold if row.get("optional")]
    counted = [
        one
        for one in reversed(distinct.values())
        if any(same_pairing(row, one) for row in asked) or not any(same_pairing(row, one) for row in beside)
    ]
    return _compared(asked, counted, same_pairing)


def figures(gold: Sequence[Row], found: Iterable[Row], units: frozenset[str] | None = None) -> Compared:
    """Compare figures, or those in the given units only."""
    chosen = [row for row in gold if units is None or row["unit"] in units]
    rows = {(row["value"], row["unit"], row["metric"]): row for row in found if units is None or row["unit"] in units}
    compared = _compared(chosen, list(rows.values()), same_figure)
    beside = [row for row in compared.invented if not any(same_figure(one, row) for one in gold)]
    counts = compared.counts
    right = counts.found - len(beside)
    return Compared(Found(counts.gold, counts.recalled, counts.found, right), compared.missed, tuple(beside))


def same_pairing(gold: Row, found: Row) -> bool:
    """Whether a found pairing is the gold one."""
    places = [_plain(found.get(name)) for name in ("recipient", "region")]
    return _overlap(_plain(gold["organisation"]), _plain(found["organisation"])) and any(
        _overlap(_plain(gold["region_or_recipient"]), place) for place in places
    )


def same_figure(gold: Row, found: Row) -> bool:
    """Whether a found figure is the gold one."""
    same = abs(float(gold["value"]) - float(found["value"])) <= 1e-9 * abs(float(gold["value"]))
    return same and (gold["unit"] == found["unit"] or same_unit(gold["unit"], found["unit"]))


def _compared(gold: Sequence[Row], found: Sequence[Row], same: Callable[[Row, Row], bool]) -> Compared:
    missed = tuple(row for row in gold if not any(same(row, one) for one in found))
    invented = tuple(one for one in found if not any(same(row, one) for row in gold))
    counts = Found(len(gold), len(gold) - len(missed), len(found), len(found) - len(invented))
    return Compared(counts, missed, invented)


def _overlap(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def _plain(text: str | None) -> str:
    return re.sub(r"[\s“”\"‘’「」『』《》·•]", "", text or "")
