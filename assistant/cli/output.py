"""How the command line prints: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

console = Console(soft_wrap=True, highlight=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False)


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that JSON can hold
    """Print one JSON value, on one line, as it is."""
    console.print(json.dumps(value, ensure_ascii=False), markup=False, emoji=False)


def fail(message: str) -> int:
    """Print one sentence on stderr and return the exit code of a failure."""
    errors.print(message, style="red", markup=False)
    return 1
