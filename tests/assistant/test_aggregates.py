"""What may be added, divided and compared, and what is refused with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.ledger.aggregates import (
    Quotient,
    Refusal,
    Total,
    addable,
    mean,
    quotient,
    ranked,
    total,
    without_totals,
)
from vectorstore.facts import Figure, Period, Region, Source
from vectorstore.records import Span

PROVINCE, COUNTY = Region("52", "贵州省"), Region("522632", "榕江县")


def made(value: int | str, unit: str = "元", metric: str = "投入资金", **other: Any) -> Figure:
    """Return a figure; `at` is where it stands in its document."""
    document, at = other.pop("document", "a"), other.pop("at", 0)
    text = other.pop("text", f"{value}{unit}")
    source = Source(Span(document, at, at + len(text)), text)
    given = {"subject": "青禾慈善基金会"} | other
    return Figure(sources=(source,), metric=metric, value=Decimal(value), unit=unit, text=text, **given)


def years(first: int, last: int) -> Period:
    return Period(f"{first}年至{last}年", f"{first}-01-01", f"{last}-12-31")


BASE = made(300, at=0, scope="cumulative")
REFUSED = [
    (made(20, subject="全省"), made(20, subject="社会组织", document="b"), "出自两份资料而数额相同"),
    (BASE, made(50, at=9, scope="period", time=years(2023, 2023)), "累计数"),
    (BASE, made(50, at=9, scope="planned"), "计划数"),
    (made(1, scope="planned"), made(2, at=9, scope="period"), "计划数"),
    (made(5, "户", "受益群众"), made(8, "人", "受益群众", at=9), "单位不同"),
    (made(5, "人", "受益群众"), made(8, "人次", "受益群众", at=9), "单位不同"),
    (made(5, "家", "社会组织"), made(8, "个", "县市", at=9), "不是同一样东西"),
    (made(5, "%", "增长"), made(8, "%", "增长", at=9), "比例"),
    (made(200, metric="每人补助"), made(8, at=9), "平均数"),
    (made(500, text="500元"), made(200, at=9, metric="用于培训", part_of="500元"), "一部分"),
    (
        made(5, subject="", region=PROVINCE),
        made(3, subject="", region=COUNTY, at=9),
        "贵州省的“投入资金5元”包括榕江县的",
    ),
    (
        made(5, scope="period", time=years(2021, 2023)),
        made(3, at=9, scope="period", time=years(2023, 2023)),
        "重叠",
    ),
    (made(300, document="a"), made(350, document="b"), "同一件事"),
]


@pytest.mark.parametrize(("one", "other", "reason"), REFUSED)
def test_what_may_not_be_added_is_refused_with_the_reason(one: Figure, other: Figure, reason: str) -> None:
    for rows in ((one, other), (other, one)):
        refused = total(rows)
        assert isinstance(refused, Refusal)
        assert reason in refused.reason
        assert "不能相加" in refused.reason
        assert refused.rows


def test_what_may_be_added_cites_every_row() -> None:
    gifts = [
        made(10, at=0),
        made(300, at=9, document="a"),  # a second gift of the same report
        made(7, at=0, document="b", subject="清江助学基金会", region=COUNTY),
        made(8, at=9, document="b", subject="黔溪茶业协会", region=PROVINCE),  # two bodies give apart from one another
    ]
    added = total(gifts)
    assert isinstance(added, Total)
    assert (added.value, added.unit, len(added.rows)) == (325, "元", 4)


def test_a_year_that_is_asked_for_keeps_others_out() -> None:
    rows = [
        made(1, scope="period", time=years(2023, 2023)),
        made(2, at=9, subject="清江助学基金会", scope="period", time=years(2024, 2024)),
    ]
    assert isinstance(total(rows), Total)
    refused = total(rows, year=2023)
    assert isinstance(refused, Refusal)
    assert "不是2023年" in refused.reason


def test_a_row_that_is_the_sum_of_the_others_is_taken_for_their_total() -> None:
    rows = [made(value, "家", "社会组织", at=9 * value) for value in (12, 15, 30, 57)]
    refused = total(rows)
    assert isinstance(refused, Refusal)
    assert "之和" in refused.reason
    assert isinstance(total(rows[:3]), Total)


def test_an_average_needs_figures_of_one_scope_place_and_time() -> None:
    money, projects = made(500, scope="cumulative"), made(40, "个", "项目", at=20)
    divided = quotient(money, projects)  # one sentence: 累计 holds for both
    assert isinstance(divided, Quotient)
    assert (divided.value, divided.rows) == (Decimal("12.5"), (money, projects))
    for other in (
        made(40, "个", "项目", at=20, scope="planned"),
        made(40, "个", "项目", at=20, document="b", scope="period"),
        made(0, "个", "项目", at=20),
    ):
        assert isinstance(quotient(money, other), Refusal)
    elsewhere = made(40, "个", "项目", at=20, region=COUNTY)
    assert isinstance(quotient(made(500, region=PROVINCE), elsewhere), Refusal)


def test_ranking_refuses_what_cannot_be_compared() -> None:
    rows = [made(value, at=value, subject=f"第{value}家协会") for value in (3, 9, 5)]
    order = ranked(rows)
    assert not isinstance(order, Refusal)
    assert [row.value for row in order] == [9, 5, 3]
    assert [row.value for row in ranked(rows, least=True)] == [3, 5, 9]  # type: ignore[union-attr]
    assert isinstance(ranked([*rows, made(4, at=40, scope="planned")]), Refusal)
    assert isinstance(ranked([*rows, made(4, "户", at=40)]), Refusal)


# A busy machine is no fault of what is tested: no example has a time to keep.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# --- properties -------------------------------------------------------------------------------------------------------


@st.composite
def wholes_with_parts(draw: st.DrawFn) -> list[Figure]:
    """A total, the parts that make it up, each named so, and other figures of other bodies."""
    values = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
    whole = made(sum(values), metric="投入资金", text=f"{sum(values)}元", at=0)
    parts = [
        made(value, metric=f"第{number}项投入资金", at=100 * number, part_of=whole.text)
        for number, value in enumerate(values, 1)
    ]
    return draw(st.permutations([whole, *parts]))


@unhurried
@given(wholes_with_parts())
def test_a_sum_of_parts_never_includes_their_total(rows: list[Figure]) -> None:
    whole = next(row for row in rows if row.part_of is None)
    assert isinstance(total(rows), Refusal)
    added = total(without_totals(rows))
    if isinstance(added, Total):  # refused where one part happens to be the sum of the others
        assert whole not in added.rows
        assert added.value == whole.value
        assert set(added.rows) == set(rows) - {whole}


@st.composite
def figures(draw: st.DrawFn) -> list[Figure]:
    """Any mixture of figures."""
    kinds = st.builds(
        made,
        st.integers(0, 50),
        unit=st.sampled_from("元 人 户 个 家 %".split()),
        metric=st.sampled_from("投入资金 受益学生 社会组织 每人补助".split()),
        subject=st.sampled_from(["", "青禾慈善基金会", "清江助学基金会"]),
        scope=st.sampled_from(["cumulative", "period", "planned", "instance"]),
        region=st.sampled_from([None, PROVINCE, COUNTY]),
        time=st.sampled_from([None, years(2021, 2023), years(2023, 2023), years(2024, 2024)]),
        document=st.sampled_from("ab"),
        at=st.integers(0, 300),
        part_of=st.sampled_from([None, "7元"]),
    )
    return draw(st.lists(kinds, min_size=1, max_size=5))


@unhurried
@given(figures(), st.randoms(use_true_random=False), st.sampled_from([None, 2023]))
def test_the_order_of_the_rows_does_not_matter(rows: list[Figure], random: Any, year: int | None) -> None:
    shuffled = random.sample(rows, len(rows))
    assert total(rows, year=year) == total(shuffled, year=year)
    assert mean(rows, year=year) == mean(shuffled, year=year)
    assert ranked(rows) == ranked(shuffled)


@unhurried
@given(figures())
def test_a_sum_is_of_the_rows_that_it_cites_and_of_one_kind(rows: list[Figure]) -> None:
    added = total(rows)
    if isinstance(added, Total):
        assert added.value == sum(row.value for row in added.rows)
        assert {row.id for row in added.rows} == {row.id for row in rows}
        assert len({row.scope for row in added.rows} - {"instance"}) <= 1
        for people in ("人", "户"):
            assert len({row.unit == people for row in added.rows}) == 1


def test_one_amount_of_two_documents_is_added_once_however_it_is_written():
    first = made("7", subject="石桥慈善会", document="0")
    kept, refused = addable([first, made("20", subject="全省"), made("20.0", subject="社会组织", document="b")])
    assert len(kept) == 2
    assert "数额相同" in refused[0].reason


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(figures())
def test_what_may_be_added_is_all_that_no_earlier_row_stands_in_the_way_of(rows: list[Figure]) -> None:
    kept, refused = addable(rows)
    assert {row.id for row in kept} | {one.rows[0].id for one in refused} == {row.id for row in rows}
    for number, row in enumerate(kept):
        for other in kept[:number]:
            told = total((other, row), any_nouns=True)
            assert isinstance(told, Total), told
    for one in refused:
        (row,) = one.rows
        alone = isinstance(total([row], any_nouns=True), Refusal)
        assert alone or any(isinstance(total((other, row), any_nouns=True), Refusal) for other in kept)
