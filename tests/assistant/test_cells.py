"""One cell of a table answers: the row and column that are asked about, of the place and year in the title, or none."""

from __future__ import annotations

import pytest

from assistant.evidence.sentences import rows
from assistant.extractive.cells import from_cell
from assistant.records import Question
from assistant.understanding.question import understand
from vectorstore.records import Document


def table(title, done):
    told = [("茶园", "120", done), ("早餐班", "83", "41")]
    lines = [{"项目": name, "计划投入（万元）": plan, "实际投入（万元）": done} for name, plan, done in told]
    text = "\n".join("；".join(f"{name}：{value}" for name, value in line.items()) for line in lines)
    return Document(text=text, title=title, kind="table", rows=tuple(lines))


TABLES = [table("镇雄县2023年帮扶项目", "86"), table("彝良县2023年帮扶项目", "87"), table("镇雄县2024年帮扶项目", "88")]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("2023年镇雄县茶园的实际投入是多少？", "《镇雄县2023年帮扶项目》中，茶园的实际投入为86万元。"),
        ("镇雄县早餐班2024年计划投入多少？", "《镇雄县2024年帮扶项目》中，早餐班的计划投入为83万元。"),
        ("2023年镇雄县茶园投入多少？", None),  # which of two columns
        ("镇雄县茶园的实际投入是多少？", None),  # which of two years
        ("2022年镇雄县茶园的实际投入是多少？", None),
        ("2023年威信县茶园的实际投入是多少？", None),
        ("2023年镇雄县核桃的实际投入是多少？", None),
        ("2023年镇雄县茶园有多少名工人？", None),
    ],
)
def test_a_cell_is_told_only_where_one_row_and_column_of_one_table_are_meant(asked, answer):
    plan = understand(Question(asked))
    claims = from_cell(plan, plan.asks[0], [row for document in TABLES for row in rows(document)])
    assert [claim.text for claim in claims] == ([answer] if answer else [])
