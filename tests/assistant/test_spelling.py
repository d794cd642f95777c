"""Names as people mistype them, and names that must be left alone, over a library of places and invented bodies."""

from __future__ import annotations

import pytest

from assistant.records import Question
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.understanding.likeness import EXTRA, MISSING, NEAR_SOUND, OTHER, SOUND, SWAPPED, slip
from ingest.split import split
from vectorstore.library import Library
from vectorstore.records import Document, FileState

PLACES = """
    镇雄县 彝良县 双江拉祜族佤族布朗族傣族自治县 昭觉县 德清县 介休市 永善县 临潼区 阿勒泰地区 和田地区
    城口县 呼图壁县 紫云苗族布依族自治县
"""
BODIES = """
    青禾慈善基金会 北京松果慈善基金会 云南省核桃产业协会 滇茶流通商会 春晖志愿服务中心 白鹭社会工作服务中心
    山海公益促进会 中国石榴花妇女发展基金会 江苏省银杏医药商会 蓝鲸救助中心
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """An assistant over a library that says a sentence of each place and each body."""
    texts = [f"{place}的食堂开办三年，去年为老人供餐{at + 3}万份。" for at, place in enumerate(PLACES.split())]
    texts += [f"{body}捐赠图书{at + 5}00册，由村小学使用。" for at, body in enumerate(BODIES.split())]
    with Library.open(tmp_path_factory.mktemp("names")) as library:
        for at, text in enumerate(texts):
            document = Document(text=text, title="一则简讯", file=f"/library/{at}.txt", published="2024-05-01")
            library.add(FileState(document.file, document.id), [(document, split(document))])
        library.settle()
        yield Assistant(library, Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))


def pairs(text):
    """What is written and what is meant, from `written:meant` items."""
    return [tuple(item.split(":")) for item in text.split()]


PLACE_SLIPS = pairs(
    """
    镇熊县:镇雄县 阵雄县:镇雄县 真雄县:镇雄县 雄镇县:镇雄县 夷良县:彝良县 彝粮县:彝良县 良彝县:彝良县
    昭绝县:昭觉县 招觉县:昭觉县 得清县:德清县 德青县:德清县 德倾县:德清县 介修市:介休市
    永扇县:永善县 永膳县:永善县 咏善县:永善县 临童区:临潼区 阿勒太地区:阿勒泰地区 阿泰勒地区:阿勒泰地区
    阿勒勒泰地区:阿勒泰地区 城扣县:城口县 诚口县:城口县 呼图璧县:呼图壁县
    呼图必县:呼图壁县 呼壁图县:呼图壁县
    """
)
BODY_SLIPS = pairs(
    """
    青和慈善基金会:青禾慈善基金会 清禾慈善基金会:青禾慈善基金会 青禾慈膳基金会:青禾慈善基金会
    禾青慈善基金会:青禾慈善基金会 青禾慈善基基金会:青禾慈善基金会 青禾慈善金会:青禾慈善基金会
    北京松裹慈善基金会:北京松果慈善基金会 北京果松慈善基金会:北京松果慈善基金会
    北京松果慈善基金汇:北京松果慈善基金会 云南省核逃产业协会:云南省核桃产业协会
    云南省核桃产液协会:云南省核桃产业协会 云南核桃产业协会:云南省核桃产业协会 滇查流通商会:滇茶流通商会
    滇茶流痛商会:滇茶流通商会 春辉志愿服务中心:春晖志愿服务中心
    春晖志原服务中心:春晖志愿服务中心 白露社会工作服务中心:白鹭社会工作服务中心
    白鹭社会工作工服务中心:白鹭社会工作服务中心 山海公益促近会:山海公益促进会
    中国石流花妇女发展基金会:中国石榴花妇女发展基金会 江苏省银杏医要商会:江苏省银杏医药商会
    """
)
SHORT = pairs(
    """
    松果基金会:北京松果慈善基金会 石榴花基金会:中国石榴花妇女发展基金会 青禾基金会:青禾慈善基金会
    山海促进会:山海公益促进会
    """
)


def read(assistant, text):
    """The changes, the open name and its options, as the service reads the names of a question."""
    from assistant.understanding.question import understand
    from assistant.understanding.spelling import read_names

    plan = understand(Question(text))
    hits = assistant.library.search(plan.query, limit=24)
    return read_names(plan, hits, assistant._names)


@pytest.mark.parametrize(("written", "name"), PLACE_SLIPS)
def test_a_mistyped_place_is_read_as_the_place(names, written, name):
    assert read(names, f"{written}的食堂去年供餐多少份？").changes == ((written, name),)


@pytest.mark.parametrize(("written", "name"), BODY_SLIPS + SHORT)
def test_a_mistyped_or_shortened_body_is_read_as_the_body(names, written, name):
    changes = dict(read(names, f"{written}捐赠了多少册图书？").changes)
    assert [name] == list(changes.values())
    (taken,) = changes
    assert taken in written


RIGHT_PLACES = """
    镇雄县 彝良县 双江县 昭觉县 镇康县 镇远县 镇巴县 镇原县 永德县 永仁县 永平县 德庆县 德兴市 临渭区
    城固县 城步县 和静县 和硕县 阿克苏地区 大理市 朝阳区 昭平县 昭化区 青海省 海南州 林芝市 吉木乃县
    云阳县 云县
