"""What can go wrong with a measurement.

EvalError
├── UnknownSuite   no suite of that name, and no folder either
├── MissingData    a suite needs files or packages that are not on this machine
├── BadSuite       a question, answer or document file is not in its form
├── BadReport      a report to compare is missing or not one of ours
├── BadRun         what was asked of a run does not go together, or its folder holds another run
└── NoServer       the server that was to answer cannot be reached, or does not answer as one of ours
"""


class EvalError(Exception):
    """Base of everything a measurement raises; its message is one sentence for the user."""


class UnknownSuite(EvalError):
    """There is no suite of that name, and no folder either."""


class MissingData(EvalError):
    """A suite needs files or packages that are not on this machine."""


class BadSuite(EvalError):
    """A question, answer or document file is not in its form."""


class BadReport(EvalError):
    """A report to compare is missing, or not one of ours."""


class BadRun(EvalError):
    """What was asked of a run does not go together, or its folder holds another run."""


class NoServer(EvalError):
    """The server that was to answer cannot be reached, or does not answer as one of ours."""
