"""Who is logged in: kept in this process only, so that a restart logs everybody out."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Session:
    """One login of one user.

    :param stamp: the hash of the password it was opened with; another password closes it.
    :param began: when it was opened, :param seen: when it was last used, in seconds of the clock.
    """

    name: str
    stamp: str | None
    began: float
    seen: float


@dataclass
class Sessions:
    """Sessions under random identifiers. Safe to use from several threads.

    :param idle: seconds without a request after which a session ends.
    :param longest: seconds after which it ends in any case.
    """

    idle: float
    longest: float
    clock: Callable[[], float] = time.monotonic
    _open: dict[str, Session] = field(default_factory=dict)
    _changing: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, name: str, stamp: str | None) -> str:
        """Open a session and return its identifier."""
        now, id_ = self.clock(), secrets.token_urlsafe(32)
        with self._changing:
            self._open = {key: kept for key, kept in self._open.items() if self._lasts(kept, now)}
            self._open[id_] = Session(name, stamp, now, now)
        return id_

    def find(self, id_: str) -> Session | None:
        """Return a session that has not ended, which is thereby used."""
        now = self.clock()
        with self._changing:
            session = self._open.get(id_)
            if session is None or not self._lasts(session, now):
                self._open.pop(id_, None)
                return None
            self._open[id_] = replace(session, seen=now)
            return session

    def end(self, id_: str) -> None:
        """Close a session."""
        with self._changing:
            self._open.pop(id_, None)

    def _lasts(self, session: Session, now: float) -> bool:
        return now - session.seen < self.idle and now - session.began < self.longest
