"""The page of an original file on which words stand, as a picture with the words framed.

A page with a text layer is searched in that; a page that is only an image is recognised anew, as it was when it was
read. Runs in the process of `ingest.sandbox_child`, for the file comes from anywhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pypdfium2 import PdfDocument

from ingest.errors import UnknownFormat, Unreadable
from ingest.layout.ocr import Image
from ingest.layout.page_model import Box, Page
from ingest.layout.page_quotes import Found, find
from ingest.picture import Picture
from ingest.readers import image as images
from ingest.readers import pdf
from ingest.readers.formats import detect
from ingest.readers.registry import member

LONG_SIDE = 2000
"""Pixels of the longer side of a picture; the type of a newspaper page can be read in it."""

ENOUGH = 0.9
"""Share of the words that must stand on a page for the others not to be looked at."""

LEAST = 0.5
"""Share of the words from which they are taken to stand there."""

MOST_SCANS = 12
"""Pages without a text layer that are recognised for one picture."""

_QUALITY = 82
_TINT = (253, 226, 140)
_FRAME = (178, 34, 34)


@dataclass(frozen=True, slots=True)
class _View:
    """One page that was looked at."""

    number: int
    page: Page
    image: Image | None
    found: Found


def show(data: bytes, name: str, inner: str, quote: str, hint: int | None) -> Picture:
    """Return the page of a file on which `quote` stands, or, where it cannot be placed, the page that `hint` names.

    :param inner: what stands inside the file, where it is a container.
    :param hint: the number of the page that the document says it stands on.
    :raises IngestError: when there is no such page, or something is wrong with the file.
    """
    data, name = member(data, name, inner)
    kind, _ = detect(data, name)
    if kind == "pdf":
        return _of_pdf(data, quote, hint)
    if kind == "image":
        return _of_image(data, quote, hint)
    raise UnknownFormat(f"{name} 不是 PDF 或图片，没有版面可看。")


def _of_pdf(data: bytes, quote: str, hint: int | None) -> Picture:
    with pdf.opened(data) as document:
        count = len(document)
        best = _chosen(_views(document, quote, hint), hint, count)
        shot = best.image
        if shot is None:
            page = document[best.number - 1]
            try:
                shot = pdf.rendered(page, LONG_SIDE / max(best.page.width, best.page.height))
            finally:
                page.close()
        return _picture(best, shot, count)


def _views(document: PdfDocument, quote: str, hint: int | None) -> Iterator[_View]:
    """Yield the pages of a file, the likeliest first."""
    count, scans = len(document), 0
    numbers = range(1, min(count, pdf.MOST_PAGES) + 1)
    for number in sorted(numbers, key=lambda number: (number != hint, number)):
        source = pdf.source(document, number - 1)
        if source.page is None:
            continue
        yield _View(number, source.page, source.image, find(source.page.lines, quote))
        scans += source.image is not None
        if scans == MOST_SCANS:
            return


def _of_image(data: bytes, quote: str, hint: int | None) -> Picture:
    def views() -> Iterator[_View]:
        for number, source in enumerate(images.sources(data), start=1):
            if source.page is not None and number <= MOST_SCANS:
                yield _View(number, source.page, source.image, find(source.page.lines, quote))

    best = _chosen(views(), hint, 1)
    if best.image is None:
        raise Unreadable("这页图片没有认出来；请直接打开原件查看。")
    return _picture(best, best.image, max(1, best.number))


def _chosen(views: Iterator[_View], hint: int | None, count: int) -> _View:
    best: _View | None = None
    hinted: _View | None = None
    for view in views:
        best = view if best is None or view.found.share > best.found.share else best
        hinted = view if view.number == hint or count == 1 else hinted
        if best.found.share >= ENOUGH:
            return best
    chosen = best if best is None or best.found.share >= LEAST else hinted
    if chosen is None:
        raise Unreadable("原件里没有找到这段文字，它可能在导入后改过；请重新导入后再看。")
    return chosen


def _picture(view: _View, shot: Image, pages: int) -> Picture:
    from PIL import Image as Pictures
    from PIL import ImageChops, ImageDraw

    drawn = Pictures.fromarray(np.ascontiguousarray(shot[:, :, ::-1]))
    scale = drawn.width / view.page.width
    framed = view.found.share >= LEAST
    if framed:
        tint = Pictures.new("RGB", drawn.size, "white")
        painter = ImageDraw.Draw(tint)
        for box in view.found.lines:
            painter.rectangle(_corners(box, scale, 1), fill=_TINT)
        drawn = ImageChops.multiply(drawn, tint)  # the tint lies under the ink
        painter = ImageDraw.Draw(drawn)
        for box in view.found.regions:
            painter.rectangle(_corners(box, scale, 8), outline=_FRAME, width=max(3, drawn.width // 400))
    file = io.BytesIO()
    drawn.save(file, "JPEG", quality=_QUALITY)
    return Picture(file.getvalue(), view.number, pages, framed)


def _corners(box: Box, scale: float, margin: int) -> tuple[float, float, float, float]:
    wide = box.scaled(scale).grown(margin)
    return wide.x0, wide.y0, wide.x1, wide.y1
