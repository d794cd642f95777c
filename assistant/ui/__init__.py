"""The chat page: what it says, how it is rendered, and the Gradio blocks that carry it."""
