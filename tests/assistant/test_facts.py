"""The ledger as users take it out: on the terminal, as JSON, CSV and XLSX, and over HTTP."""

from __future__ import annotations

import csv
import io
import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from assistant.ledger.forms import as_csv, write_xlsx
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.web import api
from tests.assistant import told
from vectorstore.library import Library


@pytest.fixture
def filled(told_home, monkeypatch):
    monkeypatch.setenv("BANGFU_HOME", str(told_home))
    return told_home


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def test_json_is_one_row_of_the_contract_a_line(bangfu, filled):
    code, out, err = bangfu("facts", "pairings", "--format", "json")
    rows = lines(out)
    assert (code, err, len(rows)) == (0, "", 6)
    assert set(rows[0]) == {
        *("id", "document", "organisation", "recipient", "region", "mechanism", "programme", "period"),
        *("start", "end", "quote"),
    }
    assert all(told.REPORT.text[row["start"] : row["end"]] == row["quote"] for row in rows[:5])
    (programme,) = lines(bangfu("facts", "programmes", "--format", "json")[1])
    assert {"name", "organisers", "regions", "period", "status"} <= set(programme)
    figures = lines(bangfu("facts", "figures", "--format", "json")[1])
    assert {"subject", "metric", "value", "unit", "text", "qualifier", "scope", "region", "time"} <= set(figures[0])
    assert 1200000 in [figure["value"] for figure in figures]


@pytest.mark.parametrize(
    ("filters", "recipients"),
    [
        (("--region", "贵州省", "--organisation", "黔溪茶业协会"), ["榕江县", "从江县", "黎平县", "从江县民族中学"]),
        (("--region", "从江县"), ["从江县", "从江县民族中学"]),
        (("--region", "522632", "--since", "2024-07-01"), ["榕江县"]),
        (("--organisation", "清江"), ["榕江县"]),
        (("--until", "2024-06-30", "--organisation", "清江"), []),
        (("--region", "西藏自治区"), []),
    ],
)
def test_filters_narrow_and_a_province_covers_its_counties(bangfu, filled, filters, recipients):
    code, out, err = bangfu("facts", "pairings", *filters, "--format", "json")
    assert code == 0
    assert sorted(row["recipient"] for row in lines(out)) == sorted(recipients)
    assert bool(recipients) != ("没有记录不等于没有" in err)


def test_nothing_found_says_what_the_library_covers(bangfu, filled):
    code, out, err = bangfu("facts", "figures", "--region", "西藏自治区")
    assert (code, out) == (0, "")
    assert "3篇文档" in err
    assert "2024-01-05至2024-07-02" in err
    assert "贵州省" in err


@pytest.mark.parametrize("width", [80, 120])
def test_a_table_is_readable_on_a_terminal(bangfu, filled, monkeypatch, width):
    from rich.cells import cell_len

    from assistant.cli.output import console

    monkeypatch.setattr(console, "_width", width)
    for kind in ("pairings", "programmes", "figures"):
        code, out, _ = bangfu("facts", kind)
        assert code == 0
        assert max(cell_len(line) for line in out.splitlines()) <= width
        assert "出处" in out
        assert out.splitlines()[-1].startswith("共 ")


def test_csv_opens_right_in_a_spreadsheet(bangfu, filled, tmp_path):
    code, out, _ = bangfu("facts", "figures", "--format", "csv", "--region", "榕江县")
    assert code == 0
    assert out.startswith("\ufeff主体,指标,数值,单位")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [row["数值"] for row in rows] == ["1200000", "1500000", "800000"]
    assert rows[0]["出处"] == "《黔山结对这一年》，黔山周报，2024-06-20，第2版"
    output = tmp_path / "figures.csv"
    assert bangfu("facts", "figures", "--format", "csv", "--region", "榕江县", "--output", output)[0] == 0
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    assert output.read_bytes().decode() == out


