"""What a suite is: questions, and the documents that a fresh library is built of for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evals.case import Case, load_cases
from evals.errors import BadSuite, MissingData

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
"""The folder of shared material, where it stands beside a checkout."""


@dataclass(frozen=True)
class Suite:
    """Questions, and the files of which a fresh library is built for them.

    :param kind: `answer` suites judge answers, `retrieval` suites the order in which documents are found, `verify`
        suites whether the verifier lets a statement through (see evals/kinds.py).
    :param written: files that are made of the set's own form, name and content, and ingested beside `documents`.
    """

    name: str
    kind: Literal["answer", "retrieval", "verify"]
    cases: tuple[Case, ...]
    documents: tuple[Path, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A suite that has a name: what it is about, and how it is loaded from an optional data folder.

    :param external: whether its files are not part of the project and --data has to name their folder.
    """

    about: str
    load: Callable[[Path | None], Suite]
    external: bool = False


def folder_suite(folder: Path) -> Suite:
    """Return the suite of a folder that holds corpus.jsonl and questions.jsonl.

    :raises BadSuite: when the questions say neither which documents nor which answers are expected.
    """
    corpus, questions = folder / "corpus.jsonl", folder / "questions.jsonl"
    for path in (corpus, questions):
        if not path.is_file():
            raise MissingData(f"文件夹 {folder} 中缺少 {path.name}；题集文件夹要有 corpus.jsonl 和 questions.jsonl。")
    cases = load_cases(questions)
    if all(case.expect or case.abstain for case in cases):
        return Suite(folder.resolve().name, "answer", cases, (corpus,))
    if all(case.gold for case in cases):
        return Suite(folder.resolve().name, "retrieval", cases, (corpus,))
    raise BadSuite(f"{questions} 中每个问题都要有 gold_doc_ids（检索题），或者都要有 expect 或 abstain（问答题）。")


def own(name: str, documents: str) -> Callable[[Path | None], Suite]:
    """Return the loader of a suite of our own: its questions, and the folder of its documents."""

    def load(_: Path | None) -> Suite:
        files = sorted(path for path in (HERE / documents).iterdir() if not path.name.startswith("."))
        return Suite(name, "answer", load_cases(HERE / "suites" / f"{name}.jsonl"), tuple(files))

    return load


def seeds(data: Path | None) -> Suite:
    """Return the questions on the two newspaper extracts."""
    folder = data or SHARED
    questions = next(folder.glob("**/seed_questions.jsonl"), None)
    documents = tuple(sorted((folder / "seeds").glob("*.txt")))
    if not questions or not documents:
        raise MissingData(
            f"题集 seeds 需要 seeds/*.txt 和 seed_questions.jsonl，但 {folder} 中没有；请用 --data 指明所在文件夹。"
        )
    return Suite("seeds", "answer", load_cases(questions), documents)


def folder_of(data: Path | None, name: str) -> Path:
    """Return the folder of a set's files.

    :raises MissingData: when none is named, or it is none.
    """
    if data is None:
        raise MissingData(f"题集 {name} 不随项目附带；请用 --data 指明资料所在文件夹。")
    if not data.is_dir():
        raise MissingData(f"--data {data} 不是文件夹；请指明题集 {name} 的资料所在文件夹。")
    return data


def file_of(folder: Path, *names: str) -> Path:
    """Return the first of these files that a folder holds.

    :raises MissingData: when it holds none.
    """
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise MissingData(f"文件夹 {folder} 中缺少 {' 或 '.join(names)}。")
