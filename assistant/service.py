"""The assistant itself: a question in, a verified answer out, and a record of it kept."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from assistant import generate
from assistant.drafting import drafts
from assistant.errors import BadSetting
from assistant.plan import Plan
from assistant.records import Answer, Draft, Mode, Question, Status
from assistant.settings import Settings
from assistant.spelling import corrected
from assistant.understand import understand
from assistant.verify import Verified, verify
from ingest.regions import lookup
from vectorstore.library import Library
from vectorstore.records import Filters, Hit

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
    _complete: generate.Complete | None = field(default=None, init=False)

    def ask(self, question: Question, mode: str | None = None) -> Answer:
        """Answer a question and keep the record.

        :raises BadSetting: when `mode` needs a chat model and none is configured.
        :raises ModelFailed: when the chat model does not answer.
        """
        answer = self._answer(question, self._mode(mode))
        return replace(answer, record=self.library.save_answer(answer.to_json()))

    def stream(self, question: Question, mode: str | None = None) -> Iterator[str | Answer]:
        """Yield the verified answer sentence by sentence, and at last the whole record."""
        answer = self.ask(question, mode)
        yield from re.findall(r".+?(?:(?:\[\d+\])+|$)", answer.answer, re.DOTALL)
        yield answer

    def warm(self) -> None:
        """Load what the first question would otherwise wait for: the tagger, the indexes and the encoder."""
        self.library.search(understand(Question("社会组织结对帮扶")).text, limit=1)

    def _mode(self, asked: str | None) -> Mode:
        mode = asked or self.settings.mode
        if mode == "generate" and not self.settings.llm:
            raise BadSetting("generate 方式需要对话模型：请设置 BANGFU_LLM=provider:model，或改用 --mode extractive。")
        if mode == "auto":
            return "generate" if self.settings.llm else "extractive"
        return "generate" if mode == "generate" else "extractive"

    def _answer(self, question: Question, mode: Mode) -> Answer:
        started = time.perf_counter()
        plan = understand(question)
        understood = time.perf_counter()
        limit = SEARCHED_FOR_LISTS if any(ask.kind == "list" for ask in plan.asks) else SEARCHED
        hits = self.library.search(plan.text, limit=limit, filters=_with_codes(question.filters))
        plan, note = corrected(plan, hits)
        retrieved = time.perf_counter()
        verified, draft = self._verified(plan, question, hits, mode)
        finished = time.perf_counter()
        status, text = _status(plan, question, verified, draft, hits, note)
        return Answer(
            question=question.question,
            status=status,
            answer=text,
            citations=verified.citations if verified.text else (),
            checks=verified.checks,
            mode=mode,
            model=self.settings.llm if mode == "generate" else None,
            library=self.library.contents().fingerprint,
            timings_ms=_milliseconds(started, understood, retrieved, finished),
            id=question.id,
            facts=verified.facts,
        )

    def _verified(self, plan: Plan, question: Question, hits: Sequence[Hit], mode: Mode) -> tuple[Verified, Draft]:
        """Draft and verify; a generated draft with unsupported parts goes back to the model once."""
        found = {hit.document.id: hit.document for hit in hits}
        if mode == "extractive":
            lookup = cache(lambda id_: found.get(id_) or self.library.document(id_))
            among = self.library.passing(_with_codes(question.filters)) if question.filters else None
            for draft in drafts(plan, hits, cache(self._rarity), self.library.ledger, lookup, among):
                verified = verify(draft, lookup)
                if verified.text or draft.gap:
                    break
            return verified, draft
        if not hits:
            return verify(Draft(), found.__getitem__), Draft()
        draft = generate.draft(plan, hits, self._model)
        verified = verify(draft, found.__getitem__)
        if verified.checks.unsupported:
            text = "".join(claim.text for claim in draft.claims)
            again = generate.repair(text, verified.checks.unsupported, hits, self._model)
            repaired = verify(again, found.__getitem__)
            verified = repaired if repaired.text else verified
        return verified, Draft()

    @cached_property
    def _model(self) -> generate.Complete:
        return generate.chat_model(self.settings)

    def _rarity(self, term: str) -> float:
        """How much a term tells: its inverse document frequency in the library, from 0.3 (everywhere) to 1."""
        total = self.library.contents().passages + 1
        rarity = math.log(total / (self.library.frequency(term) + 1)) / math.log(total) if total > 1 else 1.0
        return max(0.3, rarity)


def _with_codes(filters: Filters) -> Filters:
    """Add the codes of the regions named, by which a province covers its counties."""
    codes = (division.code for region in filters.regions for division in lookup(region))
    return replace(filters, regions=tuple(dict.fromkeys((*filters.regions, *codes))))


def _status(
    plan: Plan, question: Question, verified: Verified, draft: Draft, hits: Sequence[Hit], note: str | None
) -> tuple[Status, str]:
    if not verified.text:
        if draft.gap:
            return "not_found", draft.gap
        if _ELSEWHERE.search(question.question):
            return (
                "out_of_scope",
                "这个问题不在帮扶资料的范围内，无法回答。可以问我帮扶项目、结对关系、资金数字或参与条件。",
            )
        return "not_found", _not_found(plan, question, hits)
    text = (note or "") + (draft.gap or "") + verified.text
    if draft.missing:
        return "partial", text + f"文库中没有找到：{'；'.join(draft.missing)}。"
    return "partial" if draft.gap else "answered", text


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
