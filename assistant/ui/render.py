"""HTML of the page, made from strings that nobody vouches for.

Every string of a document, a model or a user passes through `escape`; the only markup there is, is written here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape as escape_html

from assistant.records import Answer, Citation
from assistant.ui.text import Language, say
from vectorstore.records import Document

MARKER = re.compile(r"\[(\d{1,3})\]")
CONTEXT = 140
LONGEST_QUOTE = 900
SENTENCE_ENDS = "。！？；\n"
ADDRESS = re.compile(  # what stands before its signs is bounded, so that text without a break takes no time
    r"(?:[a-z][a-z0-9+.-]{0,30}://|www\.|\S{1,64}@)[^\s，。；）)]*|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.[a-z]{2,24}\b[^\s，。；）)]*",
    re.I | re.A,
)
COMPUTATION = re.compile(r"（([^（）]{1,200}? [+−÷×] [^（）]{1,200})）")
"""What an answer computes, as it shows it: 28家 + 27家 + 51家, 1.2亿元 ÷ 160个 ≈ 75万元."""
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A citation with the words of its document around the quote.

    :param newspaper: whether its page is a newspaper's (版) and not a file's (页).
    """

    citation: Citation
    before: str
    quote: str
    after: str
    newspaper: bool = False


def escape(text: str) -> str:
    """Return `text` as inert HTML: entities for markup, breaks for lines, a visible sign for what reorders or hides.

    Controls that turn the direction of writing could make a sentence read as another, so they are shown, not obeyed.
    """
    return escape_html(visible(text), quote=True).replace("\n", "<br>")


def visible(text: str) -> str:
    """Return `text` with one kind of line end, and a sign in place of whatever reorders it or hides in it."""
    return UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def unlinked(text: str) -> str:
    """Return a draft with every address cut out of it: what nobody has verified must not lead anywhere."""
    return ADDRESS.sub("…", text)


def excerpt(citation: Citation, document: Document) -> Excerpt:
    """Cut the surroundings of a citation out of its document, from sentence to sentence where that is near."""
    text = document.text
    before = text[max(0, citation.start - CONTEXT) : citation.start]
    after = text[citation.end : citation.end + CONTEXT]
    if citation.start > CONTEXT:
        before = "…" + _from_sentence(before)
    if citation.end + CONTEXT < len(text):
        after = _to_sentence(after).rstrip("\n") + "…"
    newspaper = document.kind == "news"
    return Excerpt(citation, before.lstrip("\n"), _shortened(citation.quote), after.rstrip("\n"), newspaper)


def question(text: str) -> str:
    """Render what the user asked."""
    return f'<p class="asked">{escape(text)}</p>'


def draft(text: str, language: Language) -> str:
    """Render an answer that is still being written: it says that it is a draft, and its markers are not links yet."""
    if not text:
        return f'<p class="waiting">{escape(say("thinking", language))}</p>'
    label = f'<p class="status draft">{escape(say("draft", language))}</p>'
    return f'{label}<div class="answer">{_paragraphs(unlinked(text), (), "")}</div>'


def notice(text: str, reason: str, language: Language) -> str:
    """Render an answer that was stopped or failed: what there was of it, as a draft, and why it ends."""
    body = draft(text, language) if text else ""
    return f'{body}<p class="notice">{escape(reason)}</p>'


def answer(
    given: Answer, excerpts: Sequence[Excerpt], turn: int, language: Language, table: str = "", below: str = ""
) -> str:
    """Render a finished answer: its status in words, its text with markers that lead to the sources, its checks.

    :param table: HTML of what sources say differently.
    :param below: HTML of what can be done with it.
    """
    known = {item.citation.marker for item in excerpts}
    status = f'<p class="status {given.status}">{say(given.status, language)}</p>' if given.status != "answered" else ""
    return (
        f'{status}<div class="answer" id="answer-{turn}">{_paragraphs(given.answer, known, f"source-{turn}")}</div>'
        f'{table}<div class="foot">{_checked(given, turn, language)}{below}</div>'
        f'<pre class="copy-text" hidden>{escape_html(plain(given, excerpts, language))}</pre>'
    )


def plain(given: Answer, excerpts: Sequence[Excerpt], language: Language) -> str:
    """Return the answer with its references as text, for the clipboard."""
    body = MARKER.sub(r"【\1】", given.answer)
    if not excerpts:
        return body
    return "\n".join([body, "", say("references", language), *(_reference(item, language) for item in excerpts)])


def sources(turns: Iterable[tuple[int, str, Sequence[Excerpt]]], language: Language) -> str:
    """Render the source panel: one section a turn (number, question, excerpts), the last one shown."""
    sections = [_section(turn, asked, excerpts, language) for turn, asked, excerpts in turns]
    if sections:
        sections[-1] = sections[-1].replace('class="turn"', 'class="turn current"', 1)
    else:
        sections = [f'<p class="hint">{say("sources_hint", language)}</p>']
    return f'<div class="turns"><h2>{say("sources", language)}</h2>{"".join(sections)}</div>'


def whereabouts(item: Excerpt, language: Language) -> list[str]:
    """Return who published what is cited, when, and on which page."""
    citation = item.citation
    page = page_number(citation.page, item.newspaper, language)
    parts = [citation.publisher, citation.published or say("undated", language), page]
    return [part for part in parts if part]


