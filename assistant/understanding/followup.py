"""A follow-up made whole from the turns before it, without a language model.

What only names another place, body or year (那镇雄县呢) is the question before it, asked of that. What says 它 or 该县,
or names nothing at all, is about what the turns before were about. What names its own subject stands alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.records import Turn
from assistant.understanding.asks import interrogative
from assistant.understanding.english import english_terms, is_english, located
from assistant.understanding.plan import Role, Term
from assistant.understanding.terms import normalise, terms
from assistant.understanding.times import times, years

_LONGEST_SWAP = 24
_LEAD = re.compile(
    r"^(?:那么|那|然后|还有|再问一下|再说|如果是|要是|换成|换作|改成|至于)+(?:说|是|问)?[，,]?"
    r"|^(?:(?:and|so|then|ok|okay)[ ,]+)?(?:what|how)\s+about\s+|^and\s+(?:for|in)?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:的?(?:情况)?(?:呢|怎么样|又如何|如何))?[？?。，!！\s]*$")
_SUBJECT = re.compile("^(?:它|他|她)们?(?:在|对|给|向)?|^(?:在|对|给|向)")
_POINTING = re.compile(
    r"^(?:那|这|它|他|她|其|还|又|此)|[它他她]们?|该(?:项目|组织|协会|基金会|机构|县|市|省|地|校|计划|公司|行动)"
    r"|(?:这|那)(?:个|些|家|项|所|里|边|儿|次|笔|批)|当地|上述|前者|后者|其中|呢[？?，]?$"
    r"|\b(?:it|its|they|their|them|those|these|that|this)\b|(?<!are )(?<!is )\bthere\b(?! (?:is|are))",
    re.IGNORECASE,
)
# What a pronoun can point at; where the turns before name nothing of that kind, it may point at anything.
_KINDS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (r"该(?:县|市|省|地)|当地|(?:这|那)(?:里|边|儿|个县|个市|个省|个地方)|\bthere\b", ("place",)),
    (r"该(?:组织|协会|基金会|机构|公司)|(?:这|那)(?:家|个组织|个协会|个基金会|个机构)", ("organisation",)),
    (r"该(?:项目|计划|行动)|(?:这|那)(?:个项目|个计划|项)", ("name",)),
)
_WITHIN = re.compile(r"^(?:在|对|向|给|为|从|于|到|其中)")
_PARENTHESES = re.compile(
    r"（“[^”]*”按“[^”]*”理解）|\(“[^”]*” is read as “[^”]*”\)|According to 《[^》]*》(?: \([^)]*\))?:|\[\d+\]"
)
_UNANSWERED = re.compile(
    r"^(?:在.{0,40}条件.{0,60}，)?文库中没有|^这个问题不在|^The library|^This question|您问的是哪一个|Which one"
)


@dataclass(frozen=True, slots=True)
class Whole:
    """A question that stands alone.

    :param text: the question, normalised, with what it swaps of the one before.
    :param names: what it is about without saying so, and `words` what was said of it, as faint hints.
    :param told: what its answer named, for the questions after it.
    :param before: the question before it.
    """

    text: str
    names: tuple[Term, ...] = ()
    words: tuple[Term, ...] = ()
    told: tuple[Term, ...] = ()
    before: str = ""


def whole(text: str, history: tuple[Turn, ...]) -> Whole:
    """Return a question made whole from its history, the first turn first."""
    topic: Whole | None = None
    for turn in history:
        said = normalise(turn.content)
        if turn.role == "user":
            topic = _after(said, topic)
        elif topic is not None and not _UNANSWERED.search(said):
            topic = _with_answer(topic, _PARENTHESES.sub(" ", said).strip())
        elif topic is None:
            topic = _with_answer(Whole(""), _PARENTHESES.sub(" ", said).strip())
    return _after(normalise(text), topic)


def content(text: str) -> tuple[Term, ...]:
    """Return the terms of a question in either language."""
    return english_terms(text) if is_english(text) else terms(text)


def _after(text: str, topic: Whole | None) -> Whole:
    if topic is None:
        return Whole(text)
    if topic.text and (swapped := _swapped(text, topic)):
        return swapped
    own = content(text)
    if not _leans(text, own):
        return Whole(text)
    restated = {term.role for term in own if term.is_name}
    known = {term.text for term in own}
    about = (*(term for term in content(topic.text) if term.is_name), *topic.names, *topic.told)
    names = tuple(replace(term, weight=0.5) for term in about if term.role not in restated and term.text not in known)
    meant = tuple({term.text: term for term in _pointed_at(text, names)}.values())
    words = (*(term for term in (*content(topic.text), *topic.words) if term.role == "word"), *names)
    known |= {term.text for term in meant}
    faint = {term.text: replace(term, role="word", weight=0.2) for term in words if term.text not in known}
    return Whole(text, meant, tuple(faint.values()), before=topic.text)


def _with_answer(topic: Whole, said: str) -> Whole:
    """What a conversation is about once its question is answered: also what the answer names."""
    found = content(said)
    told = tuple(replace(term, weight=0.5) for term in found if term.is_name)
    words = tuple(term for term in found if term.role == "word")
    return replace(topic, told=told, words=(*topic.words, *words))


def _leans(text: str, own: tuple[Term, ...]) -> bool:
    """Whether a question cannot be understood without the turns before it."""
    names = [term for term in own if term.is_name]
    if not names or _POINTING.search(text):
        return True
    return _WITHIN.match(text) is not None and all(term.role == "place" for term in names)


def _pointed_at(text: str, names: tuple[Term, ...]) -> tuple[Term, ...]:
    if re.search(r"[它他她其]|\b(?:it|its|they|their|them)\b", text, re.IGNORECASE):
        return names
    for pattern, roles in _KINDS:
        if re.search(pattern, text, re.IGNORECASE) and (fitting := [term for term in names if term.role in roles]):
            return tuple(fitting)
    return names


# --- 那镇雄县呢 --------------------------------------------------------------------------------------------------


def _swapped(text: str, topic: Whole) -> Whole | None:
    """The question before with what this one names in place of its like; None where this one asks for itself."""
    bare = _TAIL.sub("", _LEAD.sub("", text))
    marked = bare != re.sub(r"[？?。，!！\s]*$", "", text)
    bare = _SUBJECT.sub("", bare) if marked else bare
    if re.fullmatch(r"(?:in )?(?:19|20)\d\d年?", bare):
        return replace(topic, text=_swap_time(topic.text, bare.removeprefix("in ")), told=())
    found = content(bare)
    own = [term for term in found if term.role != "word" or not found[0].is_name]
    if not bare or len(bare) > _LONGEST_SWAP * (3 if bare.isascii() else 1) or interrogative(bare) or not own:
        return None
    if not marked and not all(term.is_name or term.role == "time" for term in found):
        return None
    if _POINTING.search(bare):
        return None
    whole_before, names = topic.text, topic.names
    for term in own:
        whole_before = _swap(whole_before, bare, term)
        names = tuple(name for name in names if name.role != term.role)
    return Whole(whole_before, _unsaid(names, whole_before), topic.words, before=topic.before)


def _swap(before: str, bare: str, term: Term) -> str:
    if term.role in ("time", "word") and (years(bare) or times(bare)):
        return _swap_time(before, bare)
    like = _alike(before, term)
    if like is None:
        return f"{term.text}{before}" if not is_english(before) else f"{before.rstrip('?？ ')} {term.text}?"
    start, end = like
    return before[:start] + term.text + before[end:]


def _swap_time(before: str, bare: str) -> str:
    said = re.search("|".join([r"(?:19|20)\d\d年?", *(re.escape(time.words) for time in times(before))]), before)
    if said is None:
        return f"{before.rstrip('?？ ')} in {bare}?" if is_english(before) else bare + before
    bare = bare.removesuffix("年") if is_english(before) else bare
    return before[: said.start()] + bare + before[said.end() :]


def _alike(before: str, term: Term) -> tuple[int, int] | None:
    """Where the question before says the thing of the same kind that comes last."""
    if is_english(before):
        spans = [(start, end) for start, end, other in located(before) if other.role == term.role]
        return spans[-1] if spans else None
    like = [other.text for other in terms(before) if other.role == term.role and other.text in before]
    if not like:
        return None
    if term.role == "word":  # 产业类 is put for 教育类, not for any word
        like = [word for word in like if word[-1] == term.text[-1] and len(word) > 1]
        if not like:
            return None
    start = max(before.rfind(word) for word in like)
    word = max((word for word in like if before.startswith(word, start)), key=len)
    return start, start + len(word)


def _unsaid(names: tuple[Term, ...], text: str) -> tuple[Term, ...]:
    return tuple(
        name
        for name in names
        if name.text not in text and any(name.role == r for r in ("organisation", "place", "name"))
    )
