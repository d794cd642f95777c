"""How well a sentence answers one ask of a plan, and whether it may answer it at all.

A sentence is weighed by the terms of the question that it, its context and its document's title hold, and by a figure of
the kind asked for beside the words it was asked with. It is refused when it speaks of another organisation, another
place or another year than the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.evidence import Sentence
from assistant.matching import held, main_provinces, place_share
from assistant.understand import Ask, Plan, Term, years
from ingest.quantities import Quantity, same_unit

# What a term is worth that stands in the title or before the sentence, not in it.
_IN_CONTEXT, _NAME_IN_CONTEXT = 0.6, 0.85
_FIGURE_BONUS = 0.5
_NO_FIGURE = 0.3
# Each further word from the interrogative tells this much less about the figure meant.
_FADING = 0.75
# Below this share of the question's own words a sentence is about something else.
ENOUGH = 0.5

_MONEY_WORDS = re.compile("钱|资金|善款|款|产值|交易额|费|价|元|投入|经费|捐|收入|补贴|工资|额")
_BODY = re.compile("基金会|协会|商会|学会|促进会|联合会|研究会|服务中心|发展中心|公司|集团|医院|中心|银行")
_NAMED_BODY = re.compile(r"[\u4e00-\u9fff]{3,}(?:基金会|协会|商会|学会|促进会|联合会|研究会|服务中心|公司)")

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence weighed for one ask.

    :param figure: the figure that answers the ask, where one is asked for.
    :param coverage: the share of the question's terms held, names and words alike, in [0, 1].
    :param words: the same over the words that are not names: what is asked of the names.
    """

    sentence: Sentence
    score: float
    coverage: float
    words: float
    figure: Quantity | None = None


def rank(plan: Plan, ask: Ask, sentences: Iterable[Sentence], rarity: Rarity) -> list[Scored]:
    """Return the sentences that may answer `ask`, best first."""
    weights = {term: term.weight * rarity(term.text) for term in plan.terms}
    scored = [weigh(plan, ask, sentence, weights) for sentence in sentences]
    allowed = [entry for entry in scored if entry.score > 0]
    return sorted(allowed, key=lambda entry: (-entry.score, entry.sentence.document.id, entry.sentence.start))


def weigh(plan: Plan, ask: Ask, sentence: Sentence, weights: dict[Term, float]) -> Scored:
    """Weigh one sentence for one ask; a score of 0 refuses it."""
    places = frozenset(term.text for term in plan.names if term.role == "place")
    holds = {term: _held_anywhere(term, sentence, places - {term.text}) for term in plan.terms}
    coverage = _share(holds, weights)
    words = _share({term: share for term, share in holds.items() if not term.is_name and term.weight >= 0.5}, weights)
    figure = best_figure(ask, sentence)
    score = coverage + 0.15 * sentence.score
    if wants_figure(ask):
        score = score + _FIGURE_BONUS * _nearness(ask, sentence, figure) if figure else score * _NO_FIGURE
    else:
        score += 0.2 * _shape(ask, sentence)
    if refused(plan, sentence, holds):
        score = 0.0
    return Scored(sentence, score, coverage, words, figure)


def wants_figure(ask: Ask) -> bool:
    """Whether only a number answers the ask."""
    return ask.kind in ("amount", "count", "share")


def _share(holds: dict[Term, float], weights: dict[Term, float]) -> float:
    total = sum(weights[term] for term in holds)
    return sum(weights[term] * share for term, share in holds.items()) / total if total else 0.0


def _held_anywhere(term: Term, sentence: Sentence, other_places: frozenset[str]) -> float:
    """How far the sentence speaks of the term: itself, by what stands before it, or by its document's title."""
    around = f"{sentence.document.title or ''}\n{sentence.before}"
    if term.role == "place":
        main = main_provinces(sentence.document.text)
        return place_share(term.text, sentence.text, around, main, besides=other_places)
    here = held(term, sentence.text)
    if here == 1.0:
        return here
    if term.role == "organisation" and _refers_back(term.text, sentence):
        return 0.8
    return max(here, (_NAME_IN_CONTEXT if term.is_name else _IN_CONTEXT) * held(term, around))


def _refers_back(body: str, sentence: Sentence) -> bool:
    """Whether the sentence says 该协会 or 基金会 for a body that the words before it, or the document, named in full."""
    kind = _BODY.search(body[-4:])
    if not kind or not re.search(rf"(?:^|[^\u4e00-\u9fff]|[该本这由在与和将接向经使让]){kind[0]}", sentence.text):
        return False
    return body in sentence.before


