"""Word documents made for the tests of their reader: paragraphs with looks, numbered lists, tables."""

from __future__ import annotations

import io

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from ingest.readers.docx import read


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def reading_of(document, name="文件.docx"):
    return read(saved(document), name)


def main_of(document):
    return reading_of(document).documents[0]


def add(document, text, *, align=None, size=None, red=False, bold=None, style=None):
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    paragraph.alignment = align
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if red:
        run.font.color.rgb = RGBColor(0xC8, 0x10, 0x10)
    return paragraph


def numbered(document, text, list_id, level=0):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )
    return paragraph


def add_list(document, list_id, *levels, restart=False):
    """Define list `list_id`, each level a number format, its text and its start."""
    root = document.part.numbering_part.element
    xml = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, start) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{xml}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>'))
    if restart:
        root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{list_id + 1}"><w:abstractNumId w:val="{list_id}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )


def table(document, rows, merged=()):
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text:
                made.cell(i, j).text = text
    for (top, left), (bottom, right) in merged:
        made.cell(top, left).merge(made.cell(bottom, right))
    return made
