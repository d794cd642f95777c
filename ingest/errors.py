"""What can go wrong with a file.

IngestError
├── UnknownFormat   no reader for this kind of file
├── Unreadable      the file cannot be opened or vanished
├── Damaged         empty, truncated, or not what its name says
├── Encrypted       a password is needed
└── TooLarge        it, or what it unpacks to, is beyond the limits
"""


class IngestError(Exception):
    """Base of everything that is wrong with one file; its message is one sentence for the report."""


class UnknownFormat(IngestError):
    """There is no reader for this kind of file."""


class Unreadable(IngestError):
    """The file cannot be opened, or vanished while it was read."""


class Damaged(IngestError):
    """The file is empty, truncated, or not what its name says."""


class Encrypted(IngestError):
    """The file needs a password."""


class TooLarge(IngestError):
    """The file, or what it unpacks to, is beyond the limits of size, depth or time."""
