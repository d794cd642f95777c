"""The answerer that needs no language model: it says what the sources say, the direct answer first.

For each thing asked it takes the sentence that answers best, cut to the clauses that carry the answer; lists are
gathered over sentences and documents; sums, averages and comparisons show their operands. What no sentence supports is
not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.compute import average_claim, comparison_claims, sum_claim
from assistant.evidence import Sentence, candidates
from assistant.matching import held
from assistant.records import Claim, Draft
from assistant.scoring import ENOUGH, Rarity, Scored, rank, wants_figure
from assistant.understand import Ask, Plan
from ingest.names import is_body, organisations
from ingest.sentences import sentences
from vectorstore.records import Hit, Span

# A direct answer is read at a glance; a longer sentence is cut to the clauses around the answer.
LONGEST = 110
# Further sentences are said only when they answer nearly as well as the best one.
_SUPPORT = 0.92
LISTED = 30
"""Sentences that a list is gathered from."""


def answer(plan: Plan, hits: Iterable[Hit], rarity: Rarity) -> Draft:
    """Draft the answer to a plan from the passages found; an empty draft says that nothing supports one."""
    found = candidates(hits)
    computed = _computed(plan, found, rarity)
    if computed:
        return Draft(computed)
    claims: list[Claim] = []
    missing: list[str] = []
    for ask in plan.asks:
        said = _listed(plan, ask, found, rarity) or _said(plan, ask, found, rarity)
        if said:
            claims.extend(claim for claim in said if not _already(claim, claims))
        else:
            missing.append("".join(ask.near) or ask.head)
    return Draft(tuple(claims), tuple(missing) if claims else ())


def _computed(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Claim, ...]:
    if plan.operation == "average":
        claim = average_claim(plan, sentences, rarity)
        return (claim,) if claim else ()
    if plan.operation == "compare":
        return comparison_claims(plan, sentences, rarity)
    return ()


# --- one ask, one sentence --------------------------------------------------------------------------------------------


def _said(plan: Plan, ask: Ask, sentences: Sequence[Sentence], rarity: Rarity) -> list[Claim]:
    ranked = [scored for scored in rank(plan, ask, sentences, rarity)[:8] if convincing(plan, ask, scored)]
    if not ranked:
        return []
    best = ranked[0]
    claims = [claim for claim in (sum_claim(plan, ask, best),) if claim]
    claims.append(Claim(_verdict(plan, ask, best) + statement(plan, ask, best), (best.sentence.span(),)))
    for scored in ranked[1:2]:
        if scored.score >= _SUPPORT * best.score and len(claims[-1].text) + len(scored.sentence.text) < 2 * LONGEST:
            claims.append(Claim(statement(plan, ask, scored), (scored.sentence.span(),)))
    return claims


def convincing(plan: Plan, ask: Ask, scored: Scored) -> bool:
    """Whether a sentence says enough of what was asked to be given as the answer."""
    if wants_figure(ask) and scored.figure is None:
        return False
    has_words = any(not term.is_name and term.weight >= 0.5 for term in plan.terms)
    return scored.coverage >= ENOUGH and (not has_words or scored.words >= ENOUGH - 0.1)


def _verdict(plan: Plan, ask: Ask, scored: Scored) -> str:
    """Yes or no, where the source says so in as many words."""
    if ask.kind != "yes_no" or scored.words < 0.6:
        return ""
    if re.search("不得|不能|不可|禁止|严禁|不予|除外|不允许|不受理", scored.sentence.text):
        return "不可以："
    if re.search("可以|鼓励|支持|欢迎|允许|引导|动员|组织|一个或多个|均可|可", scored.sentence.text):
        return "可以："
    return ""


def statement(plan: Plan, ask: Ask, scored: Scored) -> str:
    """Return the sentence, or the run of its clauses around the answer, closed as a sentence."""
    text = scored.sentence.text
    if len(text) > LONGEST:
        start, end = _window(plan, ask, scored)
        text = text[start:end]
    text = re.sub(r"\s*\n\s*", " ", text).strip()
    text = re.sub(r"^[，；、：。”』」]+|[，；、：]+$", "", text)
    if text.count("“") > text.count("”"):
        text = text.removeprefix("“") if text.startswith("“") else text + "”"
    return text if re.search(r"[。！？!?][”』」]?$", text) else text + "。"


def _window(plan: Plan, ask: Ask, scored: Scored) -> tuple[int, int]:
    """The clauses around the answer: from the clause that carries it outwards, while the question's words are met."""
    text, clauses = scored.sentence.text, scored.sentence.clauses
    worth = [sum(term.weight * held(term, text[start:end]) for term in plan.terms) for start, end in clauses]
    if scored.figure:
        at = next(index for index, (start, end) in enumerate(clauses) if start <= scored.figure.start < end)
    else:
        at = max(range(len(clauses)), key=lambda index: worth[index])
    first = last = at
    while True:
        left = clauses[last][1] - clauses[first - 1][0] if first > 0 else LONGEST + 1
        right = clauses[last + 1][1] - clauses[first][0] if last + 1 < len(clauses) else LONGEST + 1
        gain_left = max(worth[:first], default=0) if left <= LONGEST else -1
        gain_right = max(worth[last + 1 :], default=0) if right <= LONGEST else -1
        if max(gain_left, gain_right) <= 0:
            return clauses[first][0], clauses[last][1]
        if gain_left >= gain_right:
            first -= 1
        else:
            last += 1


