"""Sentences that might answer a question, each with the context that says what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.addressed import speaks_to_reader
from ingest.quantities import Quantity, quantities
from ingest.sentences import sentences
from vectorstore.records import Document, Hit, Span

# How far back a pronoun or a left-out subject may point: some paragraphs of a newspaper, or the items of a list.
CONTEXT = 320
LONGEST_HEADING = 40
_INDENT = re.compile(r"(?<=[^\s：；])[ \t]*(?:\u3000{2,}| {3,})[ \t\u3000]*(?=\S)")
# A headline that runs on: no mark in it, and a space behind what headlines end in.
_TITLE = re.compile(
    r"([^，。；：！？\n]{8,80}?(?:通知|公告|通告|通报|意见|办法|方案|措施|规定|决定|说明|指南|公约|倡议书?|函)) +"
    r"(?=[\u4e00-\u9fff（“])"
)
_VAGUE = frozenset({"一批", "一群", "一系列", "一大批"})
"""What counts nothing, though it is written like a figure."""
_CELL = re.compile(r"([^：；]{1,30})：([^；]*)(?:；|$)")


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence of a document: `text` is exactly `document.text[start:end]`. It is equal to itself only.

    :param before: what its paragraph says before it.
    :param earlier: the text before that paragraph, from which a subject may be taken over.
    :param score: the score of the best passage that holds it.
    """

    document: Document
    start: int
    end: int
    before: str
    earlier: str
    score: float

    @cached_property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.document.text[self.start : self.end]

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its figures, dates left out, and numbers that only tell places in a list (序号：3) or names (“1”)."""
        return tuple(quantity for quantity in quantities(self.text) if not quantity.is_date and self._counts(quantity))

    def _counts(self, quantity: Quantity) -> bool:
        quoted = (
            self.text[quantity.start - 1 : quantity.start] == "“" and self.text[quantity.end : quantity.end + 1] == "”"
        )
        named = quoted and not quantity.unit  # “1” is a name; “28条” counts
        return not (named or quantity.text in _VAGUE) and not re.search(
            "(?:序号|编号|排名)：$", self.text[: quantity.start]
        )

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Spans of its clauses, within the sentence; each takes its closing mark along."""
        return tuple(_clauses(self.text))

    @cached_property
    def cells(self) -> dict[str, str]:
        """The cells by header, where the sentence is a row of a table (列：值；列：值); empty where it is not."""
        cells = dict(_CELL.findall(self.text)) if self.document.rows else {}
        return cells if len(cells) > 1 else {}

    @cached_property
    def telling(self) -> tuple[tuple[int, int], ...]:
        """Spans of it, within the sentence, that tell something: a row has cells that do not, which are left out.

        A sentence that speaks to its reader has none.
        """
        if not speaks_to_reader(self.text):
            return ((0, len(self.text)),)
        runs: list[tuple[int, int]] = []
        for cell in _CELL.finditer(self.text) if self.cells else ():
            if speaks_to_reader(cell[2]) or speaks_to_reader(cell[1]):
                continue
            last = runs.pop() if runs and runs[-1][1] == cell.start() else (cell.start(), 0)
            runs.append((last[0], cell.end()))
        return tuple(runs)

    @cached_property
    def told(self) -> str:
        """What it tells, as it stands in the document."""
        return "".join(self.text[start:end] for start, end in self.telling)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places of what it tells, in its document."""
        return tuple(Span(self.document.id, self.start + start, self.start + end) for start, end in self.telling)

    @cached_property
    def heading(self) -> str:
        """The heading it stands under, or an empty string."""
        for line in reversed((self.earlier + self.before).split("\n")[:-1]):
            if line and len(line) <= LONGEST_HEADING and not re.search("[。！？；!?，：]$", line):
                return line
        return ""

    @cached_property
    def around(self) -> str:
        """What says what it is about: the title of its document, its heading and the sentences before it."""
        return f"{self.document.title or ''}\n{self.heading}\n{self.before}"

    @property
    def is_heading(self) -> bool:
        """Whether it is a line of its own that ends no sentence and heads what follows (三、参加的条件)."""
        after = self.document.text[self.end : self.end + 1]
        whole = not self.before and after in ("", "\n")
        return (
            whole and not self.cells and len(self.text) <= LONGEST_HEADING and not re.search("[。！？；!?]$", self.text)
        )

    @property
    def asks(self) -> bool:
        """Whether it is a question: it answers none, but what follows it may."""
        return self.text[-1:] in "？?"

    def span(self) -> Span:
        """The place of the sentence in its document."""
        return Span(self.document.id, self.start, self.end)


def candidates(hits: Iterable[Hit]) -> list[Sentence]:
    """Return the sentences of the passages found that tell something, each once, those of the best passage first."""
    found: dict[tuple[str, int], Sentence] = {}
    for hit in hits:
        for start, end in _sentences(hit.passage.text):
            at = hit.passage.start + start
            if (hit.document.id, at) not in found:
                found[hit.document.id, at] = sentence_at(hit.document, at, hit.passage.start + end, hit.score)
    return [sentence for sentence in found.values() if sentence.telling]


def following(sentence: Sentence, characters: int) -> list[Sentence]:
    """Return the sentences after one, as many as fit whole into `characters`, and not beyond the next heading."""
    document = sentence.document
    found: list[Sentence] = []
    stretch = document.text[sentence.end : sentence.end + characters]
    for start, end in _sentences(stretch):
        at, stop = sentence.end + start, sentence.end + end
        next_one = sentence_at(document, at, stop, sentence.score)
        cut = stop == sentence.end + len(stretch) and not re.search("[。！？；!?]$", next_one.text)
        if cut and stop < len(document.text):
            return found or _first(sentence, characters)
        if next_one.is_heading or not next_one.telling:
            break
        found.append(next_one)
    return found


def _first(sentence: Sentence, characters: int) -> list[Sentence]:
    """The sentence right after one, where it is longer than asked for, but not by far."""
    document = sentence.document
    stretch = document.text[sentence.end : sentence.end + 2 * characters]
    start, end = next(iter(_sentences(stretch)), (0, 0))
    whole = end > start and re.search("[。！？；!?]$", stretch[start:end])
    return [sentence_at(document, sentence.end + start, sentence.end + end, sentence.score)] if whole else []


def rows(document: Document) -> list[Sentence]:
    """Return the rows of a document's tables, as the sentences that they are written out as."""
    spans = _sentences(document.text) if document.rows else ()
    found = [sentence_at(document, start, end, 0.0) for start, end in spans]
    return [sentence for sentence in found if sentence.cells]


