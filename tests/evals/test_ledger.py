from __future__ import annotations

import json
import sys

import pytest

from evals import cli
from evals.ledger import GOLD, run_ledger
from evals.metrics.ledger import MONEY, Found, figures, pairings

GIVEN = {"organisation": "“长风”公益基金会", "region_or_recipient": "甘肃永靖县"}
TOLD = {"organisation": "长风公益基金会", "recipient": "永靖县", "region": "永靖县"}
ELSEWHERE = {"organisation": "长风公益基金会", "recipient": "和政县", "region": "和政县"}


def test_parties_match_where_they_contain_one_another():
    compared = pairings([GIVEN], [TOLD, TOLD, ELSEWHERE])
    assert compared.counts == Found(gold=1, recalled=1, found=2, right=1)
    assert compared.invented == (ELSEWHERE,)
    assert pairings([GIVEN], [{"organisation": "长风", "recipient": "二中", "region": "永靖县"}]).missed == ()


def test_a_pairing_that_may_be_left_out_counts_neither_for_nor_against():
    doubtful = {"organisation": "长风公益基金会", "region_or_recipient": "和政县", "optional": True}
    assert pairings([GIVEN, doubtful], [TOLD, ELSEWHERE]).counts == Found(gold=1, recalled=1, found=1, right=1)
    assert pairings([GIVEN, doubtful], [TOLD]).counts == Found(gold=1, recalled=1, found=1, right=1)


def test_figures_match_by_value_and_unit_and_are_counted_by_unit():
    gold = [{"value": 360000, "unit": "元"}, {"value": 19, "unit": "名"}]
    found = [
        {"value": 360000, "unit": "元", "metric": "捐赠"},
        {"value": 19, "unit": "人", "metric": "学生"},
        {"value": 5, "unit": "元", "metric": "单价"},
    ]
    assert figures(gold, found).counts == Found(gold=2, recalled=2, found=3, right=2)
    assert figures(gold, found, MONEY).counts == Found(gold=1, recalled=1, found=2, right=1)


def test_shares_are_none_where_there_is_nothing_to_share():
    assert (Found().recall, Found().precision) == (None, None)
    both = Found(2, 1, 4, 3) + Found(2, 2, 0, 0)
    assert (both.recall, both.precision) == (0.75, 0.75)


@pytest.fixture
def gold(tmp_path):
    (tmp_path / "a.txt").write_text("长风公益基金会定点帮扶永靖县，累计投入36万元。", encoding="utf-8")
    rows = {
        "file": "a.txt",
        "pairings": [GIVEN | {"mechanism": "定点帮扶"}],
        "figures": [{"metric": "投入", "value": 360000, "unit": "元"}, {"metric": "学校", "value": 3, "unit": "所"}],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_gold_file_is_measured_over_the_documents_beside_it(gold, monkeypatch, capsys, tmp_path):
    words = ["bangfu-eval", "run", "ledger", "--data", str(gold), "--json", "--output", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert not stopped.value.code
    report = json.loads(capsys.readouterr().out)
    assert report == json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    table = report["table"]["gold"]
    assert (table["pairings"]["recall"], table["pairings"]["precision"]) == (1.0, 1.0)
    assert (table["money"]["recalled"], table["figures"]["recall"]) == (1, 0.5)
    assert report["documents"][0]["figures"]["missed"][0]["metric"] == "学校"


def test_a_document_that_is_missing_is_named(gold, tmp_path):
    (tmp_path / "a.txt").unlink()
    with pytest.raises(cli.EvalError, match=r"a\.txt"):
        run_ledger(gold)


def test_the_gold_of_the_project_is_well_formed():
    for file in sorted(GOLD.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert row["file"]
            assert all({"organisation", "region_or_recipient", "mechanism"} <= set(one) for one in row["pairings"])
            assert all({"metric", "value", "unit"} <= set(one) for one in row["figures"])
            assert file.stem != "seeds" or not any("quote" in one for one in (*row["pairings"], *row["figures"]))
