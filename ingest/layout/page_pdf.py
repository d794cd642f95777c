"""What a page of a PDF says of itself: its characters with their places, its rules, frames and pictures.

Only places are read, never the order of the objects, which some printing software scrambles. Everything is taken
through pdfium, which is quick and used to hostile files; counts are bounded so that a page of millions of objects ends.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.layout.characters import INVISIBLE, fold
from ingest.layout.page_model import UNREADABLE, Box, Glyph, Graphics

MOST_GLYPHS = 60_000
"""A broadsheet page holds about 10,000 characters; beyond this a page is no page to read."""

MOST_OBJECTS = 100_000
"""Drawn objects that are looked at; maps and charts have tens of thousands, and none of them is a rule any more."""

MOST_RULES, MOST_FRAMES = 1500, 300
"""Rules, and frames or pictures, that are kept of a page; a ledger of forty rows has a thousand."""

THIN = 3.5
"""Points: a filled area no thicker is a rule."""

THICK = 10.0
"""Points: a filled area no thicker, and many times as long, is a rule too, set to be seen."""

ASKEW = 0.1
"""Tangent of the angle from which a character is part of a watermark across the page."""

SHORTEST_RULE = 12.0
"""Points: anything shorter is a dash, a leader or part of a drawing."""

SMALLEST_PICTURE = 24.0
"""Points: an image smaller than this either way is an ornament."""

WHOLE_PAGE = 0.9
"""Share of the page that a background covers; it frames nothing."""

_ASCENT = 0.88
"""Where the em box of a Chinese font begins above the base line; the rest, 0.12, lies below."""

_WIDE_LATIN = frozenset("WMmw@%&—–…°·×÷±“”‘’")
"""Characters outside the Chinese blocks that may well be as wide as they are high."""


_FULL_OR_HALF = frozenset("“”‘’—…·")
"""Marks that are as wide as a Chinese character in Chinese fonts and about half as wide in Latin ones."""


_DOUBLED = frozenset("—…")
"""Marks that are written twice and that some fonts make one glyph of."""


class _Matrix:
    """Points of the page's own space to points from the top left corner, with the page turned as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._box = (left, bottom, right, top)
        self._turn = page.get_rotation() // 90
        wide, high = right - left, top - bottom
        self.width, self.height = (wide, high) if self._turn % 2 == 0 else (high, wide)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[self._turn]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def page_size(page: pdfium.PdfPage) -> tuple[float, float]:
    """Return width and height in points, as the page is shown."""
    matrix = _Matrix(page)
    return matrix.width, matrix.height


def glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    """Return the characters that a reader of the page sees, each once, in no particular order."""
    matrix = _Matrix(page)
    text_page = page.get_textpage()
    try:
        count = min(text_page.count_chars(), MOST_GLYPHS)
        found = [glyph for index in range(count) if (glyph := _glyph(text_page, index, matrix))]
    finally:
        text_page.close()
    shown = Box(0.0, 0.0, matrix.width, matrix.height)
    return _without_shadows([glyph for glyph in found if shown.holds(glyph.box)])


def _glyph(text_page: pdfium.PdfTextPage, index: int, matrix: _Matrix) -> Glyph | None:
    if raw.FPDFText_IsGenerated(text_page, index):
        return None
    code = raw.FPDFText_GetUnicode(text_page, index)
    text = fold(chr(code)) if 0 < code < 0xFFFE or 0xFFFF < code <= 0x10FFFF else UNREADABLE
    turn = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, turn)
    if min(abs(turn.a), abs(turn.b)) > ASKEW * max(abs(turn.a), abs(turn.b)):
        return None
    font_size = raw.FPDFText_GetFontSize(text_page, index)
    size = font_size * hypot(turn.c, turn.d)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, index, loose)
    ems = _advance(text, loose, font_size, turn)
    if INVISIBLE.match(text) and ems < 0.5:  # if it were as wide as a character, the map would only name it wrongly
        return None
    advance = hypot(turn.a, turn.b) * font_size * ems
    if _is_unreadable(text, ems):
        text = UNREADABLE
    text = text * 2 if text in _DOUBLED and ems > 1.6 else text
    along, across = (_unit(turn.a, turn.b), _unit(turn.c, turn.d))
    corner = (x.value - across[0] * size * (1 - _ASCENT), y.value - across[1] * size * (1 - _ASCENT))
    far = (corner[0] + along[0] * advance + across[0] * size, corner[1] + along[1] * advance + across[1] * size)
    font = ctypes.cast(raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text_page, index)), ctypes.c_void_p).value
    return Glyph(text, matrix.box(*corner, *far), size, font or 0) if size > 0.5 else None


