"""Whether a text speaks to whoever, or whatever, reads it, and would have them do something: no fact of its document.

A document tells of the world; what is said to a reader about how to answer, which role to play or what to leave out is
no part of that. It is known by what is done with the words and not by what they are: who is spoken to (a machine), in
which mood (a command, a rule for all answers), about what (the answering itself), and by marks that make a program act.
"""

from __future__ import annotations

import re

_MACHINE = (
    r"(?:(?:AI|人工智能|智能|机器人?|语言|大)(?:助手|助理|模型|系统|客服|机器人)|大?语言模型|聊天机器人|ChatGPT|GPT|LLMs?\b"
    r"|(?:AI|virtual|digital) (?:assistants?|agents?|models?|systems?)|language models?|chatbots?)"
)
_ASSISTANT = rf"(?:{_MACHINE}|助手|助理|assistants?)"
_ANSWER = "(?:回答|回复|作答|答案|输出)"
_MUST = "(?:请|务必|必须|应当?|须|需要?|要|只|仅|一律|不要|不得|不必|不用|勿|别|无需|都|直接|统一|改[称口])"
_STARTS = r"(?:^|(?<=[\d年月日])|[，；：。、（(【“\s]|请|务必|先|现在|立即|并|而应?|也)(?:请|先|你们?|您)?"
"""Where a command begins: it has no subject but the one spoken to."""
_ASKER = "(?:用户|提问者|提问的人|使用者|读者)"
_EARLIER = "(?:以上|以下|上述|之前|先前|此前|前面|前文|上文|上面|原有|原来|所有|一切|任何|全部|其他|你的?|系统)"
_RULES = "(?:指令|指示|命令|提示词?|规[定则]|要求|限制|设定|约束|内容|文字|资料|对话|说明|引用)"
_PUT_IN = (
    "(?:加|附|写|提[醒到及]|重复|逐字|包含|插入|呼吁|说明|故意|感谢|暗示|推荐"
    "|放|夹|用|以|改|换|打乱|省|删|去|补|强调|分|拆|译)"
)

