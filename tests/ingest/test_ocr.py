"""Scans and images read by recognition: words off a picture of ours, and the public scans."""

from __future__ import annotations

import io
import json
from difflib import SequenceMatcher

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.errors import Damaged, TooLarge
from ingest.layout.page_gutters import parted
from ingest.layout.page_model import Box, Line
from ingest.layout.page_pixels import graphics
from ingest.layout.page_scan import scanned
from ingest.readers import image as reader
from ingest.readers import pdf
from ingest.readers.image import read


def paper(width=800, height=560):
    return Image.new("RGB", (width, height), (244, 244, 244))


def png(picture, kind="PNG"):
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def written(texts, *, angle=0.0):
    """A page of lines in Pillow's own type."""
    picture = paper()
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=26)
    for number, text in enumerate(texts):
        draw.text((60, 90 + number * 50), text, font=font, fill=(20, 20, 20))
    return picture.rotate(angle, fillcolor=(244, 244, 244))


TEXTS = ["County revenue rose in 2023", "1200 trees were planted here", "Nobody was left behind"]


def test_an_image_is_read_with_a_remark_on_how_sure_it_is():
    found = read(png(written(TEXTS)), "页.png")
    assert [text in found.documents[0].text for text in ("revenue", "1200", "behind")] == [True] * 3
    assert found.remarks[0].startswith("第 1 页没有文字层，由图像识别得到，平均置信度 ")


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "BMP", "WEBP"])
def test_images_come_in_many_formats(kind):
    assert "1200" in read(png(written(TEXTS), kind), "页").documents[0].text


def test_two_headlines_read_as_one_are_parted_at_the_gutter_of_the_text_under_them():
    picture = paper()
    font = ImageFont.load_default(size=40)
    for word, x in (("Harvest", 105), ("Bridges", 378)):
        ImageDraw.Draw(picture).text((x, 60), word, font=font, fill=(20, 20, 20))
    text = [Line("天" * 15, Box(x, y, x + 240, y + 16), 16) for y in range(120, 400, 24) for x in (60, 330)]
    both = Line("HarvestBridges", Box(105, 58, 525, 108), 40)
    image = np.asarray(picture)[:, :, ::-1].copy()
    assert [line.text for line in parted([both, *text], image) if line not in text] == ["Harvest", "Bridges"]
    across = Line("HarvestBridges", Box(105, 58, 525, 108), 40)
    wide = [Line("天" * 32, Box(60, y, 570, y + 16), 16) for y in range(120, 400, 24)]
    assert parted([across, *wide], image) == [across, *wide]


def test_a_page_that_lies_askew_is_turned_back():
    page, _ = scanned(np.asarray(written(TEXTS, angle=1.5))[:, :, ::-1].copy())
    tops = [line.box.x0 for line in page.lines]
    assert len(tops) == 3
    assert max(tops) - min(tops) < 4


def test_rules_and_pictures_are_found_and_text_is_neither():
    picture = written(TEXTS)
    draw = ImageDraw.Draw(picture)
    draw.line((60, 50, 740, 50), fill=(60, 60, 60), width=2)
    for start in range(60, 520, 8):
        draw.line((440, start, 440, start + 4), fill=(60, 60, 60), width=2)
    draw.rectangle((500, 250, 700, 450), fill=(110, 110, 110))
    noise = np.random.default_rng(1).normal(0, 6, (560, 800, 1))
    image = np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)
    found = graphics(image, [line.box for line in ()], 1.0)
    assert any(rule.width > 600 and abs(rule.cy - 50) < 4 for rule in found.rules)
    assert any(rule.height > 400 and abs(rule.cx - 440) < 4 for rule in found.rules)
    assert [round(box.x0, -1) for box in found.pictures] == [500]


def test_a_picture_without_words_is_refused():
    with pytest.raises(Damaged, match="没有认出文字"):
        read(png(paper()), "空.png")


def test_a_file_cut_short_is_damaged():
    data = png(written(TEXTS))
    with pytest.raises(Damaged, match="已损坏"):
        read(data[: len(data) // 2], "半.png")


def test_an_image_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MOST_PIXELS", 1000)
    with pytest.raises(TooLarge, match="800×560"):
        read(png(paper()), "大.png")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["scan_03.png", "scan_01.pdf"])
def test_the_public_scans_come_out_article_by_article(shared, name):
    folder = shared / "ingest_set"
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    expected = [one for one in gold if one["file"] == name]
    data = (folder / "files" / name).read_bytes()
    found = (pdf if name.endswith("pdf") else reader).read(data, name).documents
    assert {one.title for one in found} == {one["title"] for one in expected}
    for one in expected:
        text = next(other.text for other in found if other.title == one["title"])
        assert SequenceMatcher(None, "".join(one["text"].split()), "".join(text.split()), autojunk=False).ratio() > 0.9
        assert all(other.published == one["published"] and other.page == one["page"] for other in found)
