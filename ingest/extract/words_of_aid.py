"""The vocabulary of aid reporting: what organisations and places end in, and which words tell by what mechanism."""

from __future__ import annotations

import re

from ingest.names import BODY

INSTITUTION = (
    f"{BODY}|小学|中学|高中|[一二三四五六七八九十]中|中小学|幼儿园|学校|高校|党校|教学点|卫生院|卫生室|诊所|门诊部|研究所|科学院|文博院|博物馆|图书馆"
    "|[\u4e00-\u9fff]局|[^大]厅|[\u4e00-\u9fff]{2}院|卫健委|发改委|国资委|农工委|省委会|市委会|区委会|管委会|居委会|村委会"
    "|政府|党支部|支部|党委|党组|工委|工商联|侨联|残联|妇联|团委|文联|科协|工会|法院|检察院"
    "|血站|监督所|代表处|办事处|街道办|指挥部|工作队|工作组|医疗队|服务队|服务团|代表团|志愿队|救援队|服务站"
    "|社会组织|社工机构|卫生机构|医疗机构|机构|商行|合作社|基地|酒厂|工厂|研究会|联社|证券|期货|保险|股份|部队|警备区|武警"
)
"""What the name of a body ends in that gives help or gets it, as alternatives of a regular expression."""

PLACE = (
    "自治区|自治州|自治县|地区|街道|社区|开发区|高新区|示范区|新区|园区|产业园|农业园|农场|林场|安置点|居民小组|[村镇乡]民?小组"
    "|[省市县区州旗盟乡镇村寨屯组]|苏木|嘎查|灾区|山区|牧区"
)
"""What the name of a place ends in."""

ENDS_AS_BODY = re.compile(rf"(?:{INSTITUTION})$")
ENDS_AS_PLACE = re.compile(rf"(?:{PLACE})$")
SPLITS = re.compile(
    r"^(?:资助|捐助|捐赠|支持|帮助)$|^援建(?=[\u4e00-\u9fff]{3,})|(?<=[\u4e00-\u9fff]{2})(?:捐建|援建)(?=[\u4e00-\u9fff]{2})|^(?:[向由在赴任]|将(?!军)|受(?!灾))(?=[\u4e00-\u9fff]{3,})|^[还又也][同和与跟]|^(?:资助|支持|帮助)(?=[\u4e00-\u9fff]{4,})|(?<=金会|协会|商会|公司|集团|学院|医院|区委|县委|市委|省委|政府)[还又也]?[同和与](?=[\u4e00-\u9fff]{4,}|$)|(?<=[\u4e00-\u9fff]{2})(?:\d+|[两三四五六七八九十]+)国$|(?<=[委局厅府会])副?(?:书记|主任|局长|厅长|会长)$|(?<=[\u4e00-\u9fff]{3})驻(?=[\u4e00-\u9fff]{2,}[县镇乡村区])|(?<=小学|中学|心校|学校|街道)[和与](?=[\u4e00-\u9fff]{3,})|(?<=[\u4e00-\u9fff]{3})联合(?!会|国|社|大学|体|总)(?=[\u4e00-\u9fff]{3}|$)|[丨|｜:：\s—－\-/]+|(?:对口|定点|结对|挂钩|东西部)(?:帮扶|支援|援助|扶贫|协作|合作|联系)?|帮扶(?=[\u4e00-\u9fff]{2,}工作)"
)
"""Words that a tagger swallows into a name and that never are part of one."""

REFERRING = (
    "协会|基金会|商会|学会|促进会|联合会|公司|集团|中心|医院|学校|企业"
    "|银行|机构|工作队|医疗队|人武部|支队|旅|校友会|酒厂|支部|街道|工作组"
)
"""What takes up a body named before: 该协会, 这家基金会, or the bare word where a sentence begins."""

MECHANISMS = (
    (
        "东西部协作",
        r"东西部|援[滇黔桂陇川渝宁蒙]|沪滇|[\u4e00-\u9fff]{1,2}滇协作|[京津沪苏浙闽鲁粤辽][蒙桂渝川黔滇藏陕甘陇青宁疆](?:扶贫|劳务|产业)*协作",
    ),
    ("定点帮扶", r"定点"),
    ("结对帮扶", r"结对|帮扶协议|帮扶关系|结成对子|对子|“?一对一"),
    ("对口支援", r"对口|援[建藏疆青滇黔]|支援"),
    ("挂钩联系", r"挂钩|联系点|包联|挂包"),
    ("捐赠", r"捐|赠|善款|资助|发放|助学金|募集"),
    ("消费帮扶", r"消费帮扶|以购代捐|采购"),
    ("合作", r"合作|签约|签订|签署|续约|共建"),
)
"""Each mechanism with the words that tell it; the first that is found counts."""


ABOUT_AID = re.compile(
    r"帮扶|结对|对口|公益|捐|援|工作队|签|定点|包联|挂钩|救助|救灾|赈灾|物资|驻村|第一书记|助学|资助|慈善|乡村振兴|志愿|义诊|支教|社工|协作|关爱|扶贫|助力|助残|助医|基金会|困境|贫困|困难"
)
"""What a text says that is about aid."""


def mechanism(text: str, default: str) -> str:
    """Return the mechanism that a stretch of text tells of."""
    return next((name for name, told in MECHANISMS if re.search(told, text)), default)
