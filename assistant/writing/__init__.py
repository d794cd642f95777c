"""Answers that a chat model writes: the model, one call over the evidence, and what comes back."""
