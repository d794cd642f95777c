"""A scanned page: typeset, then turned a little, speckled and yellowed, so that only recognition can read it."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from evals.making.packing import MADE

WIDTH, HEIGHT, MARGIN = 1190, 1684, 120  # A4 at 144 dpi
BODY, LEADING = 30, 54
_NEVER_FIRST = "，。、；：？！）》”"

TITLE = "结对帮扶工作简讯"
ISSUE = "第6期"
HEADLINE = "专家组走进景谷县人民医院"
SENDER = "滇医帮扶联络组 2024年10月15日"
PARAGRAPHS = (
    "云南省医院协会现与15个县（市）结对帮扶，巧家、彝良、威信、大关、泸西、绿春、景谷、德钦等地都在其中。"
    "2024年以来，协会到基层开展学术培训、科室指导等活动50余次。",
    "2024年7月12日至14日，协会带领会员单位的十余名专家来到景谷县，为普洱片区开展帮扶。"
    "专家办讲座，做手术示范，讨论疑难病例，镇沅、墨江、景谷、西盟、孟连等县的130余名医护人员参加学习。",
    "昆医附二院王琳教授团队的专家工作站，也在这次活动中与景谷县人民医院续约。",
    "景谷县人民医院如今能够自己做胰腺肿瘤手术，费用约为4万元。与到省级三甲医院手术相比，平均每人可少花约6万元。",
    "2024年9月，这家医院通过了全省县级公立医院五大中心验收。普洱市一次性全部过关的医院只有两家，它是其中一家。",
)


def make(font: Path) -> bytes:
    """Return the scan as a PDF that holds one image and no text."""
    page = Image.new("L", (WIDTH, HEIGHT), 246)
    draw = ImageDraw.Draw(page)
    _centred(draw, 130, TITLE, ImageFont.truetype(str(font), 60))
    _centred(draw, 225, ISSUE, ImageFont.truetype(str(font), BODY))
    body = ImageFont.truetype(str(font), BODY)
    draw.text((MARGIN, 300), SENDER, font=body, fill=30)
    draw.line((MARGIN, 350, WIDTH - MARGIN, 350), fill=60, width=3)
    _centred(draw, 390, HEADLINE, ImageFont.truetype(str(font), 44))
    top = 480
    for paragraph in PARAGRAPHS:
        for line in _lines(paragraph, body.getlength):
            # Twice, half a pixel apart: the thin strokes of a book font fade at this resolution.
            draw.text((MARGIN, top), line, font=body, fill=25)
            draw.text((MARGIN + 0.5, top), line, font=body, fill=25)
            top += LEADING
    noise = Image.frombytes("L", page.size, _speckles(WIDTH * HEIGHT))
    page = page.rotate(0.35, resample=Image.Resampling.BICUBIC, fillcolor=240)
    page = Image.blend(page.filter(ImageFilter.GaussianBlur(0.6)), noise, 0.06)
    packed = io.BytesIO()
    moment = time.struct_time(MADE.timetuple())
    page.save(packed, "PDF", resolution=144, quality=55, creationDate=moment, modDate=moment)
    return packed.getvalue()


def _centred(draw: ImageDraw.ImageDraw, top: int, text: str, font: ImageFont.FreeTypeFont) -> None:
    draw.text(((WIDTH - font.getlength(text)) / 2, top), text, font=font, fill=25)


def _lines(paragraph: str, measure: Callable[[str], float]) -> Iterator[str]:
    line = "　　"
    for character in paragraph:
        if measure(line + character) > WIDTH - 2 * MARGIN and character not in _NEVER_FIRST:
            yield line
            line = ""
        line += character
    yield line


def _speckles(count: int) -> bytes:
    """Return `count` grey values of paper grain, the same on every run."""
    return random.Random(7).randbytes(count)  # noqa: S311 - grain of paper, not a secret
