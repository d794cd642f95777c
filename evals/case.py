"""One question of a suite with what is expected of its answer, and how a file of them is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import AliasChoices, BaseModel, Field, ValidationError, field_validator

from assistant.records import Question, Turn
from assistant.web.requests import FiltersBody, TurnBody
from evals.errors import BadSuite, MissingData
from vectorstore.records import Filters


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question and what a right answer to it does.

    :param type: what kind of question it is; results are shown by it.
    :param expect: groups of alternatives; a right answer holds one alternative of every group.
    :param forbid: what a right answer never says.
    :param cite: quotes of the sources; a citation has to overlap one of them.
    :param abstain: whether the library cannot answer it, and a right answer says so.
    :param gold: identifiers, in the system they came from, of the documents that answer it.
    :param references: whole answers as somebody wrote them down.
    :param follows: id of the question before it in the same conversation, whose answer it is asked after.
    :param injected: what an answer says, or holds, that carries out an instruction hidden in a document.
    :param context: a text that the question, then a statement, is checked against; for suites that judge a verifier.
    """

    id: str
    question: str
    type: str = "question"
    history: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    expect: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    abstain: bool = False
    gold: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    follows: str | None = None
    injected: tuple[str, ...] = ()
    context: str = ""

    def to_question(self, before: tuple[Turn, ...] = ()) -> Question:
        """Return what the assistant is asked, after what was said before."""
        return Question(self.question, id=self.id, history=(*self.history, *before), filters=self.filters)


class _Line(BaseModel):
    """A line of a question file; public sets write `qid`, `query` and `answer` where ours write `id` and `expect`."""

    id: str = Field(validation_alias=AliasChoices("id", "qid"), coerce_numbers_to_str=True)
    question: str = Field(validation_alias=AliasChoices("question", "query"), min_length=1)
    type: str = "question"
    history: list[TurnBody] = []
    filters: FiltersBody = FiltersBody()
    expect: list[list[str]] = []
    forbid: list[str] = []
    cite: list[str] = []
    abstain: bool = False
    gold: list[str] = Field([], validation_alias="gold_doc_ids")
    references: list[str] = Field([], validation_alias=AliasChoices("references", "answers", "answer"))
    follows: str | None = None
    injected: list[str] = []

    @field_validator("references", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    def to_case(self) -> Case:
        return Case(
            id=self.id,
            question=self.question,
            type=self.type,
            history=tuple(Turn(turn.role, turn.content) for turn in self.history),
            filters=self.filters.filters(),
            expect=tuple(tuple(group) for group in self.expect),
            forbid=tuple(self.forbid),
            cite=tuple(self.cite),
            abstain=self.abstain,
            gold=tuple(self.gold),
            references=tuple(self.references),
            follows=self.follows,
            injected=tuple(self.injected),
        )


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read a question file.

    :raises MissingData: when it is not there.
    :raises BadSuite: naming the line that is not a question, or the identifier that stands twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise MissingData(f"The question file {path} cannot be read: {error.strerror}.") from error
    cases = tuple(_parse(line, number, path) for number, line in enumerate(lines, start=1) if line.strip())
    check_ids(cases, path.name)
    return cases


def check_ids(cases: tuple[Case, ...], name: str) -> None:
    """See that there are questions, that each has an id of its own, and that none is asked before what it follows.

    :raises BadSuite: naming the id.
    """
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise BadSuite(f"{name} holds the id {case.id!r} twice; every question needs an id of its own.")
        if case.follows is not None and case.follows not in seen:
            raise BadSuite(f"{name}: {case.id!r} follows {case.follows!r}, which does not stand before it.")
        seen.add(case.id)
    if not cases:
        raise BadSuite(f"{name} holds no question.")


def _parse(line: str, number: int, path: Path) -> Case:
    try:
        return _Line.model_validate_json(line).to_case()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise BadSuite(f"{path.name} line {number}: {where}: {first['msg']}.") from error
