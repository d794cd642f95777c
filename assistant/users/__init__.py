"""Who may come in, where a users file is set: names and hashes, sessions, locks after failures, the login page."""
