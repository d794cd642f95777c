"""A page that is only an image, made into what a printed page is: lines with sizes, rules, pictures, all upright.

A scan lies askew by a degree or so; the lines that were read tell by how much, and everything is turned back. Units are
chosen so that the longer side of a page is as long as that of a tabloid in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import atan2, cos, degrees, sin
from statistics import median

from ingest.layout import ocr
from ingest.layout.characters import fold
from ingest.layout.lines import width
from ingest.layout.page_blocks import stack
from ingest.layout.page_gutters import between_headlines, parted
from ingest.layout.page_model import Box, Line, Page
from ingest.layout.page_pixels import graphics, upright
from ingest.layout.page_rows import SCANNED, joined_rows, joined_upright

LONG_SIDE = 1191.0
"""Points that the longer side of a page is taken to have."""

EM_OF_HEIGHT = 0.79
"""Size of the type over the height of the box that the detection draws around a line."""

SPREAD = 0.1
"""By how much the size told by the width of a line may differ from that told by its height."""

LONG_LINE = 6.0
"""Ems from which the width of a line tells the size of its type."""

LIKE_SIZE = 1.16
"""Ratio of measured sizes up to which two lines of one column are of one type."""

UNEVEN = 0.25
"""Share by which the sizes measured of two halves of an upright line may differ."""

SNAP = 1.17
"""Ratio up to which a short block takes the size of the column that it goes on from, or that goes on from it."""

SIDEWAYS = 0.7
"""Share of the long lines that run up or down from which a page is taken to lie on its side."""

FEWEST_LINES = 5
"""Long lines from which that share says something."""

SURE = 0.9
"""Mean confidence below which a reading needs checking; clean scans reach 0.99."""

NEXT_LINE = 1.3
"""Ems of white between two lines of one column at most."""


def scanned(image: ocr.Image) -> tuple[Page, ocr.Image]:
    """Return the page that an image shows, and the image turned upright, as the page lies on it."""
    image, readings = _right_way_up(image, ocr.read(image))
    angle = _angle(readings)
    image = upright(image, degrees(angle))
    pixels = parted([_line(one, angle) for one in readings], image)
    high, wide = image.shape[:2]
    unit = LONG_SIDE / max(high, wide)
    drawn = graphics(image, [line.box for line in pixels], unit)
    lines = [replace(line, box=line.box.scaled(unit), size=line.size * unit) for line in pixels]
    barriers = drawn.rules + drawn.pictures
    flat = [line for line in lines if not line.vertical]
    rows = _snapped(joined_rows(flat, (*barriers, *between_headlines(flat)), SCANNED), barriers)
    upright_lines = joined_upright([line for line in lines if line.vertical], UNEVEN)
    return Page(wide * unit, high * unit, (*upright_lines, *rows), drawn), image


def _right_way_up(image: ocr.Image, readings: list[ocr.Reading]) -> tuple[ocr.Image, list[ocr.Reading]]:
    """Return the image, and what was read on it, with the page the right way up.

    On a page that lies on its side most lines run up or down; read from the right side it is read as surely or more.
    """
    long = [one for one in readings if len(one.text) >= LONG_LINE]
    tall = sum(_is_tall(one) for one in long)
    if len(long) < FEWEST_LINES or tall < SIDEWAYS * len(long):
        return image, readings
    turned = [(side, ocr.read(side)) for side in (ocr.lying(image), ocr.lying(ocr.lying(ocr.lying(image))))]
    best = max(turned, key=lambda pair: _sureness(pair[1]))
    return best if _sureness(best[1]) >= _sureness(readings) - 0.02 else (image, readings)


def _is_tall(one: ocr.Reading) -> bool:
    xs, ys = [x for x, _ in one.corners], [y for _, y in one.corners]
    return max(ys) - min(ys) > 1.8 * (max(xs) - min(xs))


def _sureness(readings: Sequence[ocr.Reading]) -> float:
    """Return how surely the long lines that lie were read; 0 where there is none."""
    lying = [one.confidence for one in readings if len(one.text) >= LONG_LINE and not _is_tall(one)]
    standing = [one.confidence for one in readings if len(one.text) >= LONG_LINE and _is_tall(one)]
    return median(lying or standing or [0.0])


def remark_on(page: Page, number: int) -> str:
    """Return what a person should know about a page that was read from its image."""
    if not page.lines:
        return f"第 {number} 页没有文字层，图像里也没有认出文字。"
    sure = mean_confidence(page)
    check = "，把握较低，请对照原件核对" if sure < SURE else ""
    return f"第 {number} 页没有文字层，由图像识别得到，平均置信度 {sure:.0%}{check}。"


def mean_confidence(page: Page) -> float:
    """Return how sure the reading of a page is, by character."""
    characters = sum(len(line.text) for line in page.lines)
    return sum(line.confidence * len(line.text) for line in page.lines) / characters if characters else 0.0


def _angle(readings: Sequence[ocr.Reading]) -> float:
    """Return by how much a page is turned, in radians, clockwise, from its long lines."""
    angles = []
    for one in readings:
        (x0, y0), (x1, y1), *_ = one.corners
        if len(one.text) >= LONG_LINE and abs(x1 - x0) > 4 * abs(y1 - y0):
            angles.append(atan2(y1 - y0, x1 - x0))
    return median(angles) if angles else 0.0


def _line(one: ocr.Reading, angle: float) -> Line:
    """Return what was read as a line of the page once it is turned back."""
    turned = [(x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)) for x, y in one.corners]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = turned
    box = Box((ax + dx) / 2, (ay + by) / 2, (bx + cx) / 2, (cy + dy) / 2)
    text = fold(one.text)
    vertical = box.height > 1.8 * box.width and len(text) > 1
    size = EM_OF_HEIGHT * (box.width if vertical else box.height)
    if (ems := width(text)) >= LONG_LINE and not vertical:
        size = min(max(box.width / ems, (1 - SPREAD) * size), (1 + SPREAD) * size)
    margin = (min(box.width, box.height) - size) / 2  # by which the detection draws its boxes larger than the type
    return Line(text, box.grown(-margin), size, vertical, one.confidence)


def _snapped(lines: Sequence[Line], barriers: Sequence[Box]) -> list[Line]:
    """Give the lines of a column one size, and a short block that of the column that it stands in."""
    columns = stack(lines, barriers, LIKE_SIZE)
    long = [one for one in columns if len(one.lines) >= 3]
    found: list[Line] = []
    for one in columns:
        size = one.size
        if one not in long:
            mates = [
                other
                for other in long
                if one.box.x_overlap(other.box) > 0.5 * one.box.width
                and -one.box.y_overlap(other.box) < NEXT_LINE * size
                and 1 / SNAP < other.size / size < SNAP
            ]
            size = mates[0].size if mates else size
        found += [replace(line, size=size) for line in one.lines]
    return found
