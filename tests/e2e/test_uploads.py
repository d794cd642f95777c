"""Files over the interface for programs: streamed, bounded, named harmlessly, read in order, kept over a restart."""

from __future__ import annotations

import json
import threading
import time
from contextlib import closing
from http.client import HTTPConnection

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intake import Intake
from assistant.uploaded import safe_name
from ingest.pipeline import ingest
from tests.e2e.filled import filled

TEXT = "青禾慈善基金会定点帮扶镇康县，2023年秋季学期拨款83万元。"


@pytest.fixture
def library(tmp_path):
    with filled(tmp_path, {}) as assistant:
        yield assistant


@pytest.fixture
def http(serving, library):
    with httpx.Client(base_url=serving(library).url, timeout=60) as client:
        yield client


def send(http: httpx.Client, name: str, content) -> dict:
    response = http.post("/api/v1/documents", params={"name": name}, content=content)
    assert response.status_code == 202, response.text
    return response.json()


def outcome(http: httpx.Client, job: dict) -> dict:
    for _ in range(600):
        job = http.get(f"/api/v1/uploads/{job['job']}").raise_for_status().json()
        if job["state"] == "done":
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def originals(tmp_path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "library" / "originals").iterdir())


def test_a_file_is_read_in_the_order_it_came_and_can_be_removed(http, tmp_path):
    jobs = [send(http, f"第{number}期.txt", f"{TEXT}第{number}期。") for number in range(3)]
    results = [outcome(http, job) for job in jobs]
    assert [one["files"][0]["status"] for one in results] == ["ok"] * 3
    assert [one["files"][0]["file"] for one in results] == ["第0期.txt", "第1期.txt", "第2期.txt"]
    identifier = results[1]["files"][0]["documents"][0]
    assert http.get(f"/api/v1/documents/{identifier}").json()["text"].endswith("第1期。")
    http.delete(f"/api/v1/documents/{identifier}").raise_for_status()
    assert http.get(f"/api/v1/documents/{identifier}").status_code == 404
    assert http.delete(f"/api/v1/documents/{identifier}").status_code == 404
    assert originals(tmp_path) == ["第0期.txt", "第2期.txt"]


def test_questions_are_answered_while_files_are_read_one_after_the_other(http, monkeypatch):
    outcome(http, send(http, "先.txt", TEXT))
    go_on = threading.Event()

    def held_up(*given, **options):
        assert go_on.wait(30)
        return ingest(*given, **options)

    monkeypatch.setattr("ingest.pipeline.ingest", held_up)
    first, second = (send(http, f"{name}.txt", f"{TEXT}{name}。") for name in "甲乙")
    answer = http.post("/api/v1/ask", json={"question": "青禾慈善基金会在镇康县拨款多少？"}).json()
    assert "83万元" in answer["answer"]
    states = [http.get(f"/api/v1/uploads/{job['job']}").json()["state"] for job in (first, second)]
    assert states == ["reading", "waiting"]
    assert "正在读取 甲.txt，另有 1 个文件排队" in http.get("/page/library/list").text
    go_on.set()
    assert [outcome(http, job)["files"][0]["status"] for job in (first, second)] == ["ok", "ok"]


def test_a_name_leads_out_of_no_folder_and_a_second_file_of_a_name_replaces_nothing(http, tmp_path):
    first = outcome(http, send(http, "../../../etc/名单.txt", TEXT))
    assert first["files"][0]["status"] == "ok"
    again = send(http, "名单.txt", TEXT)
    assert again["note"] is None
    assert outcome(http, again)["files"][0]["status"] == "unchanged"
    other = send(http, "名单.txt", TEXT + "另一份。")
    assert "名单 (2).txt" in other["note"]
    assert outcome(http, other)["files"][0]["status"] == "ok"
    assert originals(tmp_path) == ["名单 (2).txt", "名单.txt"]


def test_a_file_that_says_it_is_over_the_limit_is_refused_before_it_is_sent(http):
    there = http.base_url
    with closing(HTTPConnection(there.host, there.port, timeout=30)) as connection:
        connection.putrequest("POST", "/api/v1/documents?name=a.txt")
        connection.putheader("content-length", str(33 << 20))
        connection.endheaders()
        response = connection.getresponse()
        assert response.status == 413
        assert "32 MB" in json.loads(response.read())["detail"]


def test_a_file_that_goes_over_the_limit_is_refused_and_leaves_nothing(http, library, tmp_path):
    response = http.post("/api/v1/documents?name=a.txt", content=(bytes(1 << 20) for _ in range(33)))
    assert response.status_code == 413
    assert "32 MB" in response.json()["detail"]
    assert originals(tmp_path) == []
    assert library.library.contents().files == 0


def test_a_file_longer_than_any_other_body_is_taken(http):
    line = json.dumps({"text": TEXT, "scan": "0" * 3_000_000})
    job = send(http, "长.jsonl", line.encode())
    assert outcome(http, job)["files"][0]["status"] == "ok"


def test_what_cannot_be_read_says_why(http, library):
    told = outcome(http, send(http, "程序.bin", b"\x7fELF" + bytes(100)))["files"][0]
    assert (told["status"], told["reason"]) == ("error", "这是程序文件，不是文档。")
    (problem,) = library.library.listing.problems()
    again = http.post(f"/api/v1/failures/{problem.id}/read")
    assert again.status_code == 202
    outcome(http, again.json())  # until it has been read, it may still come back
    assert http.delete(f"/api/v1/failures/{problem.id}").status_code == 200
    assert http.delete(f"/api/v1/failures/{problem.id}").status_code == 422
    assert library.library.listing.problems() == []


def test_another_site_can_upload_nothing(http, tmp_path):
    response = http.post("/api/v1/documents?name=a.txt", content=TEXT, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert not (tmp_path / "library" / "originals").exists()


def test_what_a_server_did_not_come_to_is_read_by_the_next(library, tmp_path):
    folder = tmp_path / "library" / "originals"
    folder.mkdir()
    (folder / "留下的.txt").write_text(TEXT, encoding="utf-8")
    (folder / ".waiting-留下的.txt").touch()
    (folder / "已移除的.txt").write_text(f"{TEXT}已移除。", encoding="utf-8")  # by `bangfu documents remove`
    (folder / ".incoming-0").write_text("half", encoding="utf-8")
    intake = Intake(library.library)
    intake.start()
    intake.close()  # before or after the file has been come to
    again = Intake(library.library)
    again.start()
    while again.unfinished():
        time.sleep(0.05)
    again.close()
    assert library.library.contents().documents == 1
    assert originals(tmp_path) == ["已移除的.txt", "留下的.txt"]


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_a_folder_takes(name):
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= 200
    assert not set(safe) & set('/\\\0<>:"|?*!\n')
    assert not safe.startswith(".")
    assert safe_name(safe) == safe
