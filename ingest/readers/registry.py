"""Reading any file: the reader of its kind, and for an archive or a mail the readers of its members."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import Literal, cast

from ingest.details import with_headline
from ingest.errors import IngestError, TooLarge, UnknownFormat, Unreadable
from ingest.heartbeat import beat
from ingest.readers.base import Member, Opener, Reader, Reading, Refusal
from ingest.readers.formats import CONTAINERS, MEGABYTE, check_size, detect, megabytes

DEEPEST = 3
"""Containers in containers in containers are read, and no deeper."""

_PRINTED = ("text", "pdf", "image")
"""Kinds whose articles were laid out on a page; the headline of one is part of what it says."""

MOST_UNPACKED = 512 * MEGABYTE
"""Bytes that all members of one file may unpack to together."""


def read(data: bytes, name: str) -> Reading:
    """Read one file, and where it is a container, its members.

    :raises IngestError: that says in a sentence what is wrong with the file.
    """
    return _read(data, name, 0, [MOST_UNPACKED])


def member(data: bytes, name: str, inner: str) -> tuple[bytes, str]:
    """Return the bytes and the name of what stands inside a container under `inner`; of no container, the file itself.

    :raises IngestError: when there is none of that name, or it is beyond the limits.
    """
    for wanted in inner.split("!") if inner else ():
        check_size(name, len(data))
        kind, _ = detect(data, name)
        found = None
        if kind in CONTAINERS:
            opener = cast(Opener, import_module(f"ingest.readers.{kind}").open_container)
            found = next((one for one in opener(data, name).members if one.name == wanted), None)
        if found is None:
            raise Unreadable(f"{name} 里没有 {wanted}。")
        if isinstance(found.content, IngestError):
            raise found.content
        data, name = found.content, PurePosixPath(wanted).name
    return data, name


def _read(data: bytes, name: str, depth: int, left: list[int]) -> Reading:
    check_size(name, len(data))
    kind, remarks = detect(data, name)
    module = import_module(f"ingest.readers.{kind}")
    if kind not in CONTAINERS:
        reading = cast(Reader, module.read)(data, name)
        if kind in _PRINTED:
            reading = replace(reading, documents=tuple(map(with_headline, reading.documents)))
    elif depth < DEEPEST:
        reading = _read_container(cast(Opener, module.open_container), data, name, depth, left)
    else:
        raise TooLarge(f"压缩包或邮件嵌套超过 {DEEPEST} 层，没有继续打开；请解压后重新导入。")
    return replace(reading, remarks=remarks + reading.remarks)


def _read_container(opener: Opener, data: bytes, name: str, depth: int, left: list[int]) -> Reading:
    contained = opener(data, name)
    documents, remarks, refusals = list(contained.own.documents), list(contained.own.remarks), []
    for member in contained.members:
        try:
            inner = _read_member(member, depth, left)
        except IngestError as refused:
            status: Literal["skip", "error"] = "skip" if isinstance(refused, UnknownFormat) else "error"
            refusals.append(Refusal(member.name, status, str(refused)))
            continue
        documents += [replace(one, file=_inside(member.name, one.file)) for one in inner.documents]
        remarks += [f"{member.name}：{remark}" for remark in inner.remarks]
        refusals += [replace(one, member=_inside(member.name, one.member)) for one in inner.refusals]
        beat()
    return Reading(tuple(documents), tuple(remarks), tuple(refusals))


def _read_member(member: Member, depth: int, left: list[int]) -> Reading:
    if isinstance(member.content, IngestError):
        raise member.content
    left[0] -= len(member.content)
    if left[0] < 0:
        raise TooLarge(f"解压后的总量超过 {megabytes(MOST_UNPACKED)}，其余部分没有读取；请解压后分批导入。")
    reading = _read(member.content, PurePosixPath(member.name).name, depth + 1, left)
    if not reading.documents and not reading.refusals:
        return replace(reading, refusals=(Refusal("", "skip", "没有可以读出的文字。"),))
    return reading


def _inside(member: str, inner: str) -> str:
    return f"{member}!{inner}" if inner else member
