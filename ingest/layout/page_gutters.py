"""Lines of a scan that were read across the gutter between two columns, parted there and read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from ingest.layout import ocr
from ingest.layout.characters import fold
from ingest.layout.credits import is_byline
from ingest.layout.page_model import Box, Line

REACH = 40.0
"""Ems up and down in which other lines bear witness for a gutter."""

ALIKE = 1.3
"""Ratio of sizes up to which a line bears witness."""

LARGEST = 4.0
"""How many times as large as the running text a headline may be to be judged by it."""

LONG = 5.0
"""Ems from which a line shows where its column is, rather than where a paragraph ends."""

WITNESSES = 3
"""Lines that must end at a gutter, and lines that must begin at it."""

EDGE = 0.8
"""Ems by which the edges of lines in one column may differ."""

WIDEST = 3.0
"""Ems from column to column at most."""

BLANK = 0.3
"""Ems of white that must be there on the line itself."""

ASIDE = 0.4
"""Ems beside the gutter of the other lines in which that white is looked for."""

INSIDE = 2.0
"""Ems from the ends of a line within which no gutter is looked for."""

MOST_GUTTERS = 5
"""Gutters that a line runs across at most."""

DARKER = 50
"""Grey levels by which ink is darker than the lightest part of a line."""


_Lane = tuple[int, float, float]
"""How many lines bear witness to a gutter, where those before it end, and where those behind it begin."""


def parted(lines: Sequence[Line], image: ocr.Image) -> list[Line]:
    """Return the lines, those that run across gutters in pieces; `image` is upright, boxes are in its pixels."""
    whole = list(lines)
    halves: list[Line] = []
    left = list(lines)
    for _ in range(MOST_GUTTERS):
        cuts = [(line, cut) for line in left if (cut := _gutter(line, [*whole, *halves], image)) is not None]
        if not cuts:
            break
        gone = {id(line) for line, _ in cuts}
        left = [half for line, cut in cuts for half in _halves(line, cut)]
        whole = [line for line in whole if id(line) not in gone]
        halves = [line for line in halves if id(line) not in gone] + left
    return [*whole, *_read_again(halves, image)]


def _read_again(halves: Sequence[Line], image: ocr.Image) -> list[Line]:
    texts = ocr.read_lines([_crop(image, half.box.grown(0.12 * half.size)) for half in halves])
    return [
        Line(fold(text.strip()), half.box, half.size, confidence=score)
        for half, (text, score) in zip(halves, texts, strict=True)
        if text.strip()
    ]


def _gutter(line: Line, lines: Sequence[Line], image: ocr.Image) -> tuple[float, float] | None:
    """Return the white that a line runs across where others end before it and begin behind it."""
    if line.vertical or line.box.width < 2 * INSIDE * line.size or is_byline(line.text):
        return None
    em = line.size
    alike = [box for other, box in _near(line, lines, em) if 1 / ALIKE < other.size / em < ALIKE]
    return next((blank for _, blank in _blanks(line, alike, em, image)), None) or _between_headlines(line, lines, image)


def _near(line: Line, lines: Sequence[Line], em: float) -> list[tuple[Line, Box]]:
    return [
        (other, other.box)
        for other in lines
        if other is not line
        and not other.vertical
        and other.box.width > LONG * em
        and abs(other.box.cy - line.box.cy) < REACH * em
    ]


def _blanks(
    line: Line, near: Sequence[Box], em: float, image: ocr.Image
) -> Iterator[tuple[_Lane, tuple[float, float]]]:
    """Yield the lanes beside other lines in which a line is blank, and where, the best attested first."""
    inside = INSIDE * line.size
    ends = [box.x1 for box in near if line.box.x0 + inside < box.x1 < line.box.x1 - inside]
    starts = [box.x0 for box in near]
    lanes = sorted({lane for end in ends if (lane := _lane(end, ends, starts, em))}, reverse=True)
    for lane in lanes[:3]:
        if blank := _blank(image, line, lane[1] - ASIDE * em, lane[2] + ASIDE * em):
            yield lane, blank


def _between_headlines(line: Line, lines: Sequence[Line], image: ocr.Image) -> tuple[float, float] | None:
    """Return the white between two headlines side by side, each over the middle or the left edge of its own column."""
    text = [other for other in lines if ALIKE <= line.size / other.size < LARGEST]
    if not text:
        return None
    em = median(other.size for other in text)
    near = [box for _, box in _near(line, text, em)]
    for (_, end, start), blank in _blanks(line, near, em, image):
        left = median(box.x0 for box in near if abs(box.x1 - end) < EDGE * em)
        right = median(box.x1 for box in near if abs(box.x0 - start) < EDGE * em)
        halves = ((line.box.x0, blank[0], left, end), (blank[1], line.box.x1, start, right))
        if all(_is_set_over(*half, line.size) for half in halves):
            return blank
    return None


def between_headlines(lines: Sequence[Line]) -> list[Box]:
    """Return the white between lines of headlines that were read apart and stand over columns of their own."""
    sizes = [line.size for line in lines if line.box.width > LONG * line.size]
    large = [line for line in lines if not line.vertical and sizes and line.size >= ALIKE * median(sizes)]
    found = []
    for line in large:
        row = [
            other
            for other in large
            if 0 < other.box.x0 - line.box.x1 < WIDEST * line.size
            and other.box.y_overlap(line.box) > 0.5 * line.size
            and 1 / ALIKE < other.size / line.size < ALIKE
        ]
        text = [other for other in lines if ALIKE <= line.size / other.size < LARGEST]
        if row and text:
            right = min(row, key=lambda other: other.box.x0)
            em = median(other.size for other in text)
            near = [box for _, box in _near(line, text, em)]
            if any(_is_lane(line, right, box.x1, near, em) for box in near):
                found.append(Box(line.box.x1, line.box.y0, right.box.x0, line.box.y1))
    return found


def _is_lane(line: Line, right: Line, end: float, near: Sequence[Box], em: float) -> bool:
    """Tell whether columns of running text end and begin where two lines do, each set over one of them."""
    if not line.box.cx < end < right.box.cx or not (
        lane := _lane(end, [box.x1 for box in near], [box.x0 for box in near], em)
    ):
        return False
    left = median(box.x0 for box in near if abs(box.x1 - end) < EDGE * em)
    edge = median(box.x1 for box in near if abs(box.x0 - lane[2]) < EDGE * em)
    return _is_set_over(line.box.x0, line.box.x1, left, end, line.size) and _is_set_over(
        right.box.x0, right.box.x1, lane[2], edge, line.size
    )


def _is_set_over(x0: float, x1: float, left: float, right: float, em: float) -> bool:
    return abs(x0 - left) < EDGE * em or abs(x0 + x1 - left - right) < 2 * EDGE * em


def _lane(end: float, ends: Sequence[float], starts: Sequence[float], em: float) -> _Lane | None:
    """Return how many lines bear witness to the gutter behind a place where some end, and from where to where it is."""
    before = sum(abs(other - end) < EDGE * em for other in ends)
    best: _Lane | None = None
    for start in starts:
        if -ASIDE * em < start - end < WIDEST * em:
            count = min(before, sum(abs(other - start) < EDGE * em for other in starts))
            if count >= WITNESSES and (best is None or count > best[0]):
                best = (count, end, start)
    return best


def _blank(image: ocr.Image, line: Line, x0: float, x1: float) -> tuple[float, float] | None:
    """Return the widest stretch without ink on a line between two places, if it is wide enough."""
    patch = _crop(image, Box(x0, line.box.y0, x1, line.box.y1))
    if not patch.size:
        return None
    grey = patch.min(axis=2)
    inked = (grey < int(grey.max()) - DARKER).sum(axis=0) > 0.08 * grey.shape[0]
    best, start = (0, 0), 0
    for place, dark in enumerate([*inked.tolist(), True]):
        if dark:
            best = max(best, (start, place), key=lambda run: run[1] - run[0])
            start = place + 1
    return (x0 + best[0], x0 + best[1]) if best[1] - best[0] >= BLANK * line.size else None


def _halves(line: Line, cut: tuple[float, float]) -> list[Line]:
    left = Box(line.box.x0, line.box.y0, cut[0], line.box.y1)
    right = Box(cut[1], line.box.y0, line.box.x1, line.box.y1)
    return [Line("", left, line.size), Line("", right, line.size)]


def _crop(image: ocr.Image, box: Box) -> ocr.Image:
    x0, y0, x1, y1 = (max(0, round(value)) for value in (box.x0, box.y0, box.x1, box.y1))
    return image[y0:y1, x0:x1]
