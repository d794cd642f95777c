"""A sign of life from a reader that has much to do.

A reader that takes its time for good reason (a page of OCR, a member of an archive) calls `beat` after each of them. In
the sandbox that starts the clock anew for the next one; anywhere else it does nothing.
"""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def beat() -> None:
    """Say that one more page or member is done."""
    for listener in _listeners:
        listener()


def on_beat(listener: Callable[[], None]) -> None:
    """Have `listener` called at every beat of this process."""
    _listeners.append(listener)
