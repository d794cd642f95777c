"""Each number and organisation in answers that their own citations lack: `python -m evals.bench.invented FILE…`.

The files hold answers as `bangfu ask --batch` and `bangfu-eval run` write them (answers.jsonl), whoever gave them. Each
sentence is held against the texts that its own markers name, and nothing else. A number may be computed, where the
sentence shows from what. Exit 1 when anything is found.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.metrics.citing import cited_sentences, unsupported_numbers
from ingest.names import organisations
from vectorstore.text import normalise

_READ_AS = re.compile(r"（“[^”]*”按“[^”]*”理解）|\(“[^”]*” is read as “[^”]*”\)")
"""What a note says of the question; it is no statement of the library."""


def invented(answer: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what an answer says without a source: "number" or "organisation", what it is, and the sentence."""
    if answer.get("status") not in ("answered", "partial"):
        return
    for said, texts in cited_sentences({**answer, "answer": _READ_AS.sub("", answer["answer"])}):
        for number in unsupported_numbers(said, texts):
            yield "number", number, said
        source = _squeezed(" ".join(texts))
        for name in organisations(said):
            if _squeezed(name) not in source and not _shortened(name, source):
                yield "organisation", name, said


def _shortened(name: str, source: str) -> bool:
    """Whether a name is made of parts that the source has, three characters or more each (a region and the body)."""
    rest = _squeezed(name)
    while rest:
        size = next((size for size in range(len(rest), 2, -1) if rest[:size] in source), 0)
        if not size:
            return False
        rest = rest[size:]
    return True


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", normalise(text))


def main(arguments: list[str] | None = None) -> int:
    """Print each case and the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+")
    files: list[Path] = parser.parse_args(arguments).files
    counted: Counter[str] = Counter()
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            answer = json.loads(line)
            counted["answers"] += answer.get("status") in ("answered", "partial")
            for kind, what, said in invented(answer):
                counted[kind] += 1
                print(f"{file.parent.name}/{answer.get('id')}: {kind} {what}: {said}")  # noqa: T201 - the report
    told = (counted["answers"], counted["number"], counted["organisation"])
    print("{} answers, {} numbers and {} organisations without a source".format(*told))  # noqa: T201
    return 1 if counted["number"] or counted["organisation"] else 0


if __name__ == "__main__":
    sys.exit(main())
