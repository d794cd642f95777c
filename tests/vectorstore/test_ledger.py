from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from vectorstore.errors import LibraryDamaged
from vectorstore.facts import (
    Clause,
    Condition,
    Fact,
    Figure,
    Organisation,
    Pairing,
    Period,
    Programme,
    Region,
    Source,
)
from vectorstore.ledger import Where
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Passage, Span

COUNTY = Region("539901", "青石县")
OTHER = Region("629902", "白水县")

MORNING = Document(
    text="渝桥市新芽教育基金会（以下简称“新芽基金会”）结对帮扶青石县，累计投入300万元。",
    title="结对",
    publisher="渝桥日报",
    published="2024-05-01",
    regions=("53", "5399", "539901"),
)
EVENING = Document(
    text="新芽基金会与青石县结对三年，累计投入350万元；还为白水县捐建图书室。",
    publisher="渝桥晚报",
    published="2024-06-01",
)
NOTICE = Document(
    text="省级以上的基金会可以申报“山路行动”项目。",
    title="申报通知",
    published="2024-01-05",
    kind="policy",
    regions=("53",),
)


def _source(document: Document, quote: str) -> Source:
    start = document.text.index(quote)
    return Source(Span(document.id, start, start + len(quote)), quote)


def _sources(document: Document, quote: str) -> tuple[Source, ...]:
    return (_source(document, quote),)


def _pairing(document: Document, quote: str, organisation: str, region: Region = COUNTY, **other: Any) -> Pairing:
    given = {"recipient": region.name, "mechanism": "结对帮扶", "is_region": True} | other
    return Pairing(sources=_sources(document, quote), organisation=organisation, region=region, **given)


def _invested(document: Document, text: str, value: int, **other: Any) -> Figure:
    given: dict[str, Any] = {"scope": "cumulative", "metric": "累计投入", "region": COUNTY} | other
    subject = "新芽基金会"
    return Figure(
        sources=_sources(document, text), subject=subject, value=Decimal(value), unit="元", text=text, **given
    )


FULL = "渝桥市新芽教育基金会"
TOLD: dict[str, tuple[Document, tuple[Fact, ...]]] = {
    "/morning": (
        MORNING,
        (
            Organisation(
                sources=_sources(MORNING, FULL),
                name=FULL,
                aliases=("新芽基金会",),
                level="市级",
                type="基金会",
                home=Region("5099", "渝桥市"),
            ),
            _pairing(MORNING, "结对帮扶青石县", FULL),
            _invested(MORNING, "300万元", 3_000_000),
        ),
    ),
    "/evening": (
        EVENING,
        (
            Organisation(sources=_sources(EVENING, "新芽基金会"), name="新芽基金会"),
            _pairing(EVENING, "与青石县结对三年", "新芽基金会", period=Period("三年")),
            _pairing(EVENING, "为白水县捐建图书室", "新芽基金会", OTHER, mechanism="捐赠"),
            _invested(EVENING, "350万元", 3_500_000),
        ),
    ),
    "/notice": (
        NOTICE,
        (
            Programme(
                sources=_sources(NOTICE, "“山路行动”项目"),
                name="山路行动",
                organisers=("益山省民政厅",),
                regions=(Region("53", "益山省"),),
            ),
            Clause(
                sources=_sources(NOTICE, "省级以上的基金会可以申报“山路行动”项目"),
                subject="基金会",
                modality="may",
                action="申报“山路行动”项目",
                programme="山路行动",
                conditions=(Condition("level", ("省级", "国家级"), "省级以上"),),
                since="2024-01-05",
            ),
        ),
    ),
}


def _fill(library: Library, order: tuple[str, ...] = tuple(TOLD)) -> None:
    for path in order:
        document, facts = TOLD[path]
        whole = Passage(document.id, 0, len(document.text), document.text)
        library.add(FileState(path, "1"), [(document, [whole])], facts)


@pytest.fixture
def told(library: Library) -> Library:
    _fill(library)
    return library


def test_facts_come_back_as_they_went_in(told: Library) -> None:
    for _, facts in TOLD.values():
        for fact in facts:
            assert told.ledger.fact(fact.id) == fact
    assert told.ledger.counts() == {"clause": 1, "figure": 2, "organisation": 2, "pairing": 3, "programme": 1}
    assert told.ledger.by_document() == {MORNING.id: 3, EVENING.id: 4, NOTICE.id: 2}


def test_every_quote_is_a_slice_of_its_document(told: Library) -> None:
    for fact in (*told.ledger.pairings(), *told.ledger.figures(), *told.ledger.clauses()):
        for source in fact.sources:
            text = told.document(source.span.document).text
            assert text[source.span.start : source.span.end] == source.quote


def test_a_pairing_told_twice_is_one_row_with_two_sources(told: Library) -> None:
    rows = told.ledger.pairings(Where(regions=("5399",)))
    assert [(row.organisation, row.recipient, len(row.sources)) for row in rows] == [(FULL, "青石县", 2)]
    assert rows[0].document == MORNING.id  # the earlier names the row
    assert rows[0].period == Period("三年")
    told_as = rows[0].to_json()
    assert [source["document"] for source in told_as["sources"]] == [MORNING.id, EVENING.id]
    assert told_as["quote"] == "结对帮扶青石县"


@pytest.mark.parametrize("name", [FULL, "新芽基金会", "“新芽基金会”", "新芽教育"])
def test_an_organisation_is_found_by_any_of_its_names(told: Library, name: str) -> None:
    assert {row.recipient for row in told.ledger.pairings(Where(organisations=(name,)))} == {"青石县", "白水县"}
    assert [row.name for row in told.ledger.organisations(Where(organisations=(name,)))] == [FULL]


