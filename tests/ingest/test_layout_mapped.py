"""A mapped text is always the raw text at the places it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.characters import fold
from ingest.layout.lines import folded, joined, without_noise_spaces
from ingest.layout.mapped import Mapped

raw_texts = st.text(alphabet=st.sampled_from("帮扶县 \u3000\n\r\u00ad\u200b⽉⼈Ａ１3,，。“”（）ab\x0c"), max_size=60)


def is_true_to(text: Mapped, raw: str) -> bool:
    """Every character that the map places is the raw one, its folding, or the plain form of a break or a space."""
    plain = {"\r": "\n", "\x0c": "\n", "\u3000": " "}
    places = [(start + step, origin + step) for start, origin, size in text.runs for step in range(size)]
    return all(text.text[at] in (raw[origin], fold(raw[origin]), plain.get(raw[origin])) for at, origin in places)


@given(raw_texts, st.integers(-5, 70), st.integers(-5, 70))
def test_a_slice_is_the_slice_of_the_text_and_keeps_its_places(raw: str, start: int, end: int) -> None:
    part = Mapped.raw(raw).slice(start, end)
    assert part.text == raw[start:end]
    assert all(raw[part.raw_at(at) or 0] == char for at, char in enumerate(part.text))


@given(raw_texts, st.lists(st.integers(0, 60), max_size=6))
def test_deleting_and_joining_lose_no_place(raw: str, cuts: list[int]) -> None:
    edges = sorted({min(cut, len(raw)) for cut in cuts})
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    kept = Mapped.raw(raw).delete(spans)
    again = Mapped.join("——", [kept.slice(0, 3), kept.slice(3)])
    assert kept.text == "".join(char for at, char in enumerate(raw) if not any(a <= at < b for a, b in spans))
    assert is_true_to(kept, raw)
    assert is_true_to(again, raw)
    assert [again.raw_at(at) for at in range(3, 5)] == [None, None] if len(kept) >= 3 else True


@given(raw_texts)
def test_folding_joining_and_tidying_keep_every_place(raw: str) -> None:
    text = folded(Mapped.raw(raw))
    assert is_true_to(text, raw)
    assert is_true_to(joined(text.lines()), raw)
    assert is_true_to(without_noise_spaces(text, prose=False), raw)


@given(raw_texts)
def test_lines_are_the_lines_of_the_text(raw: str) -> None:
    text = folded(Mapped.raw(raw))
    assert [line.text for line in text.lines()] == text.text.split("\n")


def test_runs_are_merged_so_that_the_map_stays_small() -> None:
    text = Mapped.raw("帮扶协作", start=7)
    assert Mapped.join("", [text.slice(0, 1), text.slice(1, 3), text.slice(3)]).runs == ((0, 7, 4),)


def test_a_table_that_changes_the_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one character for one"):
        Mapped.raw("ﬁ").translate({ord("ﬁ"): "fi"})