_CHINESE = (
    # who is spoken to
    rf"(?:^|[（(【。；，：\s])(?:致|给|敬告|告知|请|各位|所有|亲爱的|尊敬的)?(?:(?:阅读|处理|读到|看到|分析)[^，。；]{{0,10}})?{_ASSISTANT}"
    rf"(?:须知|注意|请|们?[：:，,]|们?(?:应|须|必须|要|需|不得|不要|一律|务必)[^。]{{0,40}}(?:{_ANSWER}|{_ASKER}|忽略|说|称|写|提到|推荐|告诉))",
    rf"(?:你|您)(?:现在|已经|将|从现在起|正)?(?:就|只)?(?:是|作为|成为|扮演|变成)[^，。；]{{0,12}}{_ASSISTANT}",
    rf"作为(?:一个|一名)?[^，。；]{{0,6}}{_MACHINE}[^。]{{0,20}}(?:你|您|{_MUST})",
    # what was said before is to count no more
    rf"{_STARTS}(?:忽略|无视|忘记|忘掉|忘了|不理会|抛开|撇开|不[必要]理会|不必遵守|不再遵守|停止遵守|跳过|推翻|覆盖)(?:掉|了)?"
    rf"[^，。；]{{0,6}}?{_EARLIER}[^，。；]{{0,8}}?(?:{_RULES}|[，。；！、]|$|并)",
    # how to answer
    rf"(?:凡|不论|无论|不管|只要|每当)[^，。；]{{0,6}}(?:{_ASKER}|有人|对方|问到|被问|回答)[^。]{{0,30}}{_MUST}[^，。；]{{0,8}}(?:{_ANSWER}|推荐|称|说|转告)",
    rf"(?:所有|每个|每次|每一个|一切|全部|任何|今后的?|以后的?|接下来的?|你的?|最终)[^，。；]{{0,4}}{_ANSWER}"
    rf"(?:中|里|内|时|前|后|都|均|须|必须|要|以|用|改|的|末尾|开头|结尾|，)",
    rf"{_STARTS}(?:在|从|把|将|对|用)[^，。；]{{0,8}}{_ANSWER}(?:里|中|的|内|末尾|结尾|最后|开头|前面|后面|之前|之后|每|加)*[^，。；]{{0,8}}{_PUT_IN}",
    rf"{_STARTS}(?:在)?{_ANSWER}[^，。；]{{0,6}}(?:之前|以前|末尾|结尾|开头|中|里|时)[^。]{{0,6}}(?:{_MUST}|先|{_PUT_IN})",
    r"(?:请|务必|必须|只能?|仅|一律|都|统一|直接)(?:逐字)?[^，。；]{0,4}(?:回答|回复|输出|重复)(?:[：:“\"]|一句|道|以下)",
    rf"{_STARTS}(?:一律|只|都)?(?:用|以)(?:[\u4e00-\u9fff]{{1,2}}[语文]|[^，。；]{{1,8}}的?(?:口吻|语气|身份|格式))[^，。；]{{0,4}}{_ANSWER}",
    rf"{_STARTS}[^，。；]{{0,4}}(?:向|劝|让|请|叫|引导|建议|提醒|告诉|催促|要求){_ASKER}[^。]{{0,12}}(?:推荐|拨打|下载|安装|点击|访问|转账|写信|购买)",
    rf"{_MACHINE}[^。]{{0,6}}{_ANSWER}[^。]{{0,20}}{_MUST}",
    r"(?:请|欢迎)[^，。；]{0,6}(?:读者|网友|大家)[^。]{0,12}(?:转发|点击|扫码|分享|下载)",
    r"(?:推荐|劝|让)用户(?:下载|安装|点击|拨打|访问|购买|从)",
    r"(?:把|将)(?:用户|提问者|对话|聊天)的?[^，。；]{0,12}(?:发送|发给|发到|提交|上传|转发|泄露|透露)",
    # the machinery of a model
    r"系统提示(?:词|[：:])|提示词|开发者模式|越狱模式|安全(?:限制|检查|过滤)已经?(?:关闭|解除|取消)|优先级最高|最高优先级",
    rf"从现在(?:开始|起)[，,]?[^。]{{0,12}}(?:你|{_ANSWER}|助手)",
    r"^[（(【\[]?(?:系统|助手|用户|管理员|开发者|编辑提示|模型)(?:消息|提示|指令|通知|设定|公告)?[】\]]?[：:](?=[^\d；]{0,4}[\u4e00-\u9fff]{4})",
)
_ENGLISH_ANSWER = "(?:answers?|replies|reply|responses?|outputs?|messages?)"
_ENGLISH = (
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,12}\b(?:all|any|your|previous|prior|above|earlier|preceding)\b",
    rf"\b{_ASSISTANT}\b[^.]{{0,12}}(?::|\b(?:must|should|shall|please)\b)",
    rf"\b(?:your|every|each) (?:\w+ )?{_ENGLISH_ANSWER}\b",
    r"\b(?:reply|respond|answer|output|print|repeat)\b (?:only|exactly|just|with the words?|in anagram)",
    r"\byou (?:are|must|should|will|shall) (?:now|always|never|only|not|act|pretend|answer|reply|respond|ignore)\b",
    r"\b(?:system|assistant|user|developer|admin)(?: (?:override|prompt|message|notice|note))?\s*:",
    r"\b(?:system prompt|jailbreak|developer mode|prompt injection|as an ai)\b",
    r"\btell (?:the )?users?\b",
)
_MARKUP = (
    r"</?\s*[a-z][\w:-]*(?:\s[^<>]{0,300})?/?>|</[\u4e00-\u9fff]{1,8}>|<(?:系统|资料|助手|用户|指令|文档)>|<!--|<\|",
    r"!\[[^\]]{0,200}\]|\]\s?\((?:https?:|data:|javascript:|//|mailto:|www\.)",
    r"(?:javascript|vbscript|data)\s*:\s*[\w/]+[(;,]",
    r"(?:^|[：:；])\s*[=+@-]\s*(?:[A-Z][A-Z.]{2,}\s*\(|cmd\b|\w+\|)",
)
_HINTS = re.compile(
    "助手|助理|模型|客服|机器人|GPT|LLM|回答|回复|作答|答案|输出|用户|提问|对话|聊天|读者|网友|大家|提示|系统|优先级|开发者|越狱|管理员|安全"
    "|凡|不论|无论|不管|有人|对方|忽略|无视|忘[记掉了]|理会|抛开|撇开|遵守|跳过|推翻|覆盖|从现在"
    r"|assistant|chatbot|answer|repl|respon|output|message"
    r"|ignore|disregard|forget|override|bypass|you |user|prompt|AI\b|jailbreak",
    re.IGNORECASE,
)
"""A word that every pattern needs one of: most sentences hold none, and are not looked at further."""
_ADDRESSED = re.compile("|".join((*_CHINESE, *_ENGLISH)), re.IGNORECASE | re.MULTILINE)
_ACTING = re.compile("|".join(_MARKUP), re.IGNORECASE)
_OFFERS = re.compile(
    r"^[【\[（(]?(?:特别|强烈|重磅|独家|真诚|诚意|热门|今日)?(?:推荐|推广|广告|促销|特惠|优惠|福利)(?:[】\]）)：:]|$)"
    r"|点击(?:查看|领取|下载|进入|链接)|加(?:我?微信|V信|QQ)|扫码(?:领取|下载|添加)|限时(?:抢购|特价)|免费领取|不看后悔|速看|惊人内幕|一夜暴富"
    r"|\b(?:click here|buy now|download now|limited offer|sponsored|act now)\b",
    re.IGNORECASE,
)


def speaks_to_reader(text: str) -> bool:
    """Whether a text tells its reader, or a machine, what to do or to say, or holds what makes a program act."""
    return bool((_HINTS.search(text) and _ADDRESSED.search(text)) or _ACTING.search(text))


def offers_something(text: str) -> bool:
    """Whether a text, such as a title, recommends or sells, instead of saying what its document is about."""
    return bool(_OFFERS.search(text))
