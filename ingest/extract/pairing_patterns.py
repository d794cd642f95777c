"""How sentences tell that somebody helps somebody: patterns over sentences with one letter for every party."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.extract.skeleton import ANY, BODIES, BODY, LIST, NO, PLACE

Strength = Literal["strong", "weak"]
"""A strong pattern says by its own words that somebody is helped; a weak one only where the sentence is about aid."""

_AID = r"(?:对口|结对|定点|挂钩|挂包|包联|对接|组团|援建|驻村)"
INSTITUTED = (
    r"对口(?:支援|帮扶|协作|扶贫|援)|结对(?:帮扶|共建)|定点帮扶|驻村帮扶|医疗帮扶|东西部(?:扶贫)?协作"
    r"|援[藏疆青滇黔]|支医"
)
"""Aid that is kept up between two parties, not given once."""
_HELP = r"(?:帮扶|支援|援助|援扶|扶贫|协作|联系|共建|扶持)"
_GIVE = r"(?<!募)(?:捐赠|捐助|捐款|捐资|捐献|捐建|捐出|捐了|捐|赠送|转赠|送[去上来达]|援赠|递交捐赠)"
_GOODS = r"(?:捐|赠|物资|善款|款物|款项|(?:公益|救灾|慈善|帮扶)资金|设备|药品|食品|饮用水|帐篷|调拨|图书|救援队|医疗队)"
_COUNTED = r"\d[\d,万余多]*[份箱套件批顶台吨瓶]"
_REACHES = (
    r"(?:(?:专项)?用于(?:支援|支持|保障|驰援|援助|响应|帮助)?|(?:配送|运送|调拨|调运|输送|送|运|发|寄|调|发放|分发)[往抵到至达给]|抵达|直达"
    r"|驰援|支援|援助|覆盖|惠及|交付给?|转交给?)"
)
"""What tells where goods or money go."""
_RIGHT_THERE = r"(?:[了到至给]|受灾的|灾区)?"
_DO = (
    r"(?:开展|实施|启动|推广|试点|试行|设立|建立|建成|援建|捐建|推动|推进|组建|孵化|发起|打造|共建|救治"
    r"|义诊|坐诊|带教|支教)"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a sentence looks like that tells of a pairing.

    `r` is the recipient, `s` the helper where the pattern names it; otherwise it is the subject of the clause. `tail`
    tells the mechanism.

    :param default: the mechanism where the tail tells none.
    :param worded: the recipient may be words that are no known party: 乙的中心小学.
    """

    form: re.Pattern[str]
    strength: Strength
    default: str
    worded: bool = False


def _pattern(form: str, strength: Strength = "strong", default: str = "结对帮扶", *, worded: bool = False) -> Pattern:
    return Pattern(re.compile(form), strength, default, worded)


_SIGNS = (
    r"结对|举行[^，。；]{0,8}(?:捐赠|签约|捐资)仪式|东西部协作|(?:在|开展)[医疗教育产业消费劳务]{2,4}协作"
    r"|(?:对口|帮扶|协作|支援)[^，。；]{0,4}关系|结成|帮扶关系|对口(?:帮扶|支援)|援建|共建|签订|签署|签约|签了|续约|缔结|达成|立约"
    r"|的对口(?:合作|协作)|牵手|手拉手|(?:建立|落实|形成)[^，。；]{0,12}(?:关系|机制)|结下|姊妹"
)
_NOT_HELPING = r"(?!的?(?:定点|对口|结对|帮扶))"

LISTED = re.compile(rf"(?P<tail>{_AID}{_HELP})[^，。；]{{0,8}}[：，](?P<r>{LIST})(?=。|$|；|(?:都|均)在其中)")

FROM_THERE = _pattern(rf"来自(?P<r>{LIST})的(?P<tail>{NO}{{0,8}}?(?:师生|学生|青少年|教师|孩子|少年|儿童|学员))")
"""People from the places that somebody named elsewhere helps: 甲对口支援地区的145名学生 … 这些来自乙、丙的师生."""

SERIES = _pattern(
    rf"(?P<r>{ANY}[与和]{ANY}(?:[、，](?:以及)?{ANY}[与和]{ANY})+)(?P<tail>{NO}{{0,24}}?(?:{_SIGNS})[^，。；]{{0,24}})",
    default="合作",
)
"""Pairs one after another: 甲与乙、丙与丁分别签订协议."""

