"""The assistant itself: a question in, a verified answer out, and a record of it kept."""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from assistant import extractive
from assistant.agent.loop import Acting
from assistant.chat import Chat
from assistant.errors import BadSetting, ToolsRefused
from assistant.generate import Generating
from assistant.keeping import Work, kept, passages, work_of
from assistant.narrowing import with_codes
from assistant.plan import Plan
from assistant.records import Answer, Checks, Mode, Question, Status
from assistant.settings import Settings
from assistant.spelling import corrected
from assistant.understand import understand
from assistant.verify import Verified, verify
from assistant.writing import Writer, written
from vectorstore.library import Library
from vectorstore.records import Filters, Hit

logger = logging.getLogger(__name__)

SEARCHED = 24
"""Passages that a question is answered from."""
SEARCHED_FOR_LISTS = 80
"""The same for a question after a list, whose items stand far apart."""

# Questions that no library of aid programmes is for; only a strong find in the library overrides this.
_ELSEWHERE = re.compile(
    r"天气|气温|下雨|汇率|股票|股价|基金净值|彩票|星座|菜谱|怎么做菜|几点了|星期几|电影|歌词|笑话|写(?:一)?(?:首|篇|段|个)|作诗|翻译成|讲个|世界杯"
    r"|weather|exchange rate|stock price|poem|joke",
    re.IGNORECASE,
)


@dataclass
class Assistant:
    """Answers questions over one library.

    :param library: an open library; the assistant does not close it.
    """

    library: Library
    settings: Settings
    _takes_tools: bool = field(default=True, init=False)

    def ask(self, question: Question, mode: str | None = None) -> Answer:
        """Answer a question and keep the record.

        :raises BadSetting: when the mode needs a chat model and none is configured.
        :raises ModelFailed: when the chat model does not answer.
        """
        *_, answer = self.stream(question, mode)
        assert isinstance(answer, Answer)  # noqa: S101 - the last of a stream
        return answer

    def stream(self, question: Question, mode: str | None = None) -> Iterator[str | Answer]:
        """Yield the answer in pieces, and at last whole, when its record is kept.

        What a chat model writes comes as it writes it: the pieces are a draft, which nobody may rely on and which the
        answer replaces. The pieces of an extractive answer are its verified sentences.

        :raises BadSetting: when the mode needs a chat model and none is configured.
        :raises ModelFailed: when the chat model does not answer.
        """
        asked = mode or question.mode or self.settings.mode
        chosen = self._mode(asked)
        try:
            answer, work = yield from self._answer(question, chosen)
        except ToolsRefused as error:
            if asked != "auto":
                raise
            logger.warning("%s From now on it is asked without tools.", error)
            self._takes_tools = False
            answer, work = yield from self._answer(question, "generate")
        if answer.mode == "extractive":
            yield from re.findall(r".+?(?:(?:\[\d+\])+|$)", answer.answer, re.DOTALL)
        record = self.library.save_answer(answer.to_json() | kept(work))
        yield replace(answer, record=record)

    def warm(self) -> None:
        """Load what the first question would otherwise wait for: the tagger, the indexes and the encoder."""
        self.library.search(understand(Question("社会组织结对帮扶")).text, limit=1)

    def _mode(self, asked: str) -> Mode:
        if asked == "extractive" or (asked == "auto" and not self.settings.llm):
            return "extractive"
        if not self.settings.llm:
            raise BadSetting(f"{asked} 方式需要对话模型：请设置 BANGFU_LLM=provider:model，或改用 --mode extractive。")
        if asked == "auto":
            return "agent" if self._takes_tools and self._chat.may_call_tools else "generate"
        return "agent" if asked == "agent" else "generate"

    def _answer(self, question: Question, mode: Mode) -> Generator[str, None, tuple[Answer, Work]]:
        started = time.perf_counter()
        plan = understand(question)
        understood = time.perf_counter()
        limit = SEARCHED_FOR_LISTS if any(ask.kind == "list" for ask in plan.asks) else SEARCHED
        hits = self.library.search(plan.text, limit=limit, filters=with_codes(question.filters))
        plan, note = corrected(plan, hits)
        retrieved = time.perf_counter()
        if mode == "extractive":
            verified, missing, work = self._extracted(plan, hits)
        else:
            verified, missing, work = yield from self._written(plan, hits, question.filters, mode)
        finished = time.perf_counter()
        status, text = _status(plan, question, verified, missing, hits, note)
        answer = Answer(
            question=question.question,
            status=status,
            answer=text,
            citations=verified.citations if verified.text else (),
            checks=verified.checks,
            mode=mode,
            model=None if mode == "extractive" else self.settings.llm,
            library=self.library.contents().fingerprint,
            timings_ms=_milliseconds(started, understood, retrieved, finished),
            id=question.id,
        )
        return answer, work

    def _extracted(self, plan: Plan, hits: Sequence[Hit]) -> tuple[Verified, tuple[str, ...], Work]:
        found = {hit.document.id: hit.document for hit in hits}
        draft = extractive.answer(plan, hits, cache(self._rarity))
        verified = verify(draft, found.__getitem__)
        return verified, draft.missing, Work(plan, passages(hits), verified.dropped)

    def _written(
        self, plan: Plan, hits: Sequence[Hit], filters: Filters, mode: Mode
    ) -> Generator[str, None, tuple[Verified, tuple[str, ...], Work]]:
        writer: Writer
        if mode == "agent":
            writer = Acting(plan, hits, self._chat, self.library, filters)
        elif hits:
            writer = Generating(plan, hits, self._chat)
        else:  # with nothing to show there is nothing to ask a model
            return Verified("", (), Checks()), (), Work(plan)
        outcome = yield from written(writer, cache(self.library.document))
        return outcome.verified, outcome.missing, work_of(plan, outcome, self._chat)

    @cached_property
    def _chat(self) -> Chat:
        return Chat(self.settings)

    def _rarity(self, term: str) -> float:
        """How much a term tells: its inverse document frequency in the library, from 0.3 (everywhere) to 1."""
        total = self.library.contents().passages + 1
        rarity = math.log(total / (self.library.frequency(term) + 1)) / math.log(total) if total > 1 else 1.0
        return max(0.3, rarity)


