from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.text import normalise, pairs, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("结对帮扶", ["结对", "对帮", "帮扶"]),
        ("县", ["县"]),
        ("投入1,200万元", ["投入", "1200", "万元"]),
        ("１２００", ["1200"]),
        ("增长12.5%", ["增长", "12.5"]),
        ("ＡＢＣ公司与Chroma", ["abc", "公司", "司与", "chroma"]),
        ("1，2，3项", ["1", "2", "3", "项"]),
        ("電視", ["电视"]),
        ("。！ \n", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_normalise_folds_width_case_and_tradition() -> None:
    assert normalise("ＡＩ幫扶") == "ai帮扶"


def test_every_character_of_a_run_is_in_some_token() -> None:
    assert set("".join(tokens("社会组织结对帮扶"))) == set("社会组织结对帮扶")


@given(
    st.text("青石县民政厅12aB，０ 臺", max_size=12),
    st.text("青石县民政厅12aB，０ 臺", max_size=8),
    st.text("青石县1a，", max_size=12),
)
def test_the_pairs_of_a_name_stand_in_every_text_that_has_it(before: str, name: str, after: str) -> None:
    assert pairs(name) <= set(tokens(before + name + after))


def test_numbers_words_and_lone_characters_are_no_pairs() -> None:
    assert pairs("12青石县A县B，民") == {"青石", "石县"}
