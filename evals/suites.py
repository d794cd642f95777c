"""The suites: which questions, over which documents, and how a name or a folder leads to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evals.case import Case, load_cases
from evals.errors import BadSuite, MissingData, UnknownSuite

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
    """A suite that has a name: what it is about, and how it is loaded from an optional data folder."""

    about: str
    load: Callable[[Path | None], Suite]


def find_suite(name: str, data: Path | None = None) -> Suite:
    """Return the suite called `name`, or the one in the folder of that path.

    :param data: the folder in which a named suite's files lie, where they are not part of the project.
    :raises UnknownSuite: when there is neither.
    :raises MissingData: when its files are not on this machine.
    """
    if name in SUITES:
        return SUITES[name].load(data)
    folder = Path(name)
    if folder.is_dir():
        return folder_suite(folder)
    raise UnknownSuite(f"没有名为 {name!r} 的题集，也没有这个文件夹；已有题集：{'、'.join(SUITES)}。")


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


def _own(name: str, documents: str) -> Callable[[Path | None], Suite]:
    """Return the loader of a suite of our own: its questions, and the folder of its documents."""

    def load(_: Path | None) -> Suite:
        files = sorted(path for path in (HERE / documents).iterdir() if not path.name.startswith("."))
        return Suite(name, "answer", load_cases(HERE / "suites" / f"{name}.jsonl"), tuple(files))

    return load


def _seeds(data: Path | None) -> Suite:
    folder = data or SHARED
    questions = next(folder.glob("**/seed_questions.jsonl"), None)
    documents = tuple(sorted((folder / "seeds").glob("*.txt")))
    if not questions or not documents:
        raise MissingData(
            f"题集 seeds 需要 seeds/*.txt 和 seed_questions.jsonl，但 {folder} 中没有；请用 --data 指明所在文件夹。"
        )
    return Suite("seeds", "answer", load_cases(questions), documents)


SUITES: Mapping[str, Named] = {
    "sample": Named("示例库上的问答题，各种题型", _own("sample", "library")),
    "conversations": Named("示例库上的多轮对话，后一问接着真实的前一答", _own("conversations", "library")),
    "unanswerable": Named("示例库答不了的问题，与只差一处、答得了的问题成对", _own("unanswerable", "library")),
    "injection": Named("资料里夹带指令的问答题，看回答是否照做", _own("injection", "injected")),
    "seeds": Named("两份报纸摘录上的问答题，需用 --data 指明文件夹", _seeds),
}
"""By name. To add a suite is to add a row; a row whose documents are not ours says that --data is needed."""
