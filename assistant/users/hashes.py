"""Passwords and tokens: how they are hashed and compared.

A password is weak, so its hash is slow (argon2id with the parameters of RFC 9106 for little memory). A token is 256
random bits, which nobody can try out, so a plain SHA-256 will do.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import BadInput

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
_AT_ONCE = threading.Semaphore(2)  # each takes 64 MB while it runs
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the hash of a new password.

    :raises BadInput: when it is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(f"密码要有 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符，现在是 {len(password)} 个。")
    return _HASHER.hash(password)


def password_matches(hashed: str | None, password: str) -> bool:
    """Whether a password is the hashed one; without a hash it never is, and takes as long to find out."""
    if len(password) > LONGEST_PASSWORD:
        return False
    with _AT_ONCE:
        try:
            matches = _HASHER.verify(hashed or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
    return matches and hashed is not None


def new_token() -> str:
    """Return a token that no one has."""
    return f"bangfu-{secrets.token_urlsafe(32)}"


def hash_token(token: str) -> str:
    """Return the hash by which a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@cache
def _nobodys() -> str:
    """The hash of a password that nobody knows."""
    return _HASHER.hash(secrets.token_urlsafe(32))
