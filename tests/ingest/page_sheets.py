"""Newspaper pages set for the tests of the PDF reader and of the layout analysis: columns, headlines, rules, pictures.

A sheet is set once and comes out as placed glyphs, for the analysis alone, or as a PDF, for the reader. The type is one
em a character, so that a column of fourteen ems holds fourteen characters.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.layout.page_model import Box, Glyph, Graphics

FONT = "STSong-Light"
WIDTH, HEIGHT = 842.0, 1191.0
SIZE, LEADING = 10.0, 16.0


@dataclass(frozen=True)
class Char:
    """A character with the left end of its base line, from the top left corner."""

    text: str
    x: float
    y: float
    size: float

    def glyph(self):
        """Return it as the analysis sees it."""
        return Glyph(
            self.text, Box(self.x, self.y - 0.88 * self.size, self.x + self.size, self.y + 0.12 * self.size), self.size
        )


@dataclass
class Sheet:
    """A page while it is set."""

    width: float = WIDTH
    height: float = HEIGHT
    chars: list[Char] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)

    def line(self, text, x, y, size=SIZE, *, pitch=1.0, shadow=False):
        """Set a line with its top at `y`, its characters `pitch` ems apart."""
        for number, char in enumerate(text):
            if char != " ":
                self.chars.append(Char(char, x + number * pitch * size, y + 0.88 * size, size))
                if shadow:
                    self.chars.append(Char(char, x + number * pitch * size + 0.6, y + 0.88 * size + 0.6, size))

    def upright(self, text, x, y, size):
        """Set a line whose characters stand one under the other."""
        for number, char in enumerate(text):
            self.chars.append(Char(char, x, y + 0.88 * size + number * 1.05 * size, size))

    def flow(self, paragraphs, frames, ems, size=SIZE, leading=LEADING):
        """Set paragraphs of `ems` a line into frames (left, top, bottom), one after the other; all must fit."""
        places = [
            (x, top + number * leading)
            for x, top, bottom in frames
            for number in range(int((bottom - top - size) // leading) + 1)
        ]
        lines = [line for text in paragraphs for line in broken(text, ems)]
        assert len(lines) <= len(places), f"{len(lines) - len(places)} lines too many"
        for (indent, text), (x, y) in zip(lines, places, strict=False):
            self.line(text, x + indent * size, y, size)

    def rule(self, x0, y, x1):
        """Draw a horizontal rule."""
        self.rules.append(Box(x0, y, x1, y + 0.75))

    def post(self, x, y0, y1):
        """Draw an upright rule."""
        self.rules.append(Box(x, y0, x + 0.75, y1))

    def frame(self, x0, y0, x1, y1):
        """Draw a box around something."""
        self.frames.append(Box(x0, y0, x1, y1))

    def picture(self, x0, y0, x1, y1):
        """Place a photograph."""
        self.pictures.append(Box(x0, y0, x1, y1))

    def header(self, paper="青溪日报", day="2024年3月5日 星期二", page="第02版"):
        """Set a page header: name, day and number over a rule across the page."""
        self.line(paper, 40, 30, 16)
        self.line(day, 140, 34, 10)
        self.line(page, 740, 30, 15)
        self.rule(40, 54, 802)

    def glyphs(self):
        """Return what stands on the page as the analysis sees it."""
        return [char.glyph() for char in self.chars]

    def graphics(self):
        """Return what is drawn on it."""
        return Graphics(tuple(self.rules), tuple(self.frames), tuple(self.pictures))


def broken(text, ems):
    """Return the lines of a paragraph: by how many ems each is indented, and its text."""
    first, rest = text[: ems - 2], text[ems - 2 :]
    return [(2, first), *((0, rest[start : start + ems]) for start in range(0, len(rest), ems))]


def pdf(*sheets, scrambled=False, encrypted=None):
    """Return sheets as the pages of a PDF; `scrambled` draws every character by itself, in no order."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=encrypted)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        _draw(canvas, sheet, scrambled)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas, sheet, scrambled):
    for box in sheet.rules:
        canvas.rect(box.x0, sheet.height - box.y1, box.width, box.height, stroke=0, fill=1)
    for box in sheet.frames:
        canvas.rect(box.x0, sheet.height - box.y1, box.width, box.height, stroke=1, fill=0)
    for box in sheet.pictures:
        canvas.drawImage(_photograph(), box.x0, sheet.height - box.y1, box.width, box.height)
    chars = list(sheet.chars)
    if scrambled:
        random.Random(7).shuffle(chars)  # the same disorder at every run
    for char in chars:
        canvas.setFont(FONT, char.size)
        canvas.drawString(char.x, sheet.height - char.y, char.text)


def _photograph():
    from PIL import Image

    return ImageReader(Image.effect_noise((60, 40), 80))


def story(name, sentences, *, start=0):
    """Return a paragraph of so many sentences, no two of them alike."""
    numerals = "一二三四五六七八九"
    return "".join(
        f"{name}第{numerals[number % 9]}批{numerals[number // 9 % 9]}组的{verb}今年如期完成，"
        "乡亲们的日子又向前走了一步。"
        for number, verb in zip(range(start, start + sentences), _WORKS * (sentences // len(_WORKS) + 1), strict=False)
    )


_WORKS = ("修路", "架桥", "引水", "植树", "办学", "育苗", "建棚", "义诊", "助销", "培训", "改厕")
