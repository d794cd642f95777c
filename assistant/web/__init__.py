"""The server: the interface for programs, and what guards it and the page."""
