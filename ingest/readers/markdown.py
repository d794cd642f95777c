"""Markdown: front matter, headings, paragraphs, lists and tables, as text that reads well without the marks."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.decoding import decode, tidy
from ingest.heads import described
from ingest.layout.lines import folded, joint
from ingest.layout.mapped import Mapped
from ingest.metadata import find_date
from ingest.readers.base import Reading
from ingest.tables import Record, Table, text_cell

_PARSER = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table")
_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|$)", re.DOTALL)
_PAIR = re.compile(r"^([\w\u4e00-\u9fff-]+)\s*[:=：]\s*(.+?)\s*$", re.MULTILINE)
_KEYS = {
    "title": ("title", "标题", "题目"),
    "publisher": ("publisher", "source", "来源", "发布单位", "发布机构", "出处"),
    "published": ("date", "published", "pubdate", "日期", "发布日期", "发布时间"),
}
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[A-Za-z][^<>]*>", re.DOTALL | re.IGNORECASE)


def read(data: bytes, name: str) -> Reading:
    """Read a Markdown file as one document."""
    told, body = _front_matter(folded(Mapped.raw(tidy(decode(data).text))).text)
    page = SyntaxTreeNode(_PARSER.parse(body))
    rows: list[dict[str, str]] = []
    document = described(
        Mapped("\n".join(_lines(page, rows))),
        title=told["title"] or _title(page),
        publisher=told["publisher"],
        published=find_date(told["published"] or ""),
    )
    return Reading((replace(document, rows=tuple(rows)),))


def _front_matter(text: str) -> tuple[dict[str, str | None], str]:
    """Return what the front matter says under the keys that we know, and the text after it."""
    front = _FRONT.match(text)
    pairs = {key.lower(): _unquoted(value) for key, value in _PAIR.findall(front[2])} if front else {}
    told = {name: next((pairs[key] for key in keys if pairs.get(key)), None) for name, keys in _KEYS.items()}
    return told, text[front.end() :] if front else text


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _title(page: SyntaxTreeNode) -> str | None:
    """Return the first heading of the first level, or of any level where it opens the page."""
    headings = [node for node in page.children if node.type == "heading"]
    first = next((node for node in headings if node.tag == "h1"), None)
    if first is None and page.children and page.children[0].type == "heading":
        first = page.children[0]
    return " ".join(_lines(first, [])) or None if first else None


def _lines(node: SyntaxTreeNode, rows: list[dict[str, str]]) -> list[str]:
    """Return the lines of text of a node; the rows of its tables are added to `rows`."""
    if node.type == "inline":
        return [line for line in _plain(node).split("\n") if line.strip()]
    if node.type in ("fence", "code_block"):
        return node.content.rstrip("\n").split("\n")
    if node.type == "html_block":
        return [line.strip() for line in _TAG.sub("", node.content).split("\n") if line.strip()]
    if node.type == "table":
        table = _table(node)
        rows += table.rows()
        return table.lines()
    children = [_lines(child, rows) for child in node.children]
    if node.type in ("bullet_list", "ordered_list"):
        first = int(node.attrs.get("start", 1))
        marks = ("- " if node.type == "bullet_list" else f"{first + n}. " for n in range(len(children)))
        children = [[mark + "".join(item[:1]), *item[1:]] for mark, item in zip(marks, children, strict=True)]
    return [line for child in children for line in child]


def _table(node: SyntaxTreeNode) -> Table:
    grid = [
        [text_cell("".join(_lines(cell, []))) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    columns = tuple(cell.shown or f"列{number}" for number, cell in enumerate(grid[0], 1))
    named = (dict(zip(columns, row, strict=False)) for row in grid[1:])
    return Table(columns, tuple(Record({name: cell for name, cell in row.items() if cell.shown}) for row in named))


def _plain(node: SyntaxTreeNode) -> str:
    """Return the words of inline marks: links by their text, pictures left out, wrapped lines joined."""
    told = ""
    for child in node.children:
        if child.type == "softbreak":
            told += "\0"
        elif child.type == "hardbreak":
            told += "\n"
        elif child.type in ("text", "code_inline"):
            told += child.content
        elif child.type not in ("image", "html_inline"):
            told += _plain(child)
    head, *rest = (part.strip() for part in told.split("\0"))
    for part in rest:
        head += joint(head, part) + part
    return head
