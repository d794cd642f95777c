"""The package that DOCX and XLSX files are: a ZIP of XML parts, checked before any part of it is parsed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, TypeAlias

from ingest.errors import Damaged, Encrypted, TooLarge, UnknownFormat

Element: TypeAlias = Any
"""An element of a parsed XML part; lxml carries no types."""

LARGEST_PART = 256 << 20
LARGEST_WHOLE = 512 << 20
MOST_PARTS = 10_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = 1 << 16
"""A DTD stands before the first element; so much of a part is looked at for one."""


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open an Office file as its ZIP and check it.

    :raises Damaged: when it is empty, no ZIP, or its XML declares a DTD or entities, which no Office program writes.
    :raises Encrypted: when it is locked with a password.
    :raises TooLarge: when its parts unpack beyond the limits.
    """
    if not data:
        raise Damaged("文件是空的，没有内容可读。")
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise Encrypted("文件加了密码，无法读取；请去掉密码后重新导入。")
        raise UnknownFormat(
            "这是旧版 Office 文件（.doc、.xls）；请用 Word、Excel 或 WPS 另存为 DOCX、XLSX 后重新导入。"
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        _check_sizes(package)
        _check_declarations(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as broken:
        raise Damaged("文件不完整或已损坏，打不开；请重新获取后导入。") from broken
    except RuntimeError as locked:  # what zipfile raises for a member that needs a password
        raise Encrypted("文件加了密码，无法读取；请去掉密码后重新导入。") from locked
    return package


def _check_sizes(package: zipfile.ZipFile) -> None:
    infos = package.infolist()
    if len(infos) > MOST_PARTS:
        raise TooLarge(f"文件由 {len(infos)} 个部分组成，超过 {MOST_PARTS} 个的上限，可能是恶意文件，没有读取。")
    if (
        max((info.file_size for info in infos), default=0) > LARGEST_PART
        or sum(i.file_size for i in infos) > LARGEST_WHOLE
    ):
        raise TooLarge("文件解压后超过 512 MB 的上限，可能是恶意文件，没有读取；请拆分后重新导入。")


def _check_declarations(package: zipfile.ZipFile) -> None:
    for info in package.infolist():
        if info.filename.endswith((".xml", ".rels")):
            with package.open(info) as part:
                head = part.read(_PROLOG)
            if _DECLARATION.search(head.replace(b"\0", b"")):  # without NUL, UTF-16 reads as ASCII here
                raise Damaged("文件内部声明了 XML 实体，正常的 Office 文件不会这样，可能是恶意文件，没有读取。")


def parse_xml(data: bytes) -> Element:
    """Return the root element of a part, without following anything that it refers to."""
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
