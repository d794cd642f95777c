"""Asking every question of a suite: what came back, how long it took, and what went wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import BadSetting
from assistant.records import Question
from evals.case import Case
from evals.errors import BadSuite, MissingData

if TYPE_CHECKING:
    from vectorstore.library import Library

Answerer = Callable[[Question], Mapping[str, Any]]
"""A question in, an answer out, in the JSON form that `bangfu ask` writes."""

RANKED = 100
"""Passages that are searched to rank the documents of a retrieval question."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one question: an answer, or the documents found, or an error; never two of them.

    :param error: why there is neither answer nor ranking; a failure of its own and never a score.
    """

    case: Case
    answer: Mapping[str, Any] | None = None
    ranked: tuple[str, ...] | None = None
    error: str | None = None
    seconds: float = 0.0


def ask_all(cases: Iterable[Case], answerer: Answerer) -> Iterator[Outcome]:
    """Ask one question after the other."""
    for case in cases:
        yield _timed(case, lambda asked: {"answer": answerer(asked.to_question())})


def rank_all(cases: Iterable[Case], library: Library) -> Iterator[Outcome]:
    """Rank the documents for each question by their best passage, under the identifiers that they came with."""
    for case in cases:
        yield _timed(case, lambda asked: {"ranked": _ranked(asked, library)})


def read_answers(cases: Iterable[Case], path: Path) -> Iterator[Outcome]:
    """Take the answers from a file, one JSON object a line, as any system wrote it.

    :raises MissingData: when the file cannot be read.
    :raises BadSuite: naming the line that is no answer.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise MissingData(f"The answer file {path} cannot be read: {error.strerror}.") from error
    answers = dict(_identified(line, number, path) for number, line in enumerate(lines, start=1) if line.strip())
    for case in cases:
        answer = answers.get(case.id, {"error": f"{path.name} holds no answer to it"})
        problem = answer.get("error")
        yield Outcome(case=case, answer=None if problem else answer, error=problem)


def write_answers(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write the answers, or what was found, one JSON object a line under the question's id."""
    lines = (
        {**(outcome.answer or {}), "id": outcome.case.id}
        | ({"ranked": outcome.ranked} if outcome.ranked is not None else {})
        | ({"error": outcome.error} if outcome.error else {})
        for outcome in outcomes
    )
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _timed(case: Case, ask: Callable[[Case], dict[str, Any]]) -> Outcome:
    started = time.perf_counter()
    try:
        found = ask(case)
    except BadSetting:
        raise  # no question is to blame, and every other one would fail alike
    except Exception as error:  # noqa: BLE001 - whatever breaks on one question is that question's result
        return Outcome(case=case, error=f"{type(error).__name__}: {error}", seconds=time.perf_counter() - started)
    return Outcome(case=case, seconds=time.perf_counter() - started, **found)


def _ranked(case: Case, library: Library) -> tuple[str, ...]:
    hits = library.search(case.question, limit=RANKED, filters=case.filters)
    found = (document for hit in hits for document in (hit.document, *map(library.document, hit.reprints)))
    return tuple(dict.fromkeys(document.external_id or document.id for document in found))


def _identified(line: str, number: int, path: Path) -> tuple[str, dict[str, Any]]:
    try:
        answer = json.loads(line)
        return str(answer["id"]), answer
    except (ValueError, KeyError, TypeError) as error:
        raise BadSuite(f"{path.name} line {number} is not a JSON object with an id.") from error
