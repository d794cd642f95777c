"""Places by their hierarchy and their namesakes, bodies of a region, and times counted from a document's date."""

from __future__ import annotations

import pytest

from assistant.records import Question, Turn
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.understanding.times import named_years, other_half, times
from ingest.regions import regions
from ingest.split import split
from vectorstore.library import Library
from vectorstore.records import Document, FileState

ARTICLES = [
    ("昭通帮扶综述", "2024-03-01",
     "昭通市的社会组织一年来共投入帮扶资金900万元，实施项目45个。松果慈善基金会在镇雄县投入善款120万元，帮助儿童530名。"
     "彝良县的红十字会为学校修建了6个水窖。"),
    ("北京来信", "2024-01-01", "北京市朝阳区的社会组织结对帮扶内蒙古6个旗县，投入资金310万元。"),
    ("长春来信", "2023-01-01", "长春市朝阳区的社会组织为养老院捐款25万元，服务老人800名。"),
    ("慈善年报", "2024-07-15", "贵州省慈善工作一年回顾。省慈善总会去年募集善款5400万元。"),
    ("镇雄三年", "2024-12-01",
     "镇雄县的食堂2022年投入80万元。镇雄县的食堂2023年投入95万元。镇雄县的食堂今年投入130万元。"),
    ("茶厂简讯", "2022-05-01", "中国石油化工集团有限公司在凤庆县投入4000万元，修建茶厂3座。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Ask a library of six articles."""
    with Library.open(tmp_path_factory.mktemp("places")) as library:
        for at, (title, published, text) in enumerate(ARTICLES):
            document = Document(text=text, title=title, published=published, kind="news", file=f"/library/{at}.txt",
                                publisher="简讯", regions=regions(text))  # fmt: skip
            library.add(FileState(document.file, document.id), [(document, split(document))])
        library.settle()
        assistant = Assistant(library, Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))
        yield lambda text, *turns: assistant.ask(Question(text, history=turns))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("昭通投入帮扶资金多少？", "900万元"),
        ("昭通有哪些组织帮助儿童？", "松果慈善基金会"),
        ("云南哪里修建了水窖？", "彝良县"),
        ("松果慈善基金会在云南投入善款多少？", "在镇雄县投入善款120万元"),
    ],
)
def test_a_place_covers_what_lies_in_it(asked, question, expected):
    assert expected in asked(question).answer


@pytest.mark.parametrize(
    "question",
    ["云南省投入帮扶资金多少？", "彝良县投入帮扶资金多少？", "镇雄县实施项目多少个？", "贵州省投入帮扶资金多少？"],
)
def test_a_figure_of_one_place_answers_for_no_wider_and_no_narrower_one(asked, question):
    assert asked(question).status == "not_found"


def test_of_two_divisions_of_one_name_the_asker_chooses(asked):
    answer = asked("朝阳区的社会组织投入资金多少？捐款多少？")
    assert answer.status == "clarify"
    assert answer.options[0].startswith("北京市朝阳区") or answer.options[0].startswith("长春市朝阳区")
    assert "北京市朝阳区、长春市朝阳区" in answer.answer
    assert not answer.abstained


def test_an_option_answers_as_a_question_and_as_a_reply(asked):
    answer = asked("朝阳区的社会组织投入资金多少？捐款多少？")
    chosen = next(option for option in answer.options if option.startswith("北京市"))
    assert "310万元" in asked(chosen).answer
    turns = (Turn("user", "朝阳区的社会组织投入资金多少？"), Turn("assistant", answer.answer))
    assert "310万元" in asked("北京市朝阳区", *turns).answer


def test_the_only_one_with_an_answer_is_taken_and_said(asked):
    answer = asked("朝阳区服务老人多少名？")
    assert answer.answer.startswith("（“朝阳区”按“长春市朝阳区”理解）")
    assert "800名" in answer.answer


def test_the_body_of_a_province_is_that_of_its_articles_and_of_no_other(asked):
    assert "5400万元" in asked("贵州省慈善总会去年募集善款多少？").answer
    assert asked("云南省慈善总会去年募集善款多少？").status == "not_found"


def test_a_short_form_of_a_national_body_is_read_as_it(asked):
    assert "4000万元" in asked("中石化在凤庆县投入多少？").answer


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("镇雄县的食堂去年投入多少？", "95万元"),
        ("镇雄县的食堂2023年投入多少？", "95万元"),
        ("镇雄县的食堂今年投入多少？", "130万元"),
        ("镇雄县的食堂2024年投入多少？", "130万元"),
        ("镇雄县的食堂前年投入多少？", "80万元"),
        ("镇雄县的食堂2022年以前投入多少？", "80万元"),
        ("镇雄县的食堂2024年以来投入多少？", "130万元"),
    ],
)
def test_times_are_counted_from_the_documents_date(asked, question, figure):
    answer = asked(question).answer
    assert figure in answer.split("[1]")[0]


def test_a_year_that_no_source_speaks_of_is_not_answered(asked):
    assert asked("镇雄县的食堂2019年投入多少？").status == "not_found"


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("去年", 2024, {2023}), ("近三年", 2024, {2021, 2022, 2023, 2024}), ("2022年以来", 2024, {2022, 2023, 2024}),
        ("2022年之前", 2024, {2021, 2022}), ("前年", None, set()),
    ],
)  # fmt: skip
def test_times_in_words_mean_years(text, written, expected):
    meant = {year for time in times(text) for year in time.years(written)}
    assert expected <= meant
    assert 2020 not in meant or text == "2022年之前"


def test_what_only_looks_like_a_time_is_none():
    assert times("以前年度结转，向上年龄不限") == ()
    assert named_years("以前年度结转", 2024) == set()


def test_one_half_of_a_year_is_not_the_other():
    assert other_half("上半年", "下半年募集3000万元")
    assert not other_half("上半年", "1月至6月募集2600万元")
