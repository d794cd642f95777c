"""Load a prompt by name and fill in its variables."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template


class PromptError(Exception):
    """A prompt does not exist, or a variable that it needs was not given."""


def render(name: str, **variables: str) -> str:
    """Return the prompt `name` with its `${variables}` filled in.

    :raises PromptError: when there is no such prompt or a variable is missing.
    """
    try:
        return Template(source(name)).substitute(variables)
    except KeyError as error:
        raise PromptError(f"The prompt {name} needs the variable {error}.") from error


@cache
def source(name: str) -> str:
    """Return the text of a prompt as it is kept, the note about its variables left out."""
    path = files("prompts").joinpath(f"{name}.md")
    if not path.is_file():
        raise PromptError(f"There is no prompt named {name}.")
    _, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    return body.strip()


def fingerprint(name: str) -> str:
    """Return the hash that answer records keep of a prompt."""
    return sha256(source(name).encode("utf-8")).hexdigest()[:16]
