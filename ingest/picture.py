"""The picture of a page of an original file, and the form in which it crosses from one process to another."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass

from ingest.errors import Damaged
from ingest.prepared import raise_error

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a file with the words framed that somebody looks for.

    :param page: its number in the file, from 1.
    :param pages: how many pages the file has.
    :param framed: whether the words were found on it.
    """

    jpeg: bytes
    page: int
    pages: int
    framed: bool


def picture_to_wire(picture: Picture) -> bytes:
    """Write a picture as JSON."""
    return json.dumps({**asdict(picture), "jpeg": base64.b64encode(picture.jpeg).decode()}).encode()


def picture_from_wire(message: bytes) -> Picture:
    """Read back a picture; what the other process says is one is only taken for one where it opens like one.

    :raises IngestError: the one that was sent in its place.
    """
    told = json.loads(message)
    raise_error(told)
    jpeg = base64.b64decode(told["jpeg"])
    if not jpeg.startswith(_JPEG):
        raise Damaged("原件的版面没有画出来；请确认文件后重试。")
    return Picture(jpeg, int(told["page"]), int(told["pages"]), bool(told["framed"]))
