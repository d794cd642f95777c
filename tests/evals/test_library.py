"""The sample library as it is read: every quote of the suite stands in it, and no sentence of it is anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.building import assistant_for
from evals.metrics.judging import comparable
from evals.suites import find_suite
from vectorstore.records import Document

SUITE = find_suite("sample")
RUN = 15
"""Characters in a row that would be copied rather than told."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    with assistant_for(SUITE, tmp_path_factory.mktemp("sample")) as assistant:
        return list(assistant.library.documents())


def test_every_file_gives_documents_with_a_title(documents):
    found = {Path(document.file).name for document in documents}
    assert found == {path.name for path in SUITE.documents}
    assert all(document.title for document in documents)


def test_every_quote_of_the_suites_stands_in_the_library(documents):
    texts = [comparable(document.text) for document in documents]
    missing = [
        (case.id, quote)
        for name in ("sample", "conversations", "unanswerable")
        for case in find_suite(name).cases
        for quote in case.cite
        if not any(comparable(quote) in text for text in texts)
    ]
    assert missing == []


def test_what_is_expected_stands_in_the_quotes_or_near_them(documents):
    texts = [comparable(document.text) for document in documents]
    told = ("figure", "pairing", "programme", "list", "followup", "variant")
    unheld = [
        (case.id, group)
        for case in SUITE.cases
        if case.type in told
        for group in case.expect
        if not any(comparable(word) in text for word in group for text in _quoted(case.cite, texts))
    ]
    assert [name for name, _ in unheld] == ["sample-029"]  # a number and its unit in two cells of a row


def test_no_sentence_is_shared_with_the_seeds(documents, shared):
    seeds = comparable("".join(path.read_text(encoding="utf-8") for path in (shared / "seeds").glob("*.txt")))
    copied = [run for document in documents for run in _shared_runs(document, seeds) if not _is_name(run)]
    assert copied == []


def _quoted(quotes: tuple[str, ...], texts: list[str]) -> list[str]:
    return [text for text in texts if any(comparable(quote) in text for quote in quotes)]


def _shared_runs(document: Document, seeds: str) -> Iterator[str]:
    """Yield the longest stretches of a document that stand in the seeds too, names in marks and dates apart."""
    text = comparable(re.sub(r"《[^》]*》|“[^”]*”|\d+年(?:\d+月(?:\d+日)?)?", "\n\0", document.text))
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and text[start : end + 1] in seeds:
            end += 1
        run = text[start:end].strip("，。；：、")
        if len(run) >= RUN:
            yield run
        start = max(end, start + 1)


def _is_name(run: str) -> bool:
    """Whether a run is the name of one organisation and nothing else."""
    return bool(re.fullmatch(r"[^，。；：]*(?:协会|基金会|中心|商会)", run))
