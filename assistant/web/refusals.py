"""How the interface for programs says no: one sentence, in the form that a client of that path reads."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse

OPENAI_PATHS = "/v1/"
_OPENAI_TYPES = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


def refusal(path: str, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the response that refuses a request to `path`."""
    headers = {"WWW-Authenticate": "Bearer", **(headers or {})} if status == HTTPStatus.UNAUTHORIZED else headers
    body = openai_error(status, sentence) if path.startswith(OPENAI_PATHS) else {"detail": sentence}
    return JSONResponse(body, status, headers)


def openai_error(status: int, sentence: str) -> dict[str, object]:
    """Return an error in OpenAI's form."""
    fault = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    kind = _OPENAI_TYPES.get(HTTPStatus(status), fault)
    return {"error": {"message": sentence, "type": kind, "param": None, "code": None}}
