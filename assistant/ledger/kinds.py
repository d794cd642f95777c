"""The kinds that organisations are sorted by: administrative level, legal type, fields of work.

Officials write each of them in several ways (全国性, 国家级; 民办非企业单位, 社会服务机构), and a kind may hold others
(社会组织 holds 社会团体, which holds 行业协会商会). A table says both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kinds:
    """A table of kinds.

    :param names: each kind with the other ways to write it.
    :param holds: each kind with those that are part of it.
    :param forms: for a kind that cuts across others, which of those its members may be; any other kind is only itself.
    """

    names: Mapping[str, tuple[str, ...]]
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, word: str) -> str | None:
        """Return the kind of that name, in any way to write it."""
        return next((kind for kind, others in self.names.items() if word.strip() in (kind, *others)), None)

    def found_in(self, words: str) -> str | None:
        """Return the kind that an applicant's own words stand for: the longest name in them."""
        inside = [form for kind, others in self.names.items() for form in (kind, *others) if form in words]
        return self.named(max(inside, key=len)) if inside else None

    def is_within(self, kind: str, other: str) -> bool:
        """Whether all of one kind are of the other."""
        return kind == other or any(self.is_within(kind, held) for held in self.holds.get(other, ()))

    def may_be(self, kind: str, other: str) -> bool:
        """Whether something of one kind may be of the other, too."""
        return bool(set(self.forms.get(kind, (kind,))) & set(self.forms.get(other, (other,))))


def _table(text: str) -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in text.splitlines() if line.strip())
    return {first: tuple(others) for first, *others in lines}


LEVELS = Kinds(
    _table(
        """
        国家级 全国性 全国 中央 国家 民政部
        省级 全省性 省属 省本级 自治区级 直辖市级
        市级 州级 州市级 地级 全市性 盟级
        县级 区级 县区级 区县级 全县性 旗级
        基层 社区 乡镇级 街道级 村级
        """
    ),
)
TYPES = Kinds(
    _table(
        """
        社会组织
        公益慈善类组织 公益慈善类社会组织 慈善组织 公益组织 公益慈善组织 慈善类组织
        基金会 公益基金会 慈善基金会 公募基金会 非公募基金会
        社会团体 社团 学会 联合会 促进会 研究会
        行业协会商会 行业协会 商会 异地商会
        社会服务机构 民办非企业单位 民非 社工机构 社会工作服务机构
        社区社会组织 社区组织
        企业 公司 民营企业 国有企业 集团
        事业单位
        高校 高等学校 大学 学院
        医院 医疗机构
        党政机关 机关 政府部门 行政机关
        个人 自然人
        志愿服务组织 志愿服务队 志愿团队 志愿者组织
        """
    ),
    holds={
        "社会组织": ("公益慈善类组织", "社会团体", "社会服务机构", "社区社会组织"),
        "公益慈善类组织": ("基金会",),
        "社会团体": ("行业协会商会",),
    },
    forms={
        "社会组织": ("基金会", "社会团体", "社会服务机构"),
        "公益慈善类组织": ("基金会", "社会团体", "社会服务机构"),
        "志愿服务组织": ("基金会", "社会团体", "社会服务机构"),
        "社区社会组织": ("社会团体", "社会服务机构"),
        "行业协会商会": ("社会团体",),
        "高校": ("事业单位", "社会服务机构"),
        "医院": ("事业单位", "社会服务机构", "企业"),
    },
)
FIELDS = Kinds(
    _table(
        """
        产业 产业帮扶 产业发展 农业 种植 养殖
        就业 就业帮扶 创业 技能培训
        教育 教育帮扶 助学 支教 学校 学生
        健康 健康帮扶 医疗 卫生 义诊
        养老 养老服务 老人 老年人 助老
        消费 消费帮扶 电商 助农
        儿童 儿童关爱 未成年人 留守儿童 困境儿童 青少年
        助残 残疾人
        妇女 妇女儿童
        文化 文化建设 非遗
        生态 环保 人居环境
        治理 乡村治理 基层治理
        数字 数字乡村 信息化
        人才 人才培训 培训
        救灾 应急 防灾
        """
    ),
)

_TOLD_BY = {
    field: re.compile("|".join(words))
    for field, words in _table(
        """
        产业 产业 农业 种植 养殖 蔬菜 茶叶 种子 合作社 产值 冷链 水果 养蜂 增收
        就业 就业 岗位 务工 培训 招聘 创业 技能
        教育 教育 学校 学生 中学 小学 高中 学院 大学 师生 教师 助学 支教 课堂 校园 奖学金 教学 幼儿园 阅读 朗读
        健康 医疗 医院 医护 医生 医务 医师 诊疗 义诊 就诊 诊治 诊断 救治 救护 手术 卫生 健康 护理 疾病 筛查 急救 监护
        养老 养老 老人 老年 助餐 敬老
        消费 消费帮扶 消费助农 助农 电商 直播 农产品 采购
        儿童 儿童 孩子 青少年 少年 未成年 新生儿 婴幼儿
        助残 助残 残疾 残障
        妇女 妇女 女性
        文化 文化 非遗 文物 艺术 文艺 音乐
        生态 生态 环保 环境 造林
        治理 治理 协商 议事
        数字 数字 信息化 智能 互联网
        人才 人才 培训
        救灾 救灾 受灾 灾区 抗洪 防汛 应急 备灾
        """
    ).items()
}
"""The words that tell of each field of work, where a source does not name it."""


_JOINING = dict.fromkeys(map(ord, "\0、，和与及或以"))


def fields_said(words: str) -> tuple[str, ...]:
    """Return the fields of work that some words name, where they say nothing else; 重症医疗 says more."""
    found = []
    names = ((form, kind) for kind, forms in FIELDS.names.items() for form in (kind, *forms))
    for form, kind in sorted(names, key=lambda one: -len(one[0])):
        if form in words:
            words = words.replace(form, "\0")
            found.append(kind)
    return tuple(dict.fromkeys(found)) if not words.translate(_JOINING) else ()


def is_of_field(told: str, field: str) -> bool:
    """Whether the words of a source tell of work in a field."""
    return bool(_TOLD_BY[field].search(told))
