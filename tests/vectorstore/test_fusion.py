from __future__ import annotations

import pytest

from vectorstore.fusion import Candidate, DenseWeight, Scale, fuse, squashed, with_promise

SCALE = Scale(keyword=10.0, article=20.0)
WEIGHT = DenseWeight(steady=0.1, rising=0.02)


def order(*candidates: Candidate) -> list[str]:
    return [candidate.id for candidate, _ in fuse(candidates, SCALE, WEIGHT)]


def test_words_come_before_meaning_where_they_are_found() -> None:
    assert order(Candidate("meaning", 2.0, 4.0, 0.9), Candidate("words", 8.0, 16.0, 0.2)) == ["words", "meaning"]


def test_meaning_comes_first_where_hardly_a_word_is_found() -> None:
    assert order(Candidate("words", 1.5, 3.0, 0.2), Candidate("meaning", 0.5, 1.0, 0.6)) == ["meaning", "words"]


def test_of_two_passages_alike_the_one_in_the_fitting_article_comes_first() -> None:
    assert order(Candidate("other", 6.0, 8.0, 0.3), Candidate("fitting", 6.0, 16.0, 0.3)) == ["fitting", "other"]


def test_ties_are_settled_by_identifier() -> None:
    assert order(Candidate("b", 1, 1, 0.1), Candidate("a", 1, 1, 0.1)) == ["a", "b"]


def test_scores_lie_between_zero_and_one() -> None:
    scores = [score for _, score in fuse([Candidate("a", 99, 99, 1), Candidate("b", 0, 0, -1)], SCALE, WEIGHT)]
    assert 0.9 < squashed(scores[0]) < 1
    assert squashed(scores[1]) == 0


def test_what_is_asked_for_beside_the_words_counts() -> None:
    assert squashed(with_promise(1.0, 0.0)) == squashed(1.0) < squashed(with_promise(1.0, 0.5))


def test_nothing_joined_is_nothing() -> None:
    assert fuse([], SCALE, WEIGHT) == []


def test_the_weight_of_meaning_rises_as_words_are_missing() -> None:
    weights = [WEIGHT.at(coverage) for coverage in (1.0, 0.5, 0.2, 0.0)]
    assert weights == sorted(weights)
    assert weights[0] == pytest.approx(0.12)
    assert WEIGHT.at(0.0) == WEIGHT.at(0.01)
