"""The command line as a user types it: results, exit codes, and one clear sentence for what goes wrong."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.build import open_library
from assistant.feedback import give
from vectorstore.library import Library

NOTE = "清河县的青禾基金会向12所小学捐赠图书3,600册。\n项目由县教育局执行，为期3年。\n"


@pytest.fixture
def filled(bangfu, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "note.txt").write_text(NOTE, encoding="utf-8")
    assert bangfu("ingest", folder)[0] == 0
    return folder


def test_a_file_goes_in_and_a_cited_answer_comes_out(bangfu, filled):
    code, out, _ = bangfu("ask", "青禾基金会捐赠了多少册图书？", "--json")
    answer = json.loads(out)
    assert code == 0
    assert "3,600册" in answer["answer"]
    assert answer["citations"][0]["source"] == "papers/note.txt"


def test_an_answer_is_readable_on_the_terminal(bangfu, filled):
    _, out, _ = bangfu("ask", "青禾基金会捐赠了多少册图书？")
    assert "3,600册" in out
    assert "[1]" in out
    assert "papers/note.txt" in out


def test_a_province_covers_its_counties_and_no_others(bangfu, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("镇康县的青禾基金会向12所小学捐赠图书3,600册。\n", encoding="utf-8")
    assert bangfu("ingest", note)[0] == 0
    within = bangfu("ask", "青禾基金会捐赠了多少册图书？", "--region", "云南省", "--json")[1]
    beyond = bangfu("ask", "青禾基金会捐赠了多少册图书？", "--region", "贵州省", "--json")[1]
    assert (json.loads(within)["status"], json.loads(beyond)["status"]) == ("answered", "not_found")


def test_a_batch_is_answered_line_by_line(bangfu, filled, tmp_path):
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    lines = [
        {"id": "a", "question": "捐赠了多少册图书？"},
        {"id": "b", "question": "会长是谁？", "filters": {"kind": "news"}},
    ]
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert bangfu("ask", "--batch", questions, "--output", answers)[0] == 0
    records = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == ["a", "b"]
    assert [record["abstained"] for record in records] == [False, True]


def test_documents_can_be_listed_shown_exported_and_removed(bangfu, filled, tmp_path):
    identifier = bangfu("documents", "list")[1].split()[0]
    assert "3,600册" in bangfu("documents", "show", identifier)[1]
    exported = tmp_path / "documents.jsonl"
    assert bangfu("documents", "export", "--output", exported)[0] == 0
    (document,) = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert set(document) == {
        "id", "external_id", "file", "title", "publisher", "published", "kind", "page", "doc_number", "text", "rows",
    }  # fmt: skip
    assert bangfu("documents", "remove", identifier)[0] == 0
    assert bangfu("ask", "捐赠了多少册图书？")[0] == 1


def test_a_text_from_two_files_is_one_document_exported_once_a_file(bangfu, filled, tmp_path):
    (filled / "copy.txt").write_text(NOTE, encoding="utf-8")
    assert bangfu("ingest", filled)[0] == 0
    assert len(bangfu("documents", "list")[1].splitlines()) == 1
    exported = tmp_path / "documents.jsonl"
    bangfu("documents", "export", "--output", exported)
    files = [Path(json.loads(line)["file"]).name for line in exported.read_text(encoding="utf-8").splitlines()]
    assert sorted(files) == ["copy.txt", "note.txt"]


def test_an_export_goes_back_in(bangfu, filled, tmp_path, monkeypatch):
    exported = tmp_path / "documents.jsonl"
    bangfu("documents", "export", "--output", exported)
    monkeypatch.setenv("BANGFU_HOME", str(tmp_path / "other"))
    assert bangfu("ingest", exported)[0] == 0
    assert "3,600册" in bangfu("ask", "捐赠了多少册图书？")[1]


def test_answers_are_kept_and_say_when_the_library_has_changed(bangfu, filled, tmp_path):
    record = json.loads(bangfu("ask", "捐赠了多少册图书？", "--json")[1])["record"]
    assert record in bangfu("answers", "list")[1]
    assert "有变化" not in bangfu("answers", "show", record)[2]
    (tmp_path / "more.txt").write_text("又一篇：红柳协会来访。", encoding="utf-8")
    bangfu("ingest", tmp_path / "more.txt")
    assert "有变化" in bangfu("answers", "show", record)[2]


def test_a_kept_answer_is_replayed_with_what_it_rests_on(bangfu, filled):
    record = json.loads(bangfu("ask", "捐赠了多少册图书？", "--json")[1])["record"]
    code, out, _ = bangfu("answers", "show", record)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "捐赠了多少册图书？"
    assert any(line.startswith("  [1] 引文：") and "3,600册" in line for line in lines)
    assert any("依据：查到" in line for line in lines)
    assert any("方式 extractive，用时" in line for line in lines)
    kept = json.loads(bangfu("answers", "show", record, "--json")[1])
    assert kept["plan"]["asks"][0]["unit"] == "册"
    assert (kept["dropped"], kept["usage"], kept["feedback"]) == ([], None, None)


def test_feedback_is_shown_and_exported_with_its_answer(bangfu, filled, tmp_path):
    record = json.loads(bangfu("ask", "捐赠了多少册图书？", "--json")[1])["record"]
    with open_library() as library:
        give(library, record, ("wrong_figure",), "应为3,700册\n请核对", "")
    assert "数字不对，应为3,700册 请核对" in bangfu("answers", "show", record)[1]
    bangfu("answers", "export", "--output", tmp_path / "all.jsonl")
    (kept,) = map(json.loads, (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines())
    assert kept["feedback"][0]["verdicts"] == ["wrong_figure"]
    assert kept["feedback"][0]["words"] == "应为3,700册\n请核对"


def test_what_a_kept_answer_quotes_is_said_to_be_gone_with_its_document(bangfu, filled):
    answer = json.loads(bangfu("ask", "捐赠了多少册图书？", "--json")[1])
    bangfu("documents", "remove", answer["citations"][0]["document"])
    _, out, err = bangfu("answers", "show", answer["record"])
    assert "资料库中已没有这段原文" in out
    assert "有变化" in err


def test_reindexing_changes_no_answer(bangfu, filled):
    before = json.loads(bangfu("ask", "捐赠了多少册图书？", "--json")[1])["answer"]
    assert bangfu("reindex")[0] == 0
    assert json.loads(bangfu("ask", "捐赠了多少册图书？", "--json")[1])["answer"] == before


# --- what goes wrong -------------------------------------------------------------------------------------------


def one_sentence(err):
    """Check that a failure is a sentence without a traceback, and return it."""
    assert "Traceback" not in err
    assert err.strip()
    assert len(err.strip().splitlines()) == 1
    return err


def test_an_empty_library_says_how_to_fill_it(bangfu):
    code, out, err = bangfu("ask", "捐赠了多少？")
    assert (code, out) == (1, "")
    assert "bangfu ingest" in one_sentence(err)


def test_an_unknown_file_type_is_named_and_the_rest_goes_in(bangfu, tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "note.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "papers" / "song.mp3").write_bytes(b"ID3\x04\x00" + bytes(200))
    code, out, _ = bangfu("ingest", tmp_path / "papers", "--json")
    files = {Path(line["file"]).name: line for line in json.loads(out)["files"]}
    assert code in (0, 1)
    assert files["note.txt"]["status"] == "ok"
    assert files["song.mp3"]["status"] in ("skip", "error")
    assert files["song.mp3"]["reason"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_named(bangfu, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(NOTE, encoding="utf-8")
    secret.chmod(0)
    assert bangfu("ingest", secret)[0] == 1


def test_a_missing_path_is_a_usage_error(bangfu, tmp_path):
    code, _, err = bangfu("ingest", tmp_path / "nowhere")
    assert code == 2
    assert "nowhere" in err


def test_a_missing_model_says_what_to_do_and_changes_nothing(bangfu, filled):
    code, _, err = bangfu("reindex", "--embedder", "nobody/no-such-model")
    assert code == 1
    assert "nobody/no-such-model" in one_sentence(err)
    assert "3,600册" in bangfu("ask", "捐赠了多少册图书？")[1]


def test_a_library_in_use_is_refused_at_once(bangfu, filled, home):
    with Library.open(home):
        code, _, err = bangfu("ask", "捐赠了多少？")
    assert code == 1
    assert str(home) in one_sentence(err)


def test_a_home_that_cannot_be_written_is_one_sentence(bangfu, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("BANGFU_HOME", str(tmp_path / "file" / "home"))
    code, _, err = bangfu("ask", "捐赠了多少？")
    assert code == 1
    one_sentence(err)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_home_is_one_sentence(bangfu, home):
    home.mkdir()
    home.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert bangfu("ask", "捐赠了多少？")[0] == 1


def test_a_bad_setting_names_the_variable_and_its_value(bangfu, monkeypatch):
    monkeypatch.setenv("BANGFU_MODE", "magic")
    code, _, err = bangfu("ask", "捐赠了多少？")
    assert code == 1
    assert "BANGFU_MODE" in err
    assert "magic" in one_sentence(err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "  "),
        ("ask", "什么？", "--since", "去年"),
        ("ask", "什么？", "--kind", "rumour"),
        ("nothing",),
    ],
)
def test_usage_errors_exit_with_two(bangfu, arguments):
    code, _, err = bangfu(*arguments)
    assert code == 2
    assert "Traceback" not in err


def test_a_bad_line_of_a_batch_is_named_and_nothing_is_written(bangfu, filled, tmp_path):
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text('{"question": "捐了多少？"}\n{"id": 5}\n', encoding="utf-8")
    code, _, err = bangfu("ask", "--batch", questions, "--output", answers)
    assert code == 1
    assert "2" in one_sentence(err)
    assert list(tmp_path.glob("answers*")) == []


def test_the_doctor_reports_and_exits_with_one_when_something_is_broken(bangfu, filled, monkeypatch):
    assert bangfu("doctor")[0] == 0
    monkeypatch.setenv("BANGFU_LLM", "openai:none")
    monkeypatch.setenv("BANGFU_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("BANGFU_LLM_API_KEY", "none")
    assert bangfu("doctor")[0] == 1


def test_the_doctor_tells_the_models_and_what_is_amiss_with_them(bangfu, filled, monkeypatch, tmp_path):
    code, out, _ = bangfu("doctor")
    assert "use-multilingual-v3，许可 apache-2.0，约需内存 130 MB" in out
    assert "重排模型：未配置" in out
    monkeypatch.setenv("BANGFU_RERANKER", "nobody/no-reranker")
    monkeypatch.setenv("BANGFU_EMBEDDER", f"onnx:{tmp_path}")
    code, out, _ = bangfu("doctor")
    assert code == 1
    assert "nobody/no-reranker" in out
    assert str(tmp_path) in out


def test_asking_again_and_again_leaves_the_indexes_as_they_are(filled):
    ask = [sys.executable, "-m", "assistant.cli.app", "ask", "捐赠了多少册图书？"]
    runs = [subprocess.run(ask, capture_output=True, text=True, cwd=Path(__file__).parents[2]) for _ in range(3)]
    assert [run.stderr for run in runs] == ["", "", ""]  # a rebuilt index is announced there


def test_asking_imports_neither_torch_nor_gradio_nor_agents(filled, home):
    script = (
        "import sys; from assistant.cli.app import main; sys.argv = ['bangfu', 'ask', '捐赠了多少册图书？', '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'gradio', 'langchain', 'sentence_transformers', 'fastapi'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert "3,600册" in json.loads(run.stdout)["answer"]
    assert run.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--region", "贵州省"), "没有符合筛选条件“地区 贵州省”"),
        (("--organisation", "红柳基金会"), "没有符合筛选条件“组织 红柳基金会”"),
        (("--programme", "春芽计划"), "没有符合筛选条件“项目 春芽计划”"),
        (("--kind", "table"), "没有符合筛选条件“资料类型 table”"),
        (("--since", "2030-01-01"), "没有符合筛选条件“发布日期不早于 2030-01-01”"),
    ],
)
def test_a_filter_that_leaves_nothing_says_so(bangfu, filled, option, said):
    answer = json.loads(bangfu("ask", "捐赠了多少册图书？", "--json", *option)[1])
    assert answer["status"] == "not_found"
    assert said in answer["answer"]


def test_filters_of_the_command_hold_for_lines_that_have_none(bangfu, filled, tmp_path):
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    lines = [{"question": "捐赠了多少册图书？"}, {"question": "捐赠了多少册图书？", "filters": {"kind": "other"}}]
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    bangfu("ask", "--batch", questions, "--output", answers, "--region", "贵州省")
    records = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [record["abstained"] for record in records] == [True, False]


def test_the_page_waits_for_nothing_that_it_does_not_need():
    program = (
        "import asyncio, sys\n"
        "from assistant import build\n"
        "from assistant.web import server\n"
        "async def make():\n"
        "    with build.open_assistant() as assistant:\n"
        "        server.create_app(assistant)\n"
        "asyncio.run(make())\n"
        "late = {'torch', 'langchain', 'mcp', 'chromadb', 'onnxruntime', 'plotly', 'ingest.pipeline'}\n"
        "print(sorted(late & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=root)
    assert ran.stdout.strip() == "[]"
