"""What every HTTP response carries, and which requests are refused before anything else sees them.

Plain ASGI, so that streamed answers pass through unbuffered.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
PAGE_NEEDS = re.compile(
    r"/(?:$|config$|theme\.css$|robots\.txt$|manifest\.json$|favicon\.ico$|static/|assets/"
    r"|gradio_api/(?:queue/(?:join|data)$|run/predict$|heartbeat/|cancel$|reset$|startup-events$|app_id$))"
)
"""What a browser asks of Gradio for this page; its uploads, files, proxy, direct calls and monitor stay shut."""

STREAMED = "/api/v1/documents"
"""Where a file may be posted: its body is longer than any other, and whoever takes it counts as it comes."""

CACHEABLE = ("/static/", "/assets/", "/page/assets/", "/theme.css")
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
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


def content_security_policy(nonce: str) -> str:
    """Return the policy: nothing from another origin, no script but ours, no plug-in, frame or form."""
    return "; ".join(f"{directive} {sources.format(nonce=nonce)}" for directive, sources in POLICY.items())


class Guard:
    """ASGI middleware that refuses what the service never needs and puts security headers on the rest."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], own_paths: Collection[str]) -> None:
        """Guard `app`, reached under the names `hosts`, which serves `own_paths` (prefixes) beside the page."""
        self.app = app
        self.hosts = frozenset(hosts)
        self.own_paths = tuple(own_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = scope.setdefault("state", {})["nonce"] = secrets.token_urlsafe(16)
        send = _with_headers(send, nonce, cacheable=scope["path"].startswith(CACHEABLE))
        refusal = self._refusal(scope)
        if refusal is None and scope["path"] == STREAMED and scope["method"] == "POST":
            await self.app(scope, receive, send)
            return
        body = None if refusal else await _body(scope, receive)
        if refusal is None and body is None:
            refusal = _refused(413, f"请求正文超过 {LARGEST_BODY:,} 字节，请缩短后重试。")
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, _replayed(body or b"", receive), send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in self.hosts:  # a foreign name that resolves here: DNS rebinding
            return _refused(400, f"本服务不以“{host}”为名，请用 {'、'.join(sorted(self.hosts))} 访问。")
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD") and origin and urlsplit(origin).netloc != host:
            return _refused(403, f"不接受来自其他网站（{origin}）的请求。")
        path = scope["path"]
        if not (path.startswith(self.own_paths) or PAGE_NEEDS.match(path)):
            return _refused(404, f"没有“{path}”这个地址。")
        return None


def _refused(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"detail": sentence}, status)


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


def _with_headers(send: Send, nonce: str, *, cacheable: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({**HEADERS, "Content-Security-Policy": content_security_policy(nonce)})
            if not cacheable:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
