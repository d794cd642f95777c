"""What a page is made of, printed or scanned: placed characters and lines, rules, frames, pictures.

Coordinates are points (or any unit that fits), from the top left corner, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

UNREADABLE = "\ufffd"
"""What stands for a character that the character map of a font does not name, or names impossibly."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.y1 - self.y0

    @property
    def cx(self) -> float:
        """Where its middle lies, from the left."""
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        """Where its middle lies, from the top."""
        return (self.y0 + self.y1) / 2

    @property
    def area(self) -> float:
        """What it covers."""
        return max(0.0, self.width) * max(0.0, self.height)

    def x_overlap(self, other: Box) -> float:
        """Width of the strip that both stand in; negative is the gap between them."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def y_overlap(self, other: Box) -> float:
        """Height of the band that both stand in; negative is the gap between them."""
        return min(self.y1, other.y1) - max(self.y0, other.y0)

    def overlap(self, other: Box) -> float:
        """Area that both cover."""
        return max(0.0, self.x_overlap(other)) * max(0.0, self.y_overlap(other))

    def holds(self, other: Box) -> bool:
        """Tell whether the middle of `other` lies inside."""
        return self.x0 <= other.cx <= self.x1 and self.y0 <= other.cy <= self.y1

    def scaled(self, unit: float) -> Box:
        """Return the box in other units."""
        return Box(self.x0 * unit, self.y0 * unit, self.x1 * unit, self.y1 * unit)

    def grown(self, by: float) -> Box:
        """Return the box with every side moved outwards."""
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of `boxes`, of which there is at least one."""
    all_boxes = list(boxes)
    return Box(
        min(box.x0 for box in all_boxes),
        min(box.y0 for box in all_boxes),
        max(box.x1 for box in all_boxes),
        max(box.y1 for box in all_boxes),
    )


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is placed on the page.

    :param box: its em box: as high as its type size.
    :param font: any number that tells fonts of the page apart.
    """

    text: str
    box: Box
    size: float
    font: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Characters set one after the other: a line of a column, or a piece of one.

    :param size: height of its type; for a scan, estimated.
    :param vertical: its characters stand one under the other.
    :param confidence: how sure the recognition is of its text; 1 for a text layer.
    """

    text: str
    box: Box
    size: float
    vertical: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Graphics:
    """What is drawn on a page besides text.

    :param rules: thin straight lines, as boxes; wider than high is horizontal.
    :param frames: boxes that are drawn around something, or tinted areas behind it.
    :param pictures: photographs and drawings.
    """

    rules: tuple[Box, ...] = ()
    frames: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules or self.frames or self.pictures)


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready for the analysis of its layout."""

    width: float
    height: float
    lines: tuple[Line, ...]
    graphics: Graphics = Graphics()
