"""The tab where questions are asked: which components it has, and which event each of them answers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import handlers, history, render
from assistant.ui.events import Events
from assistant.ui.parts import i18n, markup
from assistant.ui.text import say
from vectorstore.records import Kind

KINDS: tuple[Kind, ...] = ("policy", "news", "table", "other")
SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events read and write."""

    head: gr.Markdown
    chat: gr.Chatbot
    panel: gr.Markdown
    box: gr.Textbox
    filters: gr.Accordion
    narrowing: tuple[Any, ...]
    chips: gr.CheckboxGroup
    clear: gr.Button
    conversation: gr.State
    search: gr.Textbox
    listing: gr.Markdown

    @property
    def shown(self) -> list[Any]:
        """What an answer in the making changes, in the order of `events.Updates`."""
        return [self.box, self.chat, self.panel, self.conversation, self.clear]


def build(page: gr.Blocks, head: gr.Markdown, events: Events, regions: Sequence[str]) -> None:
    """Lay out the tab and wire its events.

    :param head: the head of the page, which says what the library holds when somebody arrives.
    :param regions: names the region filter offers; others can be typed.
    """
    _wire(page, _lay_out(head, events.assistant.library.contents().documents, regions), events)


def _lay_out(head: gr.Markdown, documents: int, regions: Sequence[str]) -> Parts:
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="history", scale=1, min_width=220):
            search, listing = _history()
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            chat = _chatbot(documents)
            with gr.Row(elem_id="tools"):
                filters, narrowing = _filters(regions)
                gr.Button(i18n("history"), size="sm", elem_id="show-history", scale=0)
                clear = gr.Button(i18n("clear"), size="sm", elem_id="clear", scale=0)
            chips = gr.CheckboxGroup(
                [], label=i18n("filters_set"), container=False, show_label=False, visible=False, elem_id="chips"
            )
            box = _question_box()
        with gr.Column(elem_id="sources", scale=2, min_width=320):
            panel = markup(render.sources([], "zh"), "source-panel")
    conversation = gr.State((), time_to_live=SESSION_SECONDS)
    return Parts(head, chat, panel, box, filters, narrowing, chips, clear, conversation, search, listing)


def _history() -> tuple[gr.Textbox, gr.Markdown]:
    """Lay out the list of earlier conversations, which is hidden until it is asked for."""
    gr.Button(i18n("history_hide"), size="sm", elem_id="hide-history")
    search = gr.Textbox(
        label=i18n("history_search"),
        placeholder=i18n("history_search"),
        show_label=False,
        container=False,
        max_lines=1,
        max_length=history.LONGEST_SEARCH,
        elem_id="history-search",
    )
    return search, markup("", "history-list")


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
        ended = asked.then(events.ended, [parts.conversation], parts.shown, queue=False, **private)
        ended.then(events.listed, [parts.search], [parts.listing], queue=False, **private)
    parts.box.stop(None, cancels=asking, queue=False, **private)
    parts.clear.click(events.clear, None, parts.shown, cancels=asking, queue=False, **private)
    for field in parts.narrowing:
        field.change(events.narrowed, list(parts.narrowing), [parts.filters, parts.chips], queue=False, **private)
    chips, fields = parts.chips, list(parts.narrowing)
    chips.input(events.widened, [chips, *fields], fields, queue=False, **private)
    parts.search.change(events.listed, [parts.search], [parts.listing], queue=False, **private)
    arriving = [parts.head, parts.chat, parts.box, parts.panel, parts.conversation, parts.listing]
    arriving.append(parts.narrowing[0])
    page.load(events.arrive, None, arriving, queue=False, **private)
