"""The handlers behind the page: conversations, filters and words, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from assistant.errors import ModelFailed
from assistant.records import Answer, Citation, Question, Turn
from assistant.ui import handlers, narrowing
from assistant.ui.handlers import Exchange
from assistant.ui.text import WORDS, language_of, say, translations
from ingest.gazetteer import gazetteer
from ingest.regions import lookup
from vectorstore.errors import NoSuchAnswer, NoSuchDocument
from vectorstore.records import Contents, Document, Filters

DOCUMENT = Document(text="全省有3家组织。", title="报道")
CITED = Citation(1, DOCUMENT.id, "报道", None, None, "报道.txt", None, 3, 5, "3家")


class NoFacts:
    """A ledger that holds nothing."""

    def figures(self, where: object) -> list[object]:
        return []


@dataclass
class Shelf:
    documents: tuple[Document, ...] = (DOCUMENT,)

    def document(self, identifier: str, /) -> Document:
        for document in self.documents:
            if document.id == identifier:
                return document
        raise NoSuchDocument(identifier)

    @property
    def ledger(self) -> NoFacts:
        return NoFacts()

    def answer(self, id_: str, /) -> dict[str, object]:
        raise NoSuchAnswer(id_)

    def contents(self) -> Contents:
        return Contents(1, 1, 1, "f")


@dataclass
class Scripted:
    """Says what it is given, one event after the other; an exception among them is raised."""

    events: tuple[str | Answer | Exception, ...]
    library: Shelf = field(default_factory=Shelf)
    asked: list[Question] = field(default_factory=list)
    closed: bool = False

    def ask(self, question: Question) -> Answer:
        raise NotImplementedError

    def preview(self, question: Question, /) -> Answer:
        raise NotImplementedError

    def stream(self, question: Question) -> Iterator[str | Answer]:
        self.asked.append(question)
        try:
            for event in self.events:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed = True


def answer(text: str = "有3家。[1]", **fields) -> Answer:
    return Answer("问", "answered", text, (CITED,), **fields)


def test_a_conversation_grows_with_the_answer():
    assistant = Scripted(("有3家。", "[1]", answer()))
    grown = list(handlers.converse(assistant, (), " 有几家？ ", Filters(kinds=("news",)), "zh"))
    assert [last.text for (last,) in grown] == ["", "有3家。", "有3家。[1]", "有3家。[1]"]
    assert [handlers.unfinished(conversation) for conversation in grown] == [True, True, True, False]
    assert grown[-1][0].excerpts[0].before == "全省有"
    assert assistant.asked == [Question("有几家？", filters=Filters(kinds=("news",)), asker="")]


def test_finished_exchanges_are_the_history_of_the_next_question():
    earlier = (Exchange("一", answer=answer("甲。")), Exchange("二", text="半", ended="已停止。"))
    assistant = Scripted((answer(),))
    list(handlers.converse(assistant, earlier, "三", Filters(), "zh"))
    assert assistant.asked[0].history == (Turn("user", "一"), Turn("assistant", "甲。"))


def test_a_question_is_kept_with_who_asks_it_and_what_it_follows():
    assistant = Scripted((answer(),))
    earlier = (Exchange("一", answer=answer(record="01JA")), Exchange("二", ended="已停止。"))
    list(handlers.converse(assistant, earlier, "三", Filters(), "zh", "甲"))
    assert (assistant.asked[0].asker, assistant.asked[0].after) == ("甲", "01JA")


def test_an_empty_question_is_not_asked():
    assistant = Scripted((answer(),))
    assert list(handlers.converse(assistant, (), "  \n", Filters(), "zh")) == []
    assert assistant.asked == []


def test_stopping_closes_the_assistants_stream():
    assistant = Scripted(("一", "二", answer()))
    running = handlers.converse(assistant, (), "问", Filters(), "zh")
    next(running)
    conversation = next(running)
    running.close()
    assert assistant.closed
    (last,) = handlers.stopped(conversation, "zh")
    assert (last.text, last.ended) == ("一", "已停止。")


def test_stopping_changes_nothing_that_is_finished():
    finished = (Exchange("问", answer=answer()),)
    assert handlers.stopped(finished, "zh") == finished
    assert handlers.stopped((), "zh") == ()


@pytest.mark.parametrize(
    ("failure", "said"),
    [(ModelFailed("模型没有回答。"), "模型没有回答。"), (RuntimeError("a secret path"), say("failed", "zh"))],
)
def test_a_failure_ends_the_exchange_with_a_sentence(failure, said):
    *_, (last,) = handlers.converse(Scripted(("一", failure)), (), "问", Filters(), "zh")
    assert (last.text, last.ended) == ("一", said)
    assert handlers.messages((last,), "zh")[1]["content"].endswith(f'<p class="notice">{said}</p>')


def test_a_citation_of_a_document_removed_since_still_shows_its_quote():
    *_, conversation = handlers.converse(Scripted((answer(),), Shelf(())), (), "问", Filters(), "zh")
    assert "<mark>3家</mark>" in handlers.sources(conversation, "zh")


def test_a_long_conversation_forgets_its_beginning():
    earlier = tuple(Exchange(str(number), answer=answer()) for number in range(200))
    *_, conversation = handlers.converse(Scripted((answer(),)), earlier, "问", Filters(), "zh")
    assert len(conversation) == handlers.LONGEST_CONVERSATION
    assert conversation[0].question == "161"


def test_options_stand_below_the_answer_that_asks_back():
    asked_back = Answer("问", "clarify", "哪一个？", options=("甲县", "乙县"))
    shown = handlers.messages((Exchange("问", answer=asked_back),), "zh")
    assert shown[1]["options"] == [{"label": "甲县", "value": "甲县"}, {"label": "乙县", "value": "乙县"}]


@pytest.mark.parametrize("written", ["2024-3-1", "2024/03/01", "2024.3.1", " 2024-03-01 "])
def test_dates_are_read_as_people_write_them(written):
    assert handlers.filters([" 云南省 ", ""], written, "", ["news"], "zh") == Filters(
        regions=("云南省",), since="2024-03-01", kinds=("news",)
    )


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("去年", "", "“去年”不是日期"),
        ("2024-02-31", "", "“2024-02-31”不是日期"),
        ("2024", "", "“2024”不是日期"),
        ("2024-05-01", "2024-04-01", "2024-05-01 晚于截止日期 2024-04-01"),
    ],
)
def test_dates_that_are_none_are_said(since, until, said):
    with pytest.raises(handlers.BadFilter, match=said):
        handlers.filters([], since, until, [], "zh")


def test_filters_are_described_in_a_few_words():
    chosen = Filters(regions=("云南省",), kinds=("policy",), since="2024-01-01", until="2024-12-31")
    assert handlers.described(chosen, "zh") == "筛选：云南省 · 2024-01-01 起 · 2024-12-31 止 · 政策文件"
    assert handlers.described(Filters(), "zh") == "筛选：不限"


def test_every_word_stands_in_both_languages_with_the_same_places():
    for key, (chinese, english) in WORDS.items():
        assert chinese, key
        assert english, key
        assert set(_places(chinese)) == set(_places(english)), key
    assert translations()["zh-CN"]["send" if "send" in WORDS else "clear"]


def _places(words: str) -> list[str]:
    return [part.split("}")[0] for part in words.split("{")[1:]]


@pytest.mark.parametrize(
    ("header", "language"), [(None, "zh"), ("zh-CN,en;q=0.8", "zh"), ("en-GB,en", "en"), ("fr", "zh"), ("EN", "en")]
)
def test_english_is_for_those_who_ask_for_it(header, language):
    assert language_of(header) == language


def test_regions_are_offered_under_their_prefecture_and_province_with_what_there_is():
    offered = narrowing.regions({"53": 3, "5309": 2, "530924": 1, "110105": 4, "220104": 5, "99": 1})
    assert offered == [
        ("北京市 › 朝阳区（4）", "北京市朝阳区"),
        ("吉林省 › 长春市 › 朝阳区（5）", "吉林省朝阳区"),
        ("云南省（3）", "云南省"),
        ("云南省 › 临沧市（2）", "临沧市"),
        ("云南省 › 临沧市 › 镇康县（1）", "镇康县"),
    ]
    assert [division.code for _, value in offered for division in lookup(value)][:2] == ["110105", "220104"]


def test_a_library_of_the_whole_country_offers_provinces_and_prefectures():
    offered = narrowing.regions(dict.fromkeys(gazetteer().divisions, 1))
    assert 300 < len(offered) <= narrowing.MOST_REGIONS


def test_each_filter_is_a_chip_that_takes_it_away():
    fields = (["云南省", "贵州省"], "2024-01-01", "2024-12-31", ["policy", "news"])
    chips = narrowing.chips(handlers.filters(*fields, "zh"), "zh")
    assert [shown for shown, _ in chips] == [
        "云南省",
        "贵州省",
        "2024-01-01 起",
        "2024-12-31 止",
        "政策文件",
        "新闻报道",
    ]
    values = [value for _, value in chips]
    assert narrowing.kept(values, fields) == fields
    assert narrowing.kept(values[1:3], fields) == (["贵州省"], "2024-01-01", "", [])
