"""Which names of organisations stand for one body, decided over all that the library holds.

A name is tied to another when a document states it (以下简称, brackets), when they differ in no more than the legal
form (…有限公司), or when one leaves out the place that the other opens with, and what remains is telling.
A short name that several bodies go by is tied to none of them. The outcome depends on what is held, not on the order in
which it came.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from vectorstore.facts import name_key

_LEGAL_FORM = re.compile(r"(?:(?:股份|责任|集团)?有限(?:责任)?公司|股份公司)$")
_SHORTEST = 2


class Named(NamedTuple):
    """What a document tells of how a body is called.

    :param short: its name without the place that it opens with, `home` the code of that place; '' where it has none.
    """

    name: str
    aliases: tuple[str, ...] = ()
    short: str = ""
    home: str = ""


@dataclass(frozen=True)
class Identities:
    """The bodies that the library names.

    :param names: of every key of a name, the body's name, which is the fullest.
    :param keys: of every body's name, the keys of all its names.
    """

    names: Mapping[str, str]
    keys: Mapping[str, frozenset[str]]

    def name(self, name: str) -> str:
        """Return the fullest name of the body called `name`; the name itself where none is known."""
        return self.names.get(_bare(name), name)

    def keys_of(self, name: str) -> frozenset[str]:
        """Return the keys under which facts about the body called `name` are found.

        A name that the library does not know is taken for a part of names: 乐为 finds 镇雄乐为社会工作服务中心.
        """
        if (known := self.names.get(_bare(name))) is not None:
            return self.keys[known]
        key = name_key(name)
        if len(key) < _SHORTEST:
            return frozenset({key})
        holding = (keys for keys in self.keys.values() if any(key in one for one in keys))
        return frozenset({key}).union(*holding)


def identities(bodies: Iterable[Named]) -> Identities:
    """Tie the names of bodies together."""
    ties = _Ties()
    told = sorted(set(bodies))
    shown: dict[str, set[str]] = defaultdict(set)
    for one in told:
        for name in (one.name, *one.aliases):
            shown[_bare(name)].add(name)
        ties.find(_bare(one.name))
    _tie_same_short(told, ties)
    _tie_short_names(told, ties)
    members: dict[str, set[str]] = defaultdict(set)
    for key in ties.known():
        members[ties.find(key)].add(key)
    names: dict[str, str] = {}
    keys: dict[str, frozenset[str]] = {}
    for group in members.values():
        spelt = [name for key in group for name in shown[key]]
        told_as = {name: name_key(name) for name in spelt}
        fullest = min(spelt, key=lambda name: (-len(told_as[name]), name))
        names.update(dict.fromkeys(group, fullest))
        keys[fullest] = frozenset(group.union(told_as.values()))
    return Identities(names, keys)


def _tie_same_short(told: Iterable[Named], ties: _Ties) -> None:
    """Tie names that are alike but for the place they open with, and have the same home."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in told:
        if one.short and one.home:
            alike[_bare(one.short), one.home].append(_bare(one.name))
    for keys in alike.values():
        for key in keys[1:]:
            ties.tie(keys[0], key)


def _tie_short_names(told: Iterable[Named], ties: _Ties) -> None:
    """Tie a short or stated name to the body that goes by it, where there is just one."""
    claims: dict[str, set[str]] = defaultdict(set)
    for one in told:
        for name in (*one.aliases, *((one.short,) if one.short else ())):
            if _bare(name) != _bare(one.name):
                claims[_bare(name)].add(ties.find(_bare(one.name)))
    for key, claimants in sorted(claims.items()):
        if len(claimants) == 1 or len({ties.find(claimant) for claimant in claimants}) == 1:
            ties.tie(min(claimants), key)


class _Ties:
    """Disjoint sets of keys."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, key: str) -> str:
        above = self._above.setdefault(key, key)
        while above != self._above[above]:
            above = self._above[above]
        self._above[key] = above  # the next way up is short
        return above

    def tie(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._above[second] = first

    def known(self) -> list[str]:
        return list(self._above)


@lru_cache(maxsize=1 << 17)
def _bare(name: str) -> str:
    """Return the key of a name without its legal form, unless nothing telling is left."""
    key = name_key(name)
    bare = _LEGAL_FORM.sub("", key)
    return bare if len(bare) > _SHORTEST else key
