"""`GET /docs`: the OpenAPI page, with Swagger UI's script and style served from its package and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse

_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · HTTP</title>'
    '<link rel="stylesheet" href="/docs/swagger-ui.css"></head><body><div id="swagger-ui"></div>'
    '<script src="/docs/swagger-ui-bundle.js"></script><script src="/page/assets/docs.js"></script></body></html>'
)


def install(app: FastAPI) -> None:
    """Put the page and its two files into `app`."""
    spec = find_spec("swagger_ui")  # found, not imported: only its files are wanted
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("swagger-ui-py")
    folder = Path(spec.origin).parent / "static"

    @app.get("/docs", response_class=HTMLResponse, include_in_schema=False)
    def page() -> str:
        return _PAGE.format(title=app.title)

    for name, kind in _FILES.items():
        app.get(f"/docs/{name}", response_class=FileResponse, include_in_schema=False)(_sending(folder / name, kind))


def _sending(file: Path, kind: str) -> Callable[[], FileResponse]:
    def send() -> FileResponse:
        return FileResponse(file, media_type=kind)

    return send
