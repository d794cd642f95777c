"""A sentence with one letter in place of every party, so that sentence patterns are plain regular expressions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.mention import Mention

BODY, PLACE, BODIES, PLACES = "\ue000", "\ue001", "\ue002", "\ue003"
_LETTER = {"body": BODY, "place": PLACE, "bodies": BODIES, "places": PLACES}
ANY = f"[{BODY}-{PLACES}]"
_ONE = f"(?:{PLACE}的)?{ANY}"
_AND = r"(?:、|和|及|以及|，还有|，以及)\s*(?:[\u4e00-\u9fff]{0,2}爱心企业)?"
LIST = (
    rf"{_ONE}(?:(?:{_AND}{_ONE})*(?:，{_ONE}(?:{_AND}{_ONE})*){{2,}}|(?:{_AND}{_ONE})*)"
    rf"等?(?:{PLACES}{{1,2}}|多?地|地区|[省市县区](?![\u4e00-\u9fff]{{1,2}}(?:政府|委)))?"
)
"""Parties one after another: 甲、乙和丙等6个县."""
_ASIDE = re.compile(r"（(?:以下|下)?统?(?:简?称|“)[^（）]{1,20}）")
"""A name's other name in brackets, which stands in nobody's way."""
NO = f"[^，。；：{BODY}-{PLACES}]"
"""Any letter within a clause that is no party."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The letters, and where each stands in the sentence."""

    text: str
    places: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]

    def start(self, index: int) -> int:
        """Return the offset in the sentence of a letter of the skeleton."""
        return self.places[index][0] if index < len(self.places) else self.places[-1][1]

    def end(self, index: int) -> int:
        """Return the offset in the sentence where the letter before `index` ends."""
        return self.places[index - 1][1] if index else 0

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the parties among the letters `start` to `end`."""
        first, last = self.start(start), self.end(end)
        at = bisect_left([one.start for one in self.mentions], first)
        return tuple(one for one in self.mentions[at:] if one.end <= last)


def skeleton(text: str, mentions: Sequence[Mention]) -> Skeleton:
    """Put one letter in place of every mention."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    position = 0
    aside = {i for match in _ASIDE.finditer(text) for i in range(*match.span())}
    mentions = [one for one in mentions if one.start not in aside]
    for one in (*mentions, None):
        stop = one.start if one else len(text)
        plain = [i for i in range(position, stop) if i not in aside]
        letters.extend(text[i] for i in plain)
        places.extend((i, i + 1) for i in plain)
        if one:
            letters.append(_LETTER[one.sort])
            places.append((one.start, one.end))
            position = one.end
    return Skeleton("".join(letters), tuple(places), tuple(mentions))
