"""How much of what: every amount of an article with whose it is, what it counts, its scope, place and time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ingest.extract.amounts import amounts, base_unit, states
from ingest.extract.article import Article, region_of
from ingest.extract.parties import is_media
from ingest.extract.periods import Timed, times, written_on
from ingest.extract.sentence import Clause, Sentence
from ingest.quantities import Quantity
from ingest.words import words
from vectorstore.facts import Figure, Period, Scope

_SCOPES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    ("planned", re.compile(r"计划|预计|拟|力争|目标|将(?!军|近)|有望|争取|到20\d\d年底?将")),
    ("cumulative", re.compile(r"累计|以来|截至|目前|已经?|共(?!同|建|享|青)|总计|合计|至今")),
    (
        "period",
        re.compile(r"每年|全年|年度|学期|季度|半年|当年|(?:今|去|前)年|(?:19|20)\d\d年(?!\d{1,2}月\d)|近.{1,2}年"),
    ),
)
_PARTS = re.compile(r"其中[^，。；]{0,12}$|（其中[^）]*$")
_BYLINE = re.compile(r"[（(](?:原标题|作者|来源|图|据|记者|完)")
_TRIM = re.compile(
    r"^(?:并|还|又|也|且|同时|先后|已|正在|目前|共|约|近|超过?|达到?|为|是|有|的|了|等|，|其中|此次|本次|分别|年|月|日)+|[约近超过达到共为是有了：]+$"
)
_NOMINAL = frozenset({"n", "nz", "vn", "a", "an", "LOC", "ORG", "PER", "nw", "nr", "ns", "nt", "s", "f", "j"})
_ABSTRACT = re.compile(
    r"[个大项种类](?:方面|层面|阶段|环节|角度|问题|部分|级别|原则|关键|特点|抓手|维度|坚持|确保)|[两三四五六七八九十]大"
)
_NO_COUNT = re.compile("个多?(?:小时|月|星期|季度|学期|工作日)|支[部书]")
"""A measure word that goes on as another word: 4个多小时 is a time, 二支部 a name."""
_AND = re.compile("以及|[和与及]")
_NAME = re.compile(r"“[^”，。；]{1,30}”|《[^》]*》")
_LONGEST = 120


def figures(article: Article) -> Iterator[Figure]:
    """Yield the figures of an article."""
    today = written_on(article.document)
    for sentence in article.sentences:
        if (
            len(sentence.text) > 1000
            or _BYLINE.match(sentence.text)
            or not re.search(r"\d|[两二三四五六七八九十百千万亿]", sentence.text)
        ):
            continue
        yield from _in_sentence(sentence, today)


def _in_sentence(sentence: Sentence, today: date | None) -> Iterator[Figure]:
    timed = list(times(sentence.text, today))
    quoted = [match.span() for match in _NAME.finditer(sentence.text)]
    before: Quantity | None = None
    for amount in amounts(sentence.text):
        if _ABSTRACT.match(sentence.text[max(amount.end - 1, 0) :]) or _inside_time(amount, timed):
            continue
        if any(start < amount.start and amount.end < end for start, end in quoted):
            continue
        if _NO_COUNT.match(sentence.text, amount.end - 1):
            continue
        clause = sentence.clauses[sentence.clause_at(amount.start)]
        if metric := _metric(sentence, clause, amount):
            figure = _figure(sentence, clause, amount, metric, timed, before)
            if states(figure.quote, figure.value, figure.unit):
                yield figure
            before = amount


def _inside_time(amount: Quantity, timed: list[Timed]) -> bool:
    return any(one.start <= amount.start < one.end for one in timed)


def _figure(
    sentence: Sentence, clause: Clause, amount: Quantity, metric: str, timed: list[Timed], before: Quantity | None
) -> Figure:
    start, end = _stretch(sentence, clause, amount)
    subject = sentence.subject(amount.start)
    time = _time(sentence, clause, amount, timed)
    part = before is not None and before.unit == amount.unit and before.value > amount.value
    return Figure(
        sources=(sentence.source(start, end),),
        subject=subject[0].name if subject and not is_media(subject[0].name) else "",
        metric=metric,
        value=amount.value,
        unit=base_unit(amount.unit),
        text=amount.text,
        qualifier=amount.qualifier,
        scope=_scope(sentence, clause, amount),
        region=region_of(_place(sentence, amount)),
        time=time,
        part_of=before.text if before and part and _PARTS.search(sentence.text[: amount.start]) else None,
    )


def _stretch(sentence: Sentence, clause: Clause, amount: Quantity) -> tuple[int, int]:
    """Return the clause as the quote, or what is around the number where the clause is long."""
    if clause.end - clause.start <= _LONGEST:
        return clause.start, clause.end
    return max(clause.start, amount.start - _LONGEST // 2), min(clause.end, amount.end + _LONGEST // 2)


def _metric(sentence: Sentence, clause: Clause, amount: Quantity) -> str:
    """Return what is counted in the document's words: those before the number, and the noun behind it."""
    lead = sentence.text[clause.start : amount.start]
    if amount.qualifier:
        lead = lead.removesuffix(amount.qualifier)
    last = [
        one.end - clause.start for one in sentence.mentions if clause.start <= one.start and one.end <= amount.start
    ]
    lead = lead[last[-1] :] if last and len(lead) - last[-1] >= 2 else lead
    told = re.split(r"[）)（(、“”，]|\d[\d.,万亿]*[^\d\s]", lead)
    parts = [_TRIM.sub("", part.strip()) for part in told]
    if re.search(
        r"\d", sentence.text[clause.start : amount.start]
    ):  # 30顶帐篷和60部对讲机: what stands before the word that joins them is the other's
        parts[-1] = _TRIM.sub("", _AND.split(told[-1])[-1].strip())
    noun = _noun_after(sentence, clause, amount).strip("的、 ")
    counted = f"{parts[-1][-16:]}{noun}".strip("的、 ")
    behind = sentence.text[amount.end : clause.end].strip("”’）")[:16]
    return counted or behind or next((part[-16:] for part in reversed(parts) if part), "")


