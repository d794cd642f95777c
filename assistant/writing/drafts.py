"""Answers that a chat model writes: its draft as it comes, the verifier, and one chance to mend what failed.

The draft may be shown while it is written, as a draft; only what stands in `Written.verified` is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.evidence.exhibits import Exhibits, shown
from assistant.records import Claim, Draft
from assistant.understanding.plan import Plan
from assistant.verification.claims import claims, says_something_is_missing
from assistant.verification.grounding import Source, unsupported
from assistant.verification.screen import Screen
from assistant.verification.verify import Dropped, Lookup, Verified, verify
from assistant.writing.chat import Chat, Meter
from ingest.names import organisations
from ingest.quantities import quantities
from ingest.regions import mentions
from prompts.loader import fingerprint, render

REST_MISSING = "问题的其余部分"


class Writer(Protocol):
    """An answer in the making, by whichever way a model is asked."""

    plan: Plan
    chat: Chat
    exhibits: Exhibits
    meter: Meter
    prompts: tuple[str, ...]
    steps: tuple[dict[str, object], ...]
    text: str

    def draft(self) -> Iterator[str]:
        """Yield the model's text as it comes; it stands whole in `text` at the end."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it.

    :param dropped: every sentence that failed, in the draft and in the mended one.
    :param prompts: the hash of each prompt that was used.
    """

    verified: Verified
    missing: tuple[str, ...]
    exhibits: Exhibits
    dropped: tuple[Dropped, ...]
    prompts: Mapping[str, str]
    meter: Meter
    steps: tuple[dict[str, object], ...]


def written(writer: Writer, document: Lookup) -> Generator[str, None, Written]:
    """Yield the draft as it is written, and return what of it stands.

    :raises ModelFailed: when the model does not answer.
    """
    yield from writer.draft()
    screen = Screen(writer.plan, writer.exhibits)
    text, prompts = writer.text, writer.prompts
    verified = _checked(text, writer, document, screen)
    dropped = verified.dropped
    if _worth_mending(verified):
        prompts = (*prompts, "repair")
        again = _mended(writer, dropped)
        mended = _checked(again, writer, document, screen)
        dropped = (*dropped, *mended.dropped)
        if len(mended.text) >= len(verified.text):
            text, verified = again, mended
    missing = (REST_MISSING,) if verified.text and says_something_is_missing(text) else ()
    hashes = {name: fingerprint(name) for name in prompts}
    return Written(verified, missing, writer.exhibits, dropped, hashes, writer.meter, writer.steps)


def _checked(text: str, writer: Writer, document: Lookup, screen: Screen) -> Verified:
    drafted = (_placed(claim, writer.exhibits) for claim in claims(text, writer.exhibits.spans))
    verified = verify(Draft(tuple(drafted)), document, screen)
    figures = tuple(part for part in verified.checks.unsupported if any(quantities(part)))  # no words of a failed one
    return replace(verified, checks=replace(verified.checks, unsupported=figures))


def _placed(claim: Claim, exhibits: Exhibits) -> Claim:
    """A sentence that names no source, with the first passage that holds all it says: small models forget to mark.

    Only a sentence with a figure and the name of whom or where it is of can be held against a passage; any other has to
    stand in it word for word. It is then verified like any other.
    """
    if claim.evidence:
        return claim
    checkable = any(quantities(claim.text)) and any((*organisations(claim.text), *mentions(claim.text)))
    words = _letters(claim.text)
    for exhibit in exhibits.all:
        source = Source(exhibit.text, exhibit.document.title or "")
        verbatim = len(words) >= _SHORTEST_QUOTATION and words in _letters(exhibit.text)
        if verbatim or (checkable and not any(unsupported(claim.text, source, claim.derived))):
            return replace(claim, evidence=(exhibit.span,))
    return claim


_SHORTEST_QUOTATION = 8


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _worth_mending(verified: Verified) -> bool:
    """Whether anything failed but a lead-in, which says nothing."""
    return any(not one.claim.text.endswith(("：。", ":。")) for one in verified.dropped)


def _mended(writer: Writer, dropped: Sequence[Dropped]) -> str:
    """Send a draft back once with what failed and why."""
    cited = {span for one in dropped for span in one.claim.evidence}
    passages = [exhibit for exhibit in writer.exhibits.all if exhibit.span in cited or exhibit.number <= _SHOWN_AGAIN]
    prompt = render(
        "repair",
        passages=shown(passages),
        question=writer.plan.text,
        draft=writer.text,
        failures="\n".join(f"- {one.claim.text}（{one.reason}）" for one in dropped),
    )
    return "".join(writer.chat.write(prompt, writer.meter))


_SHOWN_AGAIN = 8
