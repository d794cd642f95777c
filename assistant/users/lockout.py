"""Locks after repeated failures: by account, and by the address that the attempts come from.

An attempt is counted before it is tried, so that many at once are no way around the count.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts within so many seconds; then nothing is tried until the seconds have passed."""

    attempts: int
    seconds: float


@dataclass
class Lockout:
    """Counts attempts by any key; time may be handed in. Safe to use from several threads."""

    clock: Callable[[], float] = time.monotonic
    _counted: dict[str, tuple[int, float]] = field(default_factory=dict)  # attempts, and until when they count
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def attempt(self, key: str, limit: Limit) -> float:
        """Count an attempt; return 0 where it may be tried, else the seconds for which it may not."""
        now = self.clock()
        with self._counting:
            count, until = self._counted.get(key, (0, 0.0))
            if until <= now:
                count = 0
            if count >= limit.attempts:
                return until - now
            self._forget(now)
            self._counted[key] = (count + 1, now + limit.seconds)
            return 0.0

    def is_locked(self, key: str, limit: Limit) -> bool:
        """Whether the next attempt would not be tried."""
        count, until = self._counted.get(key, (0, 0.0))
        return count >= limit.attempts and until > self.clock()

    def forget(self, key: str, attempts: int | None = None) -> None:
        """Count anew, or take back some attempts: those that succeeded are no failures."""
        with self._counting:
            count, until = self._counted.pop(key, (0, 0.0))
            if attempts is not None and count > attempts:
                self._counted[key] = (count - attempts, until)

    def _forget(self, now: float) -> None:
        """Keep the table small: what has passed goes, and if that is not enough, what passes first."""
        if len(self._counted) < _MOST_KEYS:
            return
        current = sorted((item for item in self._counted.items() if item[1][1] > now), key=lambda item: -item[1][1])
        self._counted = dict(current[: _MOST_KEYS // 2])
