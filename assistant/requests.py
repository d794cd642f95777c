"""Questions as programs send them: a line of a batch file, or the body of a request."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import BadInput
from assistant.records import Question, Turn
from vectorstore.records import Filters, Kind

_DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


class TurnBody(BaseModel):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: str


class FiltersBody(BaseModel):
    """What the search is narrowed to, by the names of the command line's options; one value or a list."""

    model_config = ConfigDict(extra="forbid")

    region: list[str] = []
    organisation: list[str] = []
    programme: list[str] = []
    kind: list[Kind] = []
    since: str | None = Field(None, pattern=_DATE)
    until: str | None = Field(None, pattern=_DATE)

    @field_validator("region", "organisation", "programme", "kind", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value or []

    def filters(self) -> Filters:
        """Return the filters as the library takes them."""
        return Filters(
            regions=tuple(self.region),
            organisations=tuple(self.organisation),
            programmes=tuple(self.programme),
            kinds=tuple(self.kind),
            since=self.since,
            until=self.until,
        )


class QuestionBody(BaseModel):
    """A question with its conversation and filters; only `question` is needed."""

    question: str = Field(min_length=1, max_length=4000)
    id: str | None = None
    history: list[TurnBody] = []
    filters: FiltersBody = FiltersBody()
    mode: Literal["auto", "extractive", "generate", "agent"] = "auto"

    def to_question(self) -> Question:
        """Return the question as the assistant takes it."""
        history = tuple(Turn(turn.role, turn.content) for turn in self.history)
        mode = None if self.mode == "auto" else self.mode
        return Question(self.question, id=self.id, history=history, filters=self.filters.filters(), mode=mode)


def parse_question(line: str, number: int) -> Question:
    """Read one line of a batch file.

    :raises BadInput: naming the line and what is wrong with it.
    """
    try:
        return QuestionBody.model_validate_json(line).to_question()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise BadInput(f"问题文件第 {number} 行的 {where} 不能用：{first['msg']}。") from error
