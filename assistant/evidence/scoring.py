"""How well a sentence answers one ask of a plan, and whether it may answer it at all.

A sentence is weighed by the terms of the question that it, its context and its document's title hold, and by a figure
of the kind asked for beside the words it was asked with. What it may not answer is refused (`refusing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.evidence.fitting import beside_words, best_figure
from assistant.evidence.matching import held, main_places, of_its_region, place_share
from assistant.evidence.refusing import OTHER_BODY_BELOW, Check, differing, lacks, refused, restricting
from assistant.evidence.sentences import Sentence
from assistant.understanding.plan import Ask, Plan, Term
from ingest.names import BODY, is_body, organisations
from ingest.quantities import Quantity

# What a word, and a name, is worth that stands in the title or before the sentence, not in it.
_IN_CONTEXT, _NAME_IN_CONTEXT = 0.6, 0.85
_FIGURE_BONUS = 0.5
_SHAPE_BONUS, _LIST_BONUS = 0.2, 0.4
# What is left of a sentence that lacks the figure or date without which nothing is answered.
_NO_ANSWER = 0.3
# A figure of a county is no figure of its province: what is left of a sentence that speaks of a part of the place, or
# of a wider one, only.
_OF_A_PART, _PART_OF_PLACE = 0.5, 0.5
# What a word of another ask of the same question counts.
_OTHER_ASK = 0.4
# A term that weighs less than this is a faint hint.
_TELLING = 0.5
# Below this share of the question's own words a sentence is about something else.
ENOUGH = 0.5

_BODY = re.compile(BODY)
_BARE = "(?:^|[^\u4e00-\u9fff]|[该本这由在与和将接向经使让家所个])"

_NAMED_BODY = re.compile(rf"[\u4e00-\u9fff]{{2,}}(?:{BODY})")
# A report that names a body in its first lines is about it.
_LEAD = 200
# A sentence that begins so goes on about the body before it: the one it names is whom that body works with.
_NO_SUBJECT = re.compile("(?:同时|此外|目前)?，?(?:还|又|并|也)?(?:联合|携手|会同|与|同|向|为|给|对)")

# What a list of such things names more than once.
_LISTED = {
    "部门|单位|机关": re.compile("[\u4e00-\u9fff]{2,}?(?:厅|局|委(?!员)|部(?!门)|办公室)"),
    "[县市区州村镇乡寨]$|地方|地区|省份": re.compile(
        "[\u4e00-\u9fff]{2}[县市区州村镇乡寨](?=[、，和等。]|$)|(?<=、)[\u4e00-\u9fff]{2,3}(?=、|和|等|\\d)"
    ),
}

# What an answer to an ask that wants no figure looks like.
_SHAPES = {
    "organisation": _BODY,
    "person": re.compile(f"{BODY}|说|介绍|表示|负责人|先生|女士|局|厅|部门|指挥部"),
    "list": re.compile("、"),
    "time": re.compile(r"\d{1,4}\s*[年月日]"),
    "reason": re.compile("因为|由于|为了|为进一步|旨在|原因|目的"),
    "yes_no": re.compile("可以|可|鼓励|支持|允许|应当|不得|动员|引导|组织|不能|必须"),
    "name": re.compile("“|《|叫|名为|称为|即|是"),
    "place": re.compile("在|位于|到|向"),
    "manner": re.compile("通过|采用|依托|以.{1,20}方式|形式"),
}

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence weighed for one ask.

    :param figure: the figure that answers the ask, where one is asked for.
    :param coverage: the share of what the question means that is held, names and words alike, in [0, 1].
    :param nearness: how near its meaning is to the question's, a cosine; None where that was not asked.
    :param words: the same over the words that are not names: what is asked of the names.
    """

    sentence: Sentence
    score: float
    coverage: float
    words: float
    figure: Quantity | None = None
    nearness: float | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the sentences are weighed by for one ask; worked out once, for it is used for hundreds of them.

    :param names: the names that the question says or takes over, its `own` ones first, with their weights.
    :param words: the other terms, those that `tell` what is asked of the names first.
    :param telling: how many words do.
    :param checks: those of what the question restricts besides its names.
    :param restricting: the words without which a document is about something else.
    """

    plan: Plan
    ask: Ask
    names: tuple[tuple[Term, float], ...]
    own: int
    words: tuple[tuple[Term, float], ...]
    telling: int
    restricting: tuple[Term, ...]
    checks: tuple[Check, ...]


def rank(plan: Plan, ask: Ask, sentences: Iterable[Sentence], rarity: Rarity) -> list[Scored]:
    """Return the sentences that may answer `ask`, best first."""
    scale = _scale(plan, ask, rarity)
    scored = [found for sentence in sentences if (found := _weighed(scale, sentence))]
    return sorted(scored, key=lambda entry: (-entry.score, entry.sentence.document.id, entry.sentence.start))


def _scale(plan: Plan, ask: Ask, rarity: Rarity) -> _Scale:
    weights = {term: term.weight * rarity(term.text) for term in (*plan.terms, *plan.inherited)}
    if len(plan.asks) > 1:  # what the other ask is about tells less
        weights = {term: weight * (1 if _belongs(term, ask) else _OTHER_ASK) for term, weight in weights.items()}
    names = tuple((term, weights[term]) for term in dict.fromkeys(plan.all_names))
    words = tuple((term, weight) for term, weight in weights.items() if term not in plan.all_names)
    telling = [one for one in words if one[0].weight >= _TELLING]
    own = sum(term in plan.names for term, _ in names)
    ordered = (*telling, *(one for one in words if one not in telling))
    return _Scale(plan, ask, names, own, ordered, len(telling), restricting(plan, ask, telling), differing(plan))


def _belongs(term: Term, ask: Ask) -> bool:
    return term.is_name or term.text in ask.near or not ask.near


def _weighed(scale: _Scale, sentence: Sentence) -> Scored | None:
    """Weigh one sentence; None refuses it. Its names come first: most sentences are about another thing."""
    plan, ask = scale.plan, scale.ask
    holds = {term: _held_anywhere(term, sentence, plan.places) for term, _ in scale.names}
    if refused(plan, sentence, holds, scale.checks) or lacks(plan, sentence, scale.restricting):
        return None
    shares = [(weight, _held_anywhere(term, sentence, plan.places)) for term, weight in scale.words]
    words = _share(shares[: scale.telling])
    named = [(weight, holds[term]) for term, weight in scale.names]
    figure = best_figure(plan, ask, sentence)
    score = _share([*named, *shares]) + 0.15 * sentence.score
    if ask.wants_figure:
        score = score + _FIGURE_BONUS * beside_words(ask, sentence, figure) if figure else score * _NO_ANSWER
        if any(term.role == "place" and 0 < holds[term] < _OF_A_PART for term in plan.names):
            score *= _PART_OF_PLACE if _tells_itself(plan, sentence) else 0.0
    elif _lists(ask, sentence.text):
        score += _LIST_BONUS
    elif _SHAPES[ask.kind].search(sentence.text):
        score += _SHAPE_BONUS
    elif ask.kind == "time":
        score *= _NO_ANSWER
    meant = [*named[: scale.own], *_one_of(named[scale.own :]), *shares[: scale.telling]]
    return Scored(sentence, score, _share(meant or shares), words, figure) if score > 0 else None


def _one_of(inherited: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Of the names that a follow-up takes over the one that is held best: it is about one of them, not about all."""
    return [max(inherited, key=lambda one: one[1])] if inherited else []


