"""The chat page as Gradio blocks: which components there are, and which event each of them answers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import handlers, render
from assistant.ui.events import Events
from assistant.ui.handlers import Answering
from assistant.ui.text import EXAMPLES, NAME, PROVINCES, say, translations
from vectorstore.records import Kind

KINDS: tuple[Kind, ...] = ("policy", "news", "table", "other")
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")
QUEUE_LENGTH = 64
ANSWERS_AT_ONCE = 4
SESSION_SECONDS = 12 * 3600

i18n = gr.I18n(**translations())


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events read and write."""

    head: gr.Markdown
    chat: gr.Chatbot
    panel: gr.Markdown
    box: gr.Textbox
    filters: gr.Accordion
    narrowing: tuple[Any, ...]
    clear: gr.Button
    conversation: gr.State

    @property
    def shown(self) -> list[Any]:
        """What an answer in the making changes, in the order of `events.Updates`."""
        return [self.box, self.chat, self.panel, self.conversation, self.clear]


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
        parts = _lay_out(assistant, regions)
        _wire(page, parts, Events(assistant, tuple(examples)))
    page.queue(max_size=QUEUE_LENGTH, default_concurrency_limit=ANSWERS_AT_ONCE, api_open=False)
    return page


def _lay_out(assistant: Answering, regions: Sequence[str]) -> Parts:
    contents = assistant.library.contents()
    head = _markup(render.header(contents.documents, contents.passages, "zh"), "head")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            chat = _chatbot(contents.documents)
            with gr.Row(elem_id="tools"):
                filters, narrowing = _filters(regions)
                clear = gr.Button(i18n("clear"), size="sm", elem_id="clear", scale=0)
            box = _question_box()
        with gr.Column(elem_id="sources", scale=2, min_width=320):
            panel = _markup(render.sources([], "zh"), "source-panel")
    conversation = gr.State((), time_to_live=SESSION_SECONDS)
    return Parts(head, chat, panel, box, filters, narrowing, clear, conversation)


def _markup(value: str, elem_id: str) -> gr.Markdown:
    """Return a block of HTML that Gradio sanitizes once more; gr.HTML would not, and needs `eval` in the browser."""
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=True, latex_delimiters=[], container=False)


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label=i18n("ask_label"),
        placeholder=i18n("ask_placeholder"),
        show_label=False,
        container=False,
        max_lines=6,
        max_length=handlers.LONGEST_QUESTION,
        submit_btn=say("send", "zh"),
        autofocus=True,
        elem_id="ask",
    )


def _chatbot(documents: int) -> gr.Chatbot:
    return gr.Chatbot(
        label=i18n("chat"),
        show_label=False,
        elem_id="chat",
        height=None,
        layout="bubble",
        buttons=[],
        render_markdown=False,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        feedback_options=None,
        allow_file_downloads=False,
        placeholder=render.welcome(documents, "zh"),
    )


def _filters(regions: Sequence[str]) -> tuple[gr.Accordion, tuple[Any, ...]]:
    with gr.Accordion(i18n("filters"), open=False, elem_id="filters") as accordion:
        with gr.Row():
            region = gr.Dropdown(
                list(regions),
                label=i18n("region"),
                multiselect=True,
                allow_custom_value=True,
                value=[],
                scale=2,
                min_width=220,
            )
            since, until = (
                gr.Textbox(
                    label=i18n(key), placeholder=i18n("date_info"), max_lines=1, max_length=10, scale=1, min_width=130
                )
                for key in ("since", "until")
            )
        kinds = gr.CheckboxGroup([(i18n(kind), kind) for kind in KINDS], label=i18n("kind"), value=[])
    return accordion, (region, since, until, kinds)


def _wire(page: gr.Blocks, parts: Parts, events: Events) -> None:
    """Connect events; none of them is offered as an API."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    queued: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "minimal",
        "show_progress_on": [parts.chat],
        "trigger_mode": "once",
    }
    inputs = [parts.conversation, *parts.narrowing]
    asking: list[Any] = [
        parts.box.submit(events.typed, [parts.box, *inputs], parts.shown, **queued),
        parts.chat.example_select(events.picked, inputs, parts.shown, **queued),
        parts.chat.option_select(events.picked, inputs, parts.shown, **queued),
    ]
    for asked in asking:  # Gradio runs what follows an event after cancelling it, so that nothing it wrote comes later
        asked.then(events.ended, [parts.conversation], parts.shown, queue=False, **private)
    parts.box.stop(None, cancels=asking, queue=False, **private)
    parts.clear.click(events.clear, None, parts.shown, cancels=asking, queue=False, **private)
    for field in parts.narrowing:
        field.change(events.narrowed, list(parts.narrowing), [parts.filters], queue=False, **private)
    page.load(events.arrive, None, [parts.head, parts.chat, parts.box], queue=False, **private)
