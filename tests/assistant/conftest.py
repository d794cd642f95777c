"""A small real library in our own words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.cli.app import main
from assistant.service import Assistant
from assistant.settings import Settings
from ingest.split import split
from tests.assistant import told
from tests.chat_server import ChatServer
from vectorstore.library import Library
from vectorstore.records import Document, FileState

FEATURE = """全省社会组织结对帮扶这一年
一年来，省外的18家社会组织与我省9个重点县结对，省内40家社会组织与26个县结对，累计投入资金1.2亿元，实施项目160个。
今年5月，临沧市举办“百企进百村”签约活动，6个国家级社会组织、8个省级社会组织、11家市内社会组织与8个县（区）结对。
青禾慈善基金会定点帮扶镇康县，在当地12所小学开设早餐班，2023年秋季学期拨款83万元，受益学生2460人。
该基金会还为镇康县的留守儿童建起阅读角，阅读角设在村小学里。
云南省核桃产业协会对口帮扶凤庆、永德、云县3个县，会员单位有150余家，去年带动户均增收2300元。
滇茶流通商会为双江县的学校捐赠价值42万元的净水设备，解决了1900名学生的饮水难题。"""
PLAN = """青海省专项行动工作方案印发
青海省民政厅与省乡村振兴局联合印发《社会组织助力振兴工作方案》，组织社会组织对接玉树、果洛等地的重点县。
方案提出，鼓励江苏等东部省份社会组织依托东西部协作机制参与结对，一家社会组织可以帮扶一个或多个县。
参与的社会组织应当依法登记满两年，不得借帮扶名义开展营利活动。"""


def documents() -> list[Document]:
    """Two articles of different provinces."""
    return [
        Document(text=FEATURE, title="全省社会组织结对帮扶这一年", publisher="彩云周报", published="2024-06-20",
                 kind="news", page="2", file="/library/papers/feature.txt"),
        Document(text=PLAN, title="青海省专项行动工作方案印发", publisher="高原日报", published="2023-03-02",
                 kind="policy", file="/library/papers/plan.txt"),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library")) as opened:
        for document in documents():
            opened.add(FileState(document.file, document.id), [(document, split(document))])
        opened.settle()
        yield opened


@pytest.fixture(scope="session")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds documents with the facts they tell; nothing may change it."""
    home = tmp_path_factory.mktemp("told")
    with Library.open(home) as opened:
        told.fill(opened)
    return home


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    return Assistant(library, Settings(home=tmp_path, _env_file=None))


@pytest.fixture
def bangfu(monkeypatch, capsys):
    """Run the command in this process; return exit code, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["bangfu", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def settings_of(chat_server: ChatServer, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that name the scripted model, and more."""

    def settings(**more: object) -> Settings:
        given = {"llm": "openai:scripted", "llm_base_url": chat_server.url, "llm_api_key": "none", **more}
        return Settings(home=tmp_path, _env_file=None, **given)

    return settings


@pytest.fixture
def modelled(library: Library, settings_of: Callable[..., Settings]) -> Assistant:
    """An assistant whose model is the scripted one."""
    return Assistant(library, settings_of())