GOODS = _pattern(
    rf"(?P<tail>(?:{_GOODS}[^。；]{{0,40}}?|\d[\d,万余多]*[份箱套件批顶台吨瓶]{NO}{{0,16}}?){_REACHES}){_RIGHT_THERE}(?P<r>{LIST})",
    default="捐赠",
)
"""What goes where: 捐赠…用于支援乙; 物资运抵乙; 调派飞机驰援乙."""

RECEIVED = _pattern(
    rf"(?P<r>{LIST})(?:{NO}{{0,6}}|{NO}{{0,12}}，)(?:得到|获得|获赠|获|接[受收]|收到|受到|迎来)(?:了?[^，。；：]{{0,12}}[：—]+)?了?(?:来自|由)?"
    r"(?P<by>[^，。；：《]{1,80}?)(?P<tail>[^，。；：]{0,8}?(?:捐|资助|援助|帮扶|送))",
    default="捐赠",
)
"""Who gave stands between: 乙收到甲、丙等企业捐款."""

OPEN = _pattern(
    rf"(?<=[，场同并])(?:与|和|同)(?P<r>{LIST})(?:在{PLACE})?(?P<tail>{NO}{{0,24}}?(?:{_SIGNS})[^，。；]{{0,24}})",
    default="合作",
)
"""Who signs with somebody stands further before: 甲、丙等企业，现场与乙签订帮扶协议."""

