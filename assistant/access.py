"""Who is asking, and what a role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["reader", "editor", "admin"]
Action = Literal["ask", "change the library", "see everyone's answers"]

ALLOWED: Mapping[Role, frozenset[Action]] = {
    "reader": frozenset({"ask"}),
    "editor": frozenset({"ask", "change the library"}),
    "admin": frozenset({"ask", "change the library", "see everyone's answers"}),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sent a request.

    :param name: the name of the login; empty where no logins are set up.
    """

    name: str
    role: Role

    def may(self, action: Action) -> bool:
        """Whether the role allows an action."""
        return action in ALLOWED[self.role]


OWNER = Visitor("", "admin")
"""Everybody, where no logins are set up: the service is bound to loopback, and who reaches it has the files too."""


def visitor_of(scope: Mapping[str, Any]) -> Visitor:
    """Return who sent the request of an ASGI scope, as the server's guard has put it there."""
    return scope.get("state", {}).get("visitor") or OWNER