def _status(
    plan: Plan, question: Question, verified: Verified, missing: Sequence[str], hits: Sequence[Hit], note: str | None
) -> tuple[Status, str]:
    if not verified.text:
        if _ELSEWHERE.search(question.question):
            return (
                "out_of_scope",
                "这个问题不在帮扶资料的范围内，无法回答。可以问我帮扶项目、结对关系、资金数字或参与条件。",
            )
        return "not_found", _not_found(plan, question, hits)
    text = (note or "") + verified.text
    if missing:
        return "partial", text + f"文库中没有找到：{'；'.join(missing)}。"
    return "answered", text


def _not_found(plan: Plan, question: Question, hits: Sequence[Hit]) -> str:
    """Say that nothing was found, which name is nowhere in the library, and what comes nearest."""
    if not hits:
        narrowed = "在所选的筛选条件下，" if question.filters else ""
        return f"{narrowed}文库中没有找到相关资料。"
    absent = [term.text for term in plan.names if not any(term.text in hit.document.text for hit in hits)]
    reason = f"文库中没有关于“{absent[0]}”的相关内容" if absent else "文库中没有找到能回答这个问题的内容"
    title = hits[0].document.title
    return f"{reason}。" + (f"最接近的资料是《{title}》。" if title else "")


def _milliseconds(*moments: float) -> dict[str, int]:
    names = ("understand", "retrieve", "answer")
    spent = {
        name: round(1000 * (after - before)) for name, before, after in zip(names, moments, moments[1:], strict=False)
    }
    return spent | {"total": round(1000 * (moments[-1] - moments[0]))}
