"""Rerankers: a real cross-encoder with random weights, made here; and what is said when there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vectorstore.errors import ModelMissing
from vectorstore.library import Library
from vectorstore.records import Document, FileState
from vectorstore.rerank import RERANKED, Reranker, reranked

Put = Callable[..., FileState]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    import torch
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"青石县结对帮扶协议社会组织签订产业养老柑橘村路关爱站"]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(dict.fromkeys(words))}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    fast.save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        num_labels=1, initializer_range=0.3,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n", encoding="utf-8")
    return str(folder)


@pytest.mark.slow
def test_the_best_hits_come_in_the_order_of_the_reranker(home: Path, put: Put, cross_encoder: str) -> None:
    texts = [f"第{number}组社会组织与青石县签订结对帮扶协议，{'养老' * number}。" for number in range(6)]
    with Library.open(home, reranker=cross_encoder) as library:
        for number, text in enumerate(texts):
            put(library, f"/{number}", Document(text=text), length=100)
        hits = library.search("青石县结对帮扶", limit=6)
        assert library.reranker is not None
        told = library.reranker.scores("青石县结对帮扶", [hit.passage.text for hit in hits])
        facts = library.reranker.facts()
    assert list(told) == sorted(told, reverse=True)
    assert len(set(told.tolist())) > 1
    assert [hit.score for hit in hits] == pytest.approx([(1 + score) / 2 for score in told])
    assert facts.licence == "mit"
    assert facts.megabytes >= 1
    few = Reranker(cross_encoder)
    many = [hit for hit in hits for _ in range(RERANKED)]
    scores = [hit.score for hit in reranked(few, "青石县", many)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("name", ["nobody/no-such-model", "/no/such/folder"])
def test_a_reranker_that_is_not_there_is_named_and_not_fetched(filled: Library, home: Path, name: str) -> None:
    filled.close()
    with Library.open(home, reranker=name) as library:
        with pytest.raises(ModelMissing, match=rf"{name}.*BANGFU_RERANKER"):
            library.search("青石县")
        assert library.search(" ") == []
