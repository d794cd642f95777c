"""PDF files: newspaper pages told into their articles, reports and notices as one document with its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import Damaged, Encrypted, TooLarge
from ingest.heartbeat import beat
from ingest.layout import page_pdf
from ingest.layout.ocr import Image
from ingest.layout.page_lines import lines
from ingest.layout.page_model import UNREADABLE, Glyph, Graphics, Page
from ingest.layout.page_reading import Source, reading
from ingest.layout.page_repair import is_damaged, repaired
from ingest.layout.page_scan import remark_on, scanned
from ingest.readers.base import Reading

MOST_PAGES = 3000
"""A bound volume of a year's papers has fewer."""

SCAN_SIDE = 2000
"""Pixels of the longer side of a page that is read from its image: type of a newspaper is then 20 pixels high."""

MEND_SCALE = 3.0
"""Pixels a point of a page whose lines are read one by one; type of 9 points is then 27 pixels high."""

LARGEST_SIDE = 6000
"""Pixels of the longer side of an image at most, however large a page says it is."""

FEWEST_GLYPHS = 20
"""A page with fewer characters has no text worth the name: a page number, a stamp."""

FEW_OVER_PICTURE = 120
"""Characters below which a page that is all picture is a scan with a stamp or a watermark on it."""

ALL_PICTURE = 0.6
"""Share of the page that pictures take from which it is taken to be a scan."""

_NO_PAGES = "PDF 里一页也没有，没有内容可读。"
_COUNTS_NONE = re.compile(rb"/Count\s+0\b")
_ENDING = 4096
"""Bytes at the end of a file in which its trailer is looked for."""


def read(data: bytes, name: str) -> Reading:
    """Read a PDF file.

    :raises IngestError: that says what is wrong with the file.
    """
    with opened(data) as document:
        count = len(document)
        if not count:
            raise Damaged(_NO_PAGES)
        if count > MOST_PAGES:
            raise TooLarge(f"PDF 有 {count} 页，超过 {MOST_PAGES} 页的上限；请拆分后重新导入。")
        return reading(source(document, number) for number in range(count))


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """Open a file.

    :raises IngestError: that says what is wrong with it.
    """
    ending = data[-_ENDING:]
    if b"%%EOF" not in ending and b"startxref" not in ending:
        raise Damaged("PDF 不完整，结尾缺失，可能没有下载完；请重新获取后导入。")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as refused:
        if refused.err_code == raw.FPDF_ERR_PASSWORD and b"/Encrypt" in data:  # the code may be left from another file
            raise Encrypted("PDF 设有打开密码；请去掉密码后重新导入。") from refused
        if _COUNTS_NONE.search(data):
            raise Damaged(_NO_PAGES) from refused
        raise Damaged("PDF 已损坏，无法打开；请重新获取或另存后导入。") from refused
    try:
        yield document
    finally:
        document.close()


def source(document: pdfium.PdfDocument, number: int) -> Source:
    """Return one page of a file (from 0), read from its text layer where it has a usable one."""
    beat()
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Source(None, f"第 {number + 1} 页已损坏，没有读出内容。")
    try:
        return _read_page(page, number + 1)
    finally:
        page.close()


def _read_page(page: pdfium.PdfPage, number: int) -> Source:
    glyphs = page_pdf.glyphs(page)
    drawn = page_pdf.graphics(page)
    size = page_pdf.page_size(page)
    if not _is_usable(glyphs, drawn, size):
        if not raw.FPDFPage_CountObjects(page):
            return Source(None)
        found, image = scanned(rendered(page, SCAN_SIDE / max(size)))
        return Source(found, remark_on(found, number), image)
    found_lines = lines(glyphs, drawn.rules + drawn.pictures)
    remark = None
    if is_damaged(glyphs):
        scale = min(MEND_SCALE, LARGEST_SIDE / max(size))
        found_lines = repaired(found_lines, rendered(page, scale), scale)
        remark = f"第 {number} 页的文字层有乱码，已对照版面图像识别修正。"
    return Source(Page(*size, tuple(found_lines), drawn), remark)


def _is_usable(glyphs: Sequence[Glyph], drawn: Graphics, size: tuple[float, float]) -> bool:
    """Tell whether a page has text of its own, rather than a stamp or a page number over a scan."""
    readable = sum(glyph.text != UNREADABLE and not glyph.text.isspace() for glyph in glyphs)
    pictured = sum(picture.area for picture in drawn.pictures) > ALL_PICTURE * size[0] * size[1]
    return readable >= (FEW_OVER_PICTURE if pictured else FEWEST_GLYPHS) or (readable > 0 and not drawn)


def rendered(page: pdfium.PdfPage, scale: float) -> Image:
    """Return the image of a page, `scale` pixels a point."""
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
    try:
        return cast(Image, bitmap.to_numpy()[:, :, :3].copy())
    finally:
        bitmap.close()
