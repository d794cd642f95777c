"""The headlines of a copied page: title, kicker and byline of each, wherever on the page they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from ingest.layout.blocks import Block
from ingest.layout.lines import one_space, without_noise_spaces
from ingest.layout.mapped import Mapped

_DASH = "——"


@dataclass(frozen=True, slots=True)
class Head:
    """A headline with what belongs to it.

    :param first: number of its first block on the page; `last` of its last.
    """

    lines: tuple[Mapped, ...]
    byline: tuple[Mapped, ...] = ()
    first: int = 0
    last: int = 0

    @property
    def text(self) -> str:
        """Its lines run together."""
        return "".join(line.text for line in self.lines)

    @property
    def sure(self) -> bool:
        """Whether it can only be the headline of an article: it has a byline."""
        return bool(self.byline)

    def title(self, article: str) -> str:
        """Return the headline as one line; lines whose joint stands in the article too are joined without a space."""
        title = ""
        for line in (line.text for line in self.lines):
            space = title and not title.endswith(_DASH) and not line.startswith(_DASH)
            space = space and title[-2:] + line[:2] not in article
            title += (" " if space else "") + line
        return title


def heads(blocks: Sequence[Block]) -> list[Head]:
    """Return the headlines of a page, from top to bottom."""
    found: list[Head] = []
    for number, block in enumerate(blocks):
        if block.kind not in ("headline", "byline"):
            continue
        clean = one_space if block.kind == "byline" else partial(without_noise_spaces, prose=False)
        lines = tuple(clean(line.text) for line in block.lines)
        last = found[-1] if found and found[-1].last == number - 1 else None
        if block.kind == "byline" and last and not last.byline and block.gap <= 1:
            found[-1] = replace(last, byline=lines, last=number)
        elif block.kind == "byline":
            continue
        elif last and not last.byline and (not block.gap or _one_headline(last, lines)):
            found[-1] = replace(last, lines=last.lines + lines, last=number)
        else:
            found.append(Head(lines, first=number, last=number))
    return found


def _one_headline(above: Head, lines: Sequence[Mapped]) -> bool:
    """Tell whether a kicker above, or a second title below, is tied to the headline by a dash."""
    return above.lines[-1].text.endswith(_DASH) or lines[0].text.startswith(_DASH)
