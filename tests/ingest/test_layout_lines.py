"""Lines are joined, and lose only the spaces and characters that printing put in."""

from __future__ import annotations

import pytest

from ingest.layout.doubled import once, repeated
from ingest.layout.lines import joined_text, width, without_noise_spaces
from ingest.layout.mapped import Mapped


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ["合作社去年卖出苹果 30 余", "万斤， 户均增收 2 000", "元。"],
            "合作社去年卖出苹果30余万斤，户均增收2 000元。",
        ),
        (["口号是“山里兴产业 城里有销", "路”，大家都记得。"], "口号是“山里兴产业 城里有销路”，大家都记得。"),
        (["专家 John Smith visited", "the village 两次"], "专家John Smith visited the village两次"),
        (["⽉底⻅到了⽼⼈", "和孩⼦"], "月底见到了老人和孩子"),
        (["软连\u00ad字符与\u200b零宽", "字符"], "软连字符与零宽字符"),
        (["全 县 共 有", "学校 １２ 所"], "全县共有学校12所"),
        (["", "  只有一行。 ", ""], "只有一行。"),
    ],
)
def test_wrapped_lines_are_joined_without_the_noise_of_printing(lines: list[str], text: str) -> None:
    assert joined_text(lines) == text


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("深山里来了教书人 “一对一”结出硕果", "深山里来了教书人 “一对一”结出硕果"),
        ("河 畔 晚 报", "河畔晚报"),
        ("协作  签约 12 年", "协作 签约12年"),
    ],
)
def test_a_headline_keeps_the_space_between_its_halves(line: str, clean: str) -> None:
    assert without_noise_spaces(Mapped.raw(line), prose=False).text == clean


@pytest.mark.parametrize(
    ("doubled", "single"),
    [
        ("志愿者在清点物资志愿者在清点物资", "志愿者在清点物资"),
        ("““春风春风——一对一助学行动一对一助学行动””启动启动。。", "“春风——一对一助学行动”启动。"),
        ("图图书书角角落落成成", "图书角落成"),
        ("农户采茶。 张三 摄农户采茶。 张三 摄", "农户采茶。 张三 摄"),
    ],
)
def test_what_was_painted_twice_is_painted_once(doubled: str, single: str) -> None:
    assert (found := once(Mapped.raw(doubled))) is not None
    assert found.text == single


@pytest.mark.parametrize("line", ["天天看看", "好好学习，天天向上", "2022年至2022年", "——", "谢谢谢谢"])
def test_words_that_repeat_by_nature_are_left_alone(line: str) -> None:
    assert once(Mapped.raw(line)) is None


def test_a_short_doubled_rest_is_undone_beside_a_doubled_line() -> None:
    rest = Mapped.raw("启动。启动。")
    assert once(rest, beside_doubled=True) is not None


def test_lines_that_repeat_those_before_them_are_named() -> None:
    assert repeated(["果农分拣苹果", "装箱外运", "果农分拣苹果", "装箱外运", "别的一行文字"]) == {2, 3}


def test_ascii_is_half_as_wide_as_a_chinese_character() -> None:
    assert width("帮扶20年") == 4.0
