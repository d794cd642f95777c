"""Documents of our own writing, with the facts they tell filled in by hand: what is tested here needs no extractor."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ingest.split import split
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
from vectorstore.library import Library
from vectorstore.records import Document, FileState, Span

PREFECTURE = Region("5226", "黔东南苗族侗族自治州")
RONGJIANG, CONGJIANG, LIPING = Region("522632", "榕江县"), Region("522633", "从江县"), Region("522631", "黎平县")
YEAR = Period("2023年", "2023-01-01", "2023-12-31")

REPORT = Document(
    text="""黔山结对这一年
青禾慈善基金会结对帮扶榕江县，2023年投入资金120万元。
黔溪茶业协会对口帮扶榕江、从江、黎平3个县，去年为从江县民族中学捐赠图书8600册。该协会累计投入资金500万元，实施项目40个。
3月18日，黔东南州举行集中签约，12家国家级社会组织、15家省级社会组织、30家州内社会组织与8个县（市）结对。""",
    title="黔山结对这一年",
    publisher="黔山周报",
    published="2024-06-20",
    kind="news",
    page="2",
    regions=("52", "5226", "522631", "522632", "522633"),
    file="/library/papers/report.txt",
)
UPDATE = Document(
    text="""榕江县结对工作简讯
青禾慈善基金会2023年在榕江县投入资金150万元，比上一年翻番。
清江助学基金会结对帮扶榕江县，首批拨款80万元。""",
    title="榕江县结对工作简讯",
    publisher="榕江发布",
    published="2024-07-02",
    kind="news",
    regions=("52", "5226", "522632"),
    file="/library/papers/update.txt",
)
NOTICE = Document(
    text="""关于申报山路行动的通知
