"""What answers say without a source is found, and what is computed or shortened from one is not held against them."""

from __future__ import annotations

import json

import pytest

from evals.bench.invented import invented, main

QUOTE = "黔溪茶业协会在榕江县建了3个茶园，投入90万元。"


def answer(text, quote=QUOTE, status="answered"):
    return {"id": "a", "status": status, "answer": text, "citations": [{"marker": 1, "title": "通报", "quote": quote}]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("黔溪茶业协会投入90万元。[1]", []),
        ("平均每个茶园30万元（90万元 ÷ 3个 = 30万元）。[1]", []),
        ("黔溪茶业协会投入95万元。[1]", [("number", "95")]),
        ("青禾慈善基金会投入90万元。[1]", [("organisation", "青禾慈善基金会")]),
        ("黔溪茶业协会投入90万元。另有40人受益。[1]", [("number", "90"), ("organisation", "黔溪茶业协会")]),
        ("（“前溪协会”按“黔溪茶业协会”理解）投入90万元。[1]", []),
        ("“投入90万元。”[1]", []),
    ],
)
def test_each_sentence_is_held_against_what_it_cites(text, found):
    quote = "另有40人受益。" if "40人" in text else QUOTE
    assert [(kind, what) for kind, what, _ in invented(answer(text, quote))] == found


def test_an_answer_that_says_nothing_invents_nothing():
    assert list(invented(answer("文库中没有关于95万元的内容。", status="not_found"))) == []


def test_the_command_counts_and_fails(tmp_path, capsys):
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps(answer("协会投入95万元。[1]"), ensure_ascii=False), encoding="utf-8")
    assert main([str(file)]) == 1
    assert "1 answers, 1 numbers and 0 organisations" in capsys.readouterr().out
