"""An answer as Markdown in which nothing of a document or a model is markup, and no address is a link."""

from __future__ import annotations

import re

from assistant.ui.exports.sheet import Sheet
from assistant.ui.render import ADDRESS
from assistant.ui.text import Language, say

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&:^=\"'/@])")
_TICKS = re.compile("`+")


def markdown(sheet: Sheet, language: Language) -> str:
    """Return an answer as a Markdown document."""
    parts = [f"# {inert(sheet.question)}", *([f"*{sheet.status}*"] if sheet.status else [])]
    parts += [inert(paragraph) for paragraph in sheet.paragraphs]
    parts += [f"- {inert(words)}" for words in sheet.checks]
    if sheet.differing:
        parts += [f"## {say('differ', language)}", *(f"- {inert(line)}" for line in sheet.differing)]
    if sheet.references:
        parts.append(f"## {say('sources', language)}")
    for reference in sheet.references:
        parts += [f"**{inert(reference.title)}**", inert(reference.whereabouts), _fenced(reference.quote)]
    parts += [f"## {say('export_notes', language)}", *(f"- {inert(note)}" for note in sheet.notes)]
    return "\n\n".join(parts) + "\n"


def inert(text: str) -> str:
    """Return one line in which every sign of Markdown is text, and addresses stand as code, which nothing links."""
    line = " ".join(text.split())
    pieces, cursor = [], 0
    for address in ADDRESS.finditer(line):
        pieces += [_escaped(line[cursor : address.start()]), _code(address[0])]
        cursor = address.end()
    return "".join((*pieces, _escaped(line[cursor:])))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _code(text: str) -> str:
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    return f"{ticks} {text} {ticks}"


def _fenced(text: str) -> str:
    """Return a quotation exactly as it is, in a fence that is longer than any run of ticks in it."""
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    return f"{fence}text\n{text}\n{fence}"
