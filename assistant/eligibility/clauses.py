"""Eligibility: an applicant against the clauses of every programme: met, not met or unknown, and what to ask.

Each condition of a clause is judged on its own, in the words of its aspect; what the applicant has not said, or said
too broadly, is unknown, and then comes with the question to put. Nothing is guessed: what can only be read (registered
for two years, a good record) is always a question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.evidence.matching import codes_of_part
from assistant.ledger.kinds import FIELDS, LEVELS, TYPES, Kinds
from assistant.ledger.narrowing import divisions
from ingest.gazetteer import gazetteer
from ingest.regions import covers
from vectorstore.facts import Aspect, Clause, Condition, Modality

Verdict = Literal["met", "not_met", "unknown"]
WORDS: Mapping[Verdict, str] = {"met": "符合", "not_met": "不符合", "unknown": "待确认"}


@dataclass(frozen=True, slots=True)
class Applicant:
    """An organisation that asks whether it may take part; what is None or empty it has not said.

    :param level: 国家级, 省级, 市级, 县级 or 基层.
    :param type: its legal kind, as `kinds.TYPES` has it.
    :param home: codes of the division where it is registered.
    :param fields: what it works on, as `kinds.FIELDS` has it.
    """

    level: str | None = None
    type: str | None = None
    home: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition and how the applicant stands to it; `ask` is the question to put where that is unknown."""

    condition: Condition
    verdict: Verdict
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause and how the applicant stands to it, with each of its conditions.

    :param applies: False where the clause binds others than the applicant, which then has nothing to meet.
    """

    clause: Clause
    verdict: Verdict
    conditions: tuple[Judged, ...] = ()
    ask: str | None = None
    applies: bool = True

    @property
    def asks(self) -> tuple[str, ...]:
        """What to ask the applicant."""
        own = (self.ask,) if self.ask else ()
        return (*own, *(judged.ask for judged in self.conditions if judged.ask))


@dataclass(frozen=True, slots=True)
class Assessment:
    """All clauses of one programme; `programme` is None for those that name none."""

    programme: str | None
    verdict: Verdict
    findings: tuple[Finding, ...]


def assess(applicant: Applicant, clauses: Iterable[Clause]) -> list[Assessment]:
    """Judge an applicant by every clause, programme by programme, in the order of the clauses."""
    programmes: dict[str | None, list[Finding]] = defaultdict(list)
    for clause in clauses:
        programmes[clause.programme].append(judge(applicant, clause))
    return [Assessment(name, _overall(findings), tuple(findings)) for name, findings in programmes.items()]


def judge(applicant: Applicant, clause: Clause) -> Finding:
    """Judge an applicant by one clause: whether it is allowed, does what it must, and is not what is shut out."""
    conditions = tuple(_judged(applicant, condition) for condition in clause.conditions)
    whom = _together(judged for judged in conditions if judged.condition.text in clause.subject)
    fits = _together(conditions)
    demands = any(judged.condition.text not in clause.subject for judged in conditions)
    if clause.modality == "may":
        return _finding(clause, fits, conditions)
    if clause.modality == "must_not" and conditions and _TAKING_PART.search(clause.action):
        return _finding(clause, _OPPOSITE[fits], conditions)  # to fit is to be shut out
    if whom == "not_met" or (clause.modality == "must_not" and fits == "not_met"):
        return Finding(clause, "met", _settled(conditions), applies=False)
    if clause.modality == "must" and demands and fits != "unknown":
        return _finding(clause, fits, conditions)
    if clause.modality == "must" and any(one.ask and one.condition.aspect in _KINDS for one in conditions):
        return _finding(clause, fits, conditions)
    conditions = _settled(conditions)
    return Finding(clause, "unknown", conditions, _CONDUCT[clause.modality].format(action=clause.action))


def _finding(clause: Clause, verdict: Verdict, conditions: tuple[Judged, ...]) -> Finding:
    return Finding(clause, verdict, conditions if verdict == "unknown" else _settled(conditions))


def _together(conditions: Iterable[Judged]) -> Verdict:
    """All conditions must be met; of several on one aspect (山东省和其他东部省份, 基金会、社会团体) any one will do."""
    aspects: dict[str, list[Verdict]] = defaultdict(list)
    for number, judged in enumerate(conditions):
        aspect = judged.condition.aspect
        aspects[aspect if aspect in _KINDS else f"{aspect} {number}"].append(judged.verdict)
    return _worst(_best(verdicts) for verdicts in aspects.values())


def _settled(conditions: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Once a clause is decided, what is unknown of it need not be asked."""
    return tuple(Judged(judged.condition, judged.verdict) for judged in conditions)