PATTERNS = (
    FROM_THERE,
    SERIES,
    # 甲与乙签订结对帮扶协议
    _pattern(
        rf"(?<!与)(?<!与{ANY}[、，])(?P<s>{LIST}){NO}{{0,8}}(?:(?<![参赠给授])与|和|同|跟)(?P<r>{LIST})(?:在{PLACE})?(?P<tail>(?:{NO}{{0,24}}?|{NO}{{0,16}}，(?:双方|并|现场|共同){NO}{{0,8}}?)(?:{_SIGNS})[^，。；]{{0,24}})",
        default="合作",
    ),
    # 甲、丙等企业，与乙签订帮扶协议
    OPEN,
    # 对口帮扶六个县：乙、丙
    Pattern(LISTED, "strong", "结对帮扶"),
    # 对口帮扶地，乙、丙
    _pattern(
        rf"(?P<tail>{_AID}{_HELP})[^，。；]{{0,6}}(?:地区?|县|市|村|对象)[：，—]+(?=[^，。；]{{1,3}}、)(?P<r>{LIST})"
    ),
    GOODS,
    # 将500箱面包送到乙; 把支票交到乙手中
    _pattern(rf"(?P<tail>[将把][^，。；]{{2,24}}?(?:送|运|交|赠|递)[往抵到至达给])(?P<r>{LIST})", default="捐赠"),
    _pattern(rf"(?P<tail>(?<!对口)(?:驰援|增援))(?P<r>{LIST})", default="对口支援"),
    # 捐赠…，包括乙、丙
    _pattern(
        rf"(?P<tail>(?:捐[赠助款]|赠送|支援|援助|资助)[^。；]{{0,40}}?)，(?:其中)?包括(?P<r>{LIST})", default="捐赠"
    ),
    # 捐资…为乙修路
    _pattern(rf"(?P<tail>捐[资款][^，。；]{{0,16}}?)为(?P<r>{LIST})", default="捐赠"),
    # 乙收到甲捐赠
    RECEIVED,
    # 乙获赠图书，由甲捐赠
    _pattern(
        rf"(?P<r>{LIST}){NO}{{0,6}}(?:获赠|收到|迎来)[^。；]{{0,20}}由(?P<s>{LIST})(?P<tail>{NO}{{0,8}}捐)",
        default="捐赠",
    ),
    # 甲对口帮扶乙; 甲定点帮扶的乙
    _pattern(
        rf"(?P<tail>(?:对口|结对|挂钩|挂包|组团){_HELP}?|定点{_HELP}|对接帮扶|帮扶|援建|援助|支援|包联)"
        rf"(?:了|的|乡镇|县|村|地区|地|对象|学校|小学|中学|医院|公路|—|：|”|\s)*(?:“[^”，。]{{2,14}}”—*)?(?P<r>{LIST})(?!对口|结对|定点|帮扶|援助|援建)"
    ),
    # 乙由甲对口帮扶
    _pattern(
        rf"(?P<r>{LIST}){NO}{{0,6}}由(?P<s>{LIST}){NO}{{0,6}}?(?P<tail>(?:对口|结对|定点|挂钩|包联|负责|联合)*(?:帮扶|支援|援建|捐建|捐赠|资助|联系))"
    ),
    # 乙的帮扶单位甲
    _pattern(
        rf"(?P<r>{LIST})的?(?:省|市|县|区|级)*(?P<tail>(?:{_AID}{_HELP}|对口|结对|包联|挂钩|帮扶|支援|援建|派驻|后盾)(?:单位|医院|学校|城市|企业))(?:是|为|—|：|，)*(?P<s>{LIST})"
    ),
    # 乙是甲的定点帮扶县
    _pattern(
        rf"(?P<r>{LIST})，?(?:都|均|也)?(?:是|为|被列为|作为){NO}{{0,4}}(?P<s>{LIST})的?"
        rf"(?P<tail>{NO}{{0,10}}(?:帮扶|支援|援扶|结对|联系)(?:的{NO}{{0,10}}?|重点|联系)*(?:县|村|镇|乡|地区|对象|单位|点))"
    ),
    # 乡村振兴联系点乙村
    _pattern(rf"(?P<tail>(?:联系|帮扶|包联|挂点|包保|驻点)(?:点|村|镇|乡|单位|学校))(?:—|：)*(?P<r>{LIST})"),
    # 援建的一条公路在乙村竣工
    _pattern(rf"(?P<tail>援建|捐建|捐资修建|出资修建)的[^，。；]{{1,14}}?在(?P<r>{LIST})", default="捐赠"),
    # 在乙小学举办捐赠活动
    _pattern(
        rf"在(?P<r>{LIST})(?:举办|举行|开展)了?[^，。；]{{0,14}}?(?P<tail>捐[赠资助款](?:助学)?(?:活动|仪式))",
        default="捐赠",
    ),
    # 来自乙、丙等定点帮扶县的学生
    _pattern(rf"来自(?P<r>{LIST})(?P<tail>(?:等|个)*(?:国家|重点)*{_AID}{_HELP}?(?:县|地区|点|村))"),
    # 乙在甲对口帮扶资金的支持下
    _pattern(rf"(?P<r>{LIST}){NO}{{0,4}}在(?P<s>{LIST})(?P<tail>{NO}{{0,10}}(?:帮扶|援助|支援|资助)[^，。]{{0,14}}下)"),
    # 在乙帮扶的三个村
    _pattern(
        rf"在(?P<r>{LIST})(?P<tail>(?:对口|定点|结对)?(?:帮扶|援建|支援)的|的(?:对口|定点|结对)?(?:帮扶|援助|援建|支援|支教)(?![^，。；]{{0,4}}下))"
    ),
    # 在乙投入帮扶资金; 为乙投入帮扶资金
    _pattern(
        rf"[在为向](?P<r>{LIST})(?P<tail>(?:累计|共|已)*(?:投入|投资|安排)[^，。；]{{0,6}}?(?:帮扶|援[疆藏青]|援助|协作|捐赠|支援)[^，。；]{{0,4}}?资金)"
    ),
    # 作为定点帮扶单位，甲为乙引来企业
    _pattern(rf"(?P<tail>作为{NO}{{0,10}}?(?:{INSTITUTED})单位)，(?P<s>{LIST}){NO}{{0,6}}?[为在向对](?P<r>{LIST})"),
    # 捐资在乙建设小镇
    _pattern(rf"(?P<tail>捐[资款][^，。；]{{0,12}}?)在(?P<r>{LIST})(?=[建修设援])", default="捐赠"),
    # 在甲的对口帮扶下，乙修了路
    _pattern(rf"在(?P<s>{LIST})的?(?P<tail>{NO}{{0,4}}(?:帮扶|援助|支援|资助)下)，(?P<r>{LIST})"),
    # 驻村帮扶工作队队员走进乙
    _pattern(
        rf"(?P<tail>(?:{INSTITUTED})[^，。；]{{0,10}})(?:走进|前往|来到|深入)(?P<r>{LIST})(?!的)", default="驻村帮扶"
    ),
    # 甲各单位给予乙的帮扶
    _pattern(rf"(?P<s>{LIST}){NO}{{0,10}}给予(?P<r>{LIST})(?P<tail>[^，。；]{{0,14}}?(?:帮扶|援助|支援))"),
    # 给予乙倾力帮扶
    _pattern(rf"(?:给予|给)(?P<r>{LIST})(?P<tail>[^，。；]{{0,14}}?(?:帮扶|援助|支援))"),
    # 对乙的帮扶
    _pattern(rf"对(?P<r>{LIST})(?:“[^”]{{1,6}}”)?的?(?P<tail>(?:对口|结对|定点){_HELP}|帮扶(?!力度))"),
    # 派驻乙的第一书记
    _pattern(
        rf"(?:派驻|驻)(?P<r>{LIST})的?{NO}{{0,14}}?(?P<tail>第一书记|工作队|工作组|帮扶干部|挂职)",
        default="驻村帮扶",
    ),
    # 对乙进行对接帮扶
    _pattern(rf"对(?P<r>{LIST})(?:[^，。；]{{0,10}})(?:进行|实现|开展)(?P<tail>{NO}{{0,6}}(?:帮扶|支援|结对))"),
    # 向乙展开驰援行动
    _pattern(
        rf"(?:向|对|为)(?P<r>{LIST})(?P<tail>(?:展开|开展|发起|启动)了?{NO}{{0,6}}(?:驰援|援助|救援|捐赠|资助))",
        default="捐赠",
    ),
    # 向乙捐赠
    _pattern(
        rf"(?:向(?!为)|给|为)(?P<r>[^，。；：]{{1,26}}?)(?:无偿|定向|现场|共|累计|分别|爱心|联合|各自?|再次|紧急|火速)*(?P<tail>{_GIVE}|无偿提供|伸出援手|献爱心|(?<!供)援助|拨付[^，。；]{{0,4}}资金)",
        default="捐赠",
        worded=True,
    ),
    # 为乙发放助学金
    _pattern(
        r"(?:向|给|为)(?P<r>[^，。；：]{1,24}?)(?:每人|现场|共|累计|集中|分别)*(?P<tail>发放了?[^，。；]{0,12}(?:助学金|奖学金|助学款|捐助金|资助金|补助金|救助金|慰问金|救灾款)"
        r"|提供[^，。；]{0,16}?(?:救援|援助|救助))",
        default="捐赠",
        worded=True,
    ),
    # 向乙派出工作队
    _pattern(
        rf"向(?P<r>{LIST})(?P<tail>(?:选派|派出|派驻|派)[^，。；]{{0,16}}(?:队|组|书记|干部|医生|教师|专家))",
        default="驻村帮扶",
    ),
    # 在乙开展帮扶
    _pattern(
        rf"在(?P<r>{LIST})(?P<tail>(?:[^，。；]{{0,6}}(?:开展|进行)[^，。；]{{0,8}})?(?:帮扶|结对|支援|支教|援建))"
    ),
    # 走进乙，为学生送去书包
    _pattern(
        rf"(?:赴|前往|走进|来到|奔赴|深入)(?P<r>{LIST})(?P<tail>，[^。；]{{0,60}}?(?:[送带][去上来]|捐[赠款资出]|发放))",
        default="捐赠",
    ),
    # 慰问乙，为他们送去书包
    _pattern(rf"(?:慰问|走访|看望)了?(?P<r>{LIST})(?P<tail>[^。；]{{0,40}}?[送带][去上来])", default="捐赠"),
    # 捐赠给乙
    _pattern(
        rf"(?P<tail>{_GIVE}|送|拨付)(?:[^，。；能]{{0,14}}?)?给了?(?:{NO}{{0,10}}的)?(?P<r>{LIST}){_NOT_HELPING}",
        default="捐赠",
    ),
    # 资助乙
    _pattern(rf"(?P<tail>资助|捐助|捐建|援助)了?(?P<r>{LIST})", default="捐赠"),
    # 在乙设立奖学金
    _pattern(rf"在(?P<r>{LIST})(?P<tail>{NO}{{0,6}}(?:设立(?!的|，|。)|捐建|援建|捐资|捐赠))", default="捐赠"),
    # 设立乙教育发展基金
    _pattern(rf"(?P<tail>设立)了?(?P<r>{PLACE})(?={NO}{{0,10}}基金)", default="捐赠"),
    # 赴乙开展对口支援
    _pattern(
        rf"(?:赴|前往|(?<![收得受达遇感看听做等找拿接签送])到|走进|进驻|来到|奔赴|莅临|深入)(?P<r>{LIST})(?!等?(?:地区?)?的|帮扶|对口|定点|结对)(?P<tail>[^。；，、]{{0,16}}?"
        r"(?:对口|帮扶|援[藏疆青滇]|援建|义诊|支教|捐赠|捐资|支医|助学|支援|援助|救援|抢险|抢修|结对|东西部协作)[^，。；]{0,10})",
        default="对口支援",
    ),
    # 赴乙，…对口支援工作
    _pattern(
        rf"(?:赴|前往|(?<![收得受达遇感看听做等找拿接签送])到|抵达|到达|走进|进驻|来到|奔赴|深入)(?P<r>{LIST})(?!等?(?:地区?)?的|帮扶|对口|定点|结对)(?P<tail>(?:开展|考察|调研|对接|交流|走访|慰问|进行|就|看望|回访|推进|实施|参加|，(?!也|还|将))[^。；]{{0,60}}?(?:{INSTITUTED})[^，。；]{{0,6}})",
        default="对口支援",
    ),
    # 选派医疗队赴乙
    _pattern(
        rf"(?P<tail>(?:选派|派出|派驻|选送|调派|抽调|调集)[^，。；]{{0,24}}?)(?:赴|到|至|进驻|前往)(?P<r>{LIST})",
        default="对口支援",
    ),
    # 甲捐资仪式在乙村举行
    _pattern(
        rf"(?P<s>{LIST}){NO}{{0,8}}(?P<tail>捐[资赠助款][^，。；]{{0,6}}仪式)在(?P<r>{LIST})(?:举行|举办)",
        default="捐赠",
    ),
    # 驻乙工作队由甲、丙组成
    _pattern(rf"驻(?P<r>{ANY})(?:帮扶)?(?:工作队)?由(?P<s>{LIST})(?P<tail>[^，。；]{{0,8}}组成)", default="驻镇帮扶"),
    # 甲—乙东西部协作
    _pattern(
        rf"(?<![—\-－·–])(?P<s>{PLACE})[—\-－·–]*(?P<r>{PLACE}(?:[·、]{PLACE})*)(?:关于)?(?P<tail>(?:东西部)协作|对口(?:支援|帮扶|协作|协同|合作))",
        default="东西部协作",
    ),
    # 在乙实施…项目
    _pattern(
        rf"在{NO}{{0,8}}?(?P<r>{LIST})(?P<tail>[^。；，]{{0,14}}?{_DO}(?!的|域外|门店)[^。；]{{0,40}})",
        "weak",
        "项目帮扶",
    ),
    # 到乙，为群众义诊
    _pattern(
        rf"(?:赴|前往|走进|来到|深入|(?<=[，会院司{BODY}{BODIES}])到)(?P<r>{LIST})(?P<tail>[^。；]{{0,30}}?(?:筛查|义诊|支教|诊疗|手术|送教|培训|乡村振兴|志愿服务|公益|慰问|关爱|爱心))",
        default="项目帮扶",
    ),
    # 支持乙…
    _pattern(
        rf"(?P<tail>支持|协助(?!{ANY}做好)|帮助|(?<!为)助力)了?(?P<r>{LIST})(?!的?(?:支持|帮助|协助)|{NO}{{0,8}}(?:大户|军人|村民|居民|职工))",
        "weak",
        "项目帮扶",
    ),
    # 针对乙“…”项目
    _pattern(rf"针对(?P<r>{LIST})(?P<tail>“[^”]*”[^，。；]{{0,20}}项目)", "weak", "项目帮扶"),
    # 项目在乙落地
    _pattern(rf"(?:项目|计划|行动){NO}{{0,4}}在(?P<r>{LIST})(?P<tail>落地|落户|实施|开展)", "weak", "项目帮扶"),
    # 项目已拓展到乙
    _pattern(
        rf"(?:项目|计划|行动|活动|工程|试点|点){NO}{{0,8}}?(?P<tail>覆盖|惠及|(?:拓展|推广|延伸|落|放|分布){NO}{{0,4}}(?:到|至|在))了?(?P<r>{LIST})",
        "weak",
        "项目帮扶",
    ),
)
