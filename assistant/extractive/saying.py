"""What an answer says beside the sources' own words, in Chinese and in English: frames, notes, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.matching import names_place
from assistant.records import Citation
from assistant.understanding.plan import Plan, Term
from assistant.understanding.spelling import Reading
from ingest.addressed import offers_something, speaks_to_reader
from vectorstore.records import Hit

_TEXTS = {
    "out_of_scope": (
        "这个问题不在帮扶资料的范围内，无法回答。可以问我帮扶项目、结对关系、资金数字或参与条件。",
        "This question is outside the material on aid programmes. Ask me about programmes, pairings, funds or"
        " conditions of taking part.",
    ),
    "nothing": ("文库中没有找到相关资料。", "The library holds no material on this."),
    "no_answer": ("文库中没有找到能回答这个问题的内容。", "The library holds no answer to this question."),
    "absent": ("文库中没有关于“{name}”的相关内容。", "The library holds nothing about “{name}”."),
    "similar": ("名称相近的有{names}。", " Names that come near: {names}."),
    "nearest": ("最接近的资料是《{title}》。", " The nearest document is 《{title}》."),
    "missing": ("文库中没有找到：{missing}。", " Not found in the library: {missing}."),
    "read_as": ("（“{written}”按“{name}”理解）", "(“{written}” is read as “{name}”) "),
    "which": (
        "“{name}”可以指不止一个，您问的是哪一个：{options}？",
        "“{name}” may stand for more than one. Which one do you mean: {options}?",
    ),
}
_MARKED = re.compile(r"(?P<said>.+?)(?P<marks>(?:\[\d+\])+)", re.DOTALL)
_VERDICTS = {"可以：": "Yes: ", "不可以：": "No: "}


def say(key: str, plan: Plan, **values: str) -> str:
    """Return a text of the table in the language of the question."""
    return _TEXTS[key][plan.english].format(**values)


def notes(reading: Reading, plan: Plan) -> str:
    """Say which names were read otherwise than they are written."""
    return "".join(say("read_as", plan, written=written, name=name) for written, name in reading.changes)


def which(reading: Reading, plan: Plan) -> str:
    """Ask back which of several names is meant."""
    options = (", " if plan.english else "、").join(reading.options)
    return say("which", plan, name=reading.doubt or "", options=options)


def not_found(plan: Plan, hits: Sequence[Hit], reading: Reading) -> str:
    """Say that nothing was found, which name is nowhere in the library, and what comes nearest."""
    if not hits:
        return say("nothing", plan)
    absent = [term.text for term in plan.names if not any(_speaks_of(term, hit) for hit in hits)]
    text = say("absent", plan, name=absent[0]) if absent else say("no_answer", plan)
    if reading.similar:
        text += say("similar", plan, names="、".join(f"“{name}”" for name in reading.similar[:3]))
    title = hits[0].document.title
    return text + (say("nearest", plan, title=title) if title and not _is_no_title(title) else "")


def _speaks_of(term: Term, hit: Hit) -> bool:
    text = f"{hit.document.title or ''}\n{hit.document.text}"
    return term.text in text or (term.role == "place" and names_place(term.text, text))


def _is_no_title(title: str) -> bool:
    """Whether a title does not say what its document is about, but wants something of whoever reads it."""
    return speaks_to_reader(title) or offers_something(title)


def framed(text: str, citations: Sequence[Citation], plan: Plan) -> str:
    """Return the answer as it stands, or the Chinese evidence for an English question in English frames."""
    if not plan.english:
        return text
    by_marker = {citation.marker: citation for citation in citations}
    framed, last = "", None
    for match in _MARKED.finditer(text):
        said = match["said"].strip()
        verdict = next((_VERDICTS[word] for word in sorted(_VERDICTS) if said.startswith(word)), "")
        said = said.removeprefix("不可以：").removeprefix("可以：") if verdict else said
        cited = by_marker[int(re.findall(r"\d+", match["marks"])[0])]
        lead = "" if cited.document == last else f"{verdict}According to {_source(cited)}: "
        last = cited.document
        framed += (" " if framed else "") + lead + said + match["marks"]
    return framed


def _source(citation: Citation) -> str:
    told = ", ".join(part for part in (citation.publisher, citation.published) if part)
    return f"《{citation.title or citation.source}》" + (f" ({told})" if told else "")
