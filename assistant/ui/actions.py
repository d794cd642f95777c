"""What stands under an answer: copying it, its link, taking it away as a file, and what was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as escape_html

from assistant.feedback import LONGEST, VERDICTS, Feedback
from assistant.ui.render import escape
from assistant.ui.text import Language, say


def under(record: str | None, given: Iterable[Feedback], language: Language, *, stale: bool = False) -> str:
    """Render what can be done with an answer; one without a record can only be copied."""
    changed = f'<p class="stale">{say("stale", language)}</p>' if stale else ""
    row = [_button("copy-answer", "copy", say("copied", language), language)]
    if record:
        row += [
            _button("copy-link", "copy_link", say("copied", language), language, record),
            _file(record, "docx", "export_word", language),
            _file(record, "md", "export_markdown", language),
            _button("give-feedback", "feedback", "", language, record),
        ]
    return (
        f'{changed}<p class="actions">{"".join(row)}</p><div class="judged">{judged(given, language)}</div>'
        '<div class="follow-ups"></div>'
    )


def judged(given: Iterable[Feedback], language: Language) -> str:
    """Render what people said of an answer, as they said it."""
    return "".join(f'<p class="feedback-given">{escape(_told(one, language))}</p>' for one in given)


def follow_ups(questions: Sequence[str], language: Language) -> str:
    """Render questions to ask next as buttons."""
    if not questions:
        return ""
    offered = "".join(f'<button type="button" class="follow-up">{escape(question)}</button>' for question in questions)
    return f'<p class="hint">{say("follow_up", language)}</p>{offered}'


def form(given: Iterable[Feedback], by: str, language: Language) -> str:
    """Render the questions that are asked of somebody who wants to say something of an answer."""
    before = next((one for one in given if one.by == by), None)
    boxes = "".join(
        f'<label><input type="checkbox" value="{verdict}"'
        f"{' checked' if before and verdict in before.verdicts else ''}>{say(verdict, language)}</label>"
        for verdict in VERDICTS
    )
    words = escape_html(before.words) if before else ""
    return (
        f'<fieldset><legend>{say("feedback_ask", language)}</legend><div class="verdicts">{boxes}</div>'
        f'<textarea rows="2" maxlength="{LONGEST}" aria-label="{say("feedback_words", language)}"'
        f' placeholder="{say("feedback_words", language)}">{words}</textarea>'
        f'<div class="ends"><button type="button" class="send-feedback">{say("feedback_send", language)}</button>'
        f'<button type="button" class="cancel-feedback">{say("feedback_cancel", language)}</button></div></fieldset>'
    )


def _told(one: Feedback, language: Language) -> str:
    verdicts = "、".join(say(verdict, language) for verdict in one.verdicts)
    said = "，".join(part for part in (verdicts, one.words) if part)
    return say("feedback_by", language, by=one.by, said=said) if one.by else say("feedback_given", language, said=said)


def _button(name: str, key: str, done: str, language: Language, record: str = "") -> str:
    """Return a button; Gradio leaves of its attributes the class, the name and the value only."""
    named = f' name="{escape_html(record)}"' if record else ""
    return f'<button type="button" class="{name}"{named} value="{escape_html(done)}">{say(key, language)}</button>'


def _file(record: str, ending: str, key: str, language: Language) -> str:
    return f'<a class="export" href="/page/answer/{escape_html(record)}.{ending}">{say(key, language)}</a>'
