"""Questions as programs send them: a line of a batch file, or the body of a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.errors import BadInput
from assistant.records import Question, Turn
from vectorstore.records import Filters, Kind

AskedMode = Literal["auto", "extractive", "generate", "agent"]
LONGEST_QUESTION = 4000

_KINDS = "、".join(get_args(Kind))
_SENTENCES = {
    "literal_error": "只能是 {expected}",
    "extra_forbidden": "没有这一项",
    "missing": "缺少这一项",
    "string_too_short": "不能为空",
    "string_too_long": "不能超过 {max_length} 个字",
    "json_invalid": "不是 JSON",
}


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
    since: str | None = None
    until: str | None = None

    @field_validator("region", "organisation", "programme", "kind", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value or []

    @field_validator("region", "organisation", "programme")
    @classmethod
    def _named(cls, values: list[str]) -> list[str]:
        if any(not value.strip() for value in values):
            raise ValueError("不能为空")
        return [value.strip() for value in values]

    @field_validator("since", "until")
    @classmethod
    def _day(cls, value: str | None) -> str | None:
        try:
            if value is not None and date.fromisoformat(value).isoformat() != value:
                raise ValueError
        except ValueError:
            raise ValueError(f"{value!r} 不是日期，日期写作 2022-01-31") from None
        return value

    @model_validator(mode="after")
    def _in_order(self) -> FiltersBody:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"起始日期 {self.since} 晚于截止日期 {self.until}")
        return self

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

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    id: str | None = None
    history: list[TurnBody] = []
    filters: FiltersBody = FiltersBody()
    mode: AskedMode = "auto"

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
        field, reason = told(error.errors()[0])
        raise BadInput(f"问题文件第 {number} 行的 {field or '内容'} 不能使用：{reason}。") from error


def told(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return the field that a validation error is about, and in Chinese what is wrong with it."""
    field = ".".join(str(part) for part in error["loc"] if part != "body")
    context = {**error.get("ctx", {})}
    if error["type"] == "literal_error":
        context["expected"] = _KINDS if "kind" in error["loc"] else str(context["expected"]).replace(" or ", " 或 ")
    if error["type"] in _SENTENCES:
        return field, _SENTENCES[error["type"]].format_map(context)
    return field, str(error["msg"]).removeprefix("Value error, ")
