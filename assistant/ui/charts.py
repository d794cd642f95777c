"""The charts of the ledger, as Plotly takes them, each with the table that says the same.

Plotly reads tags in its labels, links among them, so that a name must not hold any: `label` sees to that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assistant.ledger import charting
from assistant.ledger.charting import Money
from assistant.ledger.forms import SCOPES
from assistant.ui.ledger_choice import Choice, chosen_rows
from assistant.ui.render import UNSHOWABLE
from ingest.gazetteer import gazetteer
from vectorstore.facts import Figure, Pairing
from vectorstore.ledger import Ledger

_TEN_THOUSAND = Decimal(10_000)
_MOST_BESIDE = 40
_MOST_ORGANISATIONS = 14
_LONGEST_LABEL = 22
_INERT = str.maketrans({"<": "＜", ">": "＞", "&": "＆", "$": "＄", "{": "｛", "}": "｝"})

TILES: Mapping[str, tuple[int, int]] = {
    "23": (8, 1), "15": (6, 2), "22": (8, 2),
    "65": (1, 3), "63": (2, 3), "62": (3, 3), "64": (4, 3), "14": (5, 3), "13": (6, 3), "11": (7, 3), "21": (8, 3),
    "54": (1, 4), "51": (3, 4), "61": (4, 4), "41": (5, 4), "37": (6, 4), "12": (7, 4),
    "50": (3, 5), "42": (4, 5), "34": (5, 5), "32": (6, 5), "31": (7, 5),
    "53": (2, 6), "52": (3, 6), "43": (4, 6), "36": (5, 6), "33": (6, 6),
    "45": (3, 7), "44": (4, 7), "35": (5, 7), "71": (6, 7),
    "46": (3, 8), "82": (4, 8), "81": (5, 8),
}  # fmt: skip
"""Where each province stands in a map of tiles: column and row. An outline map would need borders to vouch for."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map; `depth` is 0 where it has no record, and 1 to 4 by how many it has."""

    code: str
    name: str
    column: int
    row: int
    count: int
    depth: int


def label(text: str) -> str:
    """Return words as Plotly may show them: short, and free of what it would take for markup."""
    clean = UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text.translate(_INERT))
    return clean if len(clean) <= _LONGEST_LABEL else f"{clean[: _LONGEST_LABEL - 1]}…"


def pictures(ledger: Ledger, choice: Choice, say: Callable[..., str]) -> dict[str, Any]:
    """Return what the charts of a choice show."""
    whole = replace(choice, sort=0, sorts_of="")
    figures = [row for row in chosen_rows(ledger, "figures", whole) if isinstance(row, Figure)]
    pairings = [row for row in chosen_rows(ledger, "pairings", whole) if isinstance(row, Pairing)]
    by_region = charting.region_of(_digits(choice))
    years = charting.money(figures, charting.year_of, charting.last_year_of)
    regions = charting.money(figures, by_region, by_region)
    levels = charting.by_level(pairings, ledger.organisations())
    told, untold = charting.flows(pairings, _MOST_ORGANISATIONS)
    return {
        "years": years,
        "years_plot": _bars(years, str, say),
        "regions": regions,
        "regions_plot": _bars(regions, region_name, say),
        "levels": levels,
        "levels_plot": _plot([{"type": "bar", "x": list(levels), "y": [len(names) for names in levels.values()]}]),
        "flows": told,
        "flows_untold": untold,
        "flows_plot": _sankey(told),
        "tiles": [] if choice.province else _tiles(pairings),
        "counties": charting.counties(pairings, choice.province) if choice.province else {},
        "unplaced": sum(1 for one in pairings if one.region is None),
        "region_name": region_name,
        "scopes": SCOPES,
        "most_beside": _MOST_BESIDE,
    }


def region_name(code: str) -> str:
    """Return the name of a division."""
    known = gazetteer().divisions
    return known[code].name if code in known else code


def _digits(choice: Choice) -> int:
    """How much of a code tells apart what lies in the chosen region: provinces, prefectures, counties."""
    if not choice.province:
        return 2
    has_prefectures = any(len(code) == 4 and code.startswith(choice.province) for code in gazetteer().divisions)
    return 4 if has_prefectures and not choice.place else 6


def _bars(money: Money, name: Callable[[str], str], say: Callable[..., str]) -> str:
    keys = sorted({one.key for one in money.sums} | {key for key, _ in money.beside[:_MOST_BESIDE]})
    if not keys:
        return ""
    axis = [label(name(key)) for key in keys]
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": way,
            "x": axis,
            "y": [_in_ten_thousands(sums.get(key)) for key in keys],
        }
        for way in (charting.SPENT, charting.GIVEN)
        if (sums := {one.key: one.value for one in money.sums if one.way == way})
    ]
    beside = money.beside[:_MOST_BESIDE]
    if beside:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": say("not_added"),
                "x": [label(name(key)) for key, _ in beside],
                "y": [_in_ten_thousands(row.value) for _, row in beside],
                "hovertext": [label(f"{row.subject} {row.metric}{row.text}") for _, row in beside],
            }
        )
    layout = {
        "yaxis": {"title": {"text": say("ten_thousand_yuan")}, "rangemode": "tozero"},
        "xaxis": {"type": "category", "categoryarray": axis},
    }
    return _plot(traces, layout)


def _in_ten_thousands(value: Decimal | None) -> float | None:
    return None if value is None else float(value / _TEN_THOUSAND)


def _sankey(flows: Sequence[charting.Flow]) -> str:
    if not flows:
        return ""
    names = list(dict.fromkeys(("from", flow.organisation) for flow in flows))
    names += list(dict.fromkeys(("to", flow.place) for flow in flows))
    number = {name: place for place, name in enumerate(names)}
    links = {
        "source": [number["from", flow.organisation] for flow in flows],
        "target": [number["to", flow.place] for flow in flows],
        "value": [flow.count for flow in flows],
    }
    nodes = {"label": [label(name) for _, name in names], "pad": 8, "thickness": 12}
    height = max(360, 22 * max(len({flow.place for flow in flows}), len({flow.organisation for flow in flows})))
    trace = {"type": "sankey", "arrangement": "fixed", "node": nodes, "link": links}
    return _plot([trace], {"height": height})


def _plot(data: Iterable[Mapping[str, Any]], layout: Mapping[str, Any] | None = None) -> str:
    return json.dumps({"data": list(data), "layout": dict(layout or {})}, ensure_ascii=False)


def _tiles(pairings: Sequence[Pairing]) -> list[Tile]:
    counts = charting.by_place(pairings, 2)
    most = max(counts.values(), default=1)
    known = gazetteer().divisions
    return [
        Tile(code, known[code].short, column, row, counts[code], -(-4 * counts[code] // most))
        for code, (column, row) in TILES.items()
    ]
