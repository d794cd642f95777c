"""Between Gradio and the handlers: reads what an event carries, and turns a conversation into component updates."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.access import Visitor, note, visitor_of
from assistant.ui import handlers, history, narrowing, render
from assistant.ui.handlers import Answering, Conversation
from assistant.ui.narrowing import Fields
from assistant.ui.parts import scope_of
from assistant.ui.text import Language, language_of, say
from vectorstore.errors import NoSuchAnswer
from vectorstore.records import Filters, Kind

Update = Any  # what Gradio calls a dictionary of changed properties
PACE = 0.08
"""Seconds between two states of an answer in the making: every one of them is the whole conversation anew."""

Updates = tuple[Update, ...]
"""New values of the question box, the chat, the source panel, the kept conversation and the button that clears it."""

_NOTHING: Updates = (gr.skip(),) * 5


@dataclass(frozen=True, slots=True)
class Events:
    """What the page's events do with one assistant.

    :param examples: questions an empty conversation offers while the library holds anything.
    """

    assistant: Answering
    examples: tuple[str, ...]

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """Say what the library holds and how to begin; bring back the answer that the address names."""
        language = _language(request)
        contents = self.assistant.library.contents()
        head = render.header(contents.documents, contents.passages, language, _visitor(request).name)
        offered = [{"text": example} for example in self.examples] if contents.documents else []
        conversation, missing = self._reopened(str(request.query_params.get("answer") or ""), request)
        welcome = render.welcome(contents.documents, language)
        placeholder = render.notice("", missing, language) + welcome if missing else welcome
        chat = gr.update(placeholder=placeholder, examples=offered)
        talk = panel = gr.skip()  # what was asked before this comes, on a slow machine, stays
        if conversation:
            talk, chat["value"] = conversation, handlers.messages(conversation, language)
        if conversation or language != "zh":  # in Chinese it stands there already
            panel = handlers.sources(conversation, language)
        listing = history.listed(self.assistant.library, _visitor(request), "", language)
        offers = narrowing.regions(self.assistant.library.regions())
        tree = gr.update(choices=offers) if offers else gr.skip()
        return head, chat, _waiting(language), panel, talk, listing, tree

    def listed(self, words: str, request: gr.Request) -> str:
        """List the visitor's conversations, those with the words that are searched for."""
        return history.listed(self.assistant.library, _visitor(request), words, _language(request))

    def typed(
        self,
        asked: str,
        conversation: Conversation,
        regions: list[str],
        since: str,
        until: str,
        kinds: list[Kind],
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Answer what was typed into the question box."""
        yield from self._answer(asked, conversation, (regions, since, until, kinds), request)

    def picked(
        self,
        conversation: Conversation,
        regions: list[str],
        since: str,
        until: str,
        kinds: list[Kind],
        event: gr.SelectData,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Answer an example question or an option that was clicked."""
        yield from self._answer(_words(event.value), conversation, (regions, since, until, kinds), request)

    def ended(self, conversation: Conversation, request: gr.Request) -> Updates:
        """Mark as stopped what was left unfinished; runs when no more can come of a question that was asked."""
        if not handlers.unfinished(conversation):
            return _NOTHING
        language = _language(request)
        return self._shown(handlers.stopped(conversation, language), language, busy=False)

    def clear(self, request: gr.Request) -> Updates:
        """Begin a new conversation."""
        return self._shown((), _language(request), busy=False)

    def narrowed(
        self, regions: list[str], since: str, until: str, kinds: list[Kind], request: gr.Request
    ) -> tuple[Update, Update]:
        """Say on the closed filters what they narrow to, and show each as a chip that can be removed."""
        language = _language(request)
        try:
            chosen = handlers.filters(regions, since, until, kinds, language)
        except handlers.BadFilter:  # still being typed; said when the question is asked
            return gr.skip(), gr.skip()
        chips = narrowing.chips(chosen, language)
        shown = gr.update(choices=chips, value=[value for _, value in chips], visible=bool(chips))
        return gr.update(label=handlers.described(chosen, language)), shown

    def widened(self, chips: list[str], regions: list[str], since: str, until: str, kinds: list[Kind]) -> Fields:
        """Take away the filters whose chips were removed."""
        return narrowing.kept(chips, (regions, since, until, kinds))

    def _reopened(self, wanted: str, request: gr.Request) -> tuple[Conversation, str]:
        """Return the conversation of an answer, or why there is none, in words."""
        if not wanted:
            return (), ""
        try:
            return history.reopened(self.assistant.library, wanted, _visitor(request)), ""
        except NoSuchAnswer:
            return (), say("no_such_answer", _language(request))

    def _answer(self, asked: str, conversation: Conversation, fields: Fields, request: gr.Request) -> Iterator[Updates]:
        language = _language(request)
        chosen = _filters(fields, language)
        if chosen is None:
            yield _NOTHING
            return
        asker, shown = _visitor(request).name, -PACE
        for grown in handlers.converse(self.assistant, conversation, asked, chosen, language, asker):
            busy = handlers.unfinished(grown)
            if busy and time.monotonic() - shown < PACE:
                continue
            if answer := grown[-1].answer:
                note(scope_of(request), "ask", answer.record or "")
            yield self._shown(grown, language, busy=busy)
            shown = time.monotonic()

    @staticmethod
    def _shown(conversation: Conversation, language: Language, *, busy: bool) -> Updates:
        box = _working(language) if busy else _waiting(language)
        panel = gr.skip() if busy else handlers.sources(conversation, language)
        clear = gr.update(interactive=not busy)  # what is still being written would come back after it
        return box, handlers.messages(conversation, language), panel, conversation, clear


def _working(language: Language) -> Update:
    return gr.update(value="", submit_btn=False, stop_btn=say("stop", language))


def _waiting(language: Language) -> Update:
    return gr.update(submit_btn=say("send", language), stop_btn=False)


def _filters(fields: Fields, language: Language) -> Filters | None:
    """Read the filter fields; what cannot be read is said in a toast, and None comes back."""
    try:
        return handlers.filters(*fields, language)
    except handlers.BadFilter as error:
        gr.Warning(render.escape(str(error)), title=say("filters", language))
        return None


def _language(request: gr.Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _visitor(request: gr.Request) -> Visitor:
    return visitor_of(scope_of(request))


def _words(value: object) -> str:
    """Return the question of a clicked example, which comes as a mapping, or of an option, which comes as text."""
    return str(value.get("text", "")) if isinstance(value, dict) else str(value)
