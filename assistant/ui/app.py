"""The page as Gradio blocks: its head, its tabs and its look."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from assistant.ui import render, talk, views
from assistant.ui.events import Events
from assistant.ui.handlers import Answering
from assistant.ui.parts import i18n, markup
from assistant.ui.text import EXAMPLES, NAME, PROVINCES

FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")
QUEUE_LENGTH = 64
ANSWERS_AT_ONCE = 4


def theme() -> gr.themes.Base:
    """Return the look of the page, made of fonts that stand on the user's machine and of no others."""
    return gr.themes.Default(
        primary_hue="red",
        secondary_hue="red",
        neutral_hue="stone",
        font=FONTS,
        font_mono=("Consolas", "monospace"),
        radius_size="sm",
    )


def build(assistant: Answering, *, examples: Sequence[str] = EXAMPLES, regions: Sequence[str] = PROVINCES) -> gr.Blocks:
    """Lay out the page over an assistant and wire its events.

    :param examples: questions an empty conversation offers.
    :param regions: names the region filter offers; others can be typed.
    """
    page: gr.Blocks
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as page:
        contents = assistant.library.contents()
        head = markup(render.header(contents.documents, contents.passages, "zh"), "head")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(i18n("tab_ask"), id="ask", elem_id="tab-ask"):
                talk.build(page, head, Events(assistant, tuple(examples)), regions)
            for name in views.NAMES:
                with gr.Tab(i18n(f"tab_{name}"), id=name, elem_id=f"tab-{name}"):
                    markup(views.place(name), f"view-{name}")
    page.queue(max_size=QUEUE_LENGTH, default_concurrency_limit=ANSWERS_AT_ONCE, api_open=False)
    return page
