"""The table of the README is written from runs, between its marks and nowhere else."""

from __future__ import annotations

import json

import pytest

from evals import results
from evals.errors import BadRun
from evals.results import BEGIN, END, main, put


def test_it_writes_between_the_marks_only():
    assert put(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\nnew\n{END}\nb"
    with pytest.raises(BadRun, match="results"):
        put("a README without marks", "new")


def test_a_row_a_run_and_what_is_not_here_is_left_out(tmp_path, monkeypatch, capsys):
    rows = (results.Row("jsonl", "any lines", "set"), results.Row("seeds", "not here", "none"))
    monkeypatch.setattr(results, "ROWS", rows)
    (tmp_path / "set").mkdir()
    line = {"question": "青禾基金会捐建几所学校？", "answer": "三所", "context": "青禾基金会在竹山县捐建三所学校。"}
    (tmp_path / "set" / "one.jsonl").write_text(json.dumps(line), encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text(f"# x\n{BEGIN}\n{END}\n", encoding="utf-8")
    arguments = ["--data", str(tmp_path), "--output", str(tmp_path / "runs"), "--readme", str(readme)]
    assert main(arguments) == 0
    assert "seeds: left out" in capsys.readouterr().out
    written = readme.read_text(encoding="utf-8")
    assert "| any lines (`jsonl`) | bangfu | 1 | 0 | f1 " in written
    assert main(arguments) == 0  # nothing is asked again
    assert readme.read_text(encoding="utf-8") == written