def sentence_at(document: Document, start: int, end: int, score: float) -> Sentence:
    """Return a sentence of a document with what stands before it."""
    paragraph = max(document.text.rfind("\n", 0, start) + 1, start - CONTEXT)
    return Sentence(
        document,
        start,
        end,
        before=document.text[paragraph:start],
        earlier=document.text[max(0, start - CONTEXT) : paragraph],
        score=score,
    )


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text; an indent inside a line parts them too: pages from the web run their headings on."""
    return tuple(_unbroken(text, (part for start, end in sentences(text) for part in _parted(text, start, end))))


def _unbroken(text: str, parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join lines that a narrow column broke: a comma goes on in the next line, and a short rest ends the last."""
    open_: tuple[int, int] | None = None
    for start, end in parts:
        if open_ and text[open_[1] : start] == "\n" and _goes_on(text[open_[0] : open_[1]], text[start:end]):
            open_ = open_[0], end
            continue
        if open_:
            yield open_
        open_ = start, end
    if open_:
        yield open_


def _goes_on(line: str, rest: str) -> bool:
    if line[-1] in "、，":
        return True
    return len(rest) <= _SHORT_REST and rest[-1] == "。" and line[-1] not in "。！？；：!?"


_SHORT_REST = 6


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for indent in _INDENT.finditer(text, start, end):
        yield at, indent.start()
        at = indent.end()
    while title := _TITLE.match(text, at, end):
        yield at, title.end(1)
        at = title.end()
    yield at, end


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start, depth = 0, 0
    for match in re.finditer(r"[“《（(]|[”》）)]|[，；：。！？!?;]+[”』」]?", text):
        mark = match[0]
        if mark in "“《（(":
            depth += 1
        elif mark in "”》）)":
            depth = max(0, depth - 1)
        elif depth == 0 or mark[-1] in "”』」":
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)
