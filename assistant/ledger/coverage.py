"""What a library covers, in words: said wherever something is not on record, for missing is not the same as none."""

from __future__ import annotations

from assistant.ledger.forms import KINDS, FactKind
from ingest.gazetteer import gazetteer
from vectorstore.ledger import Coverage

_MOST_REGIONS = 8


def covered(coverage: Coverage) -> str:
    """Return how many documents a library holds, from when, and about which provinces, as a clause."""
    parts = [f"文库收有{coverage.documents}篇文档"]
    if coverage.since and coverage.until:
        dates = dict.fromkeys((coverage.since, coverage.until))
        parts.append("发布日期" + "至".join(dates))
    known = gazetteer().divisions
    named = [known[code].name for code in coverage.regions if code in known]
    if named:
        more = f"等{len(named)}个省级地区" if len(named) > _MOST_REGIONS else ""
        parts.append("涉及" + "、".join(named[:_MOST_REGIONS]) + more)
    return "，".join(parts)


def nothing_found(kind: FactKind, coverage: Coverage) -> str:
    """Say that no row passes the filters."""
    return f"文库中没有符合条件的{KINDS[kind]}（{covered(coverage)}）；没有记录不等于没有。"
