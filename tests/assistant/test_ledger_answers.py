"""Questions that the ledger answers: complete, counted, with every source cited, and nothing where it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.evidence.sentences import candidates
from assistant.ledger.answers import answer as from_ledger
from assistant.ledger.asked import read
from assistant.ledger.computing import answer as from_figures
from assistant.records import Answer, Question
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.understanding.question import understand
from assistant.verification.verify import verify
from ingest.split import split
from tests.assistant import told
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Filters


@pytest.fixture(scope="module")
def library(told_home: Path) -> Iterator[Library]:
    with Library.open(told_home) as opened:
        yield opened


@pytest.fixture
def asking(library: Library, tmp_path: Path) -> Assistant:
    return Assistant(library, Settings(home=tmp_path, _env_file=None))


def ask(asking: Assistant, question: str, **filters: object) -> Answer:
    """Ask, and check that every citation is a slice of its document and every sentence carries a marker."""
    answer = asking.ask(Question(question, filters=Filters(**filters)))  # type: ignore[arg-type]
    for citation in answer.citations:
        text = asking.library.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote
    assert answer.checks.unsupported == ()
    return answer


@pytest.mark.parametrize(
    ("question", "held", "not_held"),
    [
        ("有哪些社会组织在帮扶榕江县？", ("有3家", "青禾慈善基金会", "黔溪茶业协会", "清江助学基金会"), ()),
        ("谁在帮扶从江县？", ("有1家", "黔溪茶业协会", "对口支援"), ("青禾",)),
        ("哪些基金会结对帮扶榕江县？", ("有2家", "青禾慈善基金会", "清江助学基金会"), ("黔溪",)),
        ("与榕江县结对的协会是哪家？", ("黔溪茶业协会",), ("基金会",)),
        ("有多少家社会组织帮扶榕江县？", ("有3家",), ()),
        ("黔溪茶业协会对口帮扶哪几个县？", ("有3个", "榕江县", "从江县", "黎平县", "对口支援"), ("捐赠",)),
        ("黔溪茶业协会帮扶了多少个县？", ("有3个",), ()),
        ("哪些组织同时帮扶榕江县和从江县？", ("有1家", "黔溪茶业协会"), ("青禾",)),
        ("青禾慈善基金会和黔溪茶业协会都帮扶哪些县？", ("有1个", "榕江县"), ("黎平",)),
        ("谁给从江县民族中学捐赠？", ("从江县民族中学", "黔溪茶业协会"), ()),
        ("黔东南州有哪些县得到帮扶？", ("有3个", "榕江县", "从江县", "黎平县"), ()),
        ("贵州省有哪些组织在帮扶黎平县？", ("有1家", "黔溪茶业协会"), ()),  # a wider place tells where it lies
        ("哪家组织帮扶的县最多？", ("黔溪茶业协会最多", "3个县"), ("青禾",)),
        ("哪个县得到帮扶的组织最多？", ("榕江县最多", "3家"), ()),
    ],
)
def test_pairings_are_listed_whole_and_counted(
    asking: Assistant, question: str, held: tuple[str, ...], not_held: tuple[str, ...]
) -> None:
    answer = ask(asking, question)
    assert answer.status == "answered"
    assert [word for word in held if word not in answer.answer] == []
    assert [word for word in not_held if word in answer.answer] == []
    assert answer.facts
    assert all(asking.library.ledger.fact(fact) for fact in answer.facts)


def test_an_organisation_that_the_row_does_not_name_is_cited_where_it_is_named(asking: Assistant) -> None:
    answer = ask(asking, "谁在帮扶黎平县？")
    assert any("黔溪茶业协会" in citation.quote for citation in answer.citations)
    assert any(citation.quote == "对口帮扶榕江、从江、黎平3个县" for citation in answer.citations)


def test_what_has_no_record_is_said_as_that_with_what_the_library_covers(asking: Assistant) -> None:
    answer = ask(asking, "榕江县、从江县、雷山县中哪个县没有结对记录？")
    assert answer.status == "partial"
    assert answer.answer.startswith("文库中没有雷山县的结对记录（文库收有3篇文档，发布日期2024-01-05至2024-07-02")
    assert "没有记录不等于没有结对" in answer.answer
    assert "榕江县：有青禾慈善基金会、" in answer.answer
    which = ask(asking, "榕江县、雷山县哪个还没有结对？")
    assert which.answer.startswith("文库中没有雷山县的结对记录")
    nobody = ask(asking, "雷山县、台江县哪个县没有结对？")
    assert (nobody.status, nobody.citations) == ("not_found", ())
    assert "雷山县、台江县" in nobody.answer
    counties = ask(asking, "黔东南州哪些县还没有结对帮扶？")
    assert "丹寨县" in counties.answer
    assert "榕江县" not in counties.answer.partition("结对记录")[0]


def test_sums_and_averages_of_the_passages_rest_on_rows_that_allow_them(asking: Assistant) -> None:
    signed = ask(asking, "黔东南州签约共有多少家社会组织？")
    assert "12 + 15 + 30 = 57家" in signed.answer
    assert len(signed.facts) == 3
    average = ask(asking, "平均每个项目投入多少？")
    assert "500万元 ÷ 40个 ≈ 12.5万元" in average.answer
    assert len(average.facts) == 2


@pytest.mark.parametrize(
    "question", ["青禾慈善基金会和黔溪茶业协会一共投入资金多少？", "青禾慈善基金会和黔溪茶业协会合计投入多少资金？"]
)
def test_a_sum_that_may_not_be_made_is_refused_with_its_figures(asking: Assistant, question: str) -> None:
    answer = ask(asking, question)
    assert "是累计数，不能相加" in answer.answer or "是当期数，“累计投入资金500万元”是累计数，不能相加" in answer.answer
    for figure in ("120万元", "150万元", "500万元"):
        assert figure in answer.answer
    assert "770" not in answer.answer


def test_a_ranking_keeps_scopes_apart_and_shows_the_conflict(asking: Assistant) -> None:
    answer = ask(asking, "哪家组织投入资金最多？")
    assert "不能放在一起比较" in answer.answer
    assert "青禾慈善基金会最多：投入资金150万元（当期，2023年）" in answer.answer
    assert "黔溪茶业协会最多：累计投入资金500万元（累计）" in answer.answer
    assert "另一来源的数字不同：青禾慈善基金会投入资金120万元（当期，2023年），见《黔山结对这一年》，2024-06-20" in (
        answer.answer
    )


def test_filters_narrow_what_the_ledger_answers(asking: Assistant) -> None:
    late = ask(asking, "有哪些社会组织在帮扶榕江县？", since="2024-07-01")
    assert "有1家：清江助学基金会" in late.answer
    assert {citation.document for citation in late.citations} == {told.UPDATE.id}


@pytest.mark.parametrize(
    "question",
    [
        "哪些组织帮扶榕江县的重症儿童？",  # the ledger knows of no such children
        "省外的52家社会组织帮扶贵州哪些县？",
        "贵州省有多少家社会组织参与结对帮扶？",  # how many there are is for the sources to say
        "贵州省有多少家社会组织与多少个县结对帮扶？",
        "台账里帮扶榕江县的组织有哪些？",  # a table answers for itself
        "榕江县的茶叶卖到哪些县？",
        "雷山县有哪些组织帮扶？",
        "黔溪茶业协会为什么帮扶榕江县？",
        "上海有哪些组织在帮扶榕江县？",  # none of those on record is of Shanghai
    ],
)
def test_what_the_ledger_does_not_hold_is_left_to_the_passages(asking: Assistant, question: str) -> None:
    plan = understand(Question(question))
    assert from_ledger(plan, asking.library.ledger, asking.library.document) is None


def test_a_name_is_read_whole_and_a_place_within_another_once() -> None:
    plan = understand(Question("黔溪茶业协会在贵州省榕江县和从江县帮扶哪些县？"))
    asked = read(plan, lambda: ["黔溪茶业协会", "茶业协会"], frozenset)
    assert asked is not None
    assert asked.organisations == ("黔溪茶业协会",)
    assert [place.name for place in asked.places] == ["榕江县", "从江县"]


# --- figures of one sentence ------------------------------------------------------------------------------------------

GIFTS = Document(
    text="""山里的三笔捐款
