"""The answerer that needs no language model: it says what the sources say, the direct answer first.

For each thing asked it takes the sentence that answers best, cut to the clauses that carry the answer; lists are
gathered over sentences and tables; sums, averages and comparisons show their operands. What no sentence supports is
not said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from assistant.evidence.matching import held
from assistant.evidence.scoring import ENOUGH, Rarity, Scored, rank
from assistant.evidence.sentences import Sentence, following, sentence_at
from assistant.evidence.values import holds_value
from assistant.extractive.cells import from_cell
from assistant.extractive.comparisons import comparison_claims, difference_claim, joint_sum_claim
from assistant.extractive.compute import average_claim, sum_claim
from assistant.extractive.listing import list_claims
from assistant.extractive.papers import from_paper
from assistant.extractive.tables import from_rows
from assistant.records import Claim, Draft
from assistant.understanding.plan import Ask, Plan, Term
from assistant.understanding.times import years
from ingest.names import BODY
from ingest.sentences import sentences

# A direct answer is read at a glance; a longer sentence is cut to the clauses around the answer.
LONGEST = 110
_LONGEST_LIST = 260
# A heading or a lead-in is followed by what it announces, up to so many characters.
ANNOUNCED = 220
_ADDS_LITTLE = 10
_OPEN_ANSWER = 200
_TOLD_AT_LENGTH = re.compile(
    "措施|要求|规定|政策|内容|举措|做法|条件|材料|责任|任务|职责|准备|事项|标准|流程|程序|便利|说明|原则"
)
# How many sentences are weighed by their meaning, and what that counts.
_WEIGHED_BY_MEANING, _MEANING = 12, 0.5
# Whether something is allowed, rules say in words of their own: there meaning counts more.
_MEANING_OF_RULES = 0.8
# A rule this near in meaning answers a question for leave that shares few of its words.
_NEAR, _NEAR_COVERAGE = 0.42, 0.2
# A sentence further off than this answers nothing, nor one that is far and shares few words.
_FAR, _FAR_COVERAGE = 0.19, 0.84
# Further sentences are said only when they answer nearly as well as the best one.
_SUPPORT = 0.92
# Of these the first two that are no questions themselves are said.
_TRIED = 3


Nearness = Callable[[str, Sequence[str]], Sequence[float]]
"""How near in meaning each of some texts is to a question, as cosines."""


def answer(plan: Plan, found: Sequence[Sentence], rarity: Rarity, nearness: Nearness | None = None) -> Draft:
    """Draft the answer to a plan from the sentences found; an empty draft says that nothing supports one."""
    if paper := from_paper(plan, found):
        return Draft(tuple(paper))
    if len(plan.asks) == 1 and (cell := from_cell(plan, plan.asks[0], found)):
        return Draft(tuple(cell))
    if computed := _computed(plan, found, rarity):
        return Draft(computed)
    claims: list[Claim] = []
    missing: list[str] = []
    for ask in plan.asks:
        said = (
            from_rows(plan, ask, found)
            or list_claims(plan, ask, found, rarity)
            or _said(plan, ask, _ranked(plan, ask, found, rarity, nearness))
        )
        if said:
            claims.extend(claim for claim in said if not _already(claim, claims))
        else:
            missing.append("".join(reversed(ask.near[:3])) or ask.head)
    return Draft(tuple(claims), tuple(missing) if claims else ())


def _computed(plan: Plan, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Claim, ...]:
    if plan.operation == "average":
        claim = average_claim(plan, sentences, rarity)
        return (claim,) if claim else ()
    if plan.operation == "difference":
        claim = difference_claim(plan, sentences, rarity)
        return (claim,) if claim else ()
    if plan.operation == "compare":
        return comparison_claims(plan, sentences, rarity)
    if plan.operation == "sum":
        claim = joint_sum_claim(plan, sentences, rarity)
        return (claim,) if claim else ()
    return ()


def _ranked(
    plan: Plan, ask: Ask, sentences: Sequence[Sentence], rarity: Rarity, nearness: Nearness | None
) -> list[Scored]:
    """The best sentences for one ask; where no figure or date tells the answer, their meaning counts too."""
    ranked = rank(plan, ask, sentences, rarity)
    if nearness is None or ask.wants_figure or ask.kind in ("time", "person"):
        return ranked
    likely = ranked[:_WEIGHED_BY_MEANING]
    cosines = nearness(plan.text, [scored.sentence.text for scored in likely])
    worth = _MEANING_OF_RULES if ask.kind == "yes_no" else _MEANING
    near = [
        replace(scored, nearness=cosine, score=scored.score + worth * max(0.0, cosine))
        for scored, cosine in zip(likely, cosines, strict=True)
    ]
    return sorted(near, key=lambda scored: -scored.score)


def _said(plan: Plan, ask: Ask, found: Sequence[Scored]) -> list[Claim]:
    """The best sentence for one ask, with what it announces or with another that says nearly the same."""
    likely = (scored for scored in found[:8] if convincing(plan, ask, scored))
    ranked = list(likely if ask.kind == "yes_no" else islice(likely, _TRIED))
    ranked = [scored for scored in ranked if not _names_only(plan, scored.sentence)] or ranked
    if ask.kind == "yes_no":
        ranked = [scored for scored in ranked if _of_the_act(ask, scored)] or ranked
    if ranked and (whole := _at_length(plan, ask, ranked[0])):
        return [Claim(closed(sentence.told), sentence.spans) for sentence in whole]
    ranked = [scored for scored in ranked if not scored.sentence.asks]
    if not ranked:
        return []
    best = ranked[0]
    claims = [claim for claim in (sum_claim(ask, best, added=plan.operation == "sum"),) if claim]
    longest = _LONGEST_LIST if ask.kind == "list" or _DEFINES.search(plan.text) else LONGEST
    claims.append(Claim(_verdict(plan, ask, best) + statement(plan, best, longest), best.sentence.spans))
    for scored in ranked[1:2]:
        fits = len(claims[-1].text) + len(scored.sentence.text) < 2 * LONGEST
        if scored.score >= _SUPPORT * best.score and fits and _speaks_of(plan, scored.sentence):
            claims.append(Claim(statement(plan, scored), scored.sentence.spans))
    return claims


def _names_only(plan: Plan, sentence: Sentence) -> bool:
    """Whether a heading has a name of the question of which what follows right behind it does not speak."""
    if not sentence.is_heading:
        return False
    behind = "".join(one.text for one in following(sentence, ANNOUNCED))
    names = [term.text for term in plan.names if term.role == "name" and term.text in sentence.text]
    return bool(names) and not any(name in behind for name in names)


def _at_length(plan: Plan, ask: Ask, best: Scored) -> list[Sentence]:
    """The sentences that answer together: what a heading or a question announces, measures, and what is defined."""
    sentence = best.sentence
    if not best.figure and _announces(plan, sentence):
        shared = 1 if ask.kind == "list" else _SHARED
        announced = _following(plan, sentence, ANNOUNCED, shared)
        if any(holds_value(plan, ask, one) for one in announced):
            return announced if sentence.is_heading or sentence.asks else [sentence, *announced]
    if _is_open(ask) and (more := _following(plan, sentence, _OPEN_ANSWER - len(sentence.text), 1)):
        return [sentence, *more]
    if _POINTS_BACK.match(sentence.text) and _DEFINES.search(plan.text) and (told := _told_before(sentence)):
        return [*told, sentence]
    return []


def convincing(plan: Plan, ask: Ask, scored: Scored) -> bool:
    """Whether a sentence says enough of what was asked, and holds an answer, to be given as it."""
    return _says_enough(plan, ask, scored) and holds_value(plan, ask, scored.sentence)  # which may cost a tagging


def _says_enough(plan: Plan, ask: Ask, scored: Scored) -> bool:
    if ask.wants_figure and scored.figure is None:
        return False
    if ask.must and not held(Term(ask.must, "word"), scored.sentence.text):
        return False
    if ask.kind == "organisation" and not _names_another(plan, scored.sentence):
        return False
    if (ask.kind != "yes_no" and not _of_the_act(ask, scored)) or (
        plan.operation == "compare" and not _compares(scored.sentence)
    ):
        return False
    if scored.nearness is not None and not _states_the_figure(plan, scored.sentence):
        if scored.nearness < _FAR or scored.nearness + scored.coverage < _FAR_COVERAGE:
            return False  # the words are there, in another sense
        if ask.kind == "yes_no" and scored.nearness >= _NEAR and scored.coverage >= _NEAR_COVERAGE:
            return True  # a rule says in its own words what is asked (组团 for 合起来)
    if plan.english and not plan.words:  # none of its words is understood, only a name or a place
        return scored.nearness is not None and scored.nearness >= _NEAR
    has_words = any(term.weight >= 0.5 for term in plan.words)
    return scored.coverage >= ENOUGH and (not has_words or scored.words >= ENOUGH - 0.1)


def _names_another(plan: Plan, sentence: Sentence) -> bool:
    """Whether a sentence speaks of a body that the question does not name itself."""
    rest = sentence.told
    for term in plan.names:
        rest = rest.replace(term.text, "")
    return bool(_SOME_BODY.search(rest))


_SOME_BODY = re.compile(rf"{BODY}|公司|集团|[厂院校局委厅部社会所站行园店]|[中小]学|中心|大学|组织|机构|单位|企业")


def _compares(sentence: Sentence) -> bool:
    """Whether a sentence says of something that it is more, or how much it is."""
    return bool(_MORE.search(sentence.text)) or any(quantity.unit for quantity in sentence.quantities)


_MORE = re.compile("[更最]|超过|[高低多少大小]于|第一|首位|领先")


def _of_the_act(ask: Ask, scored: Scored) -> bool:
    """Whether a sentence speaks of what is asked about: why something was closed, only of its closing."""
    if not ask.act:
        return True
    if ask.denied:
        return bool(re.search(f"(?:没有?|未|不)[^，。；]{{0,8}}{ask.act}", scored.sentence.text))
    if ask.kind != "yes_no" and scored.nearness is not None and scored.nearness >= _SAME_MEANING:
        return True
    act = Term(ask.act, "word")
    return held(act, scored.sentence.text) > 0 or held(act, scored.sentence.before) > 0


_SAME_MEANING = 0.6


def _states_the_figure(plan: Plan, sentence: Sentence) -> bool:
    """Whether a sentence holds a figure that the question is told by (谁投入了4000万元)."""
    figures = (term for term in plan.terms if term.role == "number" and term.weight > 1)
    return any(held(term, sentence.text) for term in figures)


def _is_open(ask: Ask) -> bool:
    """Whether an ask is after measures, conditions and the like, which sources tell in more than one sentence."""
    return ask.kind == "manner" or (
        ask.kind in ("list", "name") and bool(_TOLD_AT_LENGTH.search(ask.head or "".join(ask.near[:2])))
    )


def _following(plan: Plan, sentence: Sentence, characters: int, shared: int = 0) -> list[Sentence]:
    """Return what follows a sentence and goes on about it: up to the first that speaks of something else.

    What a document says to its reader, or to a model, stands among its sentences, too. Items under a heading or behind
    a colon need not say what they are about; nothing that is told in Chinese goes on in another language.

    :param shared: pairs of neighbouring characters that what follows has of the sentence or the question, at least.
    """
    found = following(sentence, characters)
    if sentence.is_heading or sentence.asks or re.search("[：:]$|如下[。：]?$", sentence.text):
        shared = 0
    about = {*_pairs(plan.text), *_pairs(sentence.text)}
    chinese = bool(_pairs(sentence.text))
    return list(
        takewhile(
            lambda one: (not chinese or bool(_pairs(one.text))) and len(about.intersection(_pairs(one.text))) >= shared,
            found,
        )
    )


_SHARED = 2


_DEFINES = re.compile("什么叫|何谓|什么是|是什么(?:意思|$|[？?])|指(?:的是)?什么|怎么回事")
_POINTS_BACK = re.compile("(?:这|此|该|上述)")


def _told_before(sentence: Sentence) -> list[Sentence]:
    """What a sentence that points back (这一套做法被称为…) points at: the one before it, where that is told shortly."""
    document, start = sentence.document, sentence.start - len(sentence.before)
    parts = [part for part in sentences(sentence.before) if part[1] - part[0] <= LONGEST]
    if not parts or sentence.before[parts[-1][1] :].strip():
        return []
    before = sentence_at(document, start + parts[-1][0], start + parts[-1][1], sentence.score)
    return [before] if before.telling else []


def _speaks_of(plan: Plan, sentence: Sentence) -> bool:
    """Whether a sentence has something of the question itself, and not only in what stands around it."""
    asked = _pairs(plan.text)
    return not asked or not set(asked).isdisjoint(_pairs(sentence.text))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1) if re.fullmatch("[\u4e00-\u9fff]{2}", text[at : at + 2])]


def _announces(plan: Plan, sentence: Sentence) -> bool:
    """Whether a sentence only says what the question says: a heading, or a lead-in to a list."""
    if sentence.is_heading or sentence.asks or re.search("[：:]$|如下[。：]?$", sentence.text):
        return True
    rest = sentence.text
    for term in sorted(plan.terms, key=lambda term: -len(term.text)):
        rest = rest.replace(term.text, "")
    left = len(re.sub(r"[\W的了要是和与在等由对为有个]", "", rest))
    return not sentence.quantities and (left <= 4 or (left <= _ADDS_LITTLE and 3 * left <= len(sentence.text)))


def _verdict(plan: Plan, ask: Ask, scored: Scored) -> str:
    """Yes or no, where the source says so in as many words of the very thing that is asked.

    A clause that ends in 的 only says of whom a rule speaks (不能按期申报的，准予延期); where the others say both, the
    reader is left to judge.
    """
    if ask.kind != "yes_no" or scored.words < ENOUGH or not _PERMISSION.search(plan.own):
        return ""
    text = scored.sentence.text
    told = [text[start:end] for start, end in scored.sentence.clauses]
    ruling = "".join(clause for clause in told if not re.search("的[，；：]$", clause))
    no, yes = _FORBIDS.search(ruling), _ALLOWS.search(_FORBIDS.sub("", ruling))
    return "" if bool(no) == bool(yes) else "不可以：" if no else "可以："


_PERMISSION = re.compile(
    "可以|可否|能否|能不能|允许|准许|有资格|符合|行不行|行吗|能.*吗|必须|要不要|需不需要|是否[可能]"
)
_FORBIDS = re.compile("不得|不能|不可(?!避免|或缺)|禁止|严禁|不予|除外|不允许|不准|不受理|不再受理")
_ALLOWS = re.compile(
    "可以|鼓励|支持|欢迎|允许|准予|引导|动员|(?<![会类慈益等各该])组织(?!负责|机构|形式)|一个或多个|均可|可"
)


# --- how a sentence is said -------------------------------------------------------------------------------------------


def statement(plan: Plan, scored: Scored, longest: int = LONGEST) -> str:
    """Return the sentence, or the run of its clauses around the answer, closed as a sentence."""
    text = scored.sentence.text
    if scored.sentence.cells:
        return closed(_row(scored.sentence.told))
    if len(text) > longest:
        start, end = _window(plan, scored, longest)
        text = text[start:end]
    return closed(text)


def closed(text: str) -> str:
    """Return a stretch of text as a sentence: without the marks it was cut at, quotation marks in pairs."""
    text = re.sub(r"\s*\n\s*", " ", re.sub(r"(?<=[\u3000-\u9fff，；：])\n(?=[\u4e00-\u9fff“《（\d])", "", text)).strip()
    text = re.sub(r"^[，；、：。”』」]+|[，；、：]+$", "", text)
    if text.count("“") > text.count("”"):
        text = text.removeprefix("“") if text.startswith("“") else text + "”"
    return text if re.search(r"[。！？!?…][”』」]?$", text) else text + "。"


def _row(text: str) -> str:
    """Write a row's figure with its unit: 金额（万元）：36 is 金额：36万元, and a cell 单位 goes behind its figure."""
    text = re.sub(r"[（(](?:单位[：:])?([万亿]?元|[人个家户名所])[）)]：([\d.,]+)", r"：\2\1", text)
    unit = re.search(r"；(?:计量)?单位：([^；。]{1,6})", text)
    if not unit or not re.search(r"：[\d.,]+；", text):
        return text
    return re.sub(r"(：[\d.,]+)(?=；|$)", rf"\1{unit[1]}", text.replace(unit[0], ""), count=1)


