"""A document opened in place: its text with the cited words marked, and the page of the original they stand on."""

from __future__ import annotations

from assistant.ui.originals import Original, has_pages
from assistant.ui.render import escape, page_number, spans
from assistant.ui.text import Language, say
from vectorstore.records import Document


def document(whole: Document, start: int, end: int, language: Language) -> str:
    """Render a whole document with the characters from `start` to `end` highlighted, for the page to open in place."""
    text = whole.text
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    title = whole.title or say("untitled", language)
    page = page_number(whole.page, whole.kind == "news", language)
    where = spans([whole.publisher, whole.doc_number, whole.published or say("undated", language), page])
    marked = f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"
    return (
        f'<h2>{escape(title)}</h2><p class="whereabouts">{where}</p>{_original_button(whole, start, end, language)}'
        f'<div class="document-text">{marked}</div>'
    )


def original(shown: Original, identifier: str, start: int, end: int, language: Language) -> str:
    """Render the picture of a page of an original, with what there is to say about it."""
    picture = shown.picture
    said = [say("original_page", language, page=picture.page, pages=picture.pages)]
    said.append(say("original_framed" if picture.framed else "original_not_framed", language))
    said += [say("original_changed", language)] if shown.changed else []
    address = f"/page/image/{escape(identifier)}/{start}/{end}"
    return (
        f'<figure><a href="{address}" target="_blank" rel="noopener" title="{say("original_large", language)}">'
        f'<img src="{address}" alt="{escape(said[0])}"></a><figcaption>{escape("".join(said))}</figcaption></figure>'
    )


def _original_button(whole: Document, start: int, end: int, language: Language) -> str:
    if not has_pages(whole):
        return ""
    return (
        f'<div class="original"><button type="button" class="show-original" value="{whole.id}/{start}/{end}">'
        f"{say('original_show', language)}</button></div>"
    )
