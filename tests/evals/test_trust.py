from __future__ import annotations

from evals.metrics.citing import grounded
from evals.metrics.trust import Abstention, abstention, marked

CITED = {
    "answer": "拨付267万元。[1] 覆盖97所学校。[2]",
    "citations": [{"marker": 1, "quote": "拨付267万元"}, {"marker": 2, "quote": "共97所学校"}],
}


def test_abstention_precision_and_recall_by_hand():
    pairs = [(True, True), (True, False), (False, True), (False, False), (True, True)]
    assert abstention(pairs) == Abstention(precision=2 / 3, recall=2 / 3)
    assert abstention([(False, False)]) == Abstention(None, None)
    assert abstention([(True, False)]) == Abstention(None, 0.0)


def test_every_sentence_needs_a_marker_of_a_citation_it_has():
    assert marked(CITED) == 1.0
    assert marked(CITED | {"citations": CITED["citations"][:1]}) == 0.5
    assert marked({"answer": "拨付267万元。", "citations": []}) == 0.0
    assert marked({"answer": "文库中没有。", "abstained": True}) is None
    assert marked({"answer": ""}) is None


def test_an_invented_number_is_not_grounded():
    assert grounded(CITED) == 1.0
    assert grounded(CITED | {"answer": "拨付267万元，覆盖99所学校。[1]"}) == 0.5
    assert grounded({"answer": "没有数字。"}) is None
