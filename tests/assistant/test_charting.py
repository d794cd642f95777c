"""What charts add up and what they leave beside, and who helps where."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.ledger import charting
from assistant.ledger.charting import GIVEN, SPENT
from assistant.ui.charts import TILES, label
from ingest.gazetteer import gazetteer
from vectorstore.facts import Figure, Pairing, Period, Region, Source
from vectorstore.records import Span

PROVINCE, COUNTY = Region("52", "贵州省"), Region("522632", "榕江县")
YEAR = Period("2023年", "2023-01-01", "2023-12-31")


def made(value: int, metric: str = "投入资金", document: str = "a", at: int = 0, **other: Any) -> Figure:
    given = {"subject": "青禾慈善基金会", "unit": "元", "scope": "period", "time": YEAR} | other
    source = Source(Span(document, at, at + 4), "1234")
    return Figure(sources=(source,), metric=metric, value=Decimal(value), text=f"{value}元", **given)


def years(*rows: Figure) -> charting.Money:
    return charting.money(rows, charting.year_of, charting.last_year_of)


def test_money_of_named_bodies_is_added_by_year_and_by_what_it_is() -> None:
    told = years(
        made(300),
        made(50, at=9, subject="云岭商会", metric="捐款"),
        made(40, at=20, subject="滇桥协会", document="b"),
        made(7, at=30, time=Period("2022年", "2022-01-01", "2022-12-31")),
    )
    assert [(one.key, one.way, one.value) for one in told.sums] == [
        ("2022", SPENT, 7),
        ("2023", SPENT, 340),
        ("2023", GIVEN, 50),
    ]
    assert all(one.value == sum(row.value for row in one.rows) for one in told.sums)
    assert told.beside == ()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (made(900, at=9, subject="云岭商会", scope="cumulative"), "累计数"),
        (made(900, at=9, subject="云岭商会", scope="planned"), "计划数"),
        (made(900, at=9, subject="全省社会组织"), "多家合计或没有写明是谁的"),
        (made(900, at=9, subject="12家公司"), "多家合计或没有写明是谁的"),
        (made(900, at=9, subject=""), "多家合计或没有写明是谁的"),
        (made(900, at=9, subject="云岭商会", time=None), "没有写明年份或地区"),
        (made(900, at=9, subject="云岭商会", time=Period("近三年", "2021-01-01", "2023-12-31")), "没有写明年份或地区"),
        (made(300, at=9, subject="云岭商会", document="b"), "数额相同，只计一次"),
        (made(50, "投入助学资金", at=9, part_of="300元"), "互相包含或重复"),
    ],
)
def test_what_may_not_be_added_is_counted_with_the_reason(row: Figure, reason: str) -> None:
    told = years(made(300), row)
    assert [(one.key, one.value) for one in told.sums] == [("2023", 300)]
    assert {why: count for why, count in told.left_out.items() if count} == {reason: 1}


def test_figures_that_contradict_each_other_are_in_no_sum() -> None:
    told = years(made(300), made(310, document="b"), made(20, subject="云岭商会", document="c"))
    assert [one.value for one in told.sums] == [20]
    assert told.left_out["各来源说法不一"] == 2
    told = years(made(300), made(300, document="b", scope="cumulative"))
    assert told.sums == ()
    assert [row.scope for _, row in told.beside] == ["cumulative"]


@pytest.mark.parametrize(
    "metric", ["综合产值", "带动农民增收", "消费助农交易额", "引入社会资金", "人均投入", "贷款投入"]
)
def test_money_that_nobody_gave_is_no_aid(metric: str) -> None:
    assert charting.way_of(made(1, metric)) is None


def test_a_province_is_not_added_to_its_county() -> None:
    key = charting.region_of(2)
    told = charting.money([made(300, region=PROVINCE), made(20, at=9, region=COUNTY)], key, key)
    assert [(one.key, one.value) for one in told.sums] == [("52", 300)]


def paired(organisation: str, region: Region | None) -> Pairing:
    source = Source(Span("a", 0, 4), "1234")
    return Pairing(sources=(source,), organisation=organisation, recipient="某地", mechanism="结对帮扶", region=region)


def test_counties_without_a_record_are_listed_as_such() -> None:
    rows = [paired("青禾慈善基金会", COUNTY), paired("云岭商会", COUNTY), paired("云岭商会", None)]
    told = charting.counties(rows, "52")
    counts = {one.name: one.count for inside in told.values() for one in inside}
    assert counts.pop("榕江县") == 2
    assert len(counts) > 80
    assert set(counts.values()) == {0}
    assert charting.by_place(rows, 2) == {"52": 2}


def test_kinds_of_bodies_are_no_organisations() -> None:
    rows = [paired("社会组织", COUNTY), paired("5家企业", COUNTY), paired("云岭商会", COUNTY)]
    assert charting.by_level(rows, []) == {"未写明": ("云岭商会",)}
    flows, untold = charting.flows(rows, 5)
    assert [(one.organisation, one.place, one.count) for one in flows] == [("云岭商会", "榕江县", 1)]
    assert untold == 0


def test_a_label_holds_nothing_that_plotly_would_read() -> None:
    assert label('<a href="x">$$ %{y}\u202e') == '＜a href="x"＞＄＄ %｛y｝\ufffd'
    assert len(label("长" * 400)) == 22


def test_every_province_has_a_tile_of_its_own() -> None:
    assert set(TILES) == {code for code in gazetteer().divisions if len(code) == 2}
    assert len(set(TILES.values())) == len(TILES)