def page_number(number: str | None, newspaper: bool, language: Language) -> str | None:
    """Say on which page of a newspaper or a file something stands."""
    return say("newspaper_page" if newspaper else "page_number", language, page=number) if number else None


def spans(parts: Iterable[str | None]) -> str:
    """Render particulars one beside the other."""
    return "".join(f"<span>{escape(part)}</span>" for part in parts if part)


def header(documents: int, passages: int, language: Language, login: str = "") -> str:
    """Render the head of the page: its name, what the library holds, and who is logged in with the way out."""
    holds = say("holds", language, documents=f"{documents:,}", passages=f"{passages:,}")
    leave = (
        f'<p class="login">{escape(login)} <a class="log-out" href="/logout">{say("logout", language)}</a></p>'
        if login
        else ""
    )
    return (
        f'<div class="masthead"><div><h1>{say("title", language)}</h1>'
        f'<p class="subtitle">{say("subtitle", language)}</p></div><p class="holds">{holds}</p>{leave}</div>'
    )


def welcome(documents: int, language: Language) -> str:
    """Render what an empty conversation shows: how to begin, or how to fill an empty library."""
    if documents:
        return f"<h2>{say('welcome', language)}</h2><p>{say('welcome_how', language)}</p>"
    command = f"<code>{say('ingest_command', language)}</code>"
    return f"<h2>{say('empty_title', language)}</h2><p>{say('empty_how', language, command=command)}</p>"


def _reference(item: Excerpt, language: Language) -> str:
    title = item.citation.title or say("untitled", language)
    return "，".join([f"【{item.citation.marker}】《{title}》", *whereabouts(item, language)])


def _section(turn: int, asked: str, excerpts: Sequence[Excerpt], language: Language) -> str:
    cards = "".join(_card(turn, item, language) for item in excerpts)
    if not cards:
        cards = f'<p class="hint">{escape(say("sources_none", language))}</p>'
    back = f'<a class="back" href="#answer-{turn}">{say("back_to_answer", language)}</a>'
    return (
        f'<section class="turn" id="sources-{turn}"><div class="turn-head"><p class="turn-question">{escape(asked)}</p>'
        f"{back}</div>{cards}</section>"
    )


def _card(turn: int, item: Excerpt, language: Language) -> str:
    citation = item.citation
    title = escape(citation.title or say("untitled", language))
    where = spans(whereabouts(item, language))
    place = f"#document/{escape_html(citation.document)}/{citation.start}/{citation.end}"
    return (
        f'<article class="source" id="source-{turn}-{citation.marker}">'
        f'<h3><span class="number">【{citation.marker}】</span>{title}</h3>'
        f'<p class="whereabouts">{where}</p>'
        f'<blockquote class="passage">{escape(item.before)}<mark>{escape(item.quote)}</mark>{escape(item.after)}'
        f'</blockquote><p class="source-foot"><a class="open-document" href="{place}">{say("open_document", language)}'
        f'</a><span class="file">{escape(citation.source)}</span></p></article>'
    )


def checks(given: Answer, language: Language) -> list[tuple[str, str]]:
    """Say in words how the verifier saw an answer: sentences, each with the class that it is shown in."""
    said = []
    if given.checks.numbers:
        said.append(("", say("checked", language, count=given.checks.numbers)))
    if given.checks.unsupported:
        numbers = "、".join(given.checks.unsupported)
        said.append(("warning", say("unsupported", language, count=len(given.checks.unsupported), numbers=numbers)))
    if given.mode != "extractive" and not given.abstained:
        said.append(("", say("written_by", language)))
    return said


def _checked(given: Answer, turn: int, language: Language) -> str:
    said = [f'<span class="{shown}">{escape(words)}</span>' for shown, words in checks(given, language)]
    if given.citations:
        count = say("see_sources", language, count=len(given.citations))
        said.append(f'<a class="see-sources" href="#sources-{turn}">{count}</a>')
    return f'<p class="checks">{"".join(said)}</p>' if said else ""


def _paragraphs(text: str, known: Collection[int], target: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    return "".join(f"<p>{_linked(line, known, target)}</p>" for line in lines)


def _linked(line: str, known: Collection[int], target: str) -> str:
    """Escape a line of an answer piece by piece; a marker becomes a link only where a citation stands behind it."""
    pieces = MARKER.split(line)
    out = [_told(pieces[0])]
    for number, following in zip(map(int, pieces[1::2]), pieces[2::2], strict=True):
        link = f'<a class="marker" href="#{target}-{number}">【{number}】</a>'
        out += [link if number in known else f"【{number}】", _told(following)]
    return "".join(out)


def _told(text: str) -> str:
    """Escape a piece of an answer, with each computation in it set apart."""
    pieces = COMPUTATION.split(text)
    return "".join(
        f'<span class="computation">{escape(piece)}</span>' if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )


def _from_sentence(text: str) -> str:
    cut = max((text[: len(text) // 2].rfind(end) for end in SENTENCE_ENDS), default=-1)
    return text[cut + 1 :]


def _to_sentence(text: str) -> str:
    half = len(text) // 2
    cut = max((text.rfind(end, half) for end in SENTENCE_ENDS), default=-1)
    return text[: cut + 1] if cut >= 0 else text


def _shortened(quote: str) -> str:
    if len(quote) <= LONGEST_QUOTE:
        return quote
    half = LONGEST_QUOTE // 2
    return f"{quote[:half]}……{quote[-half:]}"
