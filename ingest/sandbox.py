"""Reading files that come from anywhere in a process of their own, with limits on memory and time.

One such process serves many files; when a file kills it, or is killed with it for taking too long or too much, the file
is told as such and the next file gets a new process.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from ingest import process_usage
from ingest.errors import Damaged, TooLarge
from ingest.picture import Picture, picture_from_wire
from ingest.prepared import Prepared, from_wire
from ingest.sandbox_child import BEAT, receive, send

GIGABYTE = 1 << 30
_ROOT = Path(__file__).resolve().parents[1]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from ingest.sandbox_child import serve; serve(*map(int, sys.argv[2:]))"
)
_GLANCE = 0.1
_PATIENCE = 5
"""How many times slower than on an idle machine a process may be that does nothing but work."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    :param pause: seconds between two signs of life: for a file in one piece all it may take, for one of many pages or
        members what each of them may take.
    :param per_megabyte: seconds that a file may take beyond one pause for every megabyte it has: what is honestly long
        is large as well, a bomb is not.
    :param total: seconds for a file of any size.
    :param memory: bytes in use.
    :param address_space: bytes of address space, which numeric libraries reserve without using them.
    :param worn: a process that has grown beyond so many bytes is replaced before the next file.
    """

    pause: float = 50
    per_megabyte: float = 120
    total: float = 1800
    memory: int = 2 * GIGABYTE
    address_space: int = 4 * GIGABYTE
    worn: int = GIGABYTE

    def for_size(self, size: int) -> float:
        """Return the seconds that a file of `size` bytes may take in all."""
        return min(self.total, self.pause + self.per_megabyte * size / (1 << 20))


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment by the clock, and by the processor time that a process has had."""

    wall: float
    cpu: float | None

    @classmethod
    def now(cls, pid: int) -> _Moment:
        return cls(time.monotonic(), process_usage.cpu_seconds(pid))

    def since(self, before: _Moment) -> float:
        """Return the seconds that a process has had since: on a busy machine it is not charged for waiting."""
        wall = self.wall - before.wall
        if self.cpu is None or before.cpu is None:
            return wall
        return max(min(wall, self.cpu - before.cpu), wall / _PATIENCE)


class Sandbox:
    """A process that reads files, started when the first one comes."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            cast(BinaryIO, self._process.stdin).close()
            self._process = None

    def read(self, data: bytes, name: str) -> Prepared:
        """Read and cut one file.

        :raises IngestError: that says what is wrong with it, or which limit it broke.
        """
        return from_wire(self._ask({"name": name}, data))

    def show(self, data: bytes, name: str, inner: str, quote: str, hint: int | None) -> Picture:
        """Return the picture of the page on which words stand, as `showing.show` makes it.

        :raises IngestError: that says what is wrong with the file, or which limit it broke.
        """
        return picture_from_wire(self._ask({"name": name, "inner": inner, "quote": quote, "hint": hint}, data))

    def _ask(self, head: Mapping[str, object], data: bytes) -> bytes:
        process = self._running()
        try:
            requests = cast(BinaryIO, process.stdin)
            send(requests, json.dumps(head).encode())
            send(requests, data)
        except OSError:
            reply = None
        else:
            reply = self._reply(process, self._limits.for_size(len(data)))
        if reply is None:
            raise self._died(process)
        if process_usage.memory(process.pid) > self._limits.worn:
            self.close()
        return reply

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            cpu_seconds = int(self._limits.total) * 4
            arguments = (str(_ROOT), str(self._limits.address_space), str(cpu_seconds))
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-P", "-c", _START, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._replies = queue.SimpleQueue()
            threading.Thread(target=_listen, args=(self._process, self._replies), daemon=True).start()
        return self._process

    def _reply(self, process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
        """Wait for what the process makes of a file; None when it died over it.

        :raises TooLarge: when it takes too long or too much.
        """
        begun = alive = _Moment.now(process.pid)
        while True:
            try:
                reply = self._replies.get(timeout=_GLANCE)
            except queue.Empty:
                self._check(process, begun, alive, seconds)
                continue
            if reply != BEAT:
                return reply
            alive = _Moment.now(process.pid)

    def _check(self, process: subprocess.Popen[bytes], begun: _Moment, alive: _Moment, seconds: float) -> None:
        now = _Moment.now(process.pid)
        if now.since(alive) > self._limits.pause or now.since(begun) > seconds:
            self.close()
            raise TooLarge(f"读了 {now.wall - begun.wall:.0f} 秒还没有读完，已放弃；请拆分或另存后重新导入。")
        if process_usage.memory(process.pid) > self._limits.memory:
            self.close()
            raise TooLarge("读取这个文件需要的内存超过上限；请拆分后重新导入。")

    def _died(self, process: subprocess.Popen[bytes]) -> Damaged:
        code = process.wait()
        self.close()
        return Damaged(f"读取时程序崩溃（代码 {code}），文件可能已损坏或有害；请另存后重新导入。")


def _listen(process: subprocess.Popen[bytes], replies: queue.SimpleQueue[bytes | None]) -> None:
    with cast(BinaryIO, process.stdout) as pipe:
        while (message := receive(pipe)) is not None:
            replies.put(message)
    replies.put(None)
