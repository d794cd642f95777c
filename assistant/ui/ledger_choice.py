"""What somebody has chosen to see of the ledger: kind of rows, filters, order; read out of an address, and put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from assistant.errors import BadInput
from assistant.ledger.forms import FULL, SCOPES, Cell, Column, FactKind, Row, rows
from assistant.ledger.narrowing import narrowed
from ingest.gazetteer import Division, gazetteer
from vectorstore.facts import Figure, Pairing
from vectorstore.ledger import Ledger, Where
from vectorstore.records import Filters

View = Literal["pairings", "programmes", "figures", "charts"]
VIEWS: tuple[View, ...] = get_args(View)
_UNSEEN = ("引文", "修饰")
"""Columns of the files that a table on the page leaves to them."""
SHOWN: Mapping[FactKind, tuple[Column, ...]] = {
    kind: tuple(column for column in columns if column.heading not in _UNSEEN) for kind, columns in FULL.items()
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be shown.

    :param province: code of a province; `place` that of a division in it, or empty for all of it.
    :param sort: number of the column that the rows are ordered by, counted from 1; negative for the greatest first, and
        0 for the order of the sources.
    :param sorts_of: what the rows of a kind are narrowed to: the mechanism of pairings, the scope of figures.
    """

    view: View = "pairings"
    province: str = ""
    place: str = ""
    organisation: str = ""
    programme: str = ""
    since: str = ""
    until: str = ""
    sorts_of: str = ""
    sort: int = 0

    @property
    def region(self) -> str:
        """The narrowest division that is chosen."""
        return self.place if self.province and self.place.startswith(self.province) else self.province

    @property
    def narrows(self) -> bool:
        """Whether anything but the kind of rows and their order is chosen."""
        return any((self.province, self.organisation, self.programme, self.since, self.until, self.sorts_of))

    def where(self) -> Where:
        """Return the filters as the ledger takes them.

        :raises BadInput: for a date that is none, or a region that is no division.
        """
        since, until = _day(self.since), _day(self.until)
        if since and until and since > until:
            raise BadInput(f"起始日期 {since} 晚于截止日期 {until}，请调整筛选。")
        return narrowed(
            Filters(
                regions=(self.region,) if self.region else (),
                organisations=(self.organisation.strip(),) if self.organisation.strip() else (),
                programmes=(self.programme.strip(),) if self.programme.strip() else (),
                since=since,
                until=until,
            )
        )

    def address(self, **changed: object) -> dict[str, str]:
        """Return the choice, with changes, as the fields of an address; those that do not narrow are left out."""
        names = ("view", "province", "place", "organisation", "programme", "since", "until", "sorts_of", "sort")
        told = {name: getattr(self, name) for name in names} | changed
        return {name: str(value) for name, value in told.items() if value not in ("", 0, None)}


def chosen_rows(ledger: Ledger, kind: FactKind, choice: Choice) -> Sequence[Row]:
    """Return the rows of a choice in its order.

    :raises BadInput: for a filter that is none.
    """
    return _ordered(ledger, kind, choice.where(), choice.sorts_of, choice.sort)


def sorts(ledger: Ledger, kind: FactKind, choice: Choice) -> dict[str, str]:
    """Return what the rows could be narrowed to further, by the value in an address with what users call it."""
    found = [
        _SORT_OF.get(kind, _no_sort)(row) for row in chosen_rows(ledger, kind, replace(choice, sorts_of="", sort=0))
    ]
    return {one: SCOPES.get(one, one) for one in sorted({one for one in found if one})}


@lru_cache(maxsize=12)
def _ordered(ledger: Ledger, kind: FactKind, where: Where, sorts_of: str, sort: int) -> tuple[Row, ...]:
    """Kept for the pages and the file of one choice; a ledger that has changed is another one."""
    if sorts_of or sort:
        every = _ordered(ledger, kind, where, "", 0)
    else:
        return tuple(rows(ledger, kind, where))
    of_sort = _SORT_OF.get(kind, _no_sort)
    kept = [row for row in every if not sorts_of or of_sort(row) == sorts_of]
    columns = SHOWN[kind]
    if not 0 < abs(sort) <= len(columns):
        return tuple(kept)
    keyed = [(_key(columns[abs(sort) - 1].cell(row.to_json())), row) for row in kept]
    filled = sorted((one for one in keyed if one[0] is not None), key=lambda one: one[0] or (), reverse=sort < 0)
    return tuple(row for _, row in (*filled, *(one for one in keyed if one[0] is None)))


def _key(cell: Cell) -> tuple[int, float, bytes] | None:
    """Numbers by value, then words as a dictionary has them; empty cells come last in either direction.

    GB 18030 has its common characters in the order of pinyin.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return 1, 0, cell.encode("gb18030", "replace")
    return 0, float(cell), b""


def _no_sort(_: Row) -> str:
    return ""


def _mechanism(row: Row) -> str:
    return row.mechanism if isinstance(row, Pairing) else ""


def _scope(row: Row) -> str:
    return row.scope if isinstance(row, Figure) else ""


_SORT_OF: Mapping[FactKind, Callable[[Row], str]] = {"pairings": _mechanism, "figures": _scope}


def _day(written: str) -> str | None:
    try:
        return date.fromisoformat(written).isoformat() if written else None
    except ValueError as error:
        raise BadInput(f"“{written}”不是日期，请写成 2024-03-01 这样的形式。") from error


def provinces() -> list[Division]:
    """Return the provinces that can be chosen."""
    return [division for code, division in gazetteer().divisions.items() if len(code) == 2]


def places(province: str) -> list[tuple[Division | None, list[Division]]]:
    """Return the counties of a province under their prefectures; None where a county has none."""
    inside = [one for code, one in gazetteer().divisions.items() if code.startswith(province) and len(code) > 2]
    above = {one.code: one for one in inside if len(one.code) == 4}
    groups: dict[str, list[Division]] = {code: [] for code in above}
    for one in inside:
        if len(one.code) == 6:
            groups.setdefault(one.code[:4], []).append(one)
    return [(above.get(code), counties) for code, counties in groups.items()]
