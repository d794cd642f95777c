"""The same suite in this process, over HTTP, from a file and by a peer: measured by the same rules."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

from evals.errors import BadRun, MissingData, NoServer
from evals.peers.peering import find_peer
from evals.running import Way, run_suite
from evals.suite import Suite


@pytest.fixture(scope="module")
def here(suite, tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    return folder, run_suite(suite, Way(output=folder, workers=2))


def _lines(folder):
    return [json.loads(line) for line in (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()]


def _judged(report):
    return {**report.to_json(), "run": None, "config": None}


def test_a_server_and_a_file_give_the_same_report(suite, address, here, tmp_path):
    folder, report = here
    assert report.table["ALL"]["right"] == 1.0
    over_http = run_suite(suite, Way(output=tmp_path, server=address, workers=2))
    assert _judged(over_http) == _judged(report)
    assert over_http.config == {"server": address, "documents": 6, "passages": 6}
    from_file = run_suite(suite, Way(answers=folder / "answers.jsonl"))
    assert _judged(from_file) == _judged(report)


def test_a_run_gives_the_same_report_twice(suite, here, tmp_path):
    again = run_suite(suite, Way(output=tmp_path))
    assert {**again.to_json(), "run": None} == {**here[1].to_json(), "run": None}


def test_a_run_that_is_interrupted_goes_on_where_it_stopped(suite, tmp_path):
    told = []

    def interrupt(outcome):
        told.append(outcome)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_suite(suite, Way(output=tmp_path), interrupt)
    first = {line["id"]: line["record"] for line in _lines(tmp_path)}
    assert len(first) == 3
    report = run_suite(suite, Way(output=tmp_path))
    assert report.table["ALL"]["n"] == 8
    whole = {line["id"]: line["record"] for line in _lines(tmp_path)}
    assert list(whole) == [case.id for case in suite.cases]
    assert whole.items() >= first.items()


def test_the_folder_holds_answers_report_and_page(here):
    folder, report = here
    assert {path.name for path in folder.iterdir()} >= {"answers.jsonl", "report.json", "report.html", "run.json"}
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["table"] == report.table


def test_a_server_that_is_not_there_or_not_ours_is_one_sentence(suite, chat_server):
    with pytest.raises(NoServer, match="bangfu serve"):
        run_suite(suite, Way(server="http://127.0.0.1:9"))
    with pytest.raises(NoServer, match="healthz"):
        run_suite(suite, Way(server=chat_server.url.removesuffix("/v1")))


def test_a_server_cannot_rank(suite, address):
    ranking = Suite("six", "retrieval", suite.cases, suite.documents)
    with pytest.raises(BadRun, match="--server"):
        run_suite(ranking, Way(server=address))


def test_the_verifier_is_not_measured_under_the_name_of_a_server(suite, address):
    checking = Suite("six", "verify", suite.cases)
    with pytest.raises(BadRun, match="--server"):
        run_suite(checking, Way(server=address))


def test_an_unknown_peer_is_named(suite):
    with pytest.raises(BadRun, match="langchain、txtai"):
        run_suite(suite, Way(peer="haystack"))


@pytest.mark.parametrize("name", ["langchain", "txtai"])
def test_a_peer_answers_over_the_same_documents_or_says_what_it_lacks(suite, name):
    packages = find_peer(name).packages
    if any(find_spec(package.replace("-", "_")) is None for package in packages):
        with pytest.raises(MissingData, match=r"bangfu\[peers\]"):
            run_suite(suite, Way(peer=name))
        pytest.skip(f"{', '.join(packages)} not installed: pip install 'bangfu[peers]'")
    report = run_suite(suite, Way(peer=name))
    assert [row.error for row in report.questions if row.error] == []
    assert report.config["peer"] == name
    assert report.table["ALL"]["right"] >= 0.75
    ranking = Suite("six", "retrieval", suite.cases[:6], suite.documents)
    assert run_suite(ranking, Way(peer=name)).failed == 0
