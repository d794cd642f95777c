"""What every tab of the page is made with: the words, and a block of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from assistant.access import NotKnown
from assistant.ui.text import translations

i18n = gr.I18n(**translations())


def markup(value: str, elem_id: str) -> gr.Markdown:
    """Return a block of HTML that Gradio sanitizes once more; gr.HTML would not, and needs `eval` in the browser."""
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=True, latex_delimiters=[], container=False)


def scope_of(request: gr.Request) -> Mapping[str, Any]:
    """Return the ASGI scope of an event's request, for `access.visitor_of` and `access.note`."""
    if request.request is None:
        raise NotKnown("这个请求没有经过登录检查，不能处理。")
    return request.request.scope