_TAKING_PART = re.compile("申报|申请|报名|参加|参与|加入|承接|承担|结对|入围|享受|推荐|评选|资助")
"""A ban on this shuts somebody out; a ban on anything else (收费, 推销) tells how to behave."""
_OPPOSITE: Mapping[Verdict, Verdict] = {"met": "not_met", "not_met": "met", "unknown": "unknown"}
_CONDUCT: Mapping[Modality, str] = {"must": "请确认是否做到：{action}", "must_not": "请确认没有、也不会：{action}"}


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    """All must be met: one that is not decides, then one that is unknown."""
    found = set(verdicts)
    return "not_met" if "not_met" in found else "unknown" if "unknown" in found else "met"


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    """One that is met is enough."""
    found = set(verdicts)
    return "met" if "met" in found else "unknown" if "unknown" in found else "not_met"


def _overall(findings: Iterable[Finding]) -> Verdict:
    """A programme is open to whom one of its permissions admits, and no obligation or ban keeps out."""
    bound = [one for one in findings if one.clause.modality != "may"]
    doors = [one for one in findings if one.clause.modality == "may" and one.conditions]
    entry: Verdict = "unknown"
    if doors:
        entry = _best(one.verdict for one in doors)
    return _worst([entry, *(one.verdict for one in bound)])


# --- one condition ----------------------------------------------------------------------------------------------------


def _judged(applicant: Applicant, condition: Condition) -> Judged:
    check = _CHECKS.get(condition.aspect)
    verdict = check(applicant, condition) if check else "unknown"
    return Judged(condition, verdict, _ask(condition) if verdict == "unknown" else None)


def _level(applicant: Applicant, condition: Condition) -> Verdict:
    return _by_kind(LEVELS, (applicant.level,) if applicant.level else (), condition.values)


def _type(applicant: Applicant, condition: Condition) -> Verdict:
    return _by_kind(TYPES, (applicant.type,) if applicant.type else (), condition.values)


def _field(applicant: Applicant, condition: Condition) -> Verdict:
    return _by_kind(FIELDS, applicant.fields, condition.values)


def _by_kind(kinds: Kinds, own: Iterable[str], values: Iterable[str]) -> Verdict:
    """Compare kinds: a foundation is a charity; whether a society is a charity, too, is yet to be asked."""
    wanted = [kinds.named(value) for value in values]
    verdicts = [_kind(kinds, one, value) for one in own for value in wanted]
    return _best(verdicts) if verdicts else "unknown"


def _kind(kinds: Kinds, own: str, wanted: str | None) -> Verdict:
    if wanted is None:
        return "unknown"  # a word that we do not know shuts nobody out
    if kinds.is_within(own, wanted):
        return "met"
    return "unknown" if kinds.may_be(own, wanted) else "not_met"


def _home(applicant: Applicant, condition: Condition) -> Verdict:
    """Compare places: 云南省 holds 昭通市; of a body of 云南省 it is not known whether it is of 昭通市."""
    wanted = [_codes(value) for value in condition.values]
    if not applicant.home or not all(wanted):
        return "unknown"
    verdicts = {_place(own, code) for own in applicant.home for codes in wanted for code in codes}
    return _best(verdicts)


def _place(own: str, wanted: str) -> Verdict:
    if covers(wanted, own):
        return "met"
    return "unknown" if covers(own, wanted) else "not_met"


def _codes(value: str) -> tuple[str, ...]:
    """The codes of a place, or of all provinces of a part of the country (东部)."""
    if value.isdigit():
        return (value,)
    return tuple(division.code for division in divisions(value)) or codes_of_part(value)


def _standing(applicant: Applicant, condition: Condition) -> Verdict:
    """What only the applicant knows of itself; but a body of a legal type is a registered one."""
    unregistered = _UNREGISTERED.search(condition.text) and applicant.type in _REGISTERED
    return "not_met" if unregistered else "unknown"


_UNREGISTERED = re.compile("(?:没有|未经?|尚未)(?:依法)?(?:登记|注册)")
_REGISTERED = ("基金会", "社会团体", "行业协会商会", "社会服务机构", "企业", "事业单位")
_CHECKS: Mapping[Aspect, Callable[[Applicant, Condition], Verdict]] = {
    "level": _level,
    "type": _type,
    "home": _home,
    "field": _field,
    "standing": _standing,
}
_KINDS = ("level", "type", "home", "field")
"""The aspects that say what an applicant is."""


# --- what to ask ------------------------------------------------------------------------------------------------------


def _ask(condition: Condition) -> str:
    values = "、".join(_shown(value) for value in condition.values)
    return _ASKED[condition.aspect].format(values=values, text=condition.text)


def _shown(value: str) -> str:
    known = gazetteer().divisions
    return known[value].name if value in known else value


_ASKED: Mapping[Aspect, str] = {
    "level": "请问贵组织在哪一级登记（条件：{text}）？",
    "type": "请问贵组织是否属于{values}（条件：{text}）？",
    "home": "请问贵组织是否在{values}登记（条件：{text}）？",
    "field": "请问贵组织是否从事{values}（条件：{text}）？",
    "standing": "请确认是否“{text}”",
    "other": "请确认是否“{text}”",
}
