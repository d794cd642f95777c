"""Who helps whom, in the words that officials use: by field of work, by project, in passive, and where nobody does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.ledger.kinds import fields_said
from assistant.ledger.naming import without_programmes
from assistant.records import Answer, Question
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.understanding.question import understand
from ingest.split import split
from tests.assistant import told
from vectorstore.facts import Organisation, Pairing, Period, Programme, Region
from vectorstore.library import Library
from vectorstore.records import Document, FileState

YEAR_ONE = Document(
    text="""枫岭行动走过一年
2023年10月，黔东南州民政局、州农业农村局部署实施社会组织牵手枫岭三年行动。
在医疗健康方面：清江助残协会结对帮扶榕江县、剑河县，派出康复师12名。
在教育帮扶方面：春晖公益基金会在榕江县、锦屏县开展“山里书屋”项目。松涛慈善基金会在天柱县试点“茶乡助医行动”，后来推广到锦屏县。
州水利局定点帮扶三穗县。佛山市对口帮扶台江县。岩湾小学与佛山市城南小学结对帮扶。""",
    title="枫岭行动走过一年",
    published="2024-11-05",
    kind="news",
    regions=("52", "5226"),
    file="/library/papers/fengling.txt",
)
RONGJIANG, JIANHE = Region("522632", "榕江县"), Region("522629", "剑河县")
JINPING, TIANZHU, SANSUI = Region("522628", "锦屏县"), Region("522627", "天柱县"), Region("522624", "三穗县")
TAIJIANG = Region("522630", "台江县")
HEALTH = "清江助残协会结对帮扶榕江县、剑河县"
BOOKS = "春晖公益基金会在榕江县、锦屏县开展“山里书屋”项目"
CLINIC = "松涛慈善基金会在天柱县试点“茶乡助医行动”"
SPREAD = "后来推广到锦屏县"
ACTION = "黔东南州民政局、州农业农村局部署实施社会组织牵手枫岭三年行动"


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("fengling")
    project = {"mechanism": "项目帮扶"}
    facts = [
        *(told.pairing(YEAR_ONE, HEALTH, "清江助残协会", place) for place in (RONGJIANG, JIANHE)),
        *(
            told.pairing(YEAR_ONE, BOOKS, "春晖公益基金会", place, programme="山里书屋", **project)
            for place in (RONGJIANG, JINPING)
        ),
        told.pairing(YEAR_ONE, CLINIC, "松涛慈善基金会", TIANZHU, programme="茶乡助医行动", **project),
        told.pairing(YEAR_ONE, SPREAD, "松涛慈善基金会", JINPING, programme="茶乡助医行动", **project),
        told.pairing(YEAR_ONE, "佛山市对口帮扶台江县", "佛山市", TAIJIANG, mechanism="对口支援"),
        Pairing(
            sources=told.sources(YEAR_ONE, "岩湾小学与佛山市城南小学结对帮扶"),
            organisation="佛山市城南小学",
            recipient="岩湾小学",
            mechanism="结对帮扶",
        ),
        told.pairing(YEAR_ONE, "州水利局定点帮扶三穗县", "州水利局", SANSUI, mechanism="定点帮扶"),
        Programme(sources=told.sources(YEAR_ONE, BOOKS), name="山里书屋", organisers=("春晖公益基金会",)),
        Programme(sources=told.sources(YEAR_ONE, CLINIC), name="茶乡助医行动", organisers=("松涛慈善基金会",)),
        *(
            Organisation(sources=told.sources(YEAR_ONE, name), name=name)
            for name in ("清江助残协会", "春晖公益基金会", "松涛慈善基金会")
        ),
        Programme(
            sources=told.sources(YEAR_ONE, ACTION),
            name="社会组织牵手枫岭三年行动",
            organisers=("黔东南州民政局", "州农业农村局"),
            period=Period("2023年10月", "2023-10-01", "2023-10-31"),
        ),
    ]
    with Library.open(home) as library:
        library.add(FileState(YEAR_ONE.file, "1"), [(YEAR_ONE, split(YEAR_ONE))], facts)
        yield Assistant(library, Settings(home=home, _env_file=None))


def ask(asking: Assistant, question: str) -> Answer:
    answer = asking.ask(Question(question))
    assert answer.checks.unsupported == ()
    return answer


@pytest.mark.parametrize(
    ("question", "held", "not_held"),
    [
        ("剑河县的医疗帮扶由谁负责？", "清江助残协会", "春晖"),  # told by 在医疗健康方面
        ("榕江县的教育这一块是谁在帮？", "春晖公益基金会", "清江"),
        ("榕江县的医疗帮扶是哪家协会在做？", "清江助残协会", "春晖"),
        ("哪家基金会的项目覆盖了黔东南州天柱县？", "松涛慈善基金会", "春晖"),
        ("“茶乡助医行动”是谁在天柱县推行的？", "松涛慈善基金会", "州水利局"),
        ("助医行动在哪些县开展？", "天柱县、锦屏县", "榕江"),
        ("山里书屋覆盖了哪些县？", "榕江县、锦屏县", "天柱"),
        ("三穗县是被哪个单位定点帮扶的？", "州水利局", "清江"),
        ("锦屏县的项目是哪两家基金会在做？", "有2家：", "清江"),
        ("帮扶县数最多的社会组织是哪一家？", "有2个县", "州水利局"),
        ("茶乡助医行动覆盖几个县？", "有2个：天柱县、锦屏县", "榕江"),
        ("黔东南州得到基金会帮扶的县有几个？", "有3个：榕江县、锦屏县、天柱县", "三穗"),
        ("哪些县既有春晖公益基金会又有清江助残协会帮扶？", "有1个：榕江县", "锦屏"),
        ("哪些组织在做助残帮扶？", "清江助残协会", "春晖"),
        ("台江县是由哪个市对口帮扶的？", "佛山市（对口支援）", "台江县（"),
        ("黔东南州的岩湾小学跟哪所学校结的对？", "佛山市城南小学", "岩湾小学（"),
        ("清江助残协会总共跟几个县结了对子？", "有2个：榕江县、剑河县", "佛山"),
        ("黔东南州的三穗县由谁帮扶？", "帮扶三穗县的组织", "帮扶黔东南州"),
        ("三穗县有没有结对的单位？", "州水利局", "清江"),
        ("清江助残协会结对帮扶哪里？", "有2个：榕江县、剑河县，均为结对帮扶", "台江"),
        ("谁在做残疾人帮扶？", "清江助残协会", "春晖"),  # by its name alone
        ("榕江县有哪些组织做医疗或教育帮扶？至少说两家。", "有2家：", "松涛"),
    ],
)
def test_who_helps_is_told_by_field_by_project_and_in_passive(
    asking: Assistant, question: str, held: str, not_held: str
) -> None:
    answer = ask(asking, question)
    assert answer.status == "answered"
    assert held in answer.answer
    assert not_held not in answer.answer
    assert answer.facts


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("三年行动是哪两个部门部署的？", "黔东南州民政局、州农业农村局部署实施"),
        ("枫岭三年行动是谁发起的？", "黔东南州民政局、州农业农村局部署实施"),
        ("枫岭三年行动什么时候启动的？", "2023年10月，"),
        ("三年行动是哪一年开始实施的？", "2023年10月，"),
        ("“山里书屋”是做什么的？", "开展“山里书屋”项目"),
        ("茶乡助医行动主要做什么？", "试点“茶乡助医行动”，后来推广到锦屏县"),
    ],
)
def test_who_runs_a_programme_and_since_when_is_told_as_its_sentence_tells_it(
    asking: Assistant, question: str, held: str
) -> None:
    answer = ask(asking, question)
    assert held in answer.answer
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "question", ["麻江县由哪家社会组织结对帮扶？", "丹寨县有没有结对的社会组织？", "雷山县有几家组织在帮扶？"]
)
def test_a_county_that_nobody_on_record_helps_is_said_to_have_no_record(asking: Assistant, question: str) -> None:
    answer = ask(asking, question)
    assert (answer.status, answer.citations) == ("not_found", ())
    assert "没有记录不等于没有结对" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "剑河县的教育帮扶由谁负责？",  # it is helped in another field
        "剑河县的重症医疗由谁负责？",
        "四川省的三年行动什么时候启动的？",
        "山里书屋什么时候启动的？",  # no time is told
        "医院商会和清江助残协会都在帮的县是哪个？",  # of one of the two nothing is known
    ],
)
def test_what_is_asked_beyond_the_record_is_not_answered_from_it(asking: Assistant, question: str) -> None:
    assert ask(asking, question).facts == ()


def test_fields_are_read_only_where_nothing_else_is_said() -> None:
    assert fields_said("医疗") == ("健康",)
    assert set(fields_said("医疗和教育")) == {"健康", "教育"}
    assert fields_said("重症医疗") == ()
    assert fields_said("") == ()


def test_a_programme_is_known_whole_and_by_how_its_name_ends_but_never_by_a_common_word() -> None:
    known = frozenset({"茶乡助医行动", "山里书屋项目", "某县帮扶项目"})
    assert without_programmes("助医行动在哪些县开展", known) == ("，在哪些县开展", ("助医行动",))
    assert without_programmes("山里书屋办在哪里", known) == ("，办在哪里", ("山里书屋",))
    assert without_programmes("有多少帮扶项目", known) == ("有多少帮扶项目", ())
    assert without_programmes("“书屋”是谁办的", known) == ("，是谁办的", ("书屋",))


def test_a_county_that_the_tagger_tears_apart_is_a_place() -> None:
    for name in ("水富市", "三穗县", "台江县"):
        assert [term.text for term in understand(Question(f"{name}由谁帮扶？")).names] == [name]


def test_whom_somebody_has_supported_is_no_list_of_who_supports(tmp_path):
    text = "北麓社会工作服务中心扶持乡村社工机构。\n东岭社会工作服务中心扶持乡村社工机构。"
    document = Document(text=text, title="乡村社工", file="/library/lianshan.txt")
    with Library.open(tmp_path) as library:
        library.add(FileState(document.file, "1"), [(document, split(document))], [])
        asking = Assistant(library, Settings(home=tmp_path, _env_file=None))
        assert "提到2家" in ask(asking, "哪些机构扶持乡村社工机构？").answer
        assert "提到2家" not in ask(asking, "扶持过哪些乡村社工机构？").answer
