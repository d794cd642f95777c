"""Papers named by their number: when they were issued and by whom, whatever form they say it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.records import Question
from assistant.service import Assistant
from assistant.settings import Settings
from ingest.split import split
from vectorstore.library import Library
from vectorstore.records import Document, FileState

FILED = Document(
    text="""枫岭市民政局
枫民发〔2021〕33号
关于开展乡村助餐试点的通知
各县（区）民政局：
每个县（区）选两个乡镇试点，自2021年9月1日起实行。经费按枫财社〔2020〕8号的规定列支。
枫岭市民政局
2021年8月12日""",
    title="关于开展乡村助餐试点的通知",
    publisher="枫岭市民政局",
    published="2021-08-12",
    doc_number="枫民发〔2021〕33号",
    kind="policy",
    file="/library/papers/filed.txt",
)
COPIED = Document(
    text="关于发放临时补助的函 【发文单位】 枫岭市财政局 【发布文号】 枫财函〔2021〕5号 【发文日期】 2021-03-02 "
    "各县（区）财政局： 补助每人300元，3月底前发完。",
    file="/library/papers/copied.txt",
)
SIGNED = Document(
    text="关于暂缓收费的细则 枫水再〔2021〕14号 各供水公司： 暂缓收取污水处理费。 特此通知。 枫岭市水务局 "
    "2021年5月20日 细则 一、受理范围见附件。",
    file="/library/papers/signed.txt",
)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("papers")
    with Library.open(home) as library:
        for paper in (FILED, COPIED, SIGNED):
            library.add(FileState(paper.file, "1"), [(paper, split(paper))])
        yield Assistant(library, Settings(home=home, _env_file=None))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("枫民发〔2021〕33号是什么时候印发的？", "枫民发〔2021〕33号的发文日期是2021年8月12日。[1][2]"),
        ("枫民发〔2021〕33号文的发文日期是哪天？", "枫民发〔2021〕33号的发文日期是2021年8月12日。[1][2]"),
        ("枫民发[2021]33号是哪个单位发的？", "枫民发〔2021〕33号的发文单位是枫岭市民政局。[1][2]"),
        ("枫财函〔2021〕5号哪天发的？", "枫财函〔2021〕5号的发文日期是2021-03-02。[1][2]"),
        ("枫水再〔2021〕14号是谁印发的？", "枫水再〔2021〕14号的发文单位是枫岭市水务局。[1][2]"),
        (
            "枫水再〔2021〕14号是什么时候发的，哪个部门发的？",
            "枫水再〔2021〕14号的发文日期是2021年5月20日。[1][2]枫水再〔2021〕14号的发文单位是枫岭市水务局。[1][3]",
        ),
    ],
)
def test_date_and_issuer_are_told_from_head_or_foot(asking: Assistant, question: str, answer: str) -> None:
    told = asking.ask(Question(question))
    assert (told.status, told.answer) == ("answered", answer)
    assert told.checks.unsupported == ()


@pytest.mark.parametrize(
    "question",
    [
        "枫财社〔2020〕8号是什么时候发的？",  # it is only cited
        "枫民发〔2021〕34号是谁发的？",
        "枫财函〔2021〕3号是哪天发的？",
        "枫民发〔2021〕33号规定的试点什么时候开始？",  # asks for more than its date
    ],
)
def test_a_number_that_is_no_papers_own_has_no_date(asking: Assistant, question: str) -> None:
    assert "的发文" not in asking.ask(Question(question)).answer


MOTTO = Document(
    text="情系山乡 “四手联动”托起夕阳\n"
    + "清早，食堂的灯就亮了。几位大娘一边择菜一边说笑。" * 10
    + "\n几年下来，村里的网格员、医生、邻居和志愿者一起上门，形成“四手联动”机制，照看独居老人。",
    title="山乡侧记",
    file="/library/papers/motto.txt",
)


def test_a_heading_with_a_name_that_is_told_of_elsewhere_does_not_lead_to_what_follows_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("motto")
    with Library.open(home) as library:
        for paper in (FILED, COPIED, SIGNED, MOTTO):
            library.add(FileState(paper.file, "1"), [(paper, split(paper))])
        told = Assistant(library, Settings(home=home, _env_file=None)).ask(Question("“四手联动”是怎么一回事？"))
    assert "网格员、医生、邻居和志愿者一起上门" in told.answer
    assert "食堂的灯" not in told.answer
