"""Passages are found by the heading of the section that they stand in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vectorstore.headings import heading_before
from vectorstore.library import Library
from vectorstore.records import Document, FileState

Put = Callable[..., FileState]

TEXT = "一、孝善养老\n子女按月缴费。\n县里按比例给补。\n二、小额信贷\n农户向银行申请。\n县里贴息三年。\n"


@pytest.mark.parametrize(
    ("sought", "heading"),
    [("子女", "一、孝善养老"), ("县里按", "一、孝善养老"), ("县里贴", "二、小额信贷"), ("一、", None)],
)
def test_the_last_heading_before_a_place_is_taken(sought: str, heading: str | None) -> None:
    assert heading_before(TEXT, TEXT.index(sought)) == heading


@pytest.mark.parametrize("line", ["今年修路三十公里。", "1、签订协议；", "记者 张三", "一、" + "长" * 60])
def test_other_lines_are_no_headings(line: str) -> None:
    assert heading_before(f"{line}\n正文", len(line) + 1) is None


def test_a_heading_far_above_is_not_looked_for() -> None:
    text = "一、孝善养老\n" + "子女按月缴费。\n" * 500
    assert heading_before(text, len(text)) is None


def test_a_passage_is_found_by_the_heading_of_its_section(library: Library, put: Put) -> None:
    put(library, "/a", Document(text=TEXT), length=16)
    hits = library.search("小额信贷 县里")
    assert hits[0].keyword > 0
    assert "贴息" in hits[0].passage.text
