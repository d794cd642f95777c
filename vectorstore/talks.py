"""Who was given which answers in which conversation: the history of one person, and the search in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from vectorstore.database import Database
from vectorstore.tables import answers, talks

_WILD = "\\"
"""What stands before a sign of LIKE that is meant literally."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation.

    :param question: the one that it began with.
    :param last: the identifier of its latest answer.
    :param answers: how many there are.
    """

    conversation: str
    question: str
    last: str
    answers: int


class Talks:
    """Reads conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, asker: str, words: str = "", *, limit: int = 50) -> list[Talk]:
        """Return a person's conversations, the latest first; with `words`, those in which each of them occurs."""
        grouped = (
            select(
                talks.c.conversation,
                func.min(talks.c.answer).label("first"),
                func.max(talks.c.answer).label("last"),
                func.count().label("number"),
            )
            .where(talks.c.asker == asker, talks.c.conversation.in_(_saying(asker, words)))
            .group_by(talks.c.conversation)
            .subquery()
        )
        chosen = (
            select(grouped.c.conversation, talks.c.question, grouped.c.last, grouped.c.number)
            .join(talks, talks.c.answer == grouped.c.first)
            .order_by(grouped.c.last.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return [Talk(*row) for row in connection.execute(chosen).all()]

    def until(self, record: Mapping[str, Any], *, limit: int) -> list[dict[str, Any]]:
        """Return the records of the conversation of `record` up to it, at most the last `limit`, in order."""
        conversation = record.get("conversation")
        if not conversation:
            return [dict(record)]
        chosen = (
            select(answers.c.record)
            .join(talks, talks.c.answer == answers.c.id)
            .where(talks.c.conversation == conversation, answers.c.id <= record["record"])
            .order_by(answers.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return [dict(row.record) for row in connection.execute(chosen).all()][::-1]


def belonging(connection: Connection, record: Mapping[str, Any], id_: str) -> dict[str, str]:
    """Return the conversation a record belongs to, nothing where it names no asker.

    Nobody continues the conversation of another: that begins a new one.
    """
    if record.get("asker") is None:
        return {}
    same = and_(talks.c.answer == record.get("after"), talks.c.asker == record["asker"])
    return {"conversation": connection.scalar(select(talks.c.conversation).where(same)) or id_}


def keep(connection: Connection, record: Mapping[str, Any], id_: str, conversation: str) -> None:
    """Note an answer in its conversation."""
    row = {"question": record["question"], "said": record["answer"], "asker": record["asker"]}
    connection.execute(talks.insert().values(answer=id_, conversation=conversation, **row))


def _saying(asker: str, words: str) -> Any:  # noqa: ANN401 - a Select of one column
    """Select the conversations of a person in which every word occurs, each in any question or answer."""
    own = chosen = select(talks.c.conversation).where(talks.c.asker == asker)
    for word in words.split():
        pattern = "%" + "".join(_WILD + sign if sign in "%_" + _WILD else sign for sign in word) + "%"
        like = or_(*(column.ilike(pattern, escape=_WILD) for column in (talks.c.question, talks.c.said)))
        chosen = chosen.where(talks.c.conversation.in_(own.where(like)))
    return chosen
