"""What every tab of the page is made with: the words, and a block of HTML."""

from __future__ import annotations

import gradio as gr

from assistant.ui.text import translations

i18n = gr.I18n(**translations())


def markup(value: str, elem_id: str) -> gr.Markdown:
    """Return a block of HTML that Gradio sanitizes once more; gr.HTML would not, and needs `eval` in the browser."""
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=True, latex_delimiters=[], container=False)
