"""The table of administrative divisions and the names each of them goes by.

Names are made by rule from the full name: without rank (云南), and without the peoples that an autonomous
division is named for (大理州, 景谷县). What the rules need to know is listed in `data/names.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Strength = Literal["full", "weak", "bare"]
"""full: only a division is called so. weak: other words may contain it (和县), or it is said of any town (老城区).
bare: the name of a county or an everyday word without its rank."""


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division: two digits of code are a province, four a prefecture, six a county."""

    code: str
    name: str
    short: str

    @property
    def level(self) -> Literal["province", "prefecture", "county"]:
        """Say which of the three levels it has."""
        return "province" if len(self.code) == 2 else "prefecture" if len(self.code) == 4 else "county"


@dataclass(frozen=True, slots=True)
class Name:
    """What a name may stand for; `ordinary` is also an everyday word, `rankless` says no rank (云南)."""

    codes: tuple[str, ...]
    strength: Strength
    ordinary: bool
    rankless: bool


@dataclass(frozen=True)
class Gazetteer:
    """The divisions by code and their names.

    :param forms: the names of each code.
    :param strengths: of each name, the codes it may stand for and how surely.
    :param heads: the names by their first two characters, the longest first.
    :param ordinary: names that, without their rank, are everyday words.
    """

    divisions: Mapping[str, Division]
    forms: Mapping[str, tuple[str, ...]]
    strengths: Mapping[str, Mapping[str, Strength]]
    heads: Mapping[str, tuple[str, ...]]
    ordinary: frozenset[str]
    _meanings: dict[str, Name] = field(default_factory=dict, repr=False)

    def codes(self, name: str) -> tuple[str, ...]:
        """Return all codes that a name stands for, the highest first."""
        return tuple(sorted(self.strengths.get(name, ()), key=lambda code: (len(code), code)))

    def meaning(self, name: str) -> Name:
        """Return what one of the names of `heads` stands for in a text.

        That is the highest of its divisions, so that 吉林 is the province; a name that is somewhere written in full is
        not also taken for a stem.
        """
        if name not in self._meanings:
            self._meanings[name] = self._meant(name)
        return self._meanings[name]

    def _meant(self, name: str) -> Name:
        strengths = self.strengths.get(name, {})
        named = [code for code, strength in strengths.items() if strength != "bare"] or list(strengths)
        highest = min(map(len, named), default=0)
        codes = tuple(sorted(code for code in named if len(code) == highest))
        rankless = len(name) == 2 or name[-1] not in "省市县区州盟旗岛"
        return Name(codes, strengths[codes[0]] if codes else "weak", name in self.ordinary, rankless)

    def with_higher(self, code: str) -> tuple[str, ...]:
        """Return a code after those of the province and, where there is one, the prefecture it lies in."""
        return tuple(one for one in dict.fromkeys((code[:2], code[:4], code)) if one in self.divisions)


_RANKS = {
    "自治区": "",
    "特别行政区": "",
    "自治州": "州",
    "自治县": "县",
    "自治旗": "旗",
    "行政委员会": "",
    "地区": "",
    **dict.fromkeys(("省", "市", "盟", "州", "县", "区", "旗"), ""),
}
"""The ranks that end a name, the longer first, each with the one that a short name has instead."""
_RANK = re.compile(f"(?:{'|'.join(_RANKS)})$")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What `names.toml` says, ready to use."""

    peoples: re.Pattern[str]
    any_town: frozenset[str]
    ordinary: frozenset[str]
    decoys: tuple[str, ...]
    irregular: Mapping[str, str]


@cache
def gazetteer() -> Gazetteer:
    """Load the table; the first call takes some tens of milliseconds."""
    rules = _rules()
    divisions: dict[str, Division] = {}
    forms: dict[str, tuple[str, ...]] = {}
    strengths: dict[str, dict[str, Strength]] = defaultdict(dict)
    for line in _packaged("divisions.tsv").splitlines():
        code, name, *former = line.split("\t")
        divisions[code] = Division(code, name, _stem(name, rules))
        own = dict(_names(divisions[code], rules))
        own |= {one: _strength(one, rules) for one in (former[0].split() if former else ())}
        forms[code] = tuple(own)
        for one, strength in own.items():
            strengths[one][code] = strength
    return Gazetteer(divisions, forms, strengths, _by_head((*strengths, *rules.decoys)), rules.ordinary)


def _packaged(name: str) -> str:
    return (files("ingest") / "data" / name).read_text(encoding="utf-8")


def _rules() -> _Rules:
    stated = tomllib.loads(_packaged("names.toml"))
    return _Rules(
        peoples=re.compile(f"(.{{2,}}?)(?:{'|'.join(stated['peoples'].split())})+$"),
        any_town=frozenset(stated["any_town"].split()),
        ordinary=frozenset(stated["ordinary"].split()),
        decoys=tuple(stated["decoys"].split()),
        irregular=stated["irregular"],
    )


def _by_head(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    heads: dict[str, list[str]] = defaultdict(list)
    for one in sorted(names, key=len, reverse=True):
        heads[one[:2]].append(one)
    return {head: tuple(ones) for head, ones in heads.items()}


def _stem(name: str, rules: _Rules) -> str:
    """Return a name without its rank and the peoples it is named for: 大理 for 大理白族自治州."""
    rank = _rank(name)
    bare = name.removesuffix(rank) if len(name) > len(rank) else name
    if "族" not in bare and "自治" not in rank:
        return bare
    match = rules.peoples.match(bare)
    return match[1] if match else bare.removesuffix("族")


def _rank(name: str) -> str:
    match = _RANK.search(name)
    return match[0] if match else ""


def _strength(name: str, rules: _Rules) -> Strength:
    return "weak" if len(name) == 2 or name in rules.any_town else "full"


def _names(division: Division, rules: _Rules) -> Iterator[tuple[str, Strength]]:
    code, name, short = division.code, division.name, division.short
    yield name, _strength(name, rules)
    rank = _rank(name)
    if (ranked := short + (_RANKS.get(rank) or rank[-1:])) != name:
        yield ranked, "full"
    if code in rules.irregular:
        yield rules.irregular[code], _strength(rules.irregular[code], rules)
    if len(short) > 1 and short != name:
        yield short, "bare" if len(code) == 6 or (len(code) == 4 and short in rules.ordinary) else "full"
