"""`bangfu serve`: the chat page and the HTTP interface."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from assistant.cli.output import console, errors


def register(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="监听端口。")] = 7860,
) -> None:
    """打开问答页面和 HTTP 接口。"""
    from assistant.build import open_assistant
    from assistant.web import server
    from assistant.web.guard import LOOPBACK_NAMES

    with open_assistant() as assistant:
        doors = server.open_doors(assistant.settings, host, assistant.library.audit)
        reach = "" if doors.gate else "（没有设置登录用户，只在本机可以打开）"

        def announce(address: str) -> None:
            """Say where the page is, and only then load what answers: it would hold the page up."""
            console.print(f"问答页面：{address}{reach}")
            if host not in LOOPBACK_NAMES:
                errors.print("密码会以明文经过网络：请在本机前面放一个 https 反向代理。", style="yellow")
            threading.Thread(target=assistant.warm, name="warm", daemon=True).start()

        server.serve(assistant, host, port, doors=doors, announce=announce)
