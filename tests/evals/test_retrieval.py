"""Retrieval sets in their published forms, and the suite that searches them in several ways."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evals import cli
from evals.errors import BadSuite, MissingData
from evals.retrieval.baseline import SHORT, Bm25, short_passages
from evals.retrieval.sets import fill, load_set, with_questions
from evals.retrieval.study import BASELINE, OURS, lines, ranked, retrievers, scored
from evals.suites import HERE
from vectorstore.library import Library
from vectorstore.records import Document, content_hash

CORPUS = {
    "a": "青石县今年修路三十公里。",
    "b": "儿童关爱站在益山省落成。",
    "c": "柑橘卖到了山外。",
    "d": "青石县今年修路三十公里。",
}
QUESTIONS = {"青石县修路多少公里": ["d"], "关爱站在哪里落成": ["b"], "什么卖到了山外": ["c"], "修路": ["a"]}


def write(path: Path, lines: list[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one set of either form."""
    write(tmp_path / "ncp_policy" / "corpus.jsonl", [{"doc_id": id_, "text": text} for id_, text in CORPUS.items()])
    asked = [{"qid": n, "question": asked, "gold_doc_ids": gold} for n, (asked, gold) in enumerate(QUESTIONS.items())]
    write(tmp_path / "ncp_policy" / "questions.jsonl", asked)
    pooled = [
        {
            "id": 1,
            "query": "青石县修路多少公里",
            "answer": ["三十"],
            "positive": [CORPUS["a"]],
            "negative": [CORPUS["b"]],
        },
        {
            "id": 2,
            "query": "什么卖到山外",
            "answer": ["柑橘"],
            "positive": [[CORPUS["c"]], ""],
            "negative": [CORPUS["b"]],
        },
        {"id": 3, "query": "没有答案的问题", "answer": [], "positive": [], "negative": [CORPUS["b"]]},
    ]
    write(tmp_path / "rgb_zh" / "zh_refine.jsonl", pooled)
    return tmp_path


def test_a_folder_is_one_set(data: Path) -> None:
    known = load_set(data / "ncp_policy")
    assert (known.name, len(known.documents), len(known.cases)) == ("ncp_policy", 4, 4)
    first = known.in_library()[0]
    assert first.id == "ncp_policy/0"
    assert first.gold == (content_hash(CORPUS["a"]),)  # the text of d, which is that of a


def test_passages_of_rgb_are_pooled_and_questions_without_an_answer_left_out(data: Path) -> None:
    known = load_set(data / "rgb_zh")
    assert [document.text for document in known.documents] == [CORPUS["a"], CORPUS["b"], CORPUS["c"]]
    assert [case.gold for case in known.cases] == [(content_hash(CORPUS["a"]),), (content_hash(CORPUS["c"]),)]


def test_other_questions_over_the_same_documents(data: Path) -> None:
    asked = [{"id": id_, "question": "路", "gold_doc_ids": [gold]} for id_, gold in (("p", "a"), ("q", "z"))]
    write(data / "more.jsonl", asked)
    other = with_questions(load_set(data / "ncp_policy"), "more", data / "more.jsonl")
    assert (other.name, other.corpus, [case.id for case in other.cases]) == ("more", "ncp_policy", ["p"])


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("corpus.jsonl", {"doc_id": "a"}, "text"),
        ("corpus.jsonl", {"doc_id": "x", "text": "甲。"}, "没有问题所指的文档"),
        ("questions.jsonl", {"qid": "1", "question": "甲？"}, "gold_doc_ids"),
    ],
)
def test_a_bad_set_is_named(data: Path, file: str, line: object, said: str) -> None:
    write(data / "ncp_policy" / file, [line])
    with pytest.raises(BadSuite, match=said):
        load_set(data / "ncp_policy")


def test_a_folder_without_a_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"questions\.jsonl"):
        load_set(tmp_path)


