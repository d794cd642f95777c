"""The report as JSON keeps to its schema, and as a page it fetches nothing and escapes everything."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import jsonschema
import pytest

from evals.case import Case
from evals.page import render
from evals.report import make_report, schema
from evals.runner import Outcome
from evals.suite import Suite

NASTY = '<script>alert(1)</script><img src="https://evil.example/x.png" onerror=alert(1)>'
CASES = (
    Case(id="a", question=f"几所？{NASTY}", type="figure", expect=(("三所", "3所"),), cite=("甲县有三所学校",)),
    Case(id="b", question="几辆？", type="figure", expect=(("两辆",),), cite=("乙县有两辆车",)),
    Case(id="c", question="天气？", type="unanswerable", abstain=True),
    Case(id="d", question="多久？", type="figure", expect=(("三年",),)),
)
OUTCOMES = [
    Outcome(
        case=CASES[0],
        answer={"answer": f"四所{NASTY}。[1]", "citations": [{"marker": 1, "title": NASTY, "quote": f"甲县{NASTY}"}]},
        seconds=0.3,
    ),
    Outcome(case=CASES[1], answer={"answer": "两辆。[1]", "citations": [{"marker": 1, "quote": "乙县有两辆车"}]}),
    Outcome(case=CASES[2], answer={"answer": "没有。", "abstained": True, "usage": {"input_tokens": 7}}),
    Outcome(case=CASES[3], error=f"KeyError: {NASTY}", timed_out=True),
]


@pytest.fixture(scope="module")
def report():
    suite = Suite("toy", "answer", CASES)
    return make_report(
        suite, OUTCOMES, config={"mode": "auto"}, library="f", now=datetime(2025, 1, 6, tzinfo=UTC)
    ).to_json()


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))


def test_the_schema_describes_every_report(report):
    jsonschema.Draft202012Validator(schema()).validate(_plain(report))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(_plain(report) | {"questions": [{"id": "a"}]})


def test_every_field_of_the_schema_is_explained_where_it_is_declared():
    for name, definition in {"Report": schema(), **schema()["$defs"]}.items():
        assert definition.get("description"), name


def test_the_page_runs_and_fetches_nothing_whatever_an_answer_says(report):
    page = render(report)
    elements = _Elements()
    elements.feed(page)
    tags = {tag for tag, _ in elements.seen}
    assert not tags & {"script", "img", "link", "iframe", "object", "a", "form"}
    assert not [names for _, names in elements.seen if names.keys() & {"src", "href", "onerror", "onclick"}]
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import", page)
    assert "&lt;script&gt;" in page


def test_each_wrong_answer_stands_with_its_evidence_and_failures_stand_apart(report):
    page = render(report)
    failed, wrong = page.index('id="failed"'), page.index('id="wrong"')
    others = page.index('id="others"')
    assert failed < page.index("多久？") < wrong < page.index("几所？") < others < page.index("几辆？")
    evidence = page[wrong:others]
    assert "三所 / 3所" in evidence
    assert "四所" in evidence
    assert "<blockquote>[1] 甲县" in evidence
    assert "超时" in page[failed:wrong]


def test_there_is_a_bar_for_every_type_and_a_column_for_every_time(report):
    page = render(report)
    assert page.count('fill="#eef1f5"') == len(report["table"])
    assert '<b>7</b><span class="soft">input tokens' in page


def test_a_type_without_a_score_that_others_have_shows_none(report):
    kind = next(name for name in report["table"] if name != "ALL")
    table = {**report["table"], kind: {"n": report["table"][kind]["n"]}}
    assert f"<td>{kind}</td>" in render({**report, "table": table})


def _plain(value):
    """Return what the JSON file holds: tuples are lists there."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
