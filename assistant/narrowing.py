"""What a search is narrowed to, with the codes of the regions that users name."""

from __future__ import annotations

from dataclasses import replace

from ingest.regions import lookup
from vectorstore.records import Filters


def with_codes(filters: Filters) -> Filters:
    """Add the codes of the regions named, by which a province covers its counties."""
    codes = (division.code for region in filters.regions for division in lookup(region))
    return replace(filters, regions=tuple(dict.fromkeys((*filters.regions, *codes))))
