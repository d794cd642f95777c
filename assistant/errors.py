"""What can go wrong in the assistant.

AssistantError
├── BadSetting   a setting has a value that cannot be used
├── Busy         too much is being done at this moment
├── BadInput     a question, filter or file of questions is not in its form
├── CannotServe  the address to serve at cannot be used
├── EmptyLibrary a question to a library that holds nothing
└── ModelFailed  the configured chat model did not answer
    └── ToolsRefused  it answers, but takes no tools
"""


class AssistantError(Exception):
    """Base of everything the assistant raises; its message is one sentence for the user."""


class BadSetting(AssistantError):
    """A setting has a value that cannot be used."""


class BadInput(AssistantError):
    """A question, a filter or a file of questions is not in its form."""


class Busy(AssistantError):
    """Too much is being done at this moment; later it can be."""


class CannotServe(AssistantError):
    """The address to serve at cannot be used."""


class EmptyLibrary(AssistantError):
    """The library holds no document to answer from."""


class ModelFailed(AssistantError):
    """The configured chat model could not be reached, or did not answer."""


class ToolsRefused(ModelFailed):
    """The chat model, or the endpoint that serves it, takes no tools."""
