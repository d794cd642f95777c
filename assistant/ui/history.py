"""Answers given before: who may see one, how it comes back as a conversation, and the list they are found in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as escape_html
from typing import Any

from assistant.access import Visitor
from assistant.feedback import feedback_of
from assistant.ledger.conflicting import conflicting
from assistant.records import Answer
from assistant.ui.handlers import LONGEST_CONVERSATION, Conversation, Exchange, Shelf, excerpts
from assistant.ui.render import escape
from assistant.ui.text import Language, say
from vectorstore.answers import given
from vectorstore.errors import NoSuchAnswer
from vectorstore.talks import Talk

LONGEST_QUESTION_SHOWN = 60
LONGEST_SEARCH = 200


def visible(library: Shelf, identifier: str, visitor: Visitor) -> dict[str, Any]:
    """Return the record of an answer to somebody who may see it: who asked, or who may see everyone's.

    :raises NoSuchAnswer: when there is none, or it is another's; which of the two is not told.
    """
    record = library.answer(identifier)
    if record.get("asker") == visitor.name or visitor.may("see everyone's answers"):
        return record
    raise NoSuchAnswer(f"没有编号为 {identifier} 的回答记录，或者它不属于您。")


def reopened(library: Shelf, identifier: str, visitor: Visitor) -> Conversation:
    """Return the conversation of an answer up to it, as it was given then, without asking again.

    :raises NoSuchAnswer: as `visible` does.
    """
    record = visible(library, identifier, visitor)
    now = library.contents().fingerprint
    return tuple(_exchange(one, library, now) for one in library.talks.until(record, limit=LONGEST_CONVERSATION))


def listed(library: Shelf, visitor: Visitor, words: str, language: Language) -> str:
    """Render the conversations of a visitor in which `words` occur, the latest first."""
    words = words.strip()[:LONGEST_SEARCH]
    talks = library.talks.of(visitor.name, words)
    if not talks:
        said = say("history_not_found", language, words=words) if words else say("history_none", language)
        return f'<p class="hint">{escape(said)}</p>'
    return f'<ul class="talks">{_items(talks, language)}</ul>'


def _items(talks: Sequence[Talk], language: Language) -> str:
    return "".join(
        f'<li><a class="talk" href="/?answer={escape_html(talk.last)}">{escape(_short(talk.question))}</a>'
        f'<p class="when"><span>{given(talk.last).astimezone():%Y-%m-%d %H:%M}</span>'
        f"<span>{say('history_answers', language, count=talk.answers)}</span></p></li>"
        for talk in talks
    )


def _exchange(record: dict[str, Any], library: Shelf, now: str) -> Exchange:
    answer = Answer.from_json(record)
    return Exchange(
        record["question"],
        answer=answer,
        excerpts=excerpts(answer, library),
        feedback=feedback_of(record),
        stale=answer.library != now,
        tellings=conflicting(answer, library.ledger, library.document),
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_QUESTION_SHOWN else f"{flat[:LONGEST_QUESTION_SHOWN]}…"
