"""Encoders exported to ONNX: a tiny graph made for these tests, whose token vectors are rows of a table."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from vectorstore.embed import load
from vectorstore.errors import ModelMissing
from vectorstore.library import Library

GRAPH = Path(__file__).parent / "data" / "tiny_encoder.onnx"
TEXTS = ["青石县修路", "路", "关爱站在益山省落成"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "onnx").mkdir(parents=True)
    shutil.copy(GRAPH, folder / "onnx" / "model.onnx")
    characters = dict.fromkeys("".join(TEXTS) + "问：文")
    vocabulary = {"[PAD]": 0, "[UNK]": 1} | {character: at for at, character in enumerate(characters, 2)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(value), encoding="utf-8")


def test_vectors_have_length_one_and_do_not_depend_on_their_company(folder: Path) -> None:
    encoder = load(f"onnx:{folder}")
    matrix = encoder.encode_documents(TEXTS)
    assert matrix.shape == (3, encoder.dimension) == (3, 8)
    assert np.linalg.norm(matrix, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    alone = np.stack([encoder.encode_query(text) for text in TEXTS])
    assert np.allclose(matrix, alone, atol=1e-6)


def test_pooling_and_prompts_are_those_of_the_model(folder: Path) -> None:
    mean = load(f"onnx:{folder}").encode_query("路青石")
    write(folder, "1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False})
    first = load(f"onnx:{folder}")
    assert np.allclose(first.encode_query("路青石"), first.encode_query("路"), atol=1e-6)
    assert not np.allclose(first.encode_query("路青石"), mean, atol=1e-3)
    write(folder, "config_sentence_transformers.json", {"prompts": {"query": "问：", "document": ""}})
    asked = load(f"onnx:{folder}")
    assert np.allclose(asked.encode_query("路"), first.encode_query("问"), atol=1e-6)
    assert np.allclose(asked.encode_documents(["路"])[0], first.encode_query("路"), atol=1e-6)


def test_the_last_token_is_pooled_where_the_model_says_so(folder: Path) -> None:
    write(folder, "1_Pooling/config.json", {"pooling_mode_lasttoken": True})
    encoder = load(f"onnx:{folder}")
    assert np.allclose(encoder.encode_documents(["青石县修路", "路"])[0], encoder.encode_query("路"), atol=1e-6)


def test_an_eight_bit_graph_comes_first_and_is_another_model(folder: Path) -> None:
    full = load(f"onnx:{folder}").fingerprint
    shutil.copy(folder / "onnx" / "model.onnx", folder / "onnx" / "model_qint8_avx512.onnx")
    assert load(f"onnx:{folder}").fingerprint != full


def test_a_library_searches_with_it(folder: Path, home: Path, filled: Library) -> None:
    filled.reindex(f"onnx:{folder}")
    assert filled.search("青石县修路")
    assert filled.embedder.name == f"onnx:{folder}"


def test_a_folder_without_a_graph_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "onnx")
    with pytest.raises(ModelMissing, match=str(folder)):
        _ = load(f"onnx:{folder}").fingerprint


def test_a_broken_graph_is_named(folder: Path) -> None:
    (folder / "onnx" / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelMissing, match="tiny"):
        load(f"onnx:{folder}").encode_query("路")


def test_a_missing_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)  # as if it were not installed
    with pytest.raises(ModelMissing, match="pip install openvino"):
        load(f"openvino:{folder}").encode_query("路")


def test_openvino_gives_the_same_vectors(folder: Path) -> None:
    pytest.importorskip("openvino", reason="openvino is not installed: pip install openvino")
    one, other = load(f"onnx:{folder}"), load(f"openvino:{folder}")
    assert np.allclose(one.encode_documents(TEXTS), other.encode_documents(TEXTS), atol=1e-4)
