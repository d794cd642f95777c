"""Which short name in an article stands for which full one: 以下简称, brackets, and how such names are made."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extract.words_of_aid import ENDS_AS_BODY

_STATED = re.compile(r"[（(](?:以下|下)?统?简?称为?[：:“”\s]*([\u4e00-\u9fffA-Za-z]{2,12})”?[）)]")
_SHORTEST = 2


def full_names(text: str, names: Sequence[str]) -> dict[str, str]:
    """Return, for each of the names of bodies that is short for another, that other; one that fits two is left out."""
    full: dict[str, str] = {}
    for match in _STATED.finditer(text):
        named = [name for name in names if text.endswith(name, 0, match.start())]
        if named:
            full[match[1]] = max(named, key=len)
    for short in names:
        longer = {name for name in names if is_short_for(short, name)}
        longer -= {one for one in longer for other in longer if one != other and is_short_for(one, other)}
        if len(longer) == 1 and short not in full:
            full[short] = longer.pop()
    return full


def stated_names(text: str) -> list[str]:
    """Return the short names that a text states in brackets."""
    return [match[1] for match in _STATED.finditer(text)]


def is_short_for(short: str, full: str) -> bool:
    """Whether one name is made by leaving characters out of another, and not the name of a body that it belongs to.

    郑大一附院 for 郑州大学第一附属医院, 亭林医院 for 金山区亭林医院, 上汽 for 上汽集团; but 中国残联 is not short for
    中国残联福利基金会.
    """
    if not _SHORTEST <= len(short) < len(full):
        return False
    if full.endswith(short):
        return True
    if full.startswith(short):
        return not ENDS_AS_BODY.search(short) or bool(re.fullmatch(_LEGAL, full[len(short) :]))
    if short[0] != full[0] and not (short in full and len(short) > 2):
        return False
    return short[-1] in full[-2:] and _in_order(short, full)


_LEGAL = r"(?:股份|集团|控股|科技|实业)*(?:有限|责任|股份)*公司|集团"


def _in_order(short: str, full: str) -> bool:
    letters = iter(full)
    return all(letter in letters for letter in short)
