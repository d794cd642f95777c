"""The search benchmark runs on a small set and ranks its documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.search import InMemory, joined_by_rank, main


def test_it_prints_every_retriever_for_both_halves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = {"a": "青石县今年修路三十公里。", "b": "儿童关爱站在益山省落成。", "c": "柑橘卖到了山外。"}
    questions = {"青石县修路多少公里": "a", "关爱站在哪里落成": "b", "什么卖到了山外": "c", "修路": "a"}
    lines = [json.dumps({"doc_id": id_, "title": "", "text": text}) for id_, text in corpus.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    lines = [
        json.dumps({"qid": str(number), "question": question, "gold_doc_ids": [gold]})
        for number, (question, gold) in enumerate(questions.items())
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main([str(tmp_path), "--home", str(tmp_path / "home")]) == 0
    printed = capsys.readouterr().out
    assert "3 documents, 3 passages" in printed
    assert printed.count("library") == printed.count("usual ensemble") == 2
    assert "held out: 2 questions" in printed


def test_ranks_are_joined_with_equal_weights() -> None:
    assert joined_by_rank([["a", "b"], ["b", "c"]])[0] == "b"


def test_the_baseline_finds_what_has_the_words() -> None:
    baseline = InMemory([("1", "青石县修路"), ("2", "柑橘丰收")])
    assert baseline.search("柑橘", 2) == ["2", "1"]
