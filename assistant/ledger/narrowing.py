"""The filters that users know, as the ledger takes them; a place that nobody knows is said to be one."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.errors import BadInput
from ingest.gazetteer import Division, gazetteer
from ingest.regions import lookup
from vectorstore.filters import code_prefix
from vectorstore.ledger import Where
from vectorstore.records import Filters


def narrowed(filters: Filters) -> Where:
    """Return what a reading of the ledger is narrowed to.

    :raises BadInput: for a region that is no administrative division.
    """
    return Where(
        regions=codes(filters.regions),
        organisations=filters.organisations,
        programmes=filters.programmes,
        since=filters.since,
        until=filters.until,
    )


def codes(names: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of divisions named in any of their forms, or by their codes; all that share a name.

    :raises BadInput: for a name that is no administrative division.
    """
    return tuple(dict.fromkeys(code for name in names for code in _known(name)))


def divisions(name: str) -> list[Division]:
    """Return the highest divisions of a name: 吉林 is the province; 朝阳区 are several."""
    found = lookup(name)
    return [one for one in found if len(one.code) == len(found[0].code)]


def _known(name: str) -> list[str]:
    if name.isdigit():
        found = [code for code in (code_prefix(name),) if code in gazetteer().divisions]
    else:
        found = [division.code for division in divisions(name)]
    if not found:
        raise BadInput(f"没有名为“{name}”的行政区划；请写省、市、县的名称，如 云南省、昭通市、景谷县。")
    return found