def test_rows_are_narrowed_by_place_time_document_and_programme(told: Library) -> None:
    ledger = told.ledger
    assert [row.recipient for row in ledger.pairings(Where(regions=("620000",)))] == ["白水县"]
    assert [row.recipient for row in ledger.pairings(Where(recipients=("白水",)))] == ["白水县"]
    assert ledger.pairings(Where(regions=("5398",))) == []
    assert [len(row.sources) for row in ledger.pairings(Where(regions=("53",), until="2024-05-31"))] == [1]
    assert ledger.pairings(Where(since="2024-06-02")) == []
    assert [row.quote for row in ledger.figures(Where(documents=(EVENING.id,)))] == ["350万元"]
    assert [row.action for row in ledger.clauses(Where(programmes=("山路行动项目",)))] == ["申报“山路行动”项目"]
    assert [len(ledger.clauses(Where(regions=(code,)))) for code in ("53", "62")] == [1, 0]
    assert [row.name for row in ledger.programmes(Where(regions=("53",)))] == ["山路行动"]


def test_figures_that_differ_stand_side_by_side_as_a_conflict(told: Library) -> None:
    assert [row.text for row in told.ledger.figures()] == ["300万元", "350万元"]
    assert [[row.text for row in group] for group in told.ledger.conflicts()] == [["300万元", "350万元"]]


def test_two_gifts_are_no_conflict_and_neither_are_two_years(library: Library) -> None:
    facts = [
        _invested(MORNING, "300万元", 3_000_000, scope="period", time=Period("2023年", "2023-01-01", "2023-12-31")),
        _invested(EVENING, "350万元", 3_500_000, scope="period", time=Period("2024年", "2024-01-01", "2024-12-31")),
    ]
    gifts = [replace(fact, id="", scope="instance", time=None, metric="捐款") for fact in facts]
    for path, document in (("/a", MORNING), ("/b", EVENING)):
        own = [fact for fact in (*facts, *gifts) if fact.document == document.id]
        library.add(FileState(path, "1"), [(document, [])], own)
    assert len(library.ledger.figures()) == 4
    assert library.ledger.conflicts() == []


def test_what_is_read_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    def read(number: int, order: tuple[str, ...]) -> list[Any]:
        with Library.open(tmp_path / str(number)) as library:
            _fill(library, order)
            ledger = library.ledger
            read = (ledger.organisations, ledger.programmes, ledger.pairings, ledger.figures, ledger.clauses)
            return [row for rows in read for row in rows()]

    first, second = (read(number, order) for number, order in enumerate((tuple(TOLD), tuple(reversed(TOLD)))))
    assert first == second


def test_facts_go_with_their_document_and_change_with_it(told: Library) -> None:
    told.remove(EVENING.id)
    assert [row.recipient for row in told.ledger.pairings()] == ["青石县"]
    assert [len(row.sources) for row in told.ledger.pairings()] == [1]
    told.add(FileState("/morning", "2"), [(MORNING, [])])
    assert told.ledger.pairings() == []
    told.remove_file("/notice")
    assert told.ledger.counts() == {}


def test_a_quote_that_is_not_in_the_text_is_refused_and_nothing_kept(library: Library) -> None:
    true = _source(MORNING, "结对帮扶青石县")
    for wrong in (replace(true, quote="结对帮扶白水县"), replace(true, span=replace(true.span, document="0" * 16))):
        with pytest.raises(ValueError, match="does not quote"):
            library.add(
                FileState("/a", "1"),
                [(MORNING, [])],
                [Pairing(sources=(wrong,), organisation="甲", recipient="乙", mechanism="捐赠")],
            )
    assert library.contents().files == 0


def _named(document: Document, name: str, **other: Any) -> Organisation:
    return Organisation(sources=_sources(document, document.text[:4]), name=name, **other)


@pytest.mark.parametrize(
    ("given", "bodies"),
    [
        ([("渝桥青禾商贸股份有限公司", {}), ("渝桥青禾商贸", {})], 1),
        ([("渝桥市青禾社工中心", {"short": "青禾社工中心"}), ("青禾社工中心", {})], 1),
        # two bodies go by the short name, so that it says nothing
        (
            [
                ("渝桥市青禾社工中心", {"short": "青禾社工中心", "home": Region("5099", "渝桥市")}),
                ("益山省青禾社工中心", {"short": "青禾社工中心", "home": Region("53", "益山省")}),
                ("青禾社工中心", {}),
            ],
            3,
        ),
        ([("益山省慈善总会", {}), ("渝桥市慈善总会", {})], 2),
    ],
)
def test_names_are_tied_only_where_they_can_mean_one_body(
    library: Library, given: list[tuple[str, dict[str, Any]]], bodies: int
) -> None:
    facts = [_named(MORNING, name, **other) for name, other in given]
    library.add(FileState("/a", "1"), [(MORNING, [])], facts)
    assert len(library.ledger.organisations()) == bodies


def test_an_older_library_is_brought_up_by_its_owner_and_named_to_a_reader(home: Path, told: Library) -> None:
    told.close()
    engine = create_engine(f"sqlite:///{home / 'catalogue.sqlite3'}")
    with engine.begin() as connection:
        for table in ("fact_names", "fact_regions", "facts"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE key = 'schema'"))
    engine.dispose()
    with pytest.raises(LibraryDamaged, match=r"较早的版本.*bangfu ingest"):
        Library.open(home, read_only=True)
    with Library.open(home) as library:
        assert library.contents().documents == 3
        assert library.ledger.pairings() == []
    with Library.open(home, read_only=True) as reader:
        assert reader.ledger.counts() == {}