def _already(claim: Claim, claims: Iterable[Claim]) -> bool:
    return any(claim.text == other.text or claim.text in other.text for other in claims)


# --- lists over several sentences -------------------------------------------------------------------------------------


def _listed(plan: Plan, ask: Ask, sentences: Sequence[Sentence], rarity: Rarity) -> list[Claim]:
    """Name every organisation that the sources say this of, and say how many; empty where it is no such question."""
    if ask.kind != "list" or not re.search("组织|协会|商会|基金会|机构|单位|企业|公司|医院|谁", ask.head or "谁"):
        return []
    found: dict[str, tuple[Span, Scored]] = {}
    for scored in _topical(plan, rank(plan, ask, sentences, rarity)):
        for name, span in _doers(scored.sentence, ask.head):
            same = next((known for known in found if known in name or name in known), name)
            found.setdefault(same, (span, scored))
    if len(found) < 2:
        return []
    spans = tuple(dict.fromkeys(span for span, _ in found.values()))
    text = f"文库中提到{len(found)}家：{'、'.join(found)}。"
    details = (Claim(statement(plan, ask, scored), (scored.sentence.span(),)) for _, scored in found.values())
    return [Claim(text, spans, derived=(Decimal(len(found)),)), *dict.fromkeys(details)]


def _topical(plan: Plan, ranked: Iterable[Scored]) -> list[Scored]:
    """The sentences that speak of the subject by any word that names it, the names of bodies left out; most first."""
    subjects = [term for term in plan.terms if term.role in ("word", "title") and term.text not in _GENERAL]
    topical = []
    for scored in ranked:
        text = scored.sentence.text
        if not any(held(term, text) for term in subjects):
            continue
        for name in organisations(text):
            text = text.replace(name, "")
        if any(held(term, text) for term in subjects):
            topical.append(scored)
    return topical[:LISTED]


# Words of nearly every sentence in this field; they name no subject.
_GENERAL = frozenset("社会 组织 社会组织 帮扶 结对 项目 机构 单位 协会 基金会 企业 开展 参与 帮助 支持".split())


def _doers(sentence: Sentence, head: str) -> list[tuple[str, Span]]:
    """The body that the sentence names first, or that the words before it named last, each with where it is named."""
    kind = next((word for word in ("基金会", "协会", "商会", "公司", "医院") if word in head), "")
    names = [name for name in organisations(sentence.text) if is_body(name) and kind in name]
    if names:
        return [(names[0], sentence.span())]
    for start, end in reversed(sentences(sentence.before)):
        earlier = sentence.before[start:end]
        names = [name for name in organisations(earlier) if is_body(name) and kind in name]
        if names:
            offset = sentence.start - len(sentence.before)
            return [(names[-1], Span(sentence.document.id, offset + start, offset + end))]
    return []
