"""Characters read off an image: RapidOCR with the Chinese models that its wheel carries, so nothing is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from rapidocr import RapidOCR

Image = npt.NDArray[np.uint8]
"""Rows of pixels, each of three colours, blue first."""

THREADS = 2
"""Threads of one recognition; more of them gain little, and other work wants the machine too."""

LOWEST_CONFIDENCE = 0.4
"""What is read with less is a pattern in a picture, or dirt."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece of text as it was found on an image.

    :param corners: left top, right top, right bottom, left bottom, as x and y in pixels; a line may be askew.
    """

    text: str
    confidence: float
    corners: tuple[tuple[float, float], ...]


@cache
def _engine() -> RapidOCR:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # upright pages; it turns short lines of digits upside down
            "Global.text_score": 0.0,
            "Global.max_side_len": 1 << 16,  # the caller has chosen the resolution
            "Det.limit_type": "max",
            "Det.limit_side_len": 1 << 16,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def read(image: Image) -> list[Reading]:
    """Return the lines of text on an image."""
    from rapidocr.utils.output import RapidOCROutput

    found = _engine()(image, use_det=True, use_rec=True)
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None or found.scores is None:
        return []
    return [
        Reading(text.strip(), float(score), tuple((float(x), float(y)) for x, y in corners))
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip() and score >= LOWEST_CONFIDENCE
    ]


def read_lines(images: Sequence[Image]) -> list[tuple[str, float]]:
    """Return text and confidence of images that hold one line each; of an empty image, nothing at all."""
    from rapidocr.ch_ppocr_rec import TextRecInput

    shown = [number for number, image in enumerate(images) if image.size]
    texts = [("", 0.0)] * len(images)
    if not shown:
        return texts
    recognise = _engine()._load_rec_model()  # type: ignore[no-untyped-call]  # the one way to read many crops at once
    found = recognise(TextRecInput(img=[images[number] for number in shown], return_word_box=False))
    for number, text, score in zip(shown, found.txts, found.scores, strict=True):
        texts[number] = (text, float(score))
    return texts


def lying(image: Image) -> Image:
    """Return the image of an upright line turned on its side, as the recognition wants it."""
    return np.ascontiguousarray(np.rot90(image))
