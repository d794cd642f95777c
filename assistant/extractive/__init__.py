"""The answerer that needs no language model: it chooses what the sources say, and computes."""
