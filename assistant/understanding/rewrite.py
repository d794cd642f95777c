"""A follow-up made whole by the chat model, where one is configured; what the model adds of its own is not taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.records import Question
from assistant.understanding.followup import content
from assistant.understanding.terms import normalise
from prompts.loader import render

_LONGEST = 300
_TURNS = 8
_SPEAKERS = {"user": "用户", "assistant": "助手"}


def rewritten(question: Question, complete: Callable[[str], str]) -> Question:
    """Return a question that stands alone, without its history; the question itself where the model's does not hold.

    :raises ModelFailed: when the model does not answer.
    """
    turns = question.history[-_TURNS:]
    history = "\n".join(f"{_SPEAKERS[turn.role]}：{' '.join(turn.content.split())}" for turn in turns)
    text = complete(render("rewrite", history=history, question=question.question))
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    said = normalise(" ".join([*(turn.content for turn in question.history), question.question]))
    if not line or len(line) > _LONGEST or _adds(normalise(line), said):
        return question
    return replace(question, question=line, history=())


def _adds(line: str, said: str) -> bool:
    """Whether a rewriting names or counts anything that the conversation does not."""
    numbers = set(re.findall(r"\d+(?:\.\d+)?", line)) - set(re.findall(r"\d+(?:\.\d+)?", said))
    return bool(numbers) or any(term.is_name and term.text not in said for term in content(line))
