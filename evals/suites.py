"""The suites that have a name. To add one is to add a row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evals.errors import UnknownSuite
from evals.public import PUBLIC
from evals.suite import Named, Suite, folder_suite, own, seeds

SUITES: Mapping[str, Named] = {
    "sample": Named("示例库上的问答题，各种题型", own("sample", "library")),
    "conversations": Named("示例库上的多轮对话，后一问接着真实的前一答", own("conversations", "library")),
    "unanswerable": Named("示例库答不了的问题，与只差一处、答得了的问题成对", own("unanswerable", "library")),
    "injection": Named("资料里夹带指令的问答题，看回答是否照做", own("injection", "injected")),
    "seeds": Named("两份报纸摘录上的问答题", seeds, external=True),
    **PUBLIC,
}


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
