"""How long a warm question takes in the server, beside the simplest thing that answers at all.

    python -m evals.bench.answer ../shared/data/crud_rag [--home FOLDER]

The folder holds corpus.jsonl and questions.jsonl. The real server runs on loopback and each question goes through
`POST /api/v1/ask`. The baseline reads the two best passages by BM25 in memory and returns their first sentences: no
understanding, no verification, no citation.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.build import open_assistant
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.web.server import create_app, listen, web_server
from evals.bench.search import InMemory
from evals.retrieval.sets import fill, load_set
from ingest.sentences import sentences
from vectorstore.library import Library

_WARM = 10  # questions asked before the clock runs


@contextmanager
def served(assistant: Assistant) -> Iterator[str]:
    """Run the server on a free port of this machine, and yield its address."""
    with listen("127.0.0.1", 0) as listening:
        server = web_server(create_app(assistant))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def baseline(library: Library) -> Callable[[str], str]:
    """Return a function that answers with the first sentences of the two best passages."""
    passages = {
        passage.id: passage.text for document in library.documents() for passage in library.passages(document.id)
    }
    index = InMemory(list(passages.items()))

    def answer(question: str) -> str:
        found = [passages[id_] for id_ in index.search(question, 2)]
        return "".join(text[slice(*sentences(text)[0])] for text in found if text.strip())

    return answer


def timed(answer: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return the milliseconds that each question took, after some that only warm."""
    for question in questions[:_WARM]:
        answer(question)
    spent = []
    for question in questions[_WARM:]:
        begun = time.perf_counter()
        answer(question)
        spent.append(1000 * (time.perf_counter() - begun))
    return spent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="holds corpus.jsonl and questions.jsonl")
    parser.add_argument("--home", type=Path, help="keep the library here, so that a second run need not embed")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.INFO)
    console = Console()
    known = load_set(chosen.folder)
    questions = [case.question for case in known.cases]
    with tempfile.TemporaryDirectory(prefix="bangfu-bench-") as temporary:
        settings = load_settings().model_copy(update={"home": chosen.home or Path(temporary), "llm": None})
        with open_assistant(settings) as assistant:
            fill(assistant.library, known.documents)
            contents = assistant.library.contents()
            console.print(f"{contents.documents} documents, {contents.passages} passages, {len(questions)} questions")
            with served(assistant) as address, httpx.Client(base_url=address, timeout=60) as client:
                results = {
                    "two sentences by BM25 in memory": timed(baseline(assistant.library), questions),
                    "server": timed(lambda text: client.post("/api/v1/ask", json={"question": text}), questions),
                }
    table = Table("", "p50 ms", "p99 ms", "p50, ratio")
    first = np.median(next(iter(results.values())))
    for name, spent in results.items():
        p50, p99 = np.percentile(spent, (50, 99))
        table.add_row(name, f"{p50:.1f}", f"{p99:.1f}", f"{p50 / first:.2f}")
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
