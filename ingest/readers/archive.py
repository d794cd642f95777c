"""ZIP files: their members, unpacked in memory one at a time, never onto the disk.

Names are data here, not places: one that climbs out of the folder, and a link, are refused. A member whose size or
ratio says bomb is refused before a byte of it is unpacked.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from ingest.decoding import decode
from ingest.errors import Damaged, Encrypted, IngestError, TooLarge, Unreadable
from ingest.readers.base import Contained, Member, Reading
from ingest.readers.formats import check_size

MOST_MEMBERS = 10_000
HIGHEST_RATIO = 200
"""Text packs about 1 to 5, and a repeated table perhaps 1 to 50; beyond this it was made to harm."""
RATIO_COUNTS_FROM = 1 << 20
"""Small members may pack as well as they like."""

_CLUTTER = re.compile(r"(?:^|/)(?:\.|__MACOSX/|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_CLIMBS = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def open_container(data: bytes, name: str) -> Contained:
    """Open a ZIP file.

    :raises Damaged: when its directory cannot be read.
    :raises TooLarge: when it has more members than any honest archive.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as broken:
        raise Damaged("压缩包不完整或已损坏，打不开；请重新获取后导入。") from broken
    if len(packed.infolist()) > MOST_MEMBERS:
        raise TooLarge(f"压缩包里有 {len(packed.infolist())} 个文件，超过 {MOST_MEMBERS} 个的上限；请分批导入。")
    return Contained(Reading(()), _members(packed))


def _members(packed: zipfile.ZipFile) -> Iterator[Member]:
    for info in sorted(packed.infolist(), key=_name):
        name = _name(info)
        if info.is_dir() or name.endswith("/") or (_CLUTTER.search(name) and not _CLIMBS.search(name)):
            continue
        refusal = _refusal(info, name)
        yield Member(name, refusal or _unpack(packed, info))


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member as it was meant: archivers on Windows write GBK and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            name = decode(name.encode("cp437")).text
        except (UnicodeEncodeError, Damaged):
            name = info.orig_filename
    return name.split("\0", 1)[0].replace("\\", "/")


def _refusal(info: zipfile.ZipInfo, name: str) -> IngestError | None:
    if _CLIMBS.search(name):
        return Unreadable("成员的路径指向压缩包之外，出于安全没有读取。")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Unreadable("成员是一个链接而不是文件，出于安全没有读取。")
    if info.flag_bits & _ENCRYPTED:
        return Encrypted("压缩包设有密码；请去掉密码后重新导入。")
    if info.file_size > RATIO_COUNTS_FROM and info.file_size > HIGHEST_RATIO * max(1, info.compress_size):
        ratio = info.file_size // max(1, info.compress_size)
        return TooLarge(f"成员解压后会膨胀 {ratio} 倍，像是压缩炸弹，没有解压。")
    return None


def _unpack(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | IngestError:
    try:
        check_size(_name(info), info.file_size)
        return packed.read(info)
    except IngestError as refused:
        return refused
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as broken:
        problem = Damaged("成员已损坏，解压不出来；请重新获取压缩包后导入。")
        problem.__cause__ = broken
        return problem
    except NotImplementedError:
        return Damaged("成员使用了不支持的压缩方式；请改用普通 ZIP 压缩后重新导入。")