省级以上的基金会可以申报“山路行动”项目。
东部省份的社会组织可以申报“山路行动”项目。
申报单位应当依法登记满两年。
被列入严重违法失信名单的组织不得申报。
参加的组织不得向群众收费。""",
    title="关于申报山路行动的通知",
    publisher="黔山省民政厅",
    published="2024-01-05",
    kind="policy",
    regions=("52",),
    file="/library/papers/notice.txt",
)


def sources(document: Document, quote: str) -> tuple[Source, ...]:
    """Return the one place of a document that reads `quote`."""
    start = document.text.index(quote)
    return (Source(Span(document.id, start, start + len(quote)), quote),)


def pairing(document: Document, quote: str, organisation: str, region: Region, **other: Any) -> Pairing:
    """Return a pairing with a division, unless `other` names another recipient."""
    given = {"recipient": region.name, "mechanism": "结对帮扶", "is_region": True} | other
    return Pairing(sources=sources(document, quote), organisation=organisation, region=region, **given)


def figure(document: Document, text: str, value: int, unit: str, metric: str, **other: Any) -> Figure:
    """Return a figure whose quote is the figure as written, unless `other` gives another quote."""
    quote = other.pop("quote", text)
    given = {"subject": "", "scope": "instance"} | other
    return Figure(sources=sources(document, quote), metric=metric, value=Decimal(value), unit=unit, text=text, **given)


def _organisation(document: Document, name: str, **other: Any) -> Organisation:
    return Organisation(sources=sources(document, name), name=name, **other)


def _clause(quote: str, modality: Any, subject: str, action: str, *conditions: Condition, **other: Any) -> Clause:
    given = {"programme": "山路行动", "since": "2024-01-05"} | other
    return Clause(
        sources=sources(NOTICE, quote),
        subject=subject,
        modality=modality,
        action=action,
        conditions=conditions,
        **given,
    )


_LISTED = "对口帮扶榕江、从江、黎平3个县"
_SIGNED = "12家国家级社会组织、15家省级社会组织、30家州内社会组织与8个县（市）结对"
TOLD: tuple[tuple[Document, tuple[Fact, ...]], ...] = (
    (
        REPORT,
        (
            _organisation(REPORT, "青禾慈善基金会", type="基金会"),
            _organisation(REPORT, "黔溪茶业协会", type="社会团体"),
            pairing(REPORT, "青禾慈善基金会结对帮扶榕江县", "青禾慈善基金会", RONGJIANG),
            *(
                pairing(REPORT, _LISTED, "黔溪茶业协会", region, mechanism="对口支援")
                for region in (RONGJIANG, CONGJIANG, LIPING)
            ),
            pairing(
                REPORT,
                "为从江县民族中学捐赠图书",
                "黔溪茶业协会",
                CONGJIANG,
                recipient="从江县民族中学",
                is_region=False,
                mechanism="捐赠",
            ),
            figure(
                REPORT,
                "120万元",
                1_200_000,
                "元",
                "投入资金",
                subject="青禾慈善基金会",
                scope="period",
                time=YEAR,
                region=RONGJIANG,
                quote="2023年投入资金120万元",
            ),
            figure(REPORT, "8600册", 8600, "册", "捐赠图书", subject="黔溪茶业协会", region=CONGJIANG),
            figure(
                REPORT,
                "500万元",
                5_000_000,
                "元",
                "累计投入资金",
                subject="黔溪茶业协会",
                scope="cumulative",
                quote="累计投入资金500万元",
            ),
            figure(REPORT, "40个", 40, "个", "实施项目", subject="黔溪茶业协会", quote="实施项目40个"),
            figure(REPORT, "12家", 12, "家", "国家级社会组织", region=PREFECTURE, quote=_SIGNED),
            figure(REPORT, "15家", 15, "家", "省级社会组织", region=PREFECTURE, quote=_SIGNED),
            figure(REPORT, "30家", 30, "家", "州内社会组织", region=PREFECTURE, quote=_SIGNED),
            figure(REPORT, "8个", 8, "个", "县（市）", region=PREFECTURE, quote=_SIGNED),
        ),
    ),
    (
        UPDATE,
        (
            _organisation(UPDATE, "青禾慈善基金会", type="基金会"),
            _organisation(UPDATE, "清江助学基金会", type="基金会"),
            pairing(UPDATE, "清江助学基金会结对帮扶榕江县", "清江助学基金会", RONGJIANG),
            figure(
                UPDATE,
                "150万元",
                1_500_000,
                "元",
                "投入资金",
                subject="青禾慈善基金会",
                scope="period",
                time=YEAR,
                region=RONGJIANG,
                quote="青禾慈善基金会2023年在榕江县投入资金150万元",
            ),
            figure(
                UPDATE, "80万元", 800_000, "元", "拨款", subject="清江助学基金会", region=RONGJIANG, quote="拨款80万元"
            ),
        ),
    ),
    (
        NOTICE,
        (
            Programme(
                sources=sources(NOTICE, "“山路行动”项目"), name="山路行动", organisers=("黔山省民政厅",), status="征集"
            ),
            _clause(
                "省级以上的基金会可以申报“山路行动”项目",
                "may",
                "省级以上的基金会",
                "申报“山路行动”项目",
                Condition("level", ("省级", "国家级"), "省级以上"),
                Condition("type", ("基金会",), "基金会"),
            ),
            _clause(
                "东部省份的社会组织可以申报“山路行动”项目",
                "may",
                "东部省份的社会组织",
                "申报“山路行动”项目",
                Condition("home", ("东部",), "东部省份"),
                Condition("type", ("社会组织",), "社会组织"),
            ),
            _clause(
                "申报单位应当依法登记满两年",
                "must",
                "申报单位",
                "依法登记满两年",
                Condition("standing", ("登记满两年",), "依法登记满两年"),
            ),
            _clause(
                "被列入严重违法失信名单的组织不得申报",
                "must_not",
                "被列入严重违法失信名单的组织",
                "申报",
                Condition("standing", ("列入严重违法失信名单",), "被列入严重违法失信名单"),
            ),
            _clause("参加的组织不得向群众收费", "must_not", "参加的组织", "向群众收费"),
        ),
    ),
)


def fill(library: Library) -> None:
    """Put the documents with their facts into a library."""
    for document, facts in TOLD:
        library.add(FileState(document.file, document.id), [(document, split(document))], facts)
    library.settle()