2023年，春晖助学基金会向榕江县捐了三笔：教师培训费31.5万元，图书款12.25万元，校服款8万元。
到场的国家级社会组织有16家，省级9家，市内21家，对接全州11个县（市）。
去年的集体签约上，36家县内社会组织与12个县（市）结对。
“云上课堂”项目计划投入900万元，眼下已投入200余万元。""",
    title="山里的三笔捐款",
    published="2024-02-01",
    kind="news",
    regions=("52",),
    file="/library/papers/gifts.txt",
)


@pytest.fixture(scope="module")
def computing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("gifts")
    gift = {"subject": "春晖助学基金会", "scope": "period", "time": told.YEAR}
    facts = [
        told.figure(GIFTS, "31.5万元", 315_000, "元", "教师培训费", **gift),
        told.figure(GIFTS, "12.25万元", 122_500, "元", "图书款", **gift),
        told.figure(GIFTS, "8万元", 80_000, "元", "校服款", **gift),
        told.figure(GIFTS, "16家", 16, "家", "到场的国家级社会组织"),
        told.figure(GIFTS, "9家", 9, "家", "省级"),
        told.figure(GIFTS, "21家", 21, "家", "市内"),
        told.figure(GIFTS, "11个", 11, "个", "对接县（市）"),
        told.figure(GIFTS, "12个", 12, "个", "与县（市）", quote="36家县内社会组织与12个县（市）结对"),
        told.figure(GIFTS, "36家", 36, "家", "县内社会组织", quote="36家县内社会组织与12个县（市）结对"),
        told.figure(GIFTS, "900万元", 9_000_000, "元", "计划投入", scope="planned"),
        replace(told.figure(GIFTS, "200余万元", 2_000_000, "元", "已投入", scope="cumulative"), qualifier="余", id=""),
    ]
    with Library.open(home) as library:
        library.add(FileState(GIFTS.file, "1"), [(GIFTS, split(GIFTS))], facts)
        told.fill(library)  # a word's rarity says something only where there are other documents
        yield Assistant(library, Settings(home=home, _env_file=None))


@pytest.mark.parametrize(
    ("question", "held", "facts"),
    [
        (
            "春晖助学基金会2023年的三笔捐款加起来有多少？",
            "共51.75万元（教师培训费31.5万元 + 图书款12.25万元 + 校服款8万元）",
            3,
        ),
        ("到场的社会组织一共有多少家？", "共46家（到场的国家级社会组织16家 + 省级9家 + 市内21家）", 3),
        ("春晖助学基金会的三笔捐款里，哪一笔最大？", "教师培训费31.5万元，最大", 3),
        ("到场的社会组织里国家级的比省级的多几家？", "相差7家（到场的国家级社会组织16家 − 省级9家）", 2),
        ("集体签约平均每个县（市）对上几家社会组织？", "约3家（县内社会组织36家 ÷ 与县（市）12个 ≈ 3家）", 2),
        ("“云上课堂”还有多少钱没有投入？", "相差约700万元（计划投入900万元 − 已投入200余万元）", 2),
    ],
)
def test_figures_of_one_sentence_are_computed_with_every_operand_shown(
    computing: Assistant, question: str, held: str, facts: int
) -> None:
    library, plan = computing.library, understand(Question(question))
    sentences = candidates(library.search(plan.text))
    draft = from_figures(plan, sentences, computing._rarity, library.ledger)
    assert draft is not None
    assert held in draft.claims[0].text
    assert len(draft.claims[0].facts) == facts
    assert verify(draft, library.document).checks.unsupported == ()


def test_figures_of_two_meetings_are_not_set_against_one_another(computing: Assistant) -> None:
    answer = ask(computing, "到场的社会组织里国家级的比省级的多几家？")
    assert "相差7家（到场的国家级社会组织16家 − 省级9家）" in answer.answer
    assert {citation.document for citation in answer.citations} == {GIFTS.id}


@pytest.mark.parametrize("question", ["春晖助学基金会一共捐了多少册书？", "“云上课堂”一共投入多少钱？"])
def test_figures_that_do_not_count_one_thing_are_not_added(computing: Assistant, question: str) -> None:
    answer = ask(computing, question)
    assert " + " not in answer.answer
    assert "1100" not in answer.answer


# --- things that a question names together ----------------------------------------------------------------------------

MEETINGS = Document(
    text="""两地签约侧记
