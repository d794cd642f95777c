"""Every prompt says which variables it needs, and needs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import prompts
from prompts.loader import PromptError, fingerprint, render, source

NAMES = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))


def documented(name):
    note, _, _ = (Path(prompts.__file__).parent / f"{name}.md").read_text(encoding="utf-8").partition("\n---\n")
    return set(re.findall(r"^- `(\w+)`", note, re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_the_variables_of_a_prompt_are_those_it_documents(name):
    assert documented(name) == set(re.findall(r"\$\{(\w+)\}", source(name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_variable_raises(name):
    for missing in documented(name):
        given = dict.fromkeys(documented(name) - {missing}, "x")
        with pytest.raises(PromptError, match=missing):
            render(name, **given)


def test_what_is_filled_in_is_not_filled_in_again():
    filled = render("task", passages="${question} $question {question}", question="问")
    assert "${question} $question {question}" in filled


def test_a_prompt_that_is_not_there_is_named():
    with pytest.raises(PromptError, match="no_such_prompt"):
        render("no_such_prompt")


def test_prompts_have_fingerprints_of_their_own():
    assert len({fingerprint(name) for name in NAMES}) == len(NAMES)
