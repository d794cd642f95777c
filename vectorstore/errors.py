"""What can go wrong with a library.

StoreError
├── LibraryLocked      another process owns the folder
├── LibraryUnwritable  the folder cannot be created or written
├── LibraryDamaged     the catalogue cannot be read
├── ModelMissing       an embedder or reranker is not on this machine
├── NoSuchDocument     an identifier that the library does not hold
└── NoSuchAnswer       an identifier of no answer record
"""


class StoreError(Exception):
    """Base of everything a library raises; its message is one sentence for the user."""


class LibraryLocked(StoreError):
    """Another process owns the library folder."""


class LibraryUnwritable(StoreError):
    """The library folder cannot be created, read or written."""


class LibraryDamaged(StoreError):
    """The catalogue is not a readable Bangfu database."""


class ModelMissing(StoreError):
    """A named model is not installed and is never downloaded silently."""


class NoSuchDocument(StoreError):
    """The library holds no document with that identifier."""


class NoSuchAnswer(StoreError):
    """The library keeps no answer record with that identifier."""
