"""What a question means: what it asks for, of whom, where and when, with its conversation and its slips."""