def _window(plan: Plan, scored: Scored, longest: int) -> tuple[int, int]:
    """The clauses around the answer: from the clause that carries it outwards, while the question's words are met."""
    text, clauses = scored.sentence.text, scored.sentence.clauses
    terms: tuple[Term, ...] = (*plan.terms, *plan.inherited)
    worth = [sum(term.weight * held(term, text[start:end]) for term in terms) for start, end in clauses]
    if scored.figure:
        at = next(index for index, (start, end) in enumerate(clauses) if start <= scored.figure.start < end)
    else:
        at = max(range(len(clauses)), key=lambda index: worth[index])
    first = last = at
    lowest = _of_the_year(plan, text, clauses, at)
    while True:
        left = clauses[last][1] - clauses[first - 1][0] if first > lowest else longest + 1
        right = clauses[last + 1][1] - clauses[first][0] if last + 1 < len(clauses) else longest + 1
        gain_left = max(worth[:first], default=0) if left <= longest else -1
        gain_right = max(worth[last + 1 :], default=0) if right <= longest else -1
        if max(gain_left, gain_right) <= 0:
            return clauses[first][0], clauses[last][1]
        if gain_left >= gain_right:
            first -= 1
        else:
            last += 1


def _of_the_year(plan: Plan, text: str, clauses: Sequence[tuple[int, int]], at: int) -> int:
    """The first clause that belongs to the year asked about: the one that names it last before the answer, if any."""
    named = (index for index in range(at, -1, -1) if years(text[slice(*clauses[index])]) & plan.years)
    return next(named, 0)


def _already(claim: Claim, claims: Iterable[Claim]) -> bool:
    return any(claim.text == other.text or claim.text in other.text for other in claims)
