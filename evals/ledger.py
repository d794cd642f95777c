"""The suite `ledger`: what is extracted from documents against ledgers that people have written for them.

A gold file has a document a line: `file` names it (with `title` where the file holds several articles), or `doc_id` in
a corpus.jsonl; `pairings` and `figures` are its rows. Extraction alone is measured: nothing is embedded or indexed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.errors import BadSuite, MissingData
from evals.metrics.ledger import MONEY, PEOPLE, Compared, Found, figures, pairings
from evals.showing import number
from evals.suite import HERE, SHARED
from ingest.extract.extract import facts_of
from ingest.prepared import prepare
from ingest.readers.registry import read
from vectorstore.facts import Fact
from vectorstore.records import Document

GOLD = HERE / "suites" / "ledger"
MEASURES = ("pairings", "money", "people", "figures")
_Row = Mapping[str, Any]


def run_ledger(data: Path | None = None) -> dict[str, Any]:
    """Return the report over the sample library and, where it is at hand, the seeds; or over one gold file.

    :param data: a gold file whose documents lie beside it, or the folder in which the seeds lie.
    :raises MissingData: when a document that the gold names is not on this machine.
    """
    if data and data.is_file():
        return _report({data.stem: _measured(data, (data.parent, SHARED / "data" / "crud_rag"))})
    sets = {"sample": _measured(GOLD / "sample.jsonl", (HERE / "library",))}
    seeds = (data or SHARED) / "seeds"
    if seeds.is_dir():
        sets["seeds"] = _measured(GOLD / "seeds.jsonl", (seeds,))
    return _report(sets)


def show_ledger(report: Mapping[str, Any], console: Console) -> None:
    """Print recall and precision for each set and kind of row."""
    table = Table(title=f"ledger · {report['run']['date']}", title_justify="left")
    for name in ("set", "rows", "gold", "recalled", "found", "right", "recall", "precision"):
        table.add_column(name, justify="left" if name in ("set", "rows") else "right")
    for name, measures in report["table"].items():
        for measure, counts in measures.items():
            table.add_row(name, measure, *(number(value) for value in counts.values()))
    console.print(table)


def _report(sets: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {
        "suite": "ledger",
        "kind": "ledger",
        "table": {name: _summed(rows) for name, rows in sets.items()},
        "failed": 0,
        "run": {"date": datetime.now(UTC).isoformat(timespec="seconds")},
        "documents": [row for rows in sets.values() for row in rows],
    }


def _measured(gold: Path, folders: tuple[Path, ...]) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not all("pairings" in row and "figures" in row and ("file" in row or "doc_id" in row) for row in told):
        raise BadSuite(f"{gold} 中每行都要有 pairings、figures，以及 file 或 doc_id。")
    return [_row(name, rows, documents) for name, rows, documents in _with_documents(told, folders)]


def _row(name: str, gold: list[_Row], documents: Iterable[Document]) -> dict[str, Any]:
    found: list[Fact] = [fact for document in documents for fact in facts_of(document)]
    rows = [fact.to_json() for fact in found if fact.kind == "figure"]
    stated = [figure for row in gold for figure in row["figures"]]
    compared = {
        "pairings": pairings(
            [pairing for row in gold for pairing in row["pairings"]],
            [fact.to_json() for fact in found if fact.kind == "pairing"],
        ),
        "money": figures(stated, rows, MONEY),
        "people": figures(stated, rows, PEOPLE),
        "figures": figures(stated, rows),
    }
    return {"id": name} | {measure: _told(one) for measure, one in compared.items()}


def _told(compared: Compared) -> dict[str, Any]:
    counts = compared.counts
    return {
        "gold": counts.gold,
        "recalled": counts.recalled,
        "found": counts.found,
        "right": counts.right,
        "missed": [dict(row) for row in compared.missed],
        "invented": [dict(row) for row in compared.invented],
    }


def _summed(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    summed = {}
    for measure in MEASURES:
        names = ("gold", "recalled", "found", "right")
        total = sum((Found(*(row[measure][name] for name in names)) for row in rows), Found())
        summed[measure] = {name: getattr(total, name) for name in (*names, "recall", "precision")}
    return summed


def _with_documents(
    told: list[dict[str, Any]], folders: tuple[Path, ...]
) -> Iterator[tuple[str, list[_Row], list[Document]]]:
    by_name: dict[str, list[_Row]] = {}
    for row in told:
        by_name.setdefault(row.get("doc_id") or row["file"], []).append(row)
    corpus = _corpus([name for name, rows in by_name.items() if "doc_id" in rows[0]], folders)
    for name, rows in by_name.items():
        if name in corpus:
            yield name, rows, [corpus[name]]
            continue
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is None:
            raise MissingData(f"题集 ledger 的文件 {name} 不在 {'、'.join(map(str, folders))} 中；请放到标准答案旁边。")
        yield name, rows, [document for document, _ in prepare(read(path.read_bytes(), path.name)).cuts]


def _corpus(names: list[str], folders: tuple[Path, ...]) -> dict[str, Document]:
    wanted = set(names)
    file = next((folder / "corpus.jsonl" for folder in folders if (folder / "corpus.jsonl").is_file()), None)
    if not wanted or file is None:
        return {}
    found = {}
    with file.open(encoding="utf-8") as opened:
        for line in opened:
            told = json.loads(line)
            if told["doc_id"] in wanted:
                found[told["doc_id"]] = Document(text=told["text"], title=told.get("title") or None, kind="news")
    return found
