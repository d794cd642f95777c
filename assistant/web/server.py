"""The server: one FastAPI application that carries the chat page and the interface for programs."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from types import ModuleType
from typing import TYPE_CHECKING, Any

from assistant.errors import CannotServe
from assistant.ui.text import EXAMPLES, NAME
from assistant.web.guard import FORMS, LARGEST_BODY, LOOPBACK_NAMES, Doors, Guard

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI
    from mcp.server.mcpserver import MCPServer

    from assistant.intake import Intake
    from assistant.settings import Settings
    from assistant.ui.handlers import Answering
    from assistant.users.gate import Noting
    from assistant.web.mcp_route import Agents

logger = logging.getLogger(__name__)

OWN_PATHS = ("/api/v1/", "/v1/", "/mcp", "/openapi.json", "/docs", "/docs/", "/healthz", "/metrics", "/page/")
_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - served only where there are logins
SECONDS_TO_FINISH = 5


def create_app(assistant: Answering, *, examples: Sequence[str] = EXAMPLES, doors: Doors = Doors()) -> FastAPI:
    """Return the application over `assistant`; an empty conversation offers `examples`."""
    gr = _gradio()
    from fastapi import FastAPI

    from assistant.intake import Intake
    from assistant.ui import app as page
    from assistant.ui import eligibility_tab, frame, ledger_tab, library_tab, parts
    from assistant.users import pages
    from assistant.web import api, api_docs, api_library, api_openai, metrics
    from assistant.web.mcp_route import Agents

    meters = metrics.Meters()
    assistant = metrics.Counting(assistant, meters)
    library, intake = assistant.library, Intake(assistant.library)
    agents = Agents(lambda: _tools(assistant))
    lifespan = _running(intake, agents)
    app = FastAPI(title=NAME, version=version("bangfu"), docs_url=None, redoc_url=None, lifespan=lifespan)
    for questions in (api, api_openai):
        questions.install(app, assistant)
    api_library.install(app, intake)
    api_docs.install(app)
    library_tab.install(app, intake)
    ledger_tab.install(app, library)
    eligibility_tab.install(app, library)
    frame.install(app, assistant)
    if doors.gate:
        pages.install(app, doors.gate)
    blocks = page.build(assistant, examples=examples)
    metrics.install(app, meters, library, waiting=lambda: len(blocks._queue))
    agents.install(app)
    app.add_middleware(Guard, doors=doors, own_paths=(*OWN_PATHS, *(FORMS if doors.gate else ())))
    app.add_middleware(metrics.Measured, meters=meters)
    served: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=page.theme(),
        i18n=parts.i18n,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        pwa=False,
        ssr_mode=False,
        mcp_server=False,
        show_error=False,
        max_file_size=LARGEST_BODY,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    return served


def _gradio() -> ModuleType:
    """Import Gradio, silent and without the MCP SDK, which it loads for a server of its own that is not run here."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when it is imported
    absent = "mcp" not in sys.modules
    if absent:
        sys.modules["mcp"] = None  # type: ignore[assignment]
    try:
        import gradio
    finally:
        if absent:
            del sys.modules["mcp"]
    return gradio


def _tools(assistant: Answering) -> MCPServer[Any]:
    from assistant.web import mcp_server

    return mcp_server.server(assistant, assistant.library)


def _running(intake: Intake, agents: Agents) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return the lifespan of an application that reads uploaded files and answers other agents while it runs."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        intake.start()
        async with agents.running():
            yield
        await asyncio.to_thread(intake.close)

    return lifespan


def serve(
    assistant: Answering,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    examples: Sequence[str] = EXAMPLES,
    doors: Doors = Doors(),
    announce: Callable[[str], None] = logger.info,
) -> None:
    """Serve the page and the interface until interrupted.

    :param announce: told the address as soon as it answers there.
    :raises CannotServe: when the host is not this machine and there are no logins, or the port is taken.
    """
    with listen(host, port, logins=doors.gate is not None) as listening:
        server = web_server(create_app(assistant, examples=examples, doors=doors))
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{listening.getsockname()[1]}")
        server.run(sockets=[listening])


def open_doors(settings: Settings, host: str, audit: Noting) -> Doors:
    """Return how a service with these settings may be reached at `host`, and by whom.

    :raises BadSetting: when there is a users file that cannot be used.
    """
    if settings.users_file is None:
        return Doors(audit=audit)
    from assistant.users.book import Book
    from assistant.users.gate import Gate
    from assistant.users.sessions import Sessions

    sessions = Sessions(60 * settings.session_idle_minutes, 3600 * settings.session_hours)
    named = (name.strip().lower() for name in (host, *settings.hosts.split(",")))
    hosts = LOOPBACK_NAMES | {name for name in named if name and name not in _EVERY_ADDRESS}
    gate = Gate(Book(settings.users_file), sessions, audit)
    return Doors(hosts, addresses=host in _EVERY_ADDRESS, gate=gate, audit=audit)


def web_server(app: FastAPI) -> uvicorn.Server:
    """Return the server that runs an application, not started yet."""
    import uvicorn

    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=SECONDS_TO_FINISH)
    return uvicorn.Server(config)


def listen(host: str, port: int, *, logins: bool = False) -> socket.socket:
    """Take the address to serve at, before anything slow is loaded.

    :raises CannotServe: when the host is not this machine and there are no logins, or the port is taken.
    """
    if host not in LOOPBACK_NAMES and not logins:
        raise CannotServe(
            f"没有设置登录用户，页面只能在本机打开：请把 --host {host} 改为 127.0.0.1，"
            "或设置 BANGFU_USERS_FILE 并用 bangfu users add 新增用户。"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise CannotServe(f"不能使用 {host} 的端口 {port}（{_reason(error)}），请用 --port 换一个端口。") from error
    return listening


def _reason(error: Exception) -> str:
    taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
    return "已被别的程序占用" if taken else str(error)
