"""An answer as a Word document: paragraphs and runs of text, no field, no link, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from assistant.ui.exports.sheet import Sheet
from assistant.ui.text import NAME, Language, say

_FONT = "宋体"
_HEADINGS = "黑体"


def word(sheet: Sheet, language: Language) -> bytes:
    """Return an answer as the bytes of a .docx file."""
    import docx

    document = docx.Document()
    for style, font in (("Normal", _FONT), ("Heading 1", _HEADINGS), ("Heading 2", _HEADINGS), ("Quote", _FONT)):
        _set_font(document.styles[style], font)
    document.core_properties.author = NAME
    document.core_properties.title = sheet.question[:250]
    document.add_heading(sheet.question, level=1)
    for text in (*([sheet.status] if sheet.status else []), *sheet.paragraphs):
        document.add_paragraph(text)
    for text in sheet.checks:
        document.add_paragraph(text, style="List Bullet")
    _add_list(document, say("differ", language), sheet.differing)
    _add_references(document, sheet, language)
    _add_list(document, say("export_notes", language), sheet.notes)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add_list(document: Any, heading: str, lines: Sequence[str]) -> None:  # noqa: ANN401 - docx has no types
    if lines:
        document.add_heading(heading, level=2)
    for text in lines:
        document.add_paragraph(text, style="List Bullet")


def _add_references(document: Any, sheet: Sheet, language: Language) -> None:  # noqa: ANN401 - docx has no types
    if sheet.references:
        document.add_heading(say("sources", language), level=2)
    for reference in sheet.references:
        document.add_paragraph().add_run(reference.title).bold = True
        document.add_paragraph(reference.whereabouts)
        document.add_paragraph(reference.quote, style="Quote")


def _set_font(style: Any, name: str) -> None:  # noqa: ANN401 - docx has no types
    """Name the font for Chinese, which Word keeps apart from the one for Latin letters."""
    from docx.oxml.ns import qn

    style.font.name = "Times New Roman"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
