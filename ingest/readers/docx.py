"""Word documents: the text with its automatic numbers and, at its end, its footnotes; its tables apart."""

from __future__ import annotations

import io
import re

from ingest.blocks import Block
from ingest.errors import Damaged
from ingest.formatted import documents
from ingest.readers.base import Reading
from ingest.readers.docx_blocks import BlockReader, styles_of
from ingest.readers.docx_numbering import Numbering, W
from ingest.readers.office import Element, open_package, parse_xml

_WHITE = re.compile(r"\s+")


def read(data: bytes, name: str) -> Reading:
    """Read a Word document.

    :raises IngestError: that says what is wrong with the file.
    """
    open_package(data)
    try:
        blocks, notes = _content(data)
    except Exception as broken:  # whatever python-docx, lxml or a number that is none stumble over: a damaged file
        raise Damaged("Word 文档的内容已损坏，无法读取；请用 Word 或 WPS 打开并另存为 DOCX 后重新导入。") from broken
    found = documents(blocks, notes=notes)
    if not found:
        raise Damaged("Word 文档里没有文字可读。")
    return Reading(found)


def _content(data: bytes) -> tuple[list[Block], list[str]]:
    import docx

    main: Element = docx.Document(io.BytesIO(data)).part
    reader = BlockReader(Numbering.of(_related(main, "numbering")), styles_of(_related(main, "styles")))
    body = main.element.find(f"{W}body")
    blocks = list(reader.blocks(body)) if body is not None else []
    return blocks, _notes(main, reader)


def _related(main: Element, kind: str) -> Element | None:
    """Return the root of the part that the document keeps of a kind (styles, numbering, footnotes)."""
    for relation in main.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _notes(main: Element, reader: BlockReader) -> list[str]:
    """Return the texts of the notes that the body refers to, in that order."""
    texts: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        root = _related(main, f"{kind}s")
        for note in root.iter(f"{W}{kind}") if root is not None else ():
            text = _WHITE.sub(" ", "".join(one.text or "" for one in note.iter(f"{W}t"))).strip()
            texts[kind, note.get(f"{W}id", "")] = text
    return [texts[key] for key in dict.fromkeys(reader.notes) if texts.get(key)]