def test_every_way_of_searching_is_held_against_the_baseline(data: Path, tmp_path: Path) -> None:
    known = load_set(data / "ncp_policy")
    cases = known.in_library()
    with Library.open(tmp_path / "home") as library:
        fill(library, known.documents)
        generation = library.contents()
        fill(library, known.documents)
        assert library.contents() == generation
        found = {name: ranked(way, cases) for name, way in retrievers(library, known.documents)}
    assert list(found) == [BASELINE, "dense", "naive hybrid", OURS]
    told = lines({name: scored(ranking, cases) for name, ranking in found.items()}, [case.id for case in cases])
    assert told[OURS].means["R@1"].mean == 1.0
    assert told[BASELINE].changes["MRR@10"].mean == told[BASELINE].fixed == told[BASELINE].broken == 0


def test_fixed_and_broken_are_counted_by_question() -> None:
    before = {"a": {"MRR@10": 1.0}, "b": {"MRR@10": 0.5}, "c": {"MRR@10": 0.0}}
    after = {"a": {"MRR@10": 0.5}, "b": {"MRR@10": 1.0}, "c": {"MRR@10": 1.0}}
    line = lines({"keyword": before, "library": after}, ["a", "b", "c"])["library"]
    assert (line.fixed, line.broken) == (2, 1)
    assert line.changes["MRR@10"].mean == pytest.approx(1 / 3)


def test_the_baseline_cuts_whole_sentences_and_never_too_long_ones() -> None:
    text = "甲县修路三十公里。" * 60 + "\n" + "长" * 800 + "。"
    cut = short_passages(Document(text=text))
    assert max(len(passage.text) for passage in cut) <= SHORT
    assert "".join(passage.text for passage in cut).replace("\n", "") == text.replace("\n", "")
    assert all(passage.text.endswith("。") for passage in cut[:1])


def test_bm25_by_hand() -> None:
    bm25 = Bm25([("1", "青石县修路"), ("2", "青石县青石县"), ("3", "柑橘")])
    assert bm25.search("青石", 3) == ["2", "1", "3"]
    assert bm25.search("柑橘", 1) == ["3"]


@pytest.fixture
def bangfu_eval(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bangfu-eval", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def test_the_suite_reports_every_set_for_both_halves(bangfu_eval, data: Path, tmp_path: Path) -> None:
    code, out, err = bangfu_eval("run", "retrieval", "--data", data, "--output", tmp_path / "run")
    assert (code, err.count("Traceback")) == (0, 0)
    for title in ("ncp_policy · all · 4", "ncp_policy · held out · 2", "rgb_zh · all · 2", "rgb_zh · held out · 1"):
        assert title in out
    report = json.loads((tmp_path / "run" / "report.json").read_text(encoding="utf-8"))
    assert report["table"]["ALL"]["n"] == 6
    assert {row["id"] for row in report["questions"]} >= {"ncp_policy/0", "rgb_zh/1"}
    told = report["compared"]["ncp_policy"]["all"]["lines"]["library"]
    assert told["means"]["nDCG@10"].keys() == {"mean", "low", "high"}
    assert (tmp_path / "run" / "libraries" / "rgb_zh" / "catalogue.sqlite3").is_file()
    code, out, _ = bangfu_eval(
        "run", "retrieval", "--data", data, "--libraries", tmp_path / "run" / "libraries", "--json"
    )
    again = json.loads(out)
    assert again["questions"] == report["questions"]
    assert bangfu_eval("compare", tmp_path / "run", tmp_path / "run")[0] == 0


def test_without_a_set_the_suite_says_what_to_do(bangfu_eval, tmp_path: Path) -> None:
    code, out, err = bangfu_eval("run", "retrieval", "--data", tmp_path)
    assert (code, out) == (1, "")
    assert "--data" in err
    assert "retrieval" in bangfu_eval("list")[1]


def test_paraphrases_name_documents_and_share_few_characters(shared: Path) -> None:
    questions = HERE / "suites" / "paraphrase.jsonl"
    if not questions.is_file():
        pytest.skip("the paraphrases are not in this checkout")
    known = load_set(shared / "data" / "crud_rag")
    assert len(with_questions(known, "paraphrase", questions).cases) == 100
