"""The answerer that asks a chat model once over the passages found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.evidence.exhibits import Exhibits, shown
from assistant.understanding.plan import Plan
from assistant.writing.chat import Chat, Meter
from prompts.loader import render
from vectorstore.records import Hit

PASSAGES = 8
"""So many of the passages found are put into the prompt, the best ones."""


@dataclass
class Generating:
    """One answer in the making."""

    plan: Plan
    hits: Sequence[Hit]
    chat: Chat
    exhibits: Exhibits = field(default_factory=Exhibits)
    meter: Meter = field(default_factory=Meter)
    prompts: tuple[str, ...] = ("answer",)
    steps: tuple[dict[str, object], ...] = ()
    text: str = ""

    def draft(self) -> Iterator[str]:
        """Yield the model's text as it comes; it stands whole in `text` at the end."""
        passages = shown(self.exhibits.add_hits(self.hits[:PASSAGES]))
        for piece in self.chat.write(render("answer", passages=passages, question=self.plan.text), self.meter):
            self.text += piece
            yield piece
