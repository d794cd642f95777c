"""Documents of our own writing, and the short way to cut them and put them into a library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vectorstore.library import Library
from vectorstore.records import Document, FileState, Passage

Put = Callable[..., FileState]

PAIRING = Document(
    text="渝桥市三十家社会组织与青石县签订结对帮扶协议。\n协议期三年，重点是产业和养老。",
    title="渝桥结对青石",
    publisher="渝桥日报",
    published="2024-12-18",
    kind="news",
    page="3",
    regions=("53", "5399", "539901"),
    rows=({"县": "青石县", "家数": "30"},),
    issuers=("渝桥市民政局",),
    origin=((0, 5, 20),),
)
NOTICE = Document(
    text="益山省民政厅印发通知，动员慈善组织为留守儿童建设关爱站，每站补助五万元。",
    title="关于建设儿童关爱站的通知",
    publisher="益山省民政厅",
    published="2023-06-01",
    kind="policy",
    doc_number="益民发〔2023〕12号",
    status="in_force",
    regions=("62", "6201"),
)
TRAINING = Document(
    text="返乡青年在合作社学习电商直播，三个月里卖出柑橘两万斤，村里的路也修好了。",
    title="柑橘卖到山外",
    kind="news",
)


def _cut(document: Document, length: int) -> list[Passage]:
    text = document.text
    ends = [*range(length, len(text), length), len(text)]
    starts = [0, *ends[:-1]]
    return [Passage(document.id, start, end, text[start:end]) for start, end in zip(starts, ends, strict=True)]


@pytest.fixture(scope="session")
def put() -> Put:
    """Add documents to a library as the contents of one file."""

    def put(library: Library, path: str, *documents: Document, digest: str = "1", length: int = 30) -> FileState:
        return library.add(FileState(path, digest), [(document, _cut(document, length)) for document in documents])

    return put


@pytest.fixture(scope="session")
def articles() -> tuple[Document, Document, Document]:
    """A pairing, a notice and a training."""
    return PAIRING, NOTICE, TRAINING


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home) as opened:
        yield opened


@pytest.fixture
def filled(library: Library, put: Put) -> Library:
    for number, document in enumerate((PAIRING, NOTICE, TRAINING)):
        put(library, f"/files/{number}", document)
    return library
