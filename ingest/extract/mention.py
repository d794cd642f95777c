"""A party in a sentence, as a stretch of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sort = Literal["body", "place", "bodies", "places"]
"""`bodies` and `places` are groups that are counted rather than named: 52家社会组织, 27个重点帮扶县."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A party in a sentence.

    :param code: the division that it is or lies in, as far as its own words tell.
    :param full: the fullest name that the article has for it, where that is another.
    """

    start: int
    end: int
    text: str
    sort: Sort
    code: str | None = None
    full: str = ""

    @property
    def name(self) -> str:
        """Its fullest name in the article."""
        return self.full or self.text

    @property
    def is_body(self) -> bool:
        """Whether it can act: a body or a group of bodies."""
        return self.sort in ("body", "bodies")
