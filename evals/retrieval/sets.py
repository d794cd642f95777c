"""Retrieval sets in the forms in which they are published: documents, and questions with those that answer them.

A folder with corpus.jsonl and questions.jsonl is one set. RGB comes as questions with passages that answer each and
passages that do not: pooled, the passages are the documents of one set, of which a question has several right ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.case import Case, load_cases
from evals.errors import BadSuite, MissingData
from ingest.split import split
from vectorstore.database import batches
from vectorstore.library import Library
from vectorstore.records import Document, FileState, content_hash

_A_FILE = 100  # documents that a library is given as one file


@dataclass(frozen=True)
class RetrievalSet:
    """Documents under the identifiers that the questions name them by.

    :param corpus: the name of the documents, which several sets of questions may share.
    """

    name: str
    corpus: str
    documents: tuple[Document, ...]
    cases: tuple[Case, ...]

    def in_library(self) -> tuple[Case, ...]:
        """Return the questions with the right documents under the identifiers that a library gives them.

        A text that stands in the set twice is one document there.
        """
        held = {str(document.external_id): document.id for document in self.documents}
        return tuple(
            replace(case, id=f"{self.name}/{case.id}", type=self.name, gold=tuple(held[name] for name in case.gold))
            for case in self.cases
        )


def load_set(folder: Path) -> RetrievalSet:
    """Return the set in a folder.

    :raises MissingData: when it holds none of the known forms.
    :raises BadSuite: when a file of it is not of its form.
    """
    for needed, load in _FORMS:
        if all((folder / name).is_file() for name in needed):
            return load(folder)
    forms = "，或 ".join("、".join(needed) for needed, _ in _FORMS)
    raise MissingData(f"文件夹 {folder} 中没有检索题集；要有 {forms}。")


def with_questions(known: RetrievalSet, name: str, questions: Path) -> RetrievalSet:
    """Return other questions over the documents of a known set; those whose documents it lacks are left out."""
    held = {document.external_id for document in known.documents}
    cases = tuple(case for case in load_cases(questions) if held.issuperset(case.gold))
    return replace(known, name=name, cases=cases)


def fill(library: Library, documents: Sequence[Document]) -> None:
    """Put documents into a library, a hundred a file; what is there already stays."""
    for number, batch in enumerate(batches(documents, _A_FILE)):
        digest = content_hash("".join(document.id for document in batch))
        file = FileState(f"corpus/{number}", digest)
        known = library.file_state(file.path)
        if known is None or known.digest != digest:
            library.add(file, [(document, split(document)) for document in batch])
    library.settle()


def _folder(folder: Path) -> RetrievalSet:
    cases = load_cases(folder / "questions.jsonl")
    unanswered = [case.id for case in cases if not case.gold]
    if unanswered:
        raise BadSuite(f"{folder / 'questions.jsonl'} 中的问题 {unanswered[0]} 没有 gold_doc_ids。")
    documents = [
        Document(text=line["text"], title=line.get("title") or None, external_id=str(line["doc_id"]))
        for line in _lines(folder / "corpus.jsonl", ("doc_id", "text"))
    ]
    missing = {name for case in cases for name in case.gold} - {document.external_id for document in documents}
    if missing:
        raise BadSuite(f"{folder / 'corpus.jsonl'} 中没有问题所指的文档 {min(missing)}。")
    return RetrievalSet(folder.resolve().name, folder.resolve().name, tuple(documents), cases)


def _rgb(folder: Path) -> RetrievalSet:
    lines = _lines(folder / "zh_refine.jsonl", ("id", "query", "positive", "negative"))
    texts = dict.fromkeys(text for line in lines for text in _flat([*line["positive"], *line["negative"]]))
    documents = tuple(Document(text=text, external_id=content_hash(text)) for text in texts)
    cases = tuple(
        Case(id=str(line["id"]), question=line["query"], gold=tuple(dict.fromkeys(map(content_hash, positive))))
        for line in lines
        if (positive := _flat(line["positive"]))
    )
    return RetrievalSet(folder.resolve().name, folder.resolve().name, documents, cases)


_FORMS: tuple[tuple[tuple[str, ...], Callable[[Path], RetrievalSet]], ...] = (
    (("corpus.jsonl", "questions.jsonl"), _folder),
    (("zh_refine.jsonl",), _rgb),
)


def _flat(texts: Iterable[Any]) -> list[str]:
    """Return the passages that are not empty; some stand in lists of their own."""
    flat = (part for text in texts for part in (text if isinstance(text, list) else [text]))
    return [text for text in flat if text.strip()]


def _lines(path: Path, needed: Sequence[str]) -> list[Mapping[str, Any]]:
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            value = json.loads(line)
            lines.append({name: value[name] for name in needed} | value)
        except (ValueError, KeyError, TypeError) as error:
            raise BadSuite(f"{path} 第 {number} 行不是含有 {'、'.join(needed)} 的 JSON 对象。") from error
    return lines
