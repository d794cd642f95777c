"""The process in which files are read: limits on memory and CPU, no output, one file after the other.

It is started by `ingest.sandbox` and speaks with it over standard input and output: in come the name and the bytes of
a file, out go beats while the reader works, then what was read or what is wrong with the file.
"""

from __future__ import annotations

import json
import logging
import os
import struct
import sys
import time
import warnings
from collections.abc import Mapping
from typing import Any, BinaryIO

from ingest.errors import Damaged, IngestError, TooLarge, Unreadable
from ingest.heartbeat import on_beat
from ingest.prepared import error_to_wire, prepare, to_wire

BEAT = b""
_PULSE = 0.2
_LENGTH = struct.Struct(">Q")


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write one message: its length, then the message."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """Read one message; None when the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    message = pipe.read(length)
    return message if len(message) == length else None


def serve(memory: int, cpu_seconds: int) -> None:
    """Read files until there are no more."""
    replies, requests = _own_output(), sys.stdin.buffer
    _limit_memory(memory)
    on_beat(_Pulse(replies))
    while (head := receive(requests)) is not None and (data := receive(requests)) is not None:
        _limit_cpu(cpu_seconds)
        send(replies, _answer(data, json.loads(head)))


class _Pulse:
    """Passes beats on, a few a second at the most."""

    def __init__(self, replies: BinaryIO) -> None:
        self._replies = replies
        self._last = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now - self._last > _PULSE:
            self._last = now
            send(self._replies, BEAT)


def _own_output() -> BinaryIO:
    """Keep standard output for replies, so that what a library prints goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    return replies


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_AS, size)


def _limit_cpu(seconds: int) -> None:
    """Give the next file so much CPU time; it outlives the parent's clock, should the parent die first."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + seconds)


def _lower(which: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _answer(data: bytes, head: Mapping[str, Any]) -> bytes:
    try:
        return _made(data, head)
    except IngestError as refused:
        return error_to_wire(refused)
    except MemoryError:
        return error_to_wire(TooLarge("读取这个文件需要的内存超过上限；请拆分后重新导入。"))
    except RecursionError:
        return error_to_wire(Damaged("文件内部嵌套过深，不像正常文件，没有读取。"))
    except ImportError as missing:
        return error_to_wire(Unreadable(f"读取这种文件的组件 {missing.name} 没有装好；请重新安装后导入。"))
    except Exception as broken:  # noqa: BLE001 - the libraries that parse files raise anything on a broken one
        return error_to_wire(Damaged(f"文件结构异常，读取失败（{type(broken).__name__}）；请确认文件后重新导入。"))


def _made(data: bytes, head: Mapping[str, Any]) -> bytes:
    """Read a file, or make a picture of the page on which words of it stand."""
    if "quote" not in head:
        from ingest.readers.registry import read

        return to_wire(prepare(read(data, head["name"])))
    from ingest.picture import picture_to_wire
    from ingest.showing import show

    return picture_to_wire(show(data, **head))
