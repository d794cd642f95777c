"""Metrics as pure functions: an answer and what was expected in, a number out."""
