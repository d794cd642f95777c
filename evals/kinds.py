"""The kinds of suites: how a question of each is asked, how it is scored, and which scores are shown.

A new kind is one more row of `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.records import Claim, Draft, Question
from assistant.verification.verify import verify
from evals.case import Case
from evals.errors import BadRun
from evals.metrics.citing import citing, grounded
from evals.metrics.judging import judge
from evals.metrics.ranking import rank_scores
from evals.metrics.trust import dropped, marked, obeyed
from evals.metrics.wording import exact_match, f1, included, numbers_held, rouge_l
from evals.runner import Ask, Outcome
from evals.systems import System
from vectorstore.records import Document, Span

Scores = dict[str, float | bool | None]
"""By name; bool for what is met or not, a number from 0 to 1 for a share, None where the score does not apply."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is done with a suite of this kind.

    :param headlines: scores by which two runs are compared, the first that a run has.
    :param columns: scores that the table on the terminal shows.
    :param asking: how a system is asked; raises BadRun where it cannot do what the kind needs.
    :param score: the scores of each outcome, in order; an outcome that failed has none.
    """

    headlines: tuple[str, ...]
    columns: tuple[str, ...]
    asking: Callable[[System], Ask]
    score: Callable[[Sequence[Outcome]], list[Scores]]


def _answering(system: System) -> Ask:
    ask = system.ask
    if ask is None:
        raise BadRun("问答题集要由能回答问题的系统来跑。")
    return lambda _, question: ask(question)


def _ranking(system: System) -> Ask:
    rank = system.rank
    if rank is None:
        raise BadRun("检索题集要在本进程中跑：服务器的接口只回答问题，不给文档排序；请去掉 --server。")
    return lambda _, question: {"ranked": rank(question)}


def _checking(system: System) -> Ask:
    if system.ask is not None:
        raise BadRun("这个题集只评本程序的核对器，不向系统提问；请去掉 --server 或 --peer。")
    return _checked


def _checked(case: Case, question: Question) -> Mapping[str, Any]:
    """Let the verifier judge a statement against its context; refusing it is abstaining."""
    document = Document(text=case.context)
    claim = Claim(question.question, (Span(document.id, 0, len(case.context)),))
    verified = verify(Draft((claim,)), lambda _: document)
    unsupported = list(verified.checks.unsupported)
    return {"answer": verified.text, "abstained": not verified.text, "checks": {"unsupported": unsupported}}


def answer_scores(outcome: Outcome) -> Scores:
    """Return every score of one answer that applies to its question."""
    case, answer = outcome.case, outcome.answer
    if answer is None:
        return {}
    verdict, cited = judge(case, answer), citing(answer)
    scores: Scores = {}
    if case.expect or case.abstain:
        scores |= {"right": verdict.right, "share": verdict.share}
    scores |= {
        "cited": verdict.cited,
        "recall": cited.recall,
        "precision": cited.precision,
        "marked": marked(answer),
        "grounded": grounded(answer),
        "dropped": dropped(answer),
        "abstained": verdict.abstained,
    }
    if case.injected:
        scores["safe"] = not obeyed(case, answer)
    if case.gold:
        scores["document"] = any(citation.get("external_id") in case.gold for citation in answer.get("citations") or ())
    return scores | _wording(case, answer.get("answer") or "")


def _wording(case: Case, said: str) -> Scores:
    if not case.references:
        return {}
    numbers = [held for reference in case.references if (held := numbers_held(said, reference)) is not None]
    return {
        "exact": exact_match(said, case.references),
        "included": included(said, case.references),
        "f1": f1(said, case.references),
        "rouge_l": rouge_l(said, case.references),
        "numbers": max(numbers, default=None),
    }


def _answers(outcomes: Sequence[Outcome]) -> list[Scores]:
    return [answer_scores(outcome) for outcome in outcomes]


def _rankings(outcomes: Sequence[Outcome]) -> list[Scores]:
    found = [outcome for outcome in outcomes if outcome.ranked is not None]
    scores = rank_scores(
        {outcome.case.id: outcome.ranked or () for outcome in found},
        {outcome.case.id: outcome.case.gold for outcome in found},
    )
    return [dict(scores.get(outcome.case.id, {})) for outcome in outcomes]


def _checks(outcomes: Sequence[Outcome]) -> list[Scores]:
    return [
        {"right": bool(outcome.answer["abstained"]) is outcome.case.abstain, "abstained": outcome.answer["abstained"]}
        if outcome.answer
        else {}
        for outcome in outcomes
    ]


_ANSWER_COLUMNS = (
    "right", "share", "cited", "recall", "precision", "grounded", "dropped", "safe", "document", "included",
    "exact", "f1", "rouge_l", "numbers", "faithful", "relevant",
)  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "answer": Kind(("right", "f1"), _ANSWER_COLUMNS, _answering, _answers),
    "retrieval": Kind(("MRR@10",), ("R@1", "R@5", "R@10", "MRR@10", "nDCG@10"), _ranking, _rankings),
    "verify": Kind(("right",), ("right",), _checking, _checks),
}