3月，剑河县举行集中签约，6家省级社会组织、9家州级社会组织、14家县内社会组织同21个村结对。
4月，丹寨县举行签约仪式，18家社会组织与10个村结对。
去年雷山县来了结对的省级社会组织7家，州级11家。
一支由26名乡村医生和31名返乡护士组成的队伍走遍各村，还有140多名志愿者参加。
种茶、养蜂和编竹三个行业的开工率分别为72.5%、64%和51.2%。
青松服务社直接辅导了30余家，间接带动90余家合作社，培训了近200名社员。""",
    title="两地签约侧记",
    published="2024-06-01",
    kind="news",
    regions=("52",),
    file="/library/papers/meetings.txt",
)


@pytest.fixture(scope="module")
def adding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("meetings")
    facts = [
        told.figure(MEETINGS, "30余家", 30, "家", "直接辅导", subject="青松服务社"),
        told.figure(MEETINGS, "90余家", 90, "家", "间接带动合作社", subject="青松服务社"),
        told.figure(MEETINGS, "200名", 200, "人", "培训社员", subject="青松服务社"),
    ]
    with Library.open(home) as library:
        library.add(FileState(MEETINGS.file, "1"), [(MEETINGS, split(MEETINGS))], facts)
        told.fill(library)
        yield Assistant(library, Settings(home=home, _env_file=None))


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("乡村医生和返乡护士合计多少人？", "合计57人（乡村医生26名 + 返乡护士31名）"),
        ("剑河县和丹寨县两地签约的社会组织加起来有多少家？", "合计47家（剑河县6 + 9 + 14 = 29家 + 丹寨县18家）"),
        ("青松服务社直接辅导的和间接带动的，哪种更多？", "间接带动合作社90余家，更多（其余：直接辅导30余家）"),
    ],
)
def test_things_that_a_question_names_together_are_added_or_compared_with_their_own_figures(
    adding: Assistant, question: str, held: str
) -> None:
    assert held in ask(adding, question).answer


def test_a_part_of_what_a_place_counts_is_never_added_as_the_whole(adding: Assistant) -> None:
    answer = ask(adding, "雷山县和丹寨县结对的社会组织一共多少家？")
    assert "合计" not in answer.answer
    assert "+" not in answer.answer


@pytest.mark.parametrize("question", ["一共多少家？", "共有几家社会组织？", "和它们合计多少？"])
def test_a_sum_of_nothing_named_is_no_failure(adding: Assistant, question: str) -> None:
    assert ask(adding, question).question == question


def test_figures_told_apart_from_what_they_are_of_are_not_given_to_the_nearest(adding: Assistant) -> None:
    answer = ask(adding, "三个行业里哪个开工率最高？").answer
    assert "最高的是" not in answer
    assert "最高（" not in answer


def test_a_noun_that_is_also_a_verb_gives_no_leave(adding: Assistant) -> None:
    assert "可以：" not in ask(adding, "社会组织与村签约结对行不行？").answer  # 组织 is told of, and organises nothing
