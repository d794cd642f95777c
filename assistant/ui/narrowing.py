"""What a search can be narrowed to on the page, and what it is narrowed to: the tree of regions, and chips to remove.

A chip is a filter that is set, with a value of its own: its kind, and after a colon which one where there are several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from assistant.ui.text import Language, say
from ingest.gazetteer import gazetteer
from vectorstore.records import Filters, Kind

Choice = tuple[str, str]
"""What is shown, and the value that stands for it."""

Fields = tuple[list[str], str, str, list[Kind]]
"""The filters as the page holds them: regions, first and last day, kinds."""

MOST_REGIONS = 600
"""Regions that are offered; a library of the whole country offers provinces and prefectures, counties can be typed."""

_BRANCH = " › "


def regions(documents: Mapping[str, int]) -> list[Choice]:
    """Return the regions that documents are about, each under its prefecture and province, with how many there are.

    :param documents: the number of documents by the code of the division.
    """
    known = gazetteer().divisions
    codes = sorted(code for code in documents if code in known)
    if len(codes) > MOST_REGIONS:
        codes = [code for code in codes if len(code) < 6]
    names = Counter(known[code].name for code in codes)
    return [(f"{_path(code)}（{documents[code]}）", _value(code, names)) for code in codes]


def chips(chosen: Filters, language: Language) -> list[Choice]:
    """Return what a search is narrowed to, a chip each."""
    found = [(region, f"region:{region}") for region in chosen.regions]
    found += [(say("filter_from", language, date=chosen.since), "since")] if chosen.since else []
    found += [(say("filter_to", language, date=chosen.until), "until")] if chosen.until else []
    found += [(say(kind, language), f"kind:{kind}") for kind in chosen.kinds]
    return found


def kept(chips: Collection[str], fields: Fields) -> Fields:
    """Return the filters without those whose chip was removed."""
    regions, since, until, kinds = fields
    return (
        [region for region in regions if f"region:{region.strip()}" in chips],
        since if "since" in chips else "",
        until if "until" in chips else "",
        [kind for kind in kinds if f"kind:{kind}" in chips],
    )


def _path(code: str) -> str:
    known = gazetteer().divisions
    parts = dict.fromkeys((code[:2], code[:4], code))  # four municipalities have no prefectures
    return _BRANCH.join(known[part].name for part in parts if part in known)


def _value(code: str, names: Counter[str]) -> str:
    """Return the name by which the search knows a region: one of several of that name with its province before it."""
    name = gazetteer().divisions[code].name
    return name if names[name] == 1 else gazetteer().divisions[code[:2]].name + name
