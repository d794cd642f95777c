"""Lists of organisations gathered over sentences and documents: who does this, each once, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.evidence import Sentence
from assistant.matching import held
from assistant.plan import Ask, Plan
from assistant.records import Claim
from assistant.scoring import Rarity, Scored, rank
from ingest.names import is_body, organisations
from ingest.sentences import sentences
from vectorstore.records import Span

GATHERED = 30
"""Sentences that a list is gathered from."""
_ASKED = re.compile("组织|协会|商会|基金会|机构|单位|企业|公司|医院|谁")
_KINDS = ("基金会", "协会", "商会", "公司", "医院")
# Words of nearly every sentence in this field; they name no subject.
_GENERAL = frozenset("社会 组织 社会组织 帮扶 结对 项目 机构 单位 协会 基金会 企业 开展 参与 帮助 支持".split())


def list_claims(plan: Plan, ask: Ask, candidates: Sequence[Sentence], rarity: Rarity) -> list[Claim]:
    """Name every organisation that the sources say this of; empty where the ask is after something else."""
    if ask.kind != "list" or not _ASKED.search(ask.head):
        return []
    found: dict[str, tuple[Span, Scored]] = {}
    for scored in _topical(plan, rank(plan, ask, candidates, rarity)):
        for name, span in _doers(scored.sentence, ask.head):
            same = next((known for known in found if known in name or name in known), name)
            found.setdefault(same, (span, scored))
    if len(found) < 2:
        return []
    spans = tuple(dict.fromkeys(span for span, _ in found.values()))
    text = f"文库中提到{len(found)}家：{'、'.join(found)}。"
    return [Claim(text, spans, derived=(Decimal(len(found)),))]


def _topical(plan: Plan, ranked: Iterable[Scored]) -> list[Scored]:
    """The sentences that speak of the subject by any word that names it, the names of bodies left out; best first."""
    subjects = [term for term in plan.terms if term.role in ("word", "name") and term.text not in _GENERAL]
    topical = []
    for scored in ranked:
        text = scored.sentence.text
        if subjects and not any(held(term, text) for term in subjects):
            continue
        for name in organisations(text):
            text = text.replace(name, "")
        if not subjects or any(held(term, text) for term in subjects):
            topical.append(scored)
    return topical[:GATHERED]


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
