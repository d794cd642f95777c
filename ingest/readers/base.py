"""What a reader is, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.errors import IngestError
from vectorstore.records import Document


@dataclass(frozen=True, slots=True)
class Refusal:
    """A member of an archive or a mail that was not read, and why, in one sentence."""

    member: str
    status: Literal["skip", "error"]
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file.

    :param documents: its articles in reading order, without `file`, which the pipeline knows; those of a member of a
        container name the member there.
    :param remarks: what a person should know about the reading (an uncertain repair, a page that stayed empty), a
        sentence each.
    :param refusals: members of a container that were not read.
    """

    documents: tuple[Document, ...]
    remarks: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


Reader = Callable[[bytes, str], Reading]
"""Bytes of a file and its name in, what it holds out; raises an IngestError that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container: its name there, and its bytes or what is wrong with it."""

    name: str
    content: bytes | IngestError


@dataclass(frozen=True, slots=True)
class Contained:
    """What a container holds: its own text (the body of a mail) and its members, unpacked one at a time."""

    own: Reading
    members: Iterator[Member]


Opener = Callable[[bytes, str], Contained]
"""Bytes of a container and its name in, its contents out; the registry reads the members by readers of their own."""
