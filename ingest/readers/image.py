"""Images of pages: scans and photographs of newspapers and notices, read by recognition."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from ingest.errors import Damaged, TooLarge
from ingest.heartbeat import beat
from ingest.layout.page_reading import Source, reading
from ingest.layout.page_scan import remark_on, scanned
from ingest.readers.base import Reading

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from ingest.layout import ocr

LONG_SIDE = 2000
"""Pixels of the longer side that an image is brought to; of a newspaper page, type is then 20 pixels high."""

ENLARGED = 1.6
"""How many times an image is enlarged at most: what is not there cannot be read."""

MOST_PIXELS = 200_000_000
"""Pixels of an image that is opened at all; a broadsheet at 400 dots an inch has 60 million."""

MOST_FRAMES = 500
"""Pages of one image file (TIFF) that are read."""


def read(data: bytes, name: str) -> Reading:
    """Read an image file, page by page where it has several.

    :raises IngestError: that says what is wrong with the file.
    """
    return reading(sources(data))


def sources(data: bytes) -> Iterator[Source]:
    """Yield the pages of an image file.

    :raises IngestError: that says what is wrong with the file.
    """
    from PIL import Image, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit below gives a sentence instead of a warning
    try:
        with Image.open(io.BytesIO(data)) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened), start=1):
                if frame.width * frame.height > MOST_PIXELS:
                    size, most = f"{frame.width}×{frame.height}", MOST_PIXELS // 1_000_000
                    raise TooLarge(f"图片有 {size} 像素，超过 {most} 百万像素的上限；请缩小后重新导入。")
                if number > MOST_FRAMES:
                    break
                beat()
                found, image = scanned(_prepared(frame))
                yield Source(found, remark_on(found, number), image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise Damaged("图片已损坏或不完整，无法读取；请重新获取后导入。") from broken


def _prepared(frame: Picture) -> ocr.Image:
    """Return a frame as it is to be seen, on white, in the size for reading."""
    import numpy as np
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(frame).convert("RGBA")
    paper = Image.new("RGBA", turned.size, "white")
    paper.alpha_composite(turned)
    scale = min(ENLARGED, LONG_SIDE / max(paper.size))
    size = (max(1, round(paper.width * scale)), max(1, round(paper.height * scale)))
    resized = paper.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    return cast("ocr.Image", np.ascontiguousarray(np.asarray(resized)[:, :, ::-1]))
