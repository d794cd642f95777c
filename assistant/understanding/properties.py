"""The property that a question ends in, where that tells what kind of thing answers it (…签约时间, …报名人数)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understanding.plan import Kind

_NO_MOMENT = "开放|营业|办公|服务|持续|运营|工作|响应|所需|平均"
"""Before 时间, what makes it hours or a stretch of time."""
# What a property of each kind ends in, as regular expressions; the first that fits decides.
_ENDINGS: tuple[tuple[str, Kind, str], ...] = (
    (rf"(?<!{_NO_MOMENT})(?:时间|日期|日子)", "time", ""),
    ("地点 所在地 举办地 举行地 出生地 会址", "place", ""),
    ("[冠亚季]军 得主 主演 导演 编剧 作者 [主女男配]角 演员 主持人 嘉宾 教练 队长 负责人 创始人", "person", ""),
    ("联系人 发言人 法定代表人 [校市省部院所局县镇村区会]长 (?:董事|理事|秘书)长", "person", ""),
    ("书记 总统 总理 首相 主席 总裁 主任", "person", ""),
    ("人数", "count", "人"),
    ("(?<![汇频功速心效])(?<!分辨)率 占比 比例 比重 百分比", "share", ""),
    ("(?<![质力胆容])量 (?<!名)额 票房 营收 (?:增加|产|价)值 收入 工资 奖金 预算 成本 利润 价格 售价", "amount", ""),
    ("面积 长度 高度 深度 宽度 里程 身高 体重 席位数? 总数 个数 次数 震级 评分 得分 分数线", "amount", ""),
)
_TABLE = tuple(
    (re.compile(rf"(?:{'|'.join(endings.split())})$"), kind, unit) for endings, kind, unit in _ENDINGS
)  # fmt: skip
_ASKING = re.compile(r"(?:的?是|为|是?(?:什么|多少|哪些))?[？?。！!\s]*$")


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a question ends in, at `start` to `end` of its text.

    :param kind: what tells it, and `unit` in what it is counted.
    """

    start: int
    end: int
    kind: Kind
    unit: str = ""


def property_asked(text: str) -> Property | None:
    """Return the property that a question ends in, where it says what kind of thing answers it."""
    asking = _ASKING.search(text)
    told = text[: asking.start()] if asking else text
    for ending, kind, unit in _TABLE:
        if found := ending.search(told):
            return Property(found.start(), found.end(), kind, unit)
    return None
