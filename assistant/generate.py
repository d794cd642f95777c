"""The answerer that asks a chat model once over the passages found, and turns its text into claims.

The model sees numbered passages marked as data. What it writes is cut into sentences; a sentence counts only with the
markers of the passages it rests on, and the verifier decides whether it stands. Sentences that fail go back once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from assistant.errors import ModelFailed
from assistant.plan import Plan
from assistant.records import Claim, Draft
from assistant.settings import Settings
from ingest.sentences import sentences
from prompts.loader import render
from vectorstore.records import Hit, Span

Complete = Callable[[str], str]
"""A prompt in, the model's text out; raises ModelFailed."""

PASSAGES = 8
NOTHING = "资料中没有找到"
_MARKER = re.compile(r"\[(\d{1,2})\]|【(\d{1,2})】")


def chat_model(settings: Settings) -> Complete:
    """Return the configured chat model as a function.

    :raises ModelFailed: when it cannot be set up (an unknown provider, a missing key or package).
    """
    from langchain.chat_models import init_chat_model

    options = {"base_url": settings.llm_base_url, "api_key": settings.llm_api_key}
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        model = init_chat_model(settings.llm or "", temperature=0, timeout=120, max_retries=1, **given)
    except Exception as error:  # providers raise errors of their own kinds for a missing key or package
        raise ModelFailed(
            f"对话模型 {settings.llm} 无法启用：{error}；请检查 BANGFU_LLM、BANGFU_LLM_API_KEY 和所需的包。"
        ) from error

    def complete(prompt: str) -> str:
        try:
            return str(model.invoke(prompt).text)
        except Exception as error:  # each provider's client has its own error tree
            where = settings.llm_base_url or settings.llm
            raise ModelFailed(
                f"对话模型 {where} 没有回答：{error}；请检查 BANGFU_LLM_BASE_URL，或改用 --mode extractive。"
            ) from error

    return complete


def draft(plan: Plan, hits: Sequence[Hit], complete: Complete) -> Draft:
    """Ask the model once and return its sentences as claims on the passages they cite."""
    shown = hits[:PASSAGES]
    text = complete(render("answer", passages=_numbered(shown), question=plan.text))
    return Draft(tuple(claims(text, [_span(hit) for hit in shown])))


def repair(text: str, failures: Sequence[str], hits: Sequence[Hit], complete: Complete) -> Draft:
    """Send an answer back once with what failed, and return the claims of the new one."""
    again = complete(render("repair", draft=text, failures="\n".join(f"- {failure}" for failure in failures)))
    return Draft(tuple(claims(again, [_span(hit) for hit in hits[:PASSAGES]])))


def claims(text: str, spans: Sequence[Span]) -> Iterator[Claim]:
    """Cut a model's text into claims; markers that resolve to no passage are ignored, and so is what cites nothing."""
    if NOTHING in text:
        return
    # a marker belongs to the sentence it follows, also where the model put it behind the full stop
    joined = re.sub(r"([。！？!?.])\s*((?:(?:\[\d+\]|【\d+】)\s*)+)", r"\2\1", text)
    for start, end in sentences(joined):
        sentence = joined[start:end]
        numbers = dict.fromkeys(int(one or two) for one, two in _MARKER.findall(sentence))
        evidence = tuple(spans[number - 1] for number in numbers if 0 < number <= len(spans))
        said = _MARKER.sub("", sentence).strip()
        if evidence and said:
            yield Claim(said, evidence)


def _span(hit: Hit) -> Span:
    return Span(hit.passage.document, hit.passage.start, hit.passage.end)


def _numbered(hits: Sequence[Hit]) -> str:
    """The passages as data: each between its own marks, so that a model can tell them from instructions."""
    return "\n".join(
        f"<资料 编号={number} 标题={hit.document.title or '无题'}>\n{hit.passage.text}\n</资料>"
        for number, hit in enumerate(hits, 1)
    )
