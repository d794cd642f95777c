"""What every HTTP response carries, and which requests are refused before anything else sees them.

Plain ASGI, so that streamed answers pass through unbuffered.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access import OWNER
from assistant.errors import BadSetting
from assistant.web.refusals import refusal as refused

if TYPE_CHECKING:
    from assistant.users.gate import Gate, Noting

logger = logging.getLogger(__name__)

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
LARGEST_BODY = 1_000_000
FORMS = ("/login", "/logout")
"""The pages that hold a form."""
OPEN = ("/healthz", "/login")
"""What anybody may ask for."""
PAGES = ("/", "/docs", "/logout")
"""What a person opens, who is sent to the login page first."""
PAGE_NEEDS = re.compile(
    r"/(?:$|config$|theme\.css$|robots\.txt$|manifest\.json$|favicon\.ico$|static/|assets/"
    r"|gradio_api/(?:queue/(?:join|data)$|run/predict$|heartbeat/|cancel$|reset$|startup-events$|app_id$))"
)
"""What a browser asks of Gradio for this page; its uploads, files, proxy, direct calls and monitor stay shut."""

STREAMED = "/api/v1/documents"
"""Where a file may be posted: its body is longer than any other, and whoever takes it counts as it comes."""

CACHEABLE = ("/static/", "/assets/", "/page/assets/", "/docs/", "/theme.css")
"""What is the same for everybody; answers and documents are never left in a shared computer's cache."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'self'",
    "frame-ancestors": "'none'",
}


def content_security_policy(nonce: str, *, forms: bool = False) -> str:
    """Return the policy: nothing from another origin, no script but ours, no plug-in, no frame, no form but ours."""
    policy = {**POLICY, "form-action": "'self'" if forms else "'none'"}
    return "; ".join(f"{directive} {sources.format(nonce=nonce)}" for directive, sources in policy.items())


@dataclass(frozen=True, slots=True)
class Doors:
    """How the service may be reached, and by whom.

    :param hosts: the names under which it may be reached; :param addresses: whether any IP address is one of them.
    :param gate: who is let in; None where no logins are set up, and everybody is.
    :param audit: what writes down who did what; None for nothing.
    """

    hosts: frozenset[str] = LOOPBACK_NAMES
    addresses: bool = False
    gate: Gate | None = None
    audit: Noting | None = None

    def has_name(self, host: str | None) -> bool:
        """Whether the service may be reached under this name: a foreign one that resolves here is DNS rebinding."""
        return host in self.hosts or (self.addresses and bool(host) and _is_address(str(host)))


class Guard:
    """ASGI middleware that refuses what the service never needs and puts security headers on the rest."""

    def __init__(self, app: ASGIApp, *, doors: Doors, own_paths: Collection[str]) -> None:
        """Guard `app`, reached through `doors`.

        :param own_paths: what it serves beside the page; those that end in a slash with all below.
        """
        self.app = app
        self.doors = doors
        self.own_paths = frozenset(own_paths)
        self.own_folders = tuple(path for path in own_paths if path.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = scope.setdefault("state", {})["nonce"] = secrets.token_urlsafe(16)
        path = scope["path"]
        send = _with_headers(send, path, nonce)
        refusal = self._refusal(scope) or self._turned_away(scope)
        if refusal is None and path == STREAMED and scope["method"] == "POST":
            await self.app(scope, receive, send)
            return
        body = None if refusal else await _body(scope, receive)
        if refusal is None and body is None:
            refusal = refused(path, 413, f"请求正文超过 {LARGEST_BODY:,} 字节，请缩短后重试。")
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, _replayed(body or b"", receive), send)

    def _refusal(self, scope: Scope) -> Response | None:
        path, headers = scope["path"], Headers(scope=scope)
        host = headers.get("host", "")
        if not self.doors.has_name(_hostname(host)):
            names = "、".join(sorted(self.doors.hosts))
            return refused(path, 400, f"本服务不以“{host}”为名，请用 {names} 访问，或把它加入 BANGFU_HOSTS。")
        if scope["method"] not in ("GET", "HEAD") and (origin := _foreign_origin(headers, host)):
            return refused(path, 403, f"不接受来自其他网站（{origin}）的请求。")
        if not (path in self.own_paths or path.startswith(self.own_folders) or PAGE_NEEDS.match(path)):
            return refused(path, 404, f"没有“{path}”这个地址。")
        return None

    def _turned_away(self, scope: Scope) -> Response | None:
        """Say who sent the request in its scope, for `visitor_of`, or refuse what only those may have who are known."""
        gate, path, headers = self.doors.gate, scope["path"], Headers(scope=scope)
        try:
            visitor = gate.visitor(headers) if gate else OWNER
        except BadSetting as error:
            logger.exception("nobody can be let in")
            return refused(path, 503, str(error))
        address = scope["client"][0] if scope.get("client") else ""
        scope["state"]["visitor"] = visitor
        if visitor and self.doors.audit:
            scope["state"]["note"] = partial(self.doors.audit.note, visitor.name, address)
        if visitor or path in OPEN or path.startswith(CACHEABLE):
            return None
        if path in PAGES and scope["method"] == "GET":
            query = scope["query_string"].decode("latin-1")
            onward = quote(f"{path}?{query}" if query else path, safe="")
            return RedirectResponse(f"/login?onward={onward}", 303)
        return refused(path, 401, "请先登录，或在请求头 Authorization 里给出有效的 Bearer 令牌。")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _foreign_origin(headers: Headers, host: str) -> str | None:
    """Return the site that a browser says a request comes from, where it is another than this one."""
    origin = headers.get("origin")
    if origin and urlsplit(origin).netloc != host:
        return origin
    return None if headers.get("sec-fetch-site", "none") in ("same-origin", "none") else origin or "?"


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Read a request's body; None when it is larger than the limit, whatever its header says."""
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdecimal() and int(declared) > LARGEST_BODY:
        return None
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            return None
    return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Hand a body that was read already to the application, and after it whatever the connection says next."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return pending.pop() if pending else await receive()

    return next_message


def _with_headers(send: Send, path: str, nonce: str) -> Send:
    policy = content_security_policy(nonce, forms=path in FORMS)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({**HEADERS, "Content-Security-Policy": policy})
            if not path.startswith(CACHEABLE):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
