"""The command line's entry: the commands by group, and the one place where an error becomes a sentence."""

from __future__ import annotations

import os
import sys

import typer

from assistant.cli import answering, eligibility, facts, library, serving, users
from assistant.cli.output import fail
from assistant.errors import AssistantError
from ingest.errors import IngestError
from vectorstore.errors import StoreError

app = typer.Typer(
    name="bangfu",
    help="帮扶问答：在资料库中查询结对帮扶、项目与数字，每个回答都注明出处。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # a box would break paths and sentences in two
)
library.register(app)
answering.register(app)
facts.register(app)
eligibility.register(app)
serving.register(app)
users.register(app)


def main() -> None:
    """Run the command; an error that a user can cause ends in one sentence on stderr and exit code 1."""
    # The bundled encoder is fastest with one BLAS thread; numpy reads this once, when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except (AssistantError, IngestError, StoreError) as error:
        sys.exit(fail(str(error)))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
