"""Give an Office file the same bytes on every run: fixed times in its zip and in its properties."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

MADE = datetime(2025, 1, 6, 8, 0, 0)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def repack(data: bytes) -> bytes:
    """Return the zip `data` with every member at the same moment and its properties dated `MADE`."""
    stamp = MADE.isoformat(timespec="seconds").encode() + b"Z"
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + stamp, content)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
