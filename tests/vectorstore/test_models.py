"""What can be told of a model folder without loading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.embed import load
from vectorstore.errors import ModelMissing
from vectorstore.models import facts, locate


@pytest.mark.parametrize(
    ("card", "licence"),
    [("---\nlicense: mit\ntags:\n- a\n---\n# A", "mit"), ("# A model", None), (None, None), ("---\n: [\n---\n", None)],
)
def test_the_licence_is_that_of_the_card(tmp_path: Path, card: str | None, licence: str | None) -> None:
    if card is not None:
        (tmp_path / "README.md").write_text(card, encoding="utf-8")
    assert facts("a", tmp_path).licence == licence


def test_weights_in_several_formats_count_once(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"0" * 3 * 2**20)
    (tmp_path / "pytorch_model.bin").write_bytes(b"0" * 2 * 2**20)
    assert facts("a", tmp_path).megabytes == 3


def test_a_folder_is_found_and_anything_else_is_named() -> None:
    assert locate(str(Path(__file__).parent), "BANGFU_EMBEDDER") == Path(__file__).parent
    with pytest.raises(ModelMissing, match=r"nobody/nothing.*BANGFU_RERANKER"):
        locate("nobody/nothing", "BANGFU_RERANKER")


def test_the_bundled_encoder_tells_its_licence() -> None:
    assert load().facts().licence == "apache-2.0"
