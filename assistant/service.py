"""The assistant itself: a question in, a verified answer out, and a record of it kept."""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from assistant.agent.loop import Acting
from assistant.errors import BadSetting, ToolsRefused
from assistant.evidence.matching import names_place
from assistant.extractive import saying
from assistant.extractive.drafting import drafts
from assistant.keeping import Work, kept, passages, work_of
from assistant.records import Answer, Checks, Draft, Mode, Question, Status
from assistant.settings import Settings
from assistant.understanding.narrowing import left_nothing, with_codes, within
from assistant.understanding.plan import Plan
from assistant.understanding.question import understand
from assistant.understanding.rewrite import rewritten
from assistant.understanding.spelling import Names, Reading, read_names
from assistant.verification.verify import Verified, verify
from assistant.writing.chat import Chat, Meter
from assistant.writing.drafts import Writer, written
from assistant.writing.generate import Generating
from vectorstore.library import Library
from vectorstore.records import Filters, Hit
from vectorstore.vectors import Vector

logger = logging.getLogger(__name__)

SEARCHED = 24
"""Passages that a question is answered from."""
SEARCHED_FOR_LISTS = 80
"""The same for a question after a list, whose items stand far apart."""
_TITLED = 4
"""Passages that are looked at besides for the places and years of a question, where none found names them all."""
_VECTORS = 4_000
"""Sentences whose vectors are kept from one question to the next."""
_NOTHING = Verified("", (), Checks())

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
    _vectors: dict[str, Vector] = field(default_factory=dict, init=False, repr=False)
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
        asking = {"asker": question.asker, "after": question.after}
        record = self.library.save_answer(answer.to_json() | kept(work) | asking)
        yield replace(answer, record=record)

    def preview(self, question: Question) -> Answer:
        """Answer without a chat model and without keeping a record, to see whether there is an answer."""
        steps = self._answer(question, "extractive")
        try:
            while True:
                next(steps)
        except StopIteration as ended:
            answer: Answer = ended.value[0]
            return answer

    def warm(self) -> None:
        """Load what the first question would otherwise wait for: tagger, indexes, encoder, and who is who."""
        _ = self.library.ledger.identities
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
        asked, meter = question, Meter()
        if mode != "extractive" and question.history:
            question = rewritten(question, lambda prompt: "".join(self._chat.write(prompt, meter)))
            meter.first_token = None  # that was not yet of the answer
        plan = understand(question)
        understood = time.perf_counter()
        plan, hits, reading = self._found(plan, question)
        retrieved = time.perf_counter()
        if reading.doubt:
            verified, draft, work = _NOTHING, Draft(), Work(plan, passages(hits))
        elif mode == "extractive":
            verified, draft = self._extracted(plan, question, hits)
            work = Work(plan, passages(hits), verified.dropped)
        else:
            verified, draft, work = yield from self._written(plan, hits, asked, mode, meter)
        finished = time.perf_counter()
        status, text = self._status(plan, question, verified, draft, hits, reading)
        answer = Answer(
            question=asked.question,
            status=status,
            answer=text,
            citations=verified.citations if verified.text else (),
            checks=verified.checks,
            mode=mode,
            model=None if mode == "extractive" else self.settings.llm,
            library=self.library.contents().fingerprint,
            timings_ms=_milliseconds(started, understood, retrieved, finished),
            id=question.id,
            facts=verified.facts,
            options=tuple(plan.own.replace(reading.doubt or "", option) for option in reading.options),
        )
        return answer, work

    def _found(self, plan: Plan, question: Question) -> tuple[Plan, list[Hit], Reading]:
        """Search, and search again where the library writes a name otherwise than the question."""
        hits = self._search(plan, question.filters)
        reading = read_names(plan, hits, self._names)
        if reading.doubt and (only := self._only_answered(question, reading)):
            reading = replace(reading, changes=(*reading.changes, (reading.doubt, only)), doubt=None, options=())
        if reading.changes:
            plan = understand(question, reading.changes)
            hits = self._search(plan, question.filters)
        return plan, hits, reading

    def _status(
        self,
        plan: Plan,
        question: Question,
        verified: Verified,
        draft: Draft,
        hits: Sequence[Hit],
        reading: Reading,
    ) -> tuple[Status, str]:
        if reading.doubt:
            return "clarify", saying.which(reading, plan)
        if not verified.text:
            if draft.gap:
                return "not_found", saying.notes(reading, plan) + draft.gap
            if _ELSEWHERE.search(question.question):
                return "out_of_scope", saying.say("out_of_scope", plan)
            if question.filters and not hits:
                return "not_found", left_nothing(plan.query, question.filters, self._narrowed, english=plan.english)
            narrowed = within(question.filters, english=plan.english)
            return "not_found", saying.notes(reading, plan) + narrowed + saying.not_found(plan, hits, reading)
        said = saying.framed(verified.text, verified.citations, plan)
        text = saying.notes(reading, plan) + (draft.gap or "") + said
        if draft.missing:
            return "partial", text + saying.say("missing", plan, missing="；".join(draft.missing))
        return "partial" if draft.gap else "answered", text

    def _narrowed(self, text: str, filters: Filters, limit: int) -> list[Hit]:
        return self.library.search(text, limit=limit, filters=filters)

    def _only_answered(self, question: Question, reading: Reading) -> str | None:
        """Of the names that a question leaves open, the one for which alone the library holds an answer."""
        answered = []
        for option in reading.options:
            plan = understand(question, (*reading.changes, (reading.doubt or "", option)))
            if self._extracted(plan, question, self._search(plan, question.filters))[0].text:
                answered.append(option)
        return answered[0] if len(answered) == 1 else None

    def _search(self, plan: Plan, filters: Filters) -> list[Hit]:
        listing = any(ask.kind == "list" for ask in plan.asks)
        limit = SEARCHED_FOR_LISTS if listing else SEARCHED
        narrowed = with_codes(filters)
        hits = self.library.search(plan.query, limit=limit, filters=narrowed, diverse=listing)
        about = " ".join([*sorted(plan.places), *map(str, sorted(plan.years))])
        if not plan.places or any(_is_about(plan, hit) for hit in hits):
            return hits
        known = {hit.passage.id for hit in hits}  # where a table is of, its title alone may say
        titled = self.library.search(about, limit=_TITLED, filters=narrowed)
        return [*hits, *(hit for hit in titled if hit.passage.id not in known)]

    @property
    def _names(self) -> Names:
        """What tells the names of the whole library: one that filters leave out exists all the same."""
        return Names(
            search=lambda text: self.library.search(text, limit=SEARCHED),
            frequency=self.library.frequency,
            encode=self.library.embedder.encode_documents,
        )

    def _extracted(self, plan: Plan, question: Question, hits: Sequence[Hit]) -> tuple[Verified, Draft]:
        """Draft from ledger and passages, and verify; the first draft of which anything stands is the answer."""
        found = {hit.document.id: hit.document for hit in hits}
        lookup = cache(lambda id_: found.get(id_) or self.library.document(id_))
        among = self.library.passing(with_codes(question.filters)) if question.filters else None
        rarity, nearness = cache(self._rarity), self._nearness
        for draft in drafts(plan, hits, rarity, nearness, self.library.ledger, lookup, among):
            verified = verify(draft, lookup)
            if verified.text or draft.gap:
                break
        return verified, draft

    def _written(
        self, plan: Plan, hits: Sequence[Hit], asked: Question, mode: Mode, meter: Meter
    ) -> Generator[str, None, tuple[Verified, Draft, Work]]:
        """Let the chat model write over the passages, and verify."""
        writer: Writer
        if mode == "agent":
            writer = Acting(plan, hits, self._chat, self.library, asked.filters, meter=meter)
        elif hits:
            writer = Generating(plan, hits, self._chat, meter=meter)
        else:  # with nothing to show there is nothing to ask a model
            return _NOTHING, Draft(), Work(plan)
        writer.prompts = ("rewrite", *writer.prompts) if asked.history else writer.prompts
        outcome = yield from written(writer, cache(self.library.document))
        return outcome.verified, Draft(missing=outcome.missing), work_of(plan, outcome, self._chat)

    @cached_property
    def _chat(self) -> Chat:
        return Chat(self.settings)

    def _nearness(self, question: str, texts: Sequence[str]) -> list[float]:
        wanted = dict.fromkeys((question, *texts))
        known = {text: vector for text in wanted if (vector := self._vectors.get(text)) is not None}
        if unknown := [text for text in wanted if text not in known]:
            new = dict(zip(unknown, self.library.embedder.encode_documents(unknown), strict=True))
            known |= new
            if len(self._vectors) > _VECTORS:
                self._vectors.clear()
            self._vectors.update(new)
        return [float(known[text] @ known[question]) for text in texts]

    def _rarity(self, term: str) -> float:
        """How much a term tells: its inverse document frequency in the library, from 0.3 (everywhere) to 1."""
        total = self.library.contents().passages + 1
        rarity = math.log(total / (self.library.frequency(term) + 1)) / math.log(total) if total > 1 else 1.0
        return max(0.3, rarity)


def _is_about(plan: Plan, hit: Hit) -> bool:
    """Whether a passage, or its title, names the places and the years of a question."""
    text = f"{hit.document.title or ''}\n{hit.document.published or ''}\n{hit.passage.text}"
    return all(names_place(place, text) for place in plan.places) and all(str(year) in text for year in plan.years)


def _milliseconds(*moments: float) -> dict[str, int]:
    names = ("understand", "retrieve", "answer")
    spent = {
        name: round(1000 * (after - before)) for name, before, after in zip(names, moments, moments[1:], strict=False)
    }
    return spent | {"total": round(1000 * (moments[-1] - moments[0]))}
