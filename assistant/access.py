"""Who is asking, and what a role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.errors import AssistantError

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


class NotKnown(AssistantError):
    """A request came to where it is asked who sent it, past the guard that says so."""


def visitor_of(scope: Mapping[str, Any]) -> Visitor:
    """Return who sent the request of an ASGI scope, as the server's guard has put it there.

    In a Gradio event that is `visitor_of(scope_of(request))` (`assistant.ui.parts`), with `request: gr.Request` among
    its parameters: for a queued event Gradio keeps the request that joined the queue, and hands it to every step of a
    streamed answer.

    :raises NotKnown: when no guard saw the request, so that a mistake in the wiring lets nobody in.
    """
    visitor = scope.get("state", {}).get("visitor")
    if not isinstance(visitor, Visitor):
        raise NotKnown("这个请求没有经过登录检查，不能处理。")
    return visitor


def note(scope: Mapping[str, Any], action: str, what: str = "") -> None:
    """Write into the audit table that the sender of a request did something (`ask`, `upload`, `remove`, `export` …).

    :param what: the identifier of what it was done to, of an answer record say; never the words of a user.
    """
    noting = scope.get("state", {}).get("note")
    if noting:
        noting(action, what)
