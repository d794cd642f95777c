"""Where other agents call, `/mcp`: their server is made when the first of them does.

Its SDK takes as long to load as half of Gradio, which nobody should wait for who only opens the page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from anyio.abc import TaskGroup, TaskStatus
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

PATH = "/mcp"


class Agents:
    """The MCP server as an ASGI application."""

    def __init__(self, make: Callable[[], MCPServer[Any]]) -> None:
        """Serve what `make` returns, which is called once, in a thread."""
        self._make = make
        self._app: ASGIApp | None = None
        self._group: TaskGroup | None = None
        self._making = anyio.Lock()

    def install(self, app: FastAPI) -> None:
        """Put the path into `app`, whose lifespan holds `running`."""
        app.router.routes.append(Route(PATH, self))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer calls as long as this lasts."""
        async with anyio.create_task_group() as self._group:
            yield
            self._group.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        async with self._making:
            if self._app is None:
                assert self._group is not None  # noqa: S101 - no call comes outside of the lifespan
                self._app = await self._group.start(self._serve)
        await self._app(scope, receive, send)

    async def _serve(self, *, task_status: TaskStatus[ASGIApp]) -> None:
        """Make the server and keep it until the service ends; its own checks of hosts are left to the guard."""
        made = await anyio.to_thread.run_sync(self._make)
        app = made.streamable_http_app(streamable_http_path=PATH, stateless_http=True, json_response=True, host="")
        async with made.session_manager.run():
            task_status.started(app)
            await anyio.sleep_forever()