""".split()
RIGHT_BODIES = """
    青禾慈善基金会 滇茶流通商会 青竹慈善基金会 红柳慈善基金会 青禾慈善协会 北京橡果慈善基金会
    贵州省核桃产业协会 滇酒流通商会 云南省核仁加工协会 上海松果慈善基金会 白鸽社会工作服务中心
    江苏省金杏医药商会 秋晖志愿服务中心 白鲸救助中心
""".split()


@pytest.mark.parametrize("place", RIGHT_PLACES)
def test_a_place_that_exists_is_left_alone(names, place):
    assert read(names, f"{place}的食堂去年供餐多少份？").changes == ()


@pytest.mark.parametrize("body", RIGHT_BODIES)
def test_a_body_is_left_alone_that_is_known_or_is_another(names, body):
    assert read(names, f"{body}捐赠了多少册图书？").changes == ()


@pytest.mark.parametrize(
    "text",
    ["这个县的食堂供餐多少份？", "贫困县有多少个？", "重点县的食堂怎么办？", "几个市参加了？", "全部县区都有吗？"],
)
def test_words_before_a_rank_are_no_place(names, text):
    assert read(names, text) == read(names, "有多少份？")


def test_a_correction_is_said_and_the_answer_is_that_of_the_place(names):
    answer = names.ask(Question("镇熊县的食堂去年供餐多少份？"))
    assert answer.answer.startswith("（“镇熊县”按“镇雄县”理解）镇雄县")
    assert "3万份" in answer.answer


def test_another_body_is_not_answered_for_but_its_neighbour_is_named(names):
    answer = names.ask(Question("青竹慈善基金会捐赠了多少册图书？"))
    assert answer.status == "not_found"
    assert "青竹慈善基金会" in answer.answer
    assert "青禾慈善基金会" in answer.answer
    assert not any(char.isdigit() for char in answer.answer)


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("镇熊县", "镇雄县", SOUND), ("雄镇县", "镇雄县", SWAPPED), ("镇雄雄县", "镇雄县", EXTRA),
        ("阿勒地区", "阿勒泰地区", MISSING), ("成林县", "成宁县", NEAR_SOUND), ("镇山县", "镇雄县", OTHER),
        ("镇雄县", "镇雄县", None), ("红柳县", "镇雄县", None),
    ],
)  # fmt: skip
def test_slips_are_told_by_their_kind(written, name, kind):
    assert slip(written, name) == kind


def test_a_name_that_filters_leave_out_exists_all_the_same(names):
    from vectorstore.records import Filters

    answer = names.ask(Question("青禾慈善基金会捐赠了多少册图书？", filters=Filters(organisations=("滇茶流通商会",))))
    assert answer.status == "not_found"
    assert "理解" not in answer.answer
