"""A small suite with a library of its own: six facts of six places, and two questions that none of them answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.service import Assistant
from assistant.web import api
from assistant.web.server import listen, web_server
from evals.building import assistant_for
from evals.suite import Suite, folder_suite

CORPUS = {
    "d1": "青禾基金会在竹山县捐建三所学校，惠及学生420名。",
    "d2": "长风协会帮助桂东县修通两条公路，全长15公里。",
    "d3": "湘南商会在上犹县培训茶农640名。",
    "d4": "皖西医师协会为金寨县的2150名老人做了白内障筛查。",
    "d5": "豫东慈善会在淮滨县建成11个养老服务站。",
    "d6": "陇南志愿者联合会给礼县送去21000册图书。",
}
QUESTIONS = [
    {"id": "a", "question": "青禾基金会在竹山县惠及多少名学生？", "expect": [["420"]], "cite": ["惠及学生420名"]},
    {"id": "b", "question": "长风协会在桂东县修通的公路全长多少公里？", "expect": [["15"]], "cite": ["全长15公里"]},
    {"id": "c", "question": "湘南商会在上犹县培训了多少名茶农？", "expect": [["640"]], "cite": ["培训茶农640名"]},
    {"id": "d", "question": "皖西医师协会在金寨县为多少名老人做了筛查？", "expect": [["2150"]], "cite": ["2150名老人"]},
    {"id": "e", "question": "豫东慈善会在淮滨县建成多少个养老服务站？", "expect": [["11"]], "cite": ["11个养老服务站"]},
    {
        "id": "f",
        "question": "陇南志愿者联合会给礼县送去多少册图书？",
        "expect": [["21000"]],
        "cite": ["送去21000册图书"],
    },
    {"id": "g", "question": "今天天气怎么样？", "abstain": True},
    {"id": "h", "question": "远山基金会在青海捐了几辆车？", "abstain": True},
]


def write_folder(folder: Path) -> Path:
    """Write the suite as `bangfu-eval run FOLDER` takes it."""
    corpus = [{"doc_id": name, "title": "帮扶记", "text": text} for name, text in CORPUS.items()]
    for name, lines in (("corpus", corpus), ("questions", QUESTIONS)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return folder_suite(write_folder(tmp_path_factory.mktemp("six")))


@pytest.fixture(scope="session")
def six(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the library of the suite, which answers extractively."""
    with assistant_for(suite, tmp_path_factory.mktemp("library")) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def address(six: Assistant) -> Iterator[str]:
    """Where the interface for programs answers over that library; the page is left out, which takes seconds to load."""
    app = FastAPI()
    api.install(app, six)
    with listen("127.0.0.1", 0) as listening:
        server = web_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()
