"""Lists of organisations gathered over sentences and documents: who does this, each once, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.evidence.matching import held
from assistant.evidence.scoring import ENOUGH, Rarity, Scored, rank
from assistant.evidence.sentences import Sentence
from assistant.records import Claim
from assistant.understanding.plan import Ask, Plan, Term
from ingest.names import is_body, organisations
from ingest.sentences import sentences
from vectorstore.records import Span

GATHERED = 30
"""Sentences that a list is gathered from."""
_ASKED = re.compile("组织|协会|商会|基金会|机构|单位|企业|公司|医院|谁")
_DONE_TO = re.compile("[过了](?:的是)?哪[些几]")
"""What is asked for is whom something was done to (支持过哪些机构); gathered here is who does it."""
_KINDS = ("基金会", "协会", "商会", "公司", "医院")
# Words of nearly every sentence in this field; they name no subject.
_GENERAL = frozenset("社会 组织 社会组织 帮扶 结对 项目 机构 单位 协会 基金会 企业 开展 参与 帮助 支持".split())


def list_claims(plan: Plan, ask: Ask, candidates: Sequence[Sentence], rarity: Rarity) -> list[Claim]:
    """Name every organisation that the sources say this of; empty where the ask is after something else."""
    if ask.kind != "list" or not _ASKED.search(ask.head) or _DONE_TO.search(plan.text):
        return []
    ranked = rank(plan, ask, candidates, rarity)
    if ranked and _enumerates(ranked[0], ask.head):
        return []  # one sentence lists them all, and is itself the answer
    found: dict[str, tuple[Span, Scored]] = {}
    for scored in _topical(plan, ranked):
        for name, span in _doers(scored.sentence, ask.head):
            same = next((known for known in found if known in name or name in known), name)
            found.setdefault(same, (span, scored))
    if len(found) < 2:
        return []
    spans = tuple(dict.fromkeys(span for span, _ in found.values()))
    text = f"文库中提到{len(found)}家：{'、'.join(found)}。"
    return [Claim(text, spans, derived=(Decimal(len(found)),))]


def _enumerates(scored: Scored, head: str) -> bool:
    """Whether a sentence lists what is asked for, by its name (甲、乙、丙等社工机构)."""
    text = scored.sentence.text
    named = [name for name in organisations(text) if is_body(name)]
    listed = (text.count("、") >= 2 and head in text) or (len(named) > 2 and held(Term(head, "word"), text) > 0)
    return listed and scored.words >= ENOUGH and scored.coverage >= ENOUGH


def _topical(plan: Plan, ranked: Iterable[Scored]) -> list[Scored]:
    """The sentences that speak of the subject, the names of bodies left out, half as fully as the best or more."""
    subjects = [term for term in plan.terms if term.role in ("word", "name") and term.text not in _GENERAL]
    if not subjects:
        return list(ranked)[:GATHERED]
    likely = [
        scored
        for scored in ranked
        if scored.coverage >= ENOUGH and any(held(term, scored.sentence.text) for term in subjects)
    ]
    shares = []
    for scored in likely[: 2 * GATHERED]:
        text = scored.sentence.text
        for name in organisations(text):
            text = text.replace(name, "")
        shares.append((scored, sum(held(term, text) for term in subjects)))
    least = max((share for _, share in shares), default=0) / 2
    return [scored for scored, share in shares if share >= least > 0][:GATHERED]


def _doers(sentence: Sentence, head: str) -> list[tuple[str, Span]]:
    """The body that the sentence names first, or that the words before it named last, each with where it is named."""
    kind = next((word for word in _KINDS if word in head), "")
    names = [name for name in organisations(sentence.text) if is_body(name) and kind in name]
    if names:
        return [(names[0], sentence.span())]
    context = sentence.earlier + sentence.before
    for start, end in reversed(sentences(context)):
        names = [name for name in organisations(context[start:end]) if is_body(name) and kind in name]
        if names:
            offset = sentence.start - len(context)
            return [(names[-1], Span(sentence.document.id, offset + start, offset + end))]
    return []
