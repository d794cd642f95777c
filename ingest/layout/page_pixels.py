"""Rules and pictures found on the image of a page: what is dark, is no text, and is straight and thin, or large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from ingest.layout.ocr import Image
from ingest.layout.page_model import Box, Graphics

_Grey = npt.NDArray[np.uint8]
_Place = tuple[int, int, int, int]
"""Left, top, width and height, in pixels."""

DARKER = 36
"""Grey levels by which a rule is darker than the paper around it, once the grain is averaged out."""

PAPER = 0.03
"""Share of the longer side over which the paper's grey is averaged."""

SHORTEST_RULE = 0.03
"""Share of the longer side that a rule is long at least."""

GRAIN = 0.012
"""Share of the longer side over which a rule is averaged, so that dashes run together and noise disappears."""

THICKEST_RULE = 0.007
"""Share of the longer side that a rule, with the play of one that is not quite straight, is thick at most."""

SMALLEST_PICTURE = 0.04
"""Share of the longer side that a picture measures at least either way."""

PICTURE_DARKER = 40
"""Grey levels by which a picture is darker than paper."""

SOLID = 0.45
"""Share of its box that a picture fills at least; a frame fills little of it."""

COARSE = 4
"""Pixels to one of the image on which pictures are looked for."""

_WHITE = (255, 255, 255)


def upright(image: Image, angle: float) -> Image:
    """Return an image turned back by `angle` degrees, about its left upper corner."""
    if not angle:
        return image
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
    size = (image.shape[1], image.shape[0])
    return cast(Image, cv2.warpAffine(image, turn, size, flags=cv2.INTER_LINEAR, borderValue=_WHITE))


def graphics(image: Image, text: Sequence[Box], unit: float) -> Graphics:
    """Return rules and pictures of an upright page.

    :param text: boxes of the lines on it, in pixels; what lies in them is ink of characters.
    :param unit: points a pixel.
    """
    grey = _without_text(cast(_Grey, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)), text)
    pictures = _pictures(grey)
    span = max(3, round(PAPER * max(grey.shape))) | 1
    paper = cv2.blur(grey, (span, span))
    for x, y, w, h in pictures:
        grey[y : y + h, x : x + w] = paper[y : y + h, x : x + w]
    signed = paper.astype(np.int16)
    rules = [rule for flat in (True, False) for rule in _rules(grey, signed, flat=flat)]
    return Graphics(
        tuple(_scaled(rule, unit) for rule in rules), (), tuple(_scaled(picture, unit) for picture in pictures)
    )


def _without_text(grey: _Grey, text: Sequence[Box]) -> _Grey:
    for box in text:
        box = box.grown(0.15 * min(box.width, box.height))
        x0, y0, x1, y1 = (max(0, round(value)) for value in (box.x0, box.y0, box.x1, box.y1))
        if (patch := grey[y0:y1, x0:x1]).size:
            grey[y0:y1, x0:x1] = np.percentile(patch, 90)
    return grey


def _scaled(place: _Place, unit: float) -> Box:
    x, y, w, h = place
    return Box(x, y, x + w, y + h).scaled(unit)


def _rules(grey: _Grey, paper: npt.NDArray[np.int16], *, flat: bool) -> list[_Place]:
    """Return what is darker than the paper over a length that neither dirt nor grain has."""
    least, thick, grain = (round(share * max(grey.shape)) for share in (SHORTEST_RULE, THICKEST_RULE, GRAIN))
    bar = np.ones((1, least) if flat else (least, 1), np.uint8)
    across = np.ones((3, 1) if flat else (1, 3), np.uint8)  # a rule that is not quite straight steps by a pixel
    smooth = cv2.blur(cv2.erode(grey, across), (grain, 1) if flat else (1, grain)).astype(np.int16)
    ink = cv2.morphologyEx((paper - smooth > DARKER).astype(np.uint8), cv2.MORPH_OPEN, bar)
    found = []
    for x, y, w, h in _areas(cast(_Grey, cv2.dilate(ink, across))):
        length, depth = (w, h) if flat else (h, w)
        if length >= least and depth <= thick and length > 6 * depth:
            found.append((x, y, w, h))
    return found


def _areas(ink: _Grey, solid: float = 0.0) -> list[_Place]:
    """Return the places of what hangs together, if it fills a share of its place."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [(x, y, w, h) for x, y, w, h, area in boxes[1:].tolist() if area >= solid * w * h]


def _pictures(grey: _Grey) -> list[_Place]:
    """Return the areas, larger than type, that are not paper."""
    size = (max(1, grey.shape[1] // COARSE), max(1, grey.shape[0] // COARSE))
    reduced = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    dark = (reduced < np.percentile(reduced, 80) - PICTURE_DARKER).astype(np.uint8)
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(np.uint8)
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)).astype(np.uint8)
    least = SMALLEST_PICTURE * max(grey.shape) / COARSE
    return [
        (x * COARSE, y * COARSE, w * COARSE, h * COARSE) for x, y, w, h in _areas(dark, SOLID) if min(w, h) >= least
    ]
