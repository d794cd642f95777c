"""What happens when somebody asks, stops or opens something: plain functions over conversations, without Gradio.

A conversation is a tuple of exchanges that the server keeps; the browser is only ever shown a rendering of it, so that
nothing a browser sends can put words into an earlier answer.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from assistant.errors import AssistantError
from assistant.feedback import Feedback, feedback_of
from assistant.ledger.conflicting import Telling, conflicting
from assistant.records import Answer, Question, Turn
from assistant.ui import actions, differing, render
from assistant.ui.text import Language, say
from vectorstore.errors import NoSuchAnswer, NoSuchDocument, StoreError
from vectorstore.ledger import Ledger
from vectorstore.library import Library
from vectorstore.records import Contents, Document, FileState, Filters, Kind
from vectorstore.talks import Talks

logger = logging.getLogger(__name__)

LONGEST_QUESTION = 2_000
LONGEST_CONVERSATION = 40


class Shelf(Protocol):
    """What the page and the interface for programs need of a library."""

    @property
    def ledger(self) -> Ledger:
        """The facts that the documents tell."""

    @property
    def talks(self) -> Talks:
        """Who was given which answers."""

    def document(self, identifier: str, /) -> Document:
        """Return a document or raise NoSuchDocument."""

    def sources(self, id_: str, /) -> list[Document]:
        """Return a document once for each place it was read from or raise NoSuchDocument."""

    def file_state(self, path: str, /) -> FileState | None:
        """Return what is remembered about a file that was read."""

    def answer(self, id_: str, /) -> dict[str, Any]:
        """Return the record of one answer or raise NoSuchAnswer."""

    def amend_answer(self, id_: str, fields: Mapping[str, Any], /) -> None:
        """Set fields of an answer record."""

    def contents(self) -> Contents:
        """Count what the library holds."""

    def regions(self) -> dict[str, int]:
        """Count the documents that are about each division, by its code."""


class Answering(Protocol):
    """What the page needs of an assistant."""

    @property
    def library(self) -> Library:
        """The library that answers rest on."""

    def ask(self, question: Question) -> Answer:
        """Answer at once."""

    def stream(self, question: Question) -> Iterator[str | Answer]:
        """Yield pieces of the answer as they are made, and the verified answer last."""

    def preview(self, question: Question, /) -> Answer:
        """Answer without keeping a record."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with what has come back for it so far.

    :param text: the answer as far as it is written, until `answer` stands.
    :param excerpts: what `answer` cites, with the words around it.
    :param ended: why there is no `answer` and none will come, in words for the user.
    :param feedback: what was said of `answer`.
    :param stale: whether the library has changed since `answer` was given.
    :param tellings: where sources differ on a figure of `answer`, what each of them says.
    """

    question: str
    text: str = ""
    answer: Answer | None = None
    excerpts: tuple[render.Excerpt, ...] = ()
    ended: str | None = None
    feedback: tuple[Feedback, ...] = ()
    stale: bool = False
    tellings: tuple[Telling, ...] = ()


Conversation = tuple[Exchange, ...]


class BadFilter(ValueError):
    """A filter the user typed cannot be understood; the message is one sentence for the page."""


def filters(
    regions: Sequence[str], since: str | None, until: str | None, kinds: Sequence[Kind], language: Language
) -> Filters:
    """Read the page's filters.

    :raises BadFilter: when a date is not one, or the first lies after the last.
    """
    first, last = _day(since, language), _day(until, language)
    if first and last and first > last:
        raise BadFilter(say("bad_range", language, since=first, until=last))
    return Filters(regions=tuple(r.strip() for r in regions if r.strip()), kinds=tuple(kinds), since=first, until=last)


def described(chosen: Filters, language: Language) -> str:
    """Say in a few words what a search is narrowed to."""
    parts = [*chosen.regions]
    parts += [say("filter_from", language, date=chosen.since)] if chosen.since else []
    parts += [say("filter_to", language, date=chosen.until)] if chosen.until else []
    parts += [say(kind, language) for kind in chosen.kinds]
    return f"{say('filters', language)}：{' · '.join(parts) or say('filters_none', language)}"


def converse(
    assistant: Answering, conversation: Conversation, asked: str, chosen: Filters, language: Language, asker: str = ""
) -> Generator[Conversation, None, None]:
    """Ask one more question; yield the conversation each time there is more of the answer.

    :param asker: in whose history the answer is kept.
    """
    asked = asked.strip()[:LONGEST_QUESTION]
    if not asked:
        return
    earlier = tuple(_judged(exchange, assistant.library) for exchange in conversation[-LONGEST_CONVERSATION + 1 :])
    exchange = Exchange(asked)
    yield (*earlier, exchange)
    after = next((one.answer.record for one in reversed(earlier) if one.answer), None)
    question = Question(question=asked, history=history(earlier), filters=chosen, asker=asker, after=after)
    try:
        with closing(_events(assistant, question)) as events:
            for event in events:
                exchange = _advanced(exchange, event, assistant.library)
                yield (*earlier, exchange)
    except (AssistantError, StoreError) as error:
        yield (*earlier, replace(exchange, ended=str(error)))
    except Exception:  # here every failure ends: the log gets the traceback, the user a sentence
        logger.exception("the question could not be answered: %r", asked)
        yield (*earlier, replace(exchange, ended=say("failed", language)))


def unfinished(conversation: Conversation) -> bool:
    """Whether the last exchange still waits for its answer."""
    return bool(conversation) and conversation[-1].answer is None and conversation[-1].ended is None


def stopped(conversation: Conversation, language: Language) -> Conversation:
    """Return the conversation with its unfinished last exchange marked as stopped by the user."""
    if not unfinished(conversation):
        return conversation
    return (*conversation[:-1], replace(conversation[-1], ended=say("stopped", language)))


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """Return the finished exchanges as the turns that a follow-up question is read against."""
    turns: list[Turn] = []
    for exchange in conversation:
        if exchange.answer:
            turns += [Turn("user", exchange.question), Turn("assistant", exchange.answer.answer)]
    return tuple(turns)


def messages(conversation: Conversation, language: Language) -> list[dict[str, object]]:
    """Render a conversation as chat messages; every string in them is escaped."""
    shown: list[dict[str, object]] = []
    for turn, exchange in enumerate(conversation, start=1):
        shown.append({"role": "user", "content": render.question(exchange.question)})
        shown.append({"role": "assistant", "content": _reply(exchange, turn, language), "options": _options(exchange)})
    return shown


def sources(conversation: Conversation, language: Language) -> str:
    """Render the source panel for every answer of a conversation."""
    turns = [
        (turn, exchange.question, exchange.excerpts)
        for turn, exchange in enumerate(conversation, start=1)
        if exchange.answer
    ]
    return render.sources(turns, language)


def excerpts(answer: Answer, library: Shelf) -> tuple[render.Excerpt, ...]:
    """Return what an answer cites with the words around it, as the library has them now."""
    found = []
    for citation in answer.citations:
        try:
            found.append(render.excerpt(citation, library.document(citation.document)))
        except NoSuchDocument:  # removed since; what was quoted still stands in the record
            found.append(render.Excerpt(citation, "", citation.quote, ""))
    return tuple(found)


def _judged(exchange: Exchange, library: Shelf) -> Exchange:
    """Return an exchange with what has been said of its answer meanwhile."""
    if not exchange.answer or not exchange.answer.record:
        return exchange
    try:
        return replace(exchange, feedback=feedback_of(library.answer(exchange.answer.record)))
    except NoSuchAnswer:
        return exchange


def _events(assistant: Answering, question: Question) -> Generator[str | Answer, None, None]:
    """Stream as a generator, whose closing ends the assistant's work when the user stops it."""
    yield from assistant.stream(question)


def _advanced(exchange: Exchange, event: str | Answer, library: Shelf) -> Exchange:
    if isinstance(event, Answer):
        tellings = conflicting(event, library.ledger, library.document)
        return replace(exchange, answer=event, excerpts=excerpts(event, library), tellings=tellings)
    return replace(exchange, text=exchange.text + event)


def _reply(exchange: Exchange, turn: int, language: Language) -> str:
    if exchange.answer:
        table = differing.table(exchange.tellings, language)
        below = actions.under(exchange.answer.record, exchange.feedback, language, stale=exchange.stale)
        return render.answer(exchange.answer, exchange.excerpts, turn, language, table, below)
    if exchange.ended:
        return render.notice(exchange.text, exchange.ended, language)
    return render.draft(exchange.text, language)


def _options(exchange: Exchange) -> list[dict[str, str]]:
    options = exchange.answer.options if exchange.answer else ()
    return [{"label": render.visible(option), "value": option} for option in options]


def _day(value: str | None, language: Language) -> str | None:
    written = (value or "").strip().replace("/", "-").replace(".", "-")
    if not written:
        return None
    try:
        year, month, day = (int(part) for part in written.split("-"))
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise BadFilter(say("bad_date", language, value=value)) from error