def _tells_itself(plan: Plan, sentence: Sentence) -> bool:
    """Whether a sentence names the body or project asked about, so that its figure is told apart from the place's."""
    return any(
        term.role in ("organisation", "name") and held(term, sentence.text + sentence.before) >= OTHER_BODY_BELOW
        for term in plan.all_names
    )


def _lists(ask: Ask, text: str) -> bool:
    """Whether a sentence names two or more of what a list is asked for: places, or departments."""
    if ask.kind != "list":
        return False
    kinds = next((named for asked, named in _LISTED.items() if re.search(asked, ask.head)), None)
    return kinds is not None and len(set(kinds.findall(text))) > 1


def _share(held: Sequence[tuple[float, float]]) -> float:
    """The share of the weights that is held."""
    total = sum([weight for weight, _ in held])
    return sum([weight * share for weight, share in held]) / total if total else 0.0


@lru_cache(maxsize=16384)
def _held_anywhere(term: Term, sentence: Sentence, places: frozenset[str]) -> float:
    """How far the sentence speaks of the term: itself, by what stands before it, or by its document's title.

    :param places: all that the question names.
    """
    if term.role == "place":
        return place_share(term.text, sentence, places - {term.text})
    here = held(term, sentence.text)
    if here == 1.0:
        return here
    if term.role == "organisation":
        if here == 0 and of_its_region(term.text, sentence.text, main_places(sentence.document.text)):
            return _NAME_IN_CONTEXT
        return max(here, _by_context(term.text, sentence))
    return max(here, (_NAME_IN_CONTEXT if term.is_name else _IN_CONTEXT) * held(term, sentence.around))


def _by_context(body: str, sentence: Sentence) -> float:
    """How far a sentence that does not name a body is about it all the same."""
    if _refers_back(body, sentence):
        return 0.8
    lead = f"{sentence.document.title or ''}\n{sentence.heading}\n{sentence.document.text[:_LEAD]}"
    return _NAME_IN_CONTEXT if body in lead and not _NAMED_BODY.search(sentence.text) else 0.0


def _refers_back(body: str, sentence: Sentence) -> bool:
    """Whether the sentence says 该协会 or 基金会, or names no body of its own, where the last one named is this one."""
    context = sentence.earlier + sentence.before
    if body not in context:
        return False
    kind = next(reversed([*_BODY.finditer(body[-4:])]), None)  # 医院协会 is called 协会 further on
    bare = kind and re.search(_BARE + kind[0], sentence.text)
    subject = _BODY.search(sentence.text) and not _NO_SUBJECT.match(sentence.text)
    if not bare and (subject or body not in sentence.before):
        return False
    rivals = [name for name in organisations(context) if is_body(name) and body not in name and name not in body]
    last = max((context.rfind(name) for name in rivals if not bare or name.endswith(body[-2:])), default=-1)
    return context.rfind(body) >= context.rfind("。", 0, max(last, 0)) + 1 if last >= 0 else True
