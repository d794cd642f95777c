"""Fixtures that every package's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.chat_server import ChatServer

settings.register_profile("untimed", deadline=None)  # no test holds a time: the machine may be busy
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the checkout; tests that need it are skipped without it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder with public sets is not beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def _isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the user's own library and settings."""
    monkeypatch.setenv("BANGFU_HOME", str(tmp_path / "home"))
    for name in (
        "LLM",
        "LLM_BASE_URL",
        "LLM_API_KEY",
        "EMBEDDER",
        "RERANKER",
        "DATABASE_URL",
        "CHROMA_URL",
        "MODE",
        "EVAL_JUDGE",
        "USERS_FILE",
        "HOSTS",
    ):
        monkeypatch.delenv(f"BANGFU_{name}", raising=False)


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """A chat model that says what the test puts into its `replies`."""
    server = ChatServer()
    yield server
    server.close()
