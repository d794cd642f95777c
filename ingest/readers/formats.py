"""What kind a file is: by what its bytes say, and where they say nothing, by its suffix.

Names lie: downloads lose their suffix, scans are called .pdf, spreadsheets saved as web pages are called .xls. A file
that is plainly of another kind than its name says is read as what it is, with a remark; one that is of no kind we read
is refused with a sentence that says what to do.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from ingest.errors import Damaged, Encrypted, TooLarge, UnknownFormat

Kind = Literal["text", "markdown", "jsonl", "html", "docx", "sheet", "pdf", "image", "mail", "archive"]

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how people call it, its suffixes, the largest that is read, whether it is a binary format."""

    label: str
    suffixes: tuple[str, ...]
    largest: int = 256 * MEGABYTE
    binary: bool = False


FORMATS: dict[Kind, Format] = {
    "text": Format("纯文本", (".txt", ".text"), 32 * MEGABYTE),
    "markdown": Format("Markdown", (".md", ".markdown"), 32 * MEGABYTE),
    "jsonl": Format("JSONL", (".jsonl", ".ndjson")),
    "html": Format("网页", (".html", ".htm", ".xhtml", ".shtml"), 32 * MEGABYTE),
    "docx": Format("Word 文档", (".docx", ".docm"), binary=True),
    "sheet": Format("电子表格", (".xlsx", ".xlsm", ".csv", ".tsv")),
    "pdf": Format("PDF", (".pdf",), binary=True),
    "image": Format("图片", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"), binary=True),
    "mail": Format("邮件", (".eml",)),
    "archive": Format("ZIP 压缩包", (".zip",), binary=True),
}
_BY_SUFFIX: dict[str, Kind] = {suffix: kind for kind, known in FORMATS.items() for suffix in known.suffixes}
CONTAINERS: frozenset[Kind] = frozenset(("mail", "archive"))

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "这是 RTF 文档，请另存为 DOCX 后重新导入。"),
    (b"7z\xbc\xaf\x27\x1c", "这是 7z 压缩包，请解压或改为 ZIP 后重新导入。"),
    (b"Rar!\x1a\x07", "这是 RAR 压缩包，请解压或改为 ZIP 后重新导入。"),
    (b"\x1f\x8b", "这是 gzip 压缩文件，请解压后重新导入。"),
    (b"\x7fELF", "这是程序文件，不是文档。"),
    (b"MZ\x90\x00", "这是程序文件，不是文档。"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_PARTS: tuple[tuple[str, Kind], ...] = (("word/", "docx"), ("xl/", "sheet"))


def check_name(name: str, head: bytes) -> None:
    """Refuse a file whose name and first bytes promise nothing that is read here.

    :raises UnknownFormat: with what is.
    """
    if _suffix(name) not in _BY_SUFFIX and head and _by_content(head, name) is None:
        raise _unknown(name)


def largest(name: str) -> int:
    """Return the bytes that a file of that name may have."""
    kind = _BY_SUFFIX.get(_suffix(name))
    return FORMATS[kind].largest if kind else max(known.largest for known in FORMATS.values())


def check_size(name: str, size: int) -> None:
    """Refuse a file that is too large to be read.

    :raises TooLarge: with both sizes.
    """
    if size > largest(name):
        raise TooLarge(f"文件有 {megabytes(size)}，超过 {megabytes(largest(name))} 的上限；请拆分后重新导入。")


def detect(data: bytes, name: str) -> tuple[Kind, tuple[str, ...]]:
    """Say what kind of file it is, with a remark where its name says something else."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Damaged("文件是空的，没有内容可读。" if not data else "文件里只有空白，没有内容可读。")
    by_name = _BY_SUFFIX.get(_suffix(name))
    by_content = _by_content(data, name)
    if by_content is None:
        if by_name is None:
            raise _unknown(name)
        if FORMATS[by_name].binary or _suffix(name) in (".xlsx", ".xlsm"):
            raise Damaged(f"文件名说是{FORMATS[by_name].label}，内容却不是，可能已损坏；请确认文件后重新导入。")
        return by_name, ()
    if by_name == by_content:
        return by_content, ()
    return by_content, (f"内容是{FORMATS[by_content].label}，与文件名不符，已按内容读取。",)


def _by_content(data: bytes, name: str) -> Kind | None:
    """Say what the first bytes tell about the kind of file; None for text of any kind and for what is not known."""
    head = data[:1024]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if head.startswith(b"BM") and int.from_bytes(head[2:6], "little") == len(data):
        return "image"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(data, name)
    if b"%PDF-" in head and _suffix(name) == ".pdf":
        return "pdf"
    _refuse_foreign(data)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) and _BY_SUFFIX.get(_suffix(name)) != "markdown":
        return "html"
    return None


def _refuse_foreign(data: bytes) -> None:
    for magic, advice in _FOREIGN:
        if data.startswith(magic):
            raise UnknownFormat(advice)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Encrypted("文件设有打开密码；请去掉密码后重新导入。")
        raise UnknownFormat("这是旧版 Office 文件（.doc、.xls、.ppt 或 WPS），请另存为 DOCX 或 XLSX 后重新导入。")


def _packed_kind(data: bytes, name: str) -> Kind:
    """Tell Word and Excel files from other ZIP files by what is in them."""
    by_name = _BY_SUFFIX.get(_suffix(name))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        return by_name if by_name in ("docx", "sheet") else "archive"
    if "[Content_Types].xml" not in names:
        if by_name in ("docx", "sheet"):
            raise Damaged(f"文件名说是{FORMATS[by_name].label}，内容却是普通压缩包，可能已损坏；请确认文件后重新导入。")
        return "archive"
    for part, kind in _OFFICE_PARTS:
        if any(one.startswith(part) for one in names):
            return kind
    raise UnknownFormat("这是演示文稿或其他 Office 文件，请另存为 PDF 或 DOCX 后重新导入。")


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _unknown(name: str) -> UnknownFormat:
    supported = "、".join(suffix for known in FORMATS.values() for suffix in known.suffixes[:1])
    return UnknownFormat(f"不支持这种文件（{_suffix(name) or '没有后缀'}）；可以导入 {supported}、.csv。")


def megabytes(size: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{size / MEGABYTE:,.0f} MB"
