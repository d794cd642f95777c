"""Rules and pictures found on the image of a page: what is dark, is no text, and is straight and thin, or large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from ingest.layout.page_model import Box, Graphics

if TYPE_CHECKING:
    from ingest.layout.ocr import Image

DARKER = 36
"""Grey levels by which ink is darker than the paper around it."""

PAPER = 0.03
"""Share of the longer side over which the paper's grey is averaged."""

SHORTEST_RULE = 0.03
"""Share of the longer side that a rule is long at least."""

GRAIN = 0.012
"""Share of the longer side over which a rule is averaged, so that dashes run together and noise disappears."""

THICKEST_RULE = 0.004
"""Share of the longer side that a rule is thick at most."""

SMALLEST_PICTURE = 0.04
"""Share of the longer side that a picture measures at least either way."""


def upright(image: Image, angle: float) -> Image:
    """Return an image turned back by `angle` degrees, about its left upper corner."""
    import cv2

    if not angle:
        return image
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
    size = (image.shape[1], image.shape[0])
    return cast("Image", cv2.warpAffine(image, turn, size, flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)))


def graphics(image: Image, text: Sequence[Box], unit: float) -> Graphics:
    """Return rules and pictures of an upright page.

    :param text: boxes of the lines on it, in pixels; what lies in them is ink of characters.
    :param unit: points a pixel.
    """
    import cv2
    import numpy as np

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    for box in text:
        margin = 0.15 * min(box.width, box.height)
        x0, y0, x1, y1 = (max(0, round(value)) for value in _corners(box.grown(margin)))
        patch = grey[y0:y1, x0:x1]
        if patch.size:
            grey[y0:y1, x0:x1] = np.percentile(patch, 90)
    return _drawn(cv2, np, grey, unit)


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _drawn(cv2: Any, np: Any, grey: Any, unit: float) -> Graphics:
    long = max(grey.shape)
    pictures = _pictures(cv2, np, grey, long)
    span = max(3, round(PAPER * long)) | 1
    paper = cv2.blur(grey, (span, span)).astype(np.int16)
    for x, y, w, h in pictures:
        grey[y : y + h, x : x + w] = paper[y : y + h, x : x + w]
    rules = [rule for flat in (True, False) for rule in _rules(cv2, np, grey, paper, flat=flat)]
    return Graphics(
        tuple(_scaled(rule, unit) for rule in rules), (), tuple(_scaled(picture, unit) for picture in pictures)
    )


def _scaled(found: tuple[int, int, int, int], unit: float) -> Box:
    x, y, w, h = found
    return Box(x * unit, y * unit, (x + w) * unit, (y + h) * unit)


def _rules(cv2: Any, np: Any, grey: Any, paper: Any, *, flat: bool) -> list[tuple[int, int, int, int]]:
    """Return what is darker than the paper over a length that neither dirt nor grain has."""
    long = max(grey.shape)
    least, thick, grain = (round(share * long) for share in (SHORTEST_RULE, THICKEST_RULE, GRAIN))

    def bar(length: int) -> Any:
        return np.ones((1, length) if flat else (length, 1), np.uint8)

    across = bar(3).T  # a rule that is not quite straight steps by a pixel
    smooth = cv2.blur(cv2.erode(grey, across), (grain, 1) if flat else (1, grain)).astype(np.int16)
    ink = cv2.morphologyEx((paper - smooth > DARKER).astype(np.uint8), cv2.MORPH_OPEN, bar(least))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, across), connectivity=8)
    found = []
    for x, y, w, h, _ in boxes[1:].tolist():
        length, depth = (w, h) if flat else (h, w)
        if length >= least and depth <= thick + 6 and length > 6 * depth:
            found.append((x, y, w, h))
    return found


def _pictures(cv2: Any, np: Any, grey: Any, long: int) -> list[tuple[int, int, int, int]]:
    """Return the areas, larger than type, that are not paper."""
    small = 4
    reduced = cv2.resize(grey, (grey.shape[1] // small, grey.shape[0] // small), interpolation=cv2.INTER_AREA)
    paper = int(np.percentile(reduced, 80))
    dark = (reduced < paper - 40).astype(np.uint8)
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    least = SMALLEST_PICTURE * long / small
    found = []
    for x, y, w, h, area in boxes[1:].tolist():
        if w >= least and h >= least and area > 0.45 * w * h:
            found.append((x * small, y * small, w * small, h * small))
    return found