def _unit(x: float, y: float) -> tuple[float, float]:
    length = hypot(x, y) or 1.0
    return x / length, y / length


def _advance(text: str, loose: raw.FS_RECTF, font_size: float, turn: raw.FS_MATRIX) -> float:
    """Return the width of a character in ems of its own font."""
    if unicodedata.east_asian_width(text) in "WF":
        return 1.0  # pdfium falls back on the ink where a font leaves widths out
    reach = loose.right - loose.left if abs(turn.a) >= abs(turn.b) else loose.top - loose.bottom
    advance = min(2.0, abs(reach) / (font_size * hypot(turn.a, turn.b) or 1.0))
    return 1.0 if text in _FULL_OR_HALF and advance > 0.6 else advance


def _without_shadows(found: list[Glyph]) -> list[Glyph]:
    """Drop what is painted a second time a little aside, which is how a shadow or a bold face is made."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Box]] = {}
    for glyph in found:
        cell = max(1.0, glyph.size)
        column, row = int(glyph.box.cx // cell), int(glyph.box.cy // cell)
        near = (
            box for dx in (-1, 0, 1) for dy in (-1, 0, 1) for box in seen.get((glyph.text, column + dx, row + dy), ())
        )
        if any(abs(box.cx - glyph.box.cx) < cell * 0.3 and abs(box.cy - glyph.box.cy) < cell * 0.3 for box in near):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph.box)
        kept.append(glyph)
    return kept


def _is_unreadable(text: str, ems: float) -> bool:
    """Tell whether the character map gives for a glyph what cannot be printed there.

    That is no character at all, one of the private use area, or a Latin letter or digit as wide as a Chinese
    character: the font has one, the map only names it wrongly.
    """
    if unicodedata.category(text) in ("Cn", "Cc", "Cf", "Co", "Cs") or text == UNREADABLE:
        return True
    return ord(text) < 0x2000 and text not in _WIDE_LATIN and not text.isspace() and ems >= 0.9


def graphics(page: pdfium.PdfPage) -> Graphics:
    """Return the rules, frames and pictures of a page."""
    matrix = _Matrix(page)
    rules: list[Box] = []
    frames: list[Box] = []
    pictures: list[Box] = []
    for kind, box, item in _drawn(page, matrix):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            if min(box.width, box.height) >= SMALLEST_PICTURE:
                pictures.append(box)
        elif _is_bar(box):
            if max(box.width, box.height) >= SHORTEST_RULE:
                rules.append(box)
        elif _is_frame(item, box, matrix):
            frames.append(box)
    return Graphics(_largest(rules, MOST_RULES), _largest(frames, MOST_FRAMES), _largest(pictures, MOST_FRAMES))


def _is_bar(box: Box) -> bool:
    thin, long = sorted((box.width, box.height))
    return thin <= THIN or (thin <= THICK and long >= 20 * thin)


def _largest(boxes: Sequence[Box], most: int) -> tuple[Box, ...]:
    """Return the boxes in the order drawn, of too many the longest."""
    if len(boxes) <= most:
        return tuple(boxes)
    return tuple(sorted(boxes, key=lambda box: -max(box.width, box.height))[:most])


def _drawn(page: pdfium.PdfPage, matrix: _Matrix) -> Iterator[tuple[int, Box, pdfium.PdfObject]]:
    """Yield kind, place and object of every image and path, those inside forms with the form's own transformation."""
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM)
    forms: dict[int, pdfium.PdfMatrix] = {}
    for number, item in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if number >= MOST_OBJECTS:
            return
        outer = forms.get(_address(item.container)) if item.container is not None else None
        if item.type == raw.FPDF_PAGEOBJ_FORM:
            own = item.get_matrix()
            forms[_address(item)] = own.multiply(outer) if outer is not None else own
            continue
        left, bottom, right, top = item.get_bounds()
        if outer is not None:
            corners = [outer.on_point(x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        yield item.type, matrix.box(left, bottom, right, top), item


def _address(item: pdfium.PdfObject) -> int:
    return ctypes.cast(item.raw, ctypes.c_void_p).value or 0


def _is_frame(item: pdfium.PdfObject, box: Box, matrix: _Matrix) -> bool:
    """Tell whether a path is a box drawn around something: few straight or rounded edges, and to be seen on white."""
    if box.area > WHOLE_PAGE * matrix.width * matrix.height or raw.FPDFPath_CountSegments(item) > 40:
        return False
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroked)
    if stroked.value:
        return True
    channels = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *channels)
    *colour, alpha = (channel.value for channel in channels)
    return mode.value != raw.FPDF_FILLMODE_NONE and alpha > 0 and min(colour) < 254