# --- figures ----------------------------------------------------------------------------------------------------------


def best_figure(ask: Ask, sentence: Sentence) -> Quantity | None:
    """Return the figure of the sentence that fits the ask best: by its unit, then by the words around it."""
    if not wants_figure(ask):
        return None
    fitting = [quantity for quantity in sentence.quantities if fits(ask, quantity, sentence.text)]
    return max(fitting, key=lambda quantity: (_nearness(ask, sentence, quantity), -quantity.start), default=None)


def fits(ask: Ask, quantity: Quantity, text: str) -> bool:
    """Whether a figure is of the kind that the ask wants."""
    if ask.kind == "share":
        return quantity.unit == "%"
    if ask.unit:
        return same_unit(ask.unit, quantity.unit) or (ask.unit == "个" and not quantity.unit == "元")
    if ask.kind == "count" and ask.head:
        return quantity.unit not in ("元", "%", "年", "岁")
    if _MONEY_WORDS.search(ask.head + "".join(ask.near)):
        return quantity.unit in ("元", "美元", "欧元", "港元", "%")
    return quantity.unit not in ("年",)


def _nearness(ask: Ask, sentence: Sentence, quantity: Quantity | None) -> float:
    """How many of the ask's own words stand in the figure's clause (1) or the one before it (one half), as a share."""
    if quantity is None:
        return 0.0
    if not ask.near:
        return 0.5
    clauses = sentence.clauses
    at = next(index for index, (start, end) in enumerate(clauses) if start <= quantity.start < end)
    here = sentence.text[clauses[at][0] : clauses[at][1]]
    earlier = sentence.text[clauses[max(0, at - 1)][0] : clauses[at][0]]
    share = total = 0.0
    for distance, word in enumerate(ask.near):
        term = Term(word, "word")
        total += _FADING**distance
        share += _FADING**distance * max(held(term, here), 0.5 * held(term, earlier))
    share /= total
    after = sentence.text[quantity.end : quantity.end + 14]
    if ask.head and held(Term(ask.head, "word"), after):
        share += 0.5
    if ask.unit and ask.unit == quantity.unit:
        share += 0.15
    return min(share, 1.5)


def _shape(ask: Ask, sentence: Sentence) -> float:
    """Whether the sentence looks like an answer to an ask that wants no figure."""
    text = sentence.text
    checks = {
        "organisation": bool(_BODY.search(text)),
        "person": bool(_BODY.search(text)) or bool(re.search("说|介绍|表示|负责人|先生|女士", text)),
        "list": text.count("、") >= 1,
        "time": bool(re.search(r"\d{1,4}\s*[年月日]", text)),
        "reason": bool(re.search("因为|由于|为了|为进一步|旨在|原因", text)),
        "yes_no": bool(re.search("可以|可|鼓励|支持|允许|应当|不得|动员|引导|组织", text)),
        "name": bool(re.search("“|《|叫|名为|称为|即", text)),
        "place": bool(re.search("在|位于|到|向", text)),
        "manner": bool(re.search("通过|采用|依托|以.{1,20}方式|形式", text)),
    }
    return float(checks.get(ask.kind, False))


# --- what a sentence may not answer -----------------------------------------------------------------------------------


def refused(plan: Plan, sentence: Sentence, holds: dict[Term, float]) -> bool:
    """Whether the sentence is about something else than the question: another body, place or time."""
    return (
        _other_year(plan, sentence)
        or any(_missing_name(term, sentence, holds[term]) for term in plan.names if term.weight >= 0.5)
        or _other_body(plan, sentence, holds)
    )


def _missing_name(term: Term, sentence: Sentence, share: float) -> bool:
    if share > 0:
        return False
    return term.role != "organisation" or held(term, sentence.document.text) < 0.75


def _other_body(plan: Plan, sentence: Sentence, holds: dict[Term, float]) -> bool:
    """Whether the sentence is about another body than the one asked about, or about none that can be told."""
    bodies = [term for term in plan.names if term.role == "organisation" and term.weight == 1.0]
    if not bodies or any(holds[term] >= 0.75 for term in bodies):
        return False
    if not any(held(term, sentence.before) for term in bodies):
        return True
    return bool(_NAMED_BODY.search(sentence.text))


def _other_year(plan: Plan, sentence: Sentence) -> bool:
    if not plan.years:
        return False
    for text in (sentence.text, sentence.before, sentence.document.title or "", sentence.document.published or ""):
        named = years(text + ("年" if text == sentence.document.published else ""))
        if named:
            return not (named & plan.years)
    return False
