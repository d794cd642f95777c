"""Text copied out of newspaper pages comes out as articles; well-formed text comes out as it stands."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from ingest.layout.characters import fold
from ingest.layout.extracted import articles
from vectorstore.records import Document

COPIED = Path(__file__).parent / "data" / "copied"


def told(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "page": document.page,
        "paragraphs": document.text.split("\n"),
    }


@pytest.mark.parametrize("page", sorted(COPIED.glob("*.txt")), ids=lambda page: page.stem)
def test_a_copied_page_comes_out_as_its_articles(page: Path) -> None:
    raw = page.read_text(encoding="utf-8")
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert [told(document) for document in articles(raw).documents] == expected


@pytest.mark.parametrize("page", sorted(COPIED.glob("*.txt")), ids=lambda page: page.stem)
def test_every_character_can_be_followed_back_to_the_raw_text(page: Path) -> None:
    raw = page.read_text(encoding="utf-8")
    for document in articles(raw).documents:
        placed = {start + step: raw_at + step for start, raw_at, size in document.origin for step in range(size)}
        assert all(document.text[at] == fold(raw[origin]) for at, origin in placed.items())
        unplaced = {char for at, char in enumerate(document.text) if at not in placed}
        assert unplaced <= {"\n", " "}


def wrap(text: str, size: int = 14) -> str:
    return "\n".join(text[start : start + size] for start in range(0, len(text), size))


TWO_CUT_ALIKE = "\n\n\n".join(
    (
        wrap(
            "青石小学的孩子们第一次在音乐教室里上课。音乐老师唐雨把琴盖掀开，弹了一段曲子，教室里顿时安静下来。支教的大学生"
            "一年来了两批，开设了音乐、美术和科学课，学校的合唱队也办起来了。说起这一年的变化，大家都"
        ),
        wrap(
            "白水县人民医院做成了全县第一例心脏手术，主刀的医生来自三百公里外的东港市。医疗队半年一换，坐诊、查房、带教，"
            "帮县医院建成了心内科和重症监护室，病人不用再往市里送。说起这一年的变化，大家都"
        ),
        wrap("很高兴，盼着这样的日子长久下去。明年春天，新一批客人就要来了。"),
        wrap("说不完，都想把这件好事办到底。到了秋天，还会有更多的人过来。"),
        "青石小学来了音乐老师\n本报记者 许一鸣\n\n白水县医院做成心脏手术\n本报记者 曹青\n",
    )
)


def test_a_sentence_that_may_go_on_in_two_places_is_left_apart_and_named() -> None:
    reading = articles(TWO_CUT_ALIKE)
    assert any("不能确定" in remark for remark in reading.remarks)
    assert any(line.endswith("大家都") for document in reading.documents for line in document.text.split("\n"))


def test_nothing_is_in_doubt_where_one_joint_only_is_plausible() -> None:
    assert not any(articles(page.read_text(encoding="utf-8")).remarks for page in COPIED.glob("*.txt"))


WELL_FORMED = {
    "paragraphs": "河西村的春耕\n\n田埂上人来人往。技术员在讲解新到的种子。\n\n理事长说，今年种了 300 亩优质稻。\n",
    "markdown": "# 河西村的春耕\n\n- 浸种\n- 催芽\n- 插秧\n\n**要点**：水温不超过 30 度。\n",
    "list": "帮扶单位名单\n河西农机合作社\n青江农业技术站\n南浦种业研究所\n东港水利工程队\n白水农资供应站\n",
    "poem": "山里的孩子爱唱歌\n歌声飞过九道坡\n坡下有条青江河\n河水年年向东流过\n",
    "note": "明天上午九点在村委会开会，请带上台账。",
}


@pytest.mark.parametrize("text", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_well_formed_text_keeps_its_lines_and_spaces(text: str) -> None:
    (document,) = articles(text).documents
    whole = "\n".join(filter(None, (document.title, document.text)))
    assert [line for line in whole.split("\n") if line] == [line for line in text.split("\n") if line]


def test_an_empty_text_has_no_articles() -> None:
    assert articles(" \n\u200b\n").documents == ()


def test_pages_copied_one_after_the_other_keep_their_own_headers() -> None:
    page = (COPIED / "one_inside_another.txt").read_text(encoding="utf-8")
    other = (COPIED / "in_turns.txt").read_text(encoding="utf-8")
    documents = articles(f"{page}\n南浦晨报 要闻 第07版 2022年4月19日 星期二\n\n{other}").documents
    assert {(one.page, one.published) for one in documents[:2]} == {("6", "2022-04-18")}
    assert {(one.page, one.published) for one in documents[-2:]} == {("7", "2022-04-19")}


def test_a_book_in_narrow_lines_is_joined_and_nothing_is_moved() -> None:
    sentences = [
        f"第{number}户人家住在河的对岸，每天清早划着小船过来，把新鲜的菜送到集市上去卖。" for number in range(1500)
    ]
    raw = "\n\n".join(wrap(sentence, 16) for sentence in sentences)
    (document,) = articles(raw).documents
    assert document.text.replace("\n", "") == "".join(sentences)


@pytest.fixture(scope="session")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_ingest", shared / "ingest_set" / "score_ingest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_public_copied_pages_reach_their_floors(shared: Path, scorer: ModuleType) -> None:
    lines = (shared / "ingest_set" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [one for one in map(json.loads, lines) if one["file"].startswith(("extract_", "npx_"))]
    assert gold
    for article in gold:
        raw = (shared / "ingest_set" / "files" / article["file"]).read_text(encoding="utf-8")
        (found,) = [one for one in articles(raw).documents if scorer.nt(one.title) in titles(article, scorer)]
        assert scorer.order_score(article["text"], scorer.Text(found.text)) >= 0.97
        assert (found.publisher, found.published) == (article["publisher"], article["published"])
        assert scorer.npage(found.page) == scorer.npage(article["page"])


def titles(article: dict[str, object], scorer: ModuleType) -> set[str]:
    return {scorer.nt(title) for title in (article["title"], *article["title_alt"])}


def test_the_quotes_asked_of_the_seeds_stand_whole_in_their_articles(shared: Path) -> None:
    """Also the sentence that the page cuts in two with hundreds of lines between."""
    questions = (shared / "acceptance" / "seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {
        seed.name: [re.sub(r"\s", "", one.text) for one in articles(seed.read_text(encoding="utf-8")).documents]
        for seed in (shared / "seeds").glob("*.txt")
    }
    asked = [one for one in map(json.loads, questions) if one["source"]]
    quotes = [(one["source"], re.sub(r"\s", "", quote)) for one in asked for quote in one["cite"]]
    assert quotes
    assert [quote for source, quote in quotes if not any(quote in text for text in texts[source])] == []


def test_the_seeds_are_three_articles_and_captions(shared: Path) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    documents = [articles(seed.read_text(encoding="utf-8")).documents for seed in seeds]
    assert [len([one for one in page if len(one.text) > 300]) for page in documents] == [2, 1]
    assert [len([one for one in page if len(one.text) <= 300]) for page in documents] == [1, 1]
    assert all(one.title for page in documents for one in page)
