"""How well documents are ranked: recall, reciprocal rank and normalised discounted gain, through ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.errors import MissingData

DEPTHS = (1, 5, 10)


def rank_scores(ranked: Mapping[str, Sequence[str]], gold: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """Return for each question R@1, R@5, R@10, MRR@10 and nDCG@10.

    A document that is named twice counts where it stands first, so repeating it does not help.

    :param ranked: for each question the documents, best first.
    :param gold: for each question the documents that answer it; a question that is not ranked scores 0.
    """
    try:
        import ir_measures
        from ir_measures import RR, Measure, R, nDCG
    except ImportError as error:
        raise MissingData("A retrieval suite needs the package ir-measures: pip install ir-measures.") from error
    names: dict[Measure, str] = {R @ depth: f"R@{depth}" for depth in DEPTHS} | {
        RR @ 10: "MRR@10",
        nDCG @ 10: "nDCG@10",
    }
    relevance = {question: dict.fromkeys(documents, 1) for question, documents in gold.items()}
    run = {
        question: {document: -float(rank) for rank, document in enumerate(dict.fromkeys(ranked.get(question, ())))}
        for question in gold
    }
    scores: dict[str, dict[str, float]] = {question: dict.fromkeys(names.values(), 0.0) for question in gold}
    for metric in ir_measures.iter_calc(list(names), relevance, run):
        scores[metric.query_id][names[metric.measure]] = metric.value
    return scores
