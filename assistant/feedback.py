"""What people think of an answer: kept in its record as they said it, and read again from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, get_args

from assistant.errors import BadInput

Verdict = Literal["right", "wrong_figure", "wrong_source", "incomplete"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
IN_CHINESE: Mapping[Verdict, str] = {
    "right": "回答正确",
    "wrong_figure": "数字不对",
    "wrong_source": "出处不对",
    "incomplete": "不完整",
}
LONGEST = 2_000


class Records(Protocol):
    """What feedback needs of a library."""

    def answer(self, id_: str, /) -> dict[str, Any]:
        """Return the record of one answer or raise NoSuchAnswer."""

    def amend_answer(self, id_: str, fields: Mapping[str, Any], /) -> None:
        """Set fields of an answer record."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person thinks of one answer.

    :param words: in their own words; empty where they only chose.
    :param by: the name of their login; empty where there are none.
    :param at: when, in ISO form, UTC.
    """

    verdicts: tuple[Verdict, ...]
    words: str
    by: str
    at: str


def feedback_of(record: Mapping[str, Any]) -> tuple[Feedback, ...]:
    """Return what people thought of the answer of a record."""
    return tuple(Feedback(**{**one, "verdicts": tuple(one["verdicts"])}) for one in record.get("feedback") or ())


def give(records: Records, answer: str, verdicts: Sequence[Verdict], words: str, by: str) -> Feedback:
    """Keep what somebody thinks of an answer, in the place of what the same person thought before.

    :raises BadInput: when nothing is said, or too much.
    :raises NoSuchAnswer: when there is no such answer.
    """
    words = words.strip()
    if not verdicts and not words:
        raise BadInput("还没有写反馈：请选一项，或写几个字。")
    if len(words) > LONGEST:
        raise BadInput(f"反馈有 {len(words):,} 个字，超过 {LONGEST:,} 个字，请写短一些。")
    said = Feedback(tuple(v for v in VERDICTS if v in verdicts), words, by, datetime.now(UTC).isoformat("T", "seconds"))
    others = [asdict(one) for one in feedback_of(records.answer(answer)) if one.by != by]
    records.amend_answer(answer, {"feedback": [*others, asdict(said)]})
    return said


def in_chinese(said: Feedback) -> str:
    """Return feedback as one line for the command line."""
    by = f"（{said.by}）" if said.by else ""
    parts = (*(IN_CHINESE[verdict] for verdict in said.verdicts), *([said.words] if said.words else []))
    return f"{said.at[:10]}{by} {'，'.join(parts)}"
