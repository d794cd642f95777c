"""Scores that a chat model gives, as RAGAS does it (arXiv 2309.15217): faithfulness and answer relevance.

They stand beside the scores that rules compute and are named apart (`faithful`, `relevant`). A model that does not
answer in the form asked for has judged nothing: that question then has no such score, and the report says how many.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from assistant.errors import ModelFailed
from assistant.settings import load_settings
from assistant.writing.chat import Complete, chat_model
from evals.errors import BadRun
from evals.metrics.citing import shown_text
from evals.runner import Outcome
from prompts.loader import fingerprint, render
from vectorstore.embed import Embedder, load
from vectorstore.records import content_hash

QUESTIONS = 3
"""Questions that a model derives from an answer; RAGAS takes three."""
PROMPTS = ("judge_faithfulness", "judge_relevance")

_MARKER = re.compile(r"\[\d+\]|【\d+】")
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)

Judged = dict[str, float | bool | None]
Form = TypeVar("Form", bound=BaseModel)


class _Statement(BaseModel):
    statement: str
    supported: bool


class _Faithfulness(BaseModel):
    statements: list[_Statement]


class _Relevance(BaseModel):
    questions: list[str]
    noncommittal: bool = False


@dataclass(frozen=True)
class Judge:
    """A chat model that judges.

    :param name: provider and model, as LangChain's init_chat_model takes them.
    :param embedder: tells how near two questions are.
    """

    name: str
    complete: Complete
    embedder: Embedder = field(default_factory=load)

    @property
    def identity(self) -> str:
        """The model and the prompts: two judgements compare only where it is the same."""
        return " ".join((self.name, *(fingerprint(name) for name in PROMPTS)))

    def faithful(self, outcome: Outcome) -> float | None:
        """Return the share of an answer's statements that its citations support; None when it states nothing.

        :raises ModelFailed: when the model does not answer, or not in the form asked for.
        """
        answer = outcome.answer or {}
        texts = "\n".join(f"<资料>\n{shown_text(citation)}\n</资料>" for citation in answer.get("citations") or ())
        prompt = render("judge_faithfulness", question=outcome.case.question, answer=_said(answer), texts=texts)
        found = _parsed(_Faithfulness, self.complete(prompt)).statements
        return sum(one.supported for one in found) / len(found) if found else None

    def relevant(self, outcome: Outcome) -> float:
        """Return how near the questions that an answer answers are to the one that was asked; 0 when it evades.

        It is the mean cosine of the questions' vectors, not below 0.

        :raises ModelFailed: when the model does not answer, or not in the form asked for.
        """
        prompt = render("judge_relevance", answer=_said(outcome.answer or {}), count=str(QUESTIONS))
        found = _parsed(_Relevance, self.complete(prompt))
        if found.noncommittal or not found.questions:
            return 0.0
        asked = self.embedder.encode_query(outcome.case.question)
        near = [float(np.dot(asked, self.embedder.encode_query(question))) for question in found.questions]
        return max(0.0, sum(near) / len(near))


def open_judge(name: str) -> Judge:
    """Return the judge of that name, at the address and with the key of the settings.

    :raises ModelFailed: when it cannot be set up.
    """
    return Judge(name, chat_model(load_settings().model_copy(update={"llm": name})))


def judge_all(outcomes: Iterable[Outcome], judge: Judge, folder: Path | None) -> dict[str, Judged]:
    """Return what the judge says of every answer; failures, and answers that abstain, are not judged.

    :param folder: keeps judgements.jsonl, so that a run that was cut short does not ask again.
    :raises BadRun: when the model answered to nothing at all.
    """
    kept = folder / "judgements.jsonl" if folder else None
    known = _read(kept, judge.identity)
    judged: dict[str, Judged] = {}
    for outcome in outcomes:
        if outcome.answer is None or outcome.answer.get("abstained"):
            continue
        key = content_hash(_said(outcome.answer) + outcome.case.question)
        if key not in known:
            known[key] = _judged(outcome, judge)
            _keep(kept, {"key": key, "id": outcome.case.id, "judge": judge.identity, **known[key]})
        judged[outcome.case.id] = {name: known[key][name] for name in ("faithful", "relevant")}
    if judged and all(value is None for scores in judged.values() for value in scores.values()):
        first = next(iter(known.values())).get("error")
        raise BadRun(f"评判模型 {judge.name} 一次也没有按格式回答：{first}")
    return judged


def _judged(outcome: Outcome, judge: Judge) -> dict[str, Any]:
    found: dict[str, Any] = {}
    measures: Mapping[str, Callable[[Outcome], float | None]] = {"faithful": judge.faithful, "relevant": judge.relevant}
    for name, measure in measures.items():
        try:
            found[name] = measure(outcome)
        except ModelFailed as error:
            found |= {name: None, "error": str(error)}
    return found


def _said(answer: Mapping[str, Any]) -> str:
    return _MARKER.sub("", answer.get("answer") or "")


def _parsed(form: type[Form], text: str) -> Form:
    match = _OBJECT.search(text)
    try:
        return form.model_validate_json(match.group() if match else text)
    except ValidationError as error:
        raise ModelFailed(f"模型没有按要求的 JSON 形式评判：{text[:80]!r}") from error


def _read(path: Path | None, identity: str) -> dict[str, dict[str, Any]]:
    if path is None or not path.is_file():
        return {}
    lines: Sequence[dict[str, Any]] = [
        line for text in path.read_text(encoding="utf-8").split("\n") if (line := _line(text)) is not None
    ]
    return {line["key"]: line for line in lines if line.get("judge") == identity and "error" not in line}


def _line(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None  # half a line, of a process that was killed
    return found if isinstance(found, dict) and "key" in found else None


def _keep(path: Path | None, line: Mapping[str, Any]) -> None:
    if path:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
