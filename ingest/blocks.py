"""What a formatted document is made of before it is read as an article: paragraphs with their looks, and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.tables import Cell


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and how it is set.

    :param text: its text; a line break inside it is a newline.
    :param level: 0 for a document title, 1 and more for headings, None for body text.
    :param size: type size in points where it is given.
    """

    text: str
    level: int | None = None
    align: Literal["left", "center", "right"] = "left"
    size: float | None = None
    bold: bool = False
    red: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table as a grid; merged cells are one object at every place they cover."""

    grid: list[list[Cell | None]] = field(default_factory=list)


Block = Paragraph | TableBlock
