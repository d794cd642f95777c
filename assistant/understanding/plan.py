"""A question understood: what it asks, of whom, where and when, and what is to be done with the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from assistant.understanding.times import Times

Role = Literal["organisation", "place", "name", "time", "number", "word"]
Kind = Literal[
    "amount", "count", "share", "person", "organisation", "place", "time", "list", "yes_no", "reason", "manner", "name"
]  # fmt: skip
Operation = Literal["sum", "average", "compare", "difference"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the question names.

    :param role: a `name` is anything else that stands for one thing only: a quoted title, a village, a project.
    :param weight: 1 for what this question says, less for what it takes over from earlier turns or hardly means.
    """

    text: str
    role: Role
    weight: float = 1.0

    def __hash__(self) -> int:
        """Hash the text alone: terms are looked up for every sentence, and two of one text are rare."""
        return hash(self.text)

    @property
    def is_name(self) -> bool:
        """Whether the evidence must be about this very thing and no other."""
        return self.role in ("organisation", "place", "name")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing the question wants to know.

    :param unit: the measure word asked for (辆 of 多少辆), or empty.
    :param head: the noun that is counted, named or sought (救护车, 机制), or empty.
    :param near: the content words of the clause it stands in, nearest first; they tell two asks of a question apart.
    :param must: a word that an answer cannot do without (联系电话), or empty.
    :param act: the verb that it is asked with (停办 of 为什么停办), where an answer must speak of that very act.
    :param denied: whether the act is asked about as one that did not happen (为什么没有通过).
    """

    kind: Kind
    unit: str = ""
    head: str = ""
    near: tuple[str, ...] = ()
    must: str = ""
    act: str = ""
    denied: bool = False

    @property
    def wants_figure(self) -> bool:
        """Whether only a number answers it."""
        return self.kind in ("amount", "count", "share")


@dataclass(frozen=True)
class Plan:
    """A question understood; searching and answering read it, and the answer's record keeps it.

    What is derived from its fields is derived once: it is asked for with every sentence.

    :param text: the question on its own, normalised; a follow-up with what it takes over from the turns before.
    :param own: what this question says itself, a follow-up made whole; `also` are other ways to write its figures.
    :param asks: what is wanted, in the order of the question; never empty.
    :param inherited: names taken over from earlier turns: the evidence must be about one of them.
    :param years: the years that the question names, and `ordinals` which of a series (第三批).
    :param times: what it says of time by words that need a date to count from (去年, 近三年, 2023年以来).
    :param stated: the figures that the question itself states, as (value, unit); they answer nothing.
    """

    text: str
    asks: tuple[Ask, ...]
    terms: tuple[Term, ...]
    inherited: tuple[Term, ...] = ()
    operation: Operation | None = None
    years: frozenset[int] = frozenset()
    ordinals: frozenset[tuple[str, str]] = frozenset()
    stated: frozenset[tuple[Decimal, str]] = frozenset()
    times: tuple[Times, ...] = ()
    english: bool = False
    own: str = ""
    also: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """What is searched for."""
        return " ".join((self.text, *self.also))

    @cached_property
    def names(self) -> tuple[Term, ...]:
        """The terms of the question itself that the evidence must be about."""
        return tuple(term for term in self.terms if term.is_name)

    @cached_property
    def words(self) -> tuple[Term, ...]:
        """The terms of the question itself that say what is asked of the names."""
        return tuple(term for term in self.terms if not term.is_name)

    @cached_property
    def all_names(self) -> tuple[Term, ...]:
        """The names of the question and those that it takes over from earlier turns."""
        return (*self.names, *self.inherited)

    @cached_property
    def places(self) -> frozenset[str]:
        """The places among them."""
        return frozenset(term.text for term in self.all_names if term.role == "place")

    @cached_property
    def bodies(self) -> tuple[Term, ...]:
        """The organisations that the question itself names."""
        return tuple(term for term in self.names if term.role == "organisation")
