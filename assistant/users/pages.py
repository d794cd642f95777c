"""The login page and the way out: plain HTML forms that need no script."""

from __future__ import annotations

import math
import re
from html import escape
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.access import visitor_of
from assistant.ui.text import NAME, Language, language_of, say
from assistant.users.gate import COOKIE, Gate, LoggedIn, Refused

_OWN_PAGE = re.compile(r"/(?:docs)?(?:\?[\w=&%.-]{0,200})?")


def install(app: FastAPI, gate: Gate) -> None:
    """Put the login page and the way out into `app`."""

    @app.get("/login", response_class=HTMLResponse, include_in_schema=False)
    def login_page(request: Request, onward: str = "/") -> str:
        return _login(_language(request), onward=onward)

    @app.post("/login", include_in_schema=False)
    def login(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        onward: Annotated[str, Form()] = "/",
    ) -> Response:
        gate.log_out(request.headers, _address(request))  # whoever was logged in here is not any more
        outcome = gate.log_in(name, password, _address(request))
        if isinstance(outcome, LoggedIn):
            response: Response = RedirectResponse(_own(onward), 303)
            secure = request.url.scheme == "https"
            response.set_cookie(COOKIE, outcome.session, httponly=True, samesite="lax", secure=secure)
            return response
        return _refused(outcome, _language(request), name, onward)

    @app.get("/logout", response_class=HTMLResponse, include_in_schema=False)
    def logout_page(request: Request) -> str:
        return _logout(_language(request), visitor_of(request.scope).name)

    @app.post("/logout", include_in_schema=False)
    def logout(request: Request) -> Response:
        gate.log_out(request.headers, _address(request))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response


def _refused(outcome: Refused, language: Language, name: str, onward: str) -> Response:
    if not outcome.seconds:
        return HTMLResponse(_login(language, say("login_wrong", language), name, onward), 401)
    error = say("login_locked", language, minutes=math.ceil(outcome.seconds / 60))
    headers = {"Retry-After": str(math.ceil(outcome.seconds))}
    return HTMLResponse(_login(language, error, name, onward), 429, headers)


def _login(language: Language, error: str = "", name: str = "", onward: str = "/") -> str:
    said = f'<p id="error" class="error" role="alert">{escape(error)}</p>' if error else ""
    wrong = ' aria-invalid="true" aria-describedby="error"' if error else ""
    at_name, at_password = ("", " autofocus") if name else (" autofocus", "")
    fields = (
        f'<label for="name">{say("login_name", language)}</label>'
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" required{at_name}{wrong}>'
        f'<label for="password">{say("login_password", language)}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" required'
        f"{at_password}{wrong}>"
        f'<input type="hidden" name="onward" value="{escape(_own(onward))}">'
    )
    return _page("/login", language, said + fields, "login")


def _logout(language: Language, name: str) -> str:
    return _page("/logout", language, f"<p>{escape(say('logged_in_as', language, name=name))}</p>", "logout")


def _page(action: str, language: Language, body: str, button: str) -> str:
    return (
        f'<!doctype html><html lang="{"en" if language == "en" else "zh-CN"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{say(button, language)} · {NAME}'
        f'</title><link rel="stylesheet" href="/page/assets/login.css"></head><body><main>'
        f'<h1>{say("title", language)}</h1><p class="subtitle">{say("subtitle", language)}</p>'
        f'<form method="post" action="{action}">{body}<button>{say(button, language)}</button></form>'
        f"</main></body></html>"
    )


def _own(onward: str) -> str:
    """Return where to go after the login: a page of ours, never another site."""
    return onward if _OWN_PAGE.fullmatch(onward) else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))