def _noun_after(sentence: Sentence, clause: Clause, amount: Quantity) -> str:
    if amount.unit in ("元", "%"):
        return (
            ""
            if not re.match(r"(?:的|[\u4e00-\u9fff]{2})", sentence.text[amount.end : clause.end])
            else _nouns(sentence, clause, amount)
        )
    return _nouns(sentence, clause, amount)


def _nouns(sentence: Sentence, clause: Clause, amount: Quantity) -> str:
    end = amount.end
    for word in words(sentence.text):
        if word.end <= amount.end:
            continue
        if word.start > end or word.start >= clause.end or (word.tag not in _NOMINAL and word.text != "的"):
            break
        end = word.end
    return sentence.text[amount.end : min(end, amount.end + 16)].removeprefix("的").rstrip("的")


def _scope(sentence: Sentence, clause: Clause, amount: Quantity) -> Scope:
    near = sentence.text[clause.start : amount.start]
    for scope, told in _SCOPES:
        if told.search(near):
            return scope
    lead = sentence.text[: clause.start]
    return next((scope for scope, told in _SCOPES[1:] if told.search(lead)), "instance")


def _time(sentence: Sentence, clause: Clause, amount: Quantity, timed: list[Timed]) -> Period | None:
    own = [one for one in timed if clause.start <= one.start < amount.start]
    earlier = [one for one in timed if one.start < amount.start]
    chosen = own or earlier
    return chosen[-1].period if chosen else None


def _place(sentence: Sentence, amount: Quantity) -> str | None:
    named = [one for one in sentence.mentions if one.start < amount.start and one.code and not one.is_body]
    return named[-1].code if named else None
