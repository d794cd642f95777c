"""The HTML frame that Gradio serves for the page, made ours: language, title, style, script and script nonces.

Gradio's template offers no place for these: it says `lang="en"`, which makes browsers choose Japanese shapes for some
Chinese characters, and its inline scripts would need a policy that allows every inline script.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.ui import routes
from assistant.ui.handlers import Answering
from assistant.ui.text import NAME, Language, language_of, say

ASSETS = Path(__file__).parent / "assets"
SCRIPT = re.compile(r"<script(?=[\s>])")
PROMOTION = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
LANGUAGE = re.compile(r'(<html\s+)lang="en"')
BROWSER_WORDS = (
    "busy",
    "chat",
    "close",
    "vanished",
    "error",
    "loading",
    "not_sent",
    "original_making",
    "close_dialog",
    "fetch_failed",
)
HEAD = (
    '<title>{title}</title><link rel="stylesheet" href="/page/assets/style.css">'
    '<script defer src="/page/assets/page.js" {words}></script>'
    '<link rel="stylesheet" href="/page/assets/tables.css"><script defer src="/page/assets/tables.js"></script></head>'
)


def install(app: FastAPI, assistant: Answering) -> None:
    """Put into `app` what the page needs beside Gradio: its routes, its style and its script."""
    routes.install(app, assistant.library, assistant.preview)
    app.mount("/page/assets", StaticFiles(directory=ASSETS))
    app.add_middleware(Frame)


def dressed(html: str, nonce: str, language: Language) -> str:
    """Return Gradio's page with our head, the user's language, and the nonce on each script it was served with."""
    named = LANGUAGE.sub(rf'\1lang="{"en" if language == "en" else "zh-CN"}"', html, count=1)
    words = " ".join(f'data-{key}="{escape(say(key, language))}"' for key in BROWSER_WORDS)
    headed = PROMOTION.sub("", named).replace("</head>", HEAD.format(title=NAME, words=words), 1)
    return SCRIPT.sub(f'<script nonce="{nonce}"', headed)


class Frame:
    """ASGI middleware that dresses the page at `/` and leaves every other answer alone."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`, below a Guard that has chosen the nonce."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        language = language_of(headers.get("accept-language"))
        await self.app({**scope, "headers": plain}, receive, _dressing(send, scope["state"]["nonce"], language))


def _dressing(send: Send, nonce: str, language: Language) -> Send:
    """Hold the page back until it is complete, and send it dressed."""
    start: list[Message] = []
    parts: list[bytes] = []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = dressed(b"".join(parts).decode("utf-8"), nonce, language).encode("utf-8")
        headers = MutableHeaders(scope=start[0])
        headers["content-length"] = str(len(body))
        await send(start[0])
        await send({"type": "http.response.body", "body": body})

    return sending
