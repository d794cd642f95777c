"""What a reader is, and which reader reads which kind of file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vectorstore.records import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file.

    :param documents: its articles in reading order, without `file`, which the pipeline knows.
    :param remarks: what a person should know about the reading (an uncertain repair, a page that stayed empty), a
        sentence each.
    """

    documents: tuple[Document, ...]
    remarks: tuple[str, ...] = ()


Reader = Callable[[bytes, str], Reading]
"""Bytes of a file and its name in, what it holds out; raises an IngestError that says what is wrong with it."""
