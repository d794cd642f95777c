"""The gate: who sent a request, by session or token, and who may log in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

from starlette.datastructures import Headers

from assistant.access import Visitor
from assistant.users.book import LONGEST_NAME, Book, User
from assistant.users.hashes import hash_token, password_matches
from assistant.users.lockout import Limit, Lockout
from assistant.users.sessions import Sessions

COOKIE = "bangfu_session"
PER_ACCOUNT = Limit(5, 15 * 60)
PER_ADDRESS = Limit(20, 15 * 60)
_BEARER = "bearer "


class Noting(Protocol):
    """What writes the audit table."""

    def note(self, who: str, where: str, action: str, what: str = "") -> None:
        """Write down who did what, from which address, to which thing."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A login that succeeded, with the identifier of its session."""

    session: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A login that did not.

    :param seconds: how long nothing more will be tried; 0 where the name or the password was wrong.
    """

    seconds: float = 0.0


@dataclass
class Gate:
    """Lets in those whom the users file names."""

    book: Book
    sessions: Sessions
    audit: Noting
    lockout: Lockout = field(default_factory=Lockout)

    def __post_init__(self) -> None:
        """Try one that nobody has, so that the first unknown name takes no longer than those after it."""
        password_matches(None, "")

    def visitor(self, headers: Headers) -> Visitor | None:
        """Return who sent a request, None where nobody known did.

        :raises BadSetting: when the users file can be read no more.
        """
        given = headers.get("authorization", "")
        if given.lower().startswith(_BEARER):
            user = self._holder(given[len(_BEARER) :].strip())
        else:
            user = self._logged_in(session_of(headers))
        return Visitor(user.name, user.role) if user else None

    def log_in(self, name: str, password: str, address: str) -> LoggedIn | Refused:
        """Try a login. An unknown name and a wrong password are told apart by nothing, not even by the time it takes.

        :raises BadSetting: when the users file can be read no more.
        """
        name = unicodedata.normalize("NFC", name.strip())[:LONGEST_NAME]
        account, place = f"account {name}", f"address {address}"
        if wait := self.lockout.attempt(place, PER_ADDRESS) or self.lockout.attempt(account, PER_ACCOUNT):
            return Refused(wait)
        user = self.book.users.get(name)
        if password_matches(user.password if user else None, password) and user:
            self.lockout.forget(account)
            self.lockout.forget(place, attempts=1)
            self.audit.note(user.name, address, "login")
            return LoggedIn(self.sessions.begin(user.name, user.password))
        tried = name if user else "(unknown)"  # what is no name may be a password in the wrong field
        self.audit.note("", address, "login failed", tried)
        if self.lockout.is_locked(account, PER_ACCOUNT):
            self.audit.note("", address, "locked out", tried)
        if self.lockout.is_locked(place, PER_ADDRESS):
            self.audit.note("", address, "locked out", address)
        return Refused()

    def log_out(self, headers: Headers, address: str) -> None:
        """End the session of a request."""
        id_ = session_of(headers)
        if user := self._logged_in(id_):
            self.audit.note(user.name, address, "logout")
        self.sessions.end(id_)

    def _logged_in(self, id_: str) -> User | None:
        session = self.sessions.find(id_) if id_ else None
        user = self.book.users.get(session.name) if session else None
        return user if user and session and user.password == session.stamp else None

    def _holder(self, token: str) -> User | None:
        hashed = hash_token(token)
        return next((user for user in self.book.users.values() if user.token == hashed), None)


def session_of(headers: Headers) -> str:
    """Return the identifier of the session that a request names, empty where it names none."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
