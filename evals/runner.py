"""Asking every question of a suite: what came back, how long it took, and what went wrong.

Questions of one conversation are asked one after the other, each after the answers that were really given; everything
else may be asked in parallel.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from assistant.errors import BadSetting
from assistant.records import Question, Turn
from evals.case import Case
from evals.errors import BadSuite, MissingData

Ask = Callable[[Case, Question], Mapping[str, Any]]
"""A question in; out an answer in the JSON form that `bangfu ask` writes, or `{"ranked": [...]}` with documents."""

TIMEOUT = 120.0
"""Seconds after which a question counts as failed."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one question: an answer, or the documents found, or an error; never two of them.

    :param error: why there is neither answer nor ranking; a failure of its own and never a score.
    :param timed_out: whether the error is that no answer came in time.
    """

    case: Case
    answer: Mapping[str, Any] | None = None
    ranked: tuple[str, ...] | None = None
    error: str | None = None
    timed_out: bool = False
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the line of answers.jsonl: the answer, or what was found, under the question's id."""
        line = {**(self.answer or {}), "id": self.case.id, "seconds": round(self.seconds, 4)}
        if self.ranked is not None:
            line["ranked"] = list(self.ranked)
        return line | ({"error": self.error, "timed_out": self.timed_out} if self.error else {})

    @classmethod
    def from_json(cls, case: Case, line: Mapping[str, Any]) -> Outcome:
        """Return the outcome that a line tells, ours or one of another system."""
        seconds = line.get("seconds") or (line.get("timings_ms") or {}).get("total", 0) / 1000
        if line.get("error"):
            timed_out = bool(line.get("timed_out"))
            return cls(case=case, error=str(line["error"]), timed_out=timed_out, seconds=seconds)
        if "ranked" in line:
            return cls(case=case, ranked=tuple(line["ranked"]), seconds=seconds)
        return cls(case=case, answer=line, seconds=seconds)


def ask_all(
    cases: Sequence[Case],
    ask: Ask,
    *,
    workers: int = 1,
    timeout: float = TIMEOUT,
    earlier: Mapping[str, Outcome] | None = None,
) -> Iterator[Outcome]:
    """Ask every question and yield what became of it as it comes, in no certain order.

    :param workers: how many questions are asked at a time.
    :param timeout: seconds that a question may take.
    :param earlier: what is known from a run that was cut short; these questions are not asked again.
    """
    known = dict(earlier or {})
    conversations = [chain for chain in _conversations(cases) if any(case.id not in known for case in chain)]
    done: SimpleQueue[Outcome | BaseException | None] = SimpleQueue()
    stop = threading.Event()

    def work(chain: list[Case]) -> None:
        try:
            for outcome in _in_turn(chain, ask, timeout, known):
                done.put(outcome)
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the outcomes are taken
            done.put(error)
        finally:
            done.put(None)

    with ThreadPoolExecutor(workers, "question") as pool:
        try:
            for chain in conversations:
                pool.submit(work, chain)
            finished = 0
            while finished < len(conversations):
                item = done.get()
                finished += item is None
                if isinstance(item, BaseException):
                    raise item
                if item is not None:
                    yield item
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def read_answers(cases: Iterable[Case], path: Path) -> Iterator[Outcome]:
    """Take the answers from a file, one JSON object a line, as any system wrote it.

    :raises MissingData: when the file cannot be read.
    :raises BadSuite: naming the line that is no answer.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise MissingData(f"The answer file {path} cannot be read: {error.strerror}.") from error
    answers = dict(_identified(line, number, path) for number, line in enumerate(lines, start=1) if line.strip())
    for case in cases:
        yield Outcome.from_json(case, answers.get(case.id, {"error": f"{path.name} holds no answer to it"}))


def _conversations(cases: Iterable[Case]) -> list[list[Case]]:
    chains: dict[str, list[Case]] = {}
    for case in cases:
        chain = chains[case.follows] if case.follows is not None else []
        chain.append(case)
        chains[case.id] = chain
    return list({id(chain): chain for chain in chains.values()}.values())


def _in_turn(chain: Iterable[Case], ask: Ask, timeout: float, known: Mapping[str, Outcome]) -> Iterator[Outcome]:
    said: tuple[Turn, ...] = ()
    for case in chain:
        outcome = known.get(case.id) or _asked(case, case.to_question(said), ask, timeout)
        if case.id not in known:
            yield outcome
        answer = (outcome.answer or {}).get("answer") or ""
        said = (*said, Turn("user", case.question), Turn("assistant", answer))


def _asked(case: Case, question: Question, ask: Ask, timeout: float) -> Outcome:
    """Ask in a thread of its own: one that does not come back is left behind, and the run goes on without it."""
    box: list[Mapping[str, Any] | Exception] = []

    def call() -> None:
        try:
            box.append(ask(case, question))
        except Exception as error:  # noqa: BLE001 - whatever breaks on one question is that question's result
            box.append(error)

    started = time.perf_counter()
    thread = threading.Thread(target=call, daemon=True, name=f"question {case.id}")
    thread.start()
    thread.join(timeout)
    seconds = time.perf_counter() - started
    if not box:
        return Outcome(case=case, error=f"no answer within {timeout:g} s", timed_out=True, seconds=seconds)
    found = box[0]
    if isinstance(found, BadSetting):
        raise found  # no question is to blame, and every other one would fail alike
    if isinstance(found, Exception):
        timed_out = isinstance(found, TimeoutError)
        return Outcome(case=case, error=f"{type(found).__name__}: {found}", timed_out=timed_out, seconds=seconds)
    if "ranked" in found:
        return Outcome(case=case, ranked=tuple(found["ranked"]), seconds=seconds)
    return Outcome(case=case, answer=found, seconds=seconds)


def _identified(line: str, number: int, path: Path) -> tuple[str, dict[str, Any]]:
    try:
        answer = json.loads(line)
        return str(answer["id"]), answer
    except (ValueError, KeyError, TypeError) as error:
        raise BadSuite(f"{path.name} line {number} is not a JSON object with an id.") from error