def test_xlsx_holds_numbers_as_numbers(bangfu, filled, tmp_path):
    output = tmp_path / "figures.xlsx"
    assert bangfu("facts", "figures", "--format", "xlsx", "--output", output)[0] == 0
    heading, *rows = load_workbook(output).active.iter_rows(values_only=True)
    found = [dict(zip(heading, row, strict=True)) for row in rows]
    assert len(found) == 10
    first = next(row for row in found if row["原文"] == "120万元")
    assert (first["主体"], first["数值"], first["口径"], first["地区"]) == (
        "青禾慈善基金会",
        1200000,
        "当期",
        "榕江县",
    )


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path):
    cells = [["=1+1", "-3", "@x", 5, None, "\x00a"]]
    assert as_csv(["a"], cells).splitlines()[1] == "'=1+1,'-3,'@x,5,,\x00a"
    write_xlsx(tmp_path / "a.xlsx", "表", list("abcdef"), cells)
    (row,) = load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2)
    assert [(cell.value, cell.data_type) for cell in row[:3]] == [("=1+1", "s"), ("-3", "s"), ("@x", "s")]
    assert (row[3].value, row[5].value) == (5, "a")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pairings", "--region", "月亮县"), 1, "月亮县"),
        (("pairings", "--region", "99"), 1, "99"),
        (("pairings", "--format", "yaml"), 2, "yaml"),
        (("pairings", "--format", "xlsx"), 2, "--output"),
        (("pairings", "--output", "x"), 2, "--format"),
        (("pairings", "--since", "去年"), 2, "去年"),
        (("pairings", "--format", "xlsx", "--output", "/nowhere/a.xlsx"), 1, "/nowhere/a.xlsx"),
        (("pairings", "--format", "csv", "--output", "/nowhere/a.csv"), 1, "/nowhere/a.csv"),
    ],
)
def test_what_goes_wrong_is_one_sentence(bangfu, filled, arguments, code, said):
    got, out, err = bangfu("facts", *arguments)
    assert (got, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
    assert code == 2 or len(err.strip().splitlines()) == 1


def test_what_is_ingested_stands_in_the_ledger(bangfu, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("青禾慈善基金会结对帮扶榕江县，2023年投入资金120万元。\n", encoding="utf-8")
    assert bangfu("ingest", note)[0] == 0
    (row,) = lines(bangfu("facts", "pairings", "--region", "贵州省", "--format", "json")[1])
    assert (row["organisation"], row["recipient"], row["mechanism"]) == ("青禾慈善基金会", "榕江县", "结对帮扶")
    assert "120万元" in bangfu("facts", "figures")[1]
    answer = json.loads(bangfu("ask", "谁在帮扶榕江县？", "--json")[1])
    assert answer["facts"] == [row["id"]]


def test_the_doctor_counts_what_the_documents_tell(bangfu, filled):
    assert "台账：结对 6 条，项目 1 条，数字 10 条，条款 5 条，组织 4 条" in bangfu("doctor")[1]


# --- over HTTP --------------------------------------------------------------------------------------------------------


@pytest.fixture
def http(filled, tmp_path):
    with Library.open(filled) as library:
        app = FastAPI()
        api.install(app, Assistant(library, Settings(home=tmp_path, _env_file=None)))
        with TestClient(app) as client:
            yield client


def test_rows_come_over_http_with_the_same_filters(http):
    told_all = http.get("/api/v1/facts/pairings").raise_for_status().json()
    assert told_all["count"] == len(told_all["rows"]) == 6
    assert "sources" not in told_all["rows"][0]
    narrowed = http.get("/api/v1/facts/pairings", params={"region": ["从江县", "黎平县"], "limit": 1, "offset": 1})
    assert (narrowed.json()["count"], narrowed.json()["rows"][0]["recipient"]) == (3, "黎平县")
    assert http.get("/api/v1/facts/programmes").json()["rows"][0]["name"] == "山路行动"
    values = [row["value"] for row in http.get("/api/v1/facts/figures?organisation=清江助学基金会").json()["rows"]]
    assert values == [800000]


@pytest.mark.parametrize(
    ("query", "said"), [("region=月亮县", "月亮县"), ("since=去年", "since"), ("limit=0", "limit")]
)
def test_a_filter_that_cannot_be_used_is_a_sentence(http, query, said):
    response = http.get(f"/api/v1/facts/figures?{query}")
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_the_paths_are_documented(http):
    document = http.get("/openapi.json").json()
    for kind in ("pairings", "programmes", "figures"):
        described = document["paths"][f"/api/v1/facts/{kind}"]["get"]
        assert {parameter["name"] for parameter in described["parameters"]} == {
            *("region", "organisation", "programme", "since", "until", "limit", "offset")
        }
        reference = described["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        assert "rows" in document["components"]["schemas"][reference.rpartition("/")[2]]["properties"]
