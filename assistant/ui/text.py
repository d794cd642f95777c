"""Every word the page says by itself, Chinese first and English beside it.

Gradio translates static labels in the browser from the same table; what Python renders asks `say` for the language of
the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from assistant.ui.text_tables import TABLE_WORDS

Language = Literal["zh", "en"]

NAME = "帮扶问答 Bangfu"

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("帮扶问答", "Bangfu"),
    "subtitle": (
        "问帮扶项目、结对关系和数字，每句回答都有出处",
        "Answers about aid programmes, every sentence with its source",
    ),
    "login": ("登录", "Log in"),
    "logout": ("退出登录", "Log out"),
    "login_name": ("用户名", "Name"),
    "login_password": ("密码", "Password"),
    "login_wrong": (
        "用户名或密码不对，请再试一次。",
        "The name or the password is wrong; please try again.",
    ),
    "login_locked": (
        "登录失败的次数太多，请 {minutes} 分钟后再试。",
        "Too many logins have failed; please try again in {minutes} minutes.",
    ),
    "logged_in_as": ("您以“{name}”的身份登录。", "You are logged in as {name}."),
    "tab_ask": ("问答", "Ask"),
    "holds": ("资料库：{documents} 篇文档，{passages} 个段落", "Library: {documents} documents, {passages} passages"),
    "empty_title": ("资料库还是空的", "The library is empty"),
    "empty_how": (
        "请在“文库”页上传文件；或先停下本服务，在终端运行 {command}，再重新启动。",
        "Upload files on the Library tab; or stop this server, run {command} in a terminal, and start it again.",
    ),
    "ingest_command": ("bangfu ingest 文件夹", "bangfu ingest FOLDER"),
    "welcome": ("您想了解什么？", "What would you like to know?"),
    "welcome_how": (
        "回答只依据资料库里的文档；点【1】这样的编号，可以看到原文。",
        "Answers rest on the library's documents only; click a number such as 【1】 to read the source.",
    ),
    "ask_label": ("问题", "Question"),
    "ask_placeholder": ("请输入问题，按回车发送", "Type a question and press Enter"),
    "send": ("发送", "Ask"),
    "stop": ("停止", "Stop"),
    "clear": ("新对话", "New conversation"),
    "chat": ("对话", "Conversation"),
    "sources": ("来源", "Sources"),
    "sources_hint": ("回答引用的原文会显示在这里。", "The passages an answer cites appear here."),
    "sources_none": ("这次回答没有引用任何文档。", "This answer cites no document."),
    "filters": ("筛选", "Filters"),
    "filters_none": ("不限", "none"),
    "filters_set": ("已设的筛选，点一下去掉", "Filters set; click one to remove it"),
    "region": ("地区", "Region"),
    "since": ("发布日期从", "Published from"),
    "until": ("发布日期到", "Published until"),
    "date_info": ("如 2024-03-01", "2024-03-01"),
    "kind": ("类型", "Kind"),
    "policy": ("政策文件", "Policy"),
    "news": ("新闻报道", "News"),
    "table": ("表格台账", "Table"),
    "other": ("其他", "Other"),
    "filter_from": ("{date} 起", "from {date}"),
    "filter_to": ("{date} 止", "until {date}"),
    "bad_date": (
        "“{value}”不是日期，请写成 2024-03-01 这样的形式。",
        "“{value}” is not a date; write it as 2024-03-01.",
    ),
    "bad_range": (
        "起始日期 {since} 晚于截止日期 {until}，请调整筛选。",
        "{since} is later than {until}; adjust the filters.",
    ),
    "thinking": ("正在查找依据……", "Looking for evidence…"),
    "stopped": ("已停止。", "Stopped."),
    "failed": (
        "这次没有答成：服务内部出错，详情见服务日志。请再试一次。",
        "Something failed inside; the log says what. Try again.",
    ),
    "partial": ("部分有据", "Partly supported"),
    "not_found": ("未找到依据", "No evidence found"),
    "out_of_scope": ("超出范围", "Out of scope"),
    "clarify": ("请选择", "Please choose"),
    "checked": ("已核对 {count} 个数字", "{count} figures verified"),
    "unsupported": ("{count} 处没有依据，已略去：{numbers}", "{count} unsupported parts left out: {numbers}"),
    "draft": ("草稿，尚未核对", "Draft, not verified yet"),
    "written_by": ("由对话模型撰写，已逐句核对", "Written by a chat model, verified sentence by sentence"),
    "see_sources": ("{count} 处来源", "{count} sources"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "copy_link": ("复制链接", "Copy link"),
    "export_word": ("导出 Word", "Word"),
    "export_markdown": ("导出 Markdown", "Markdown"),
    "feedback": ("反馈", "Feedback"),
    "feedback_ask": ("这个回答怎么样？", "How is this answer?"),
    "right": ("回答正确", "Right"),
    "wrong_figure": ("数字不对", "Wrong figure"),
    "wrong_source": ("出处不对", "Wrong source"),
    "incomplete": ("不完整", "Incomplete"),
    "feedback_words": ("补充说明（可不填）", "In your own words (optional)"),
    "feedback_send": ("提交反馈", "Send feedback"),
    "feedback_cancel": ("取消", "Cancel"),
    "feedback_given": ("反馈：{said}", "Feedback: {said}"),
    "feedback_by": ("{by} 的反馈：{said}", "Feedback by {by}: {said}"),
    "not_sent": ("没有送出，请检查连接后再试。", "Not sent; check the connection and try again."),
    "stale": ("这次回答之后，资料库有变化", "The library has changed since this answer"),
    "no_such_answer": (
        "没有找到这个回答：它不存在，或不属于您。",
        "There is no such answer, or it is not yours.",
    ),
    "history": ("历史对话", "History"),
    "history_hide": ("收起历史对话", "Hide the history"),
    "history_search": ("在历史对话中查找", "Search the history"),
    "history_none": ("还没有对话。", "No conversation yet."),
    "history_not_found": ("没有找到含有“{words}”的对话。", "No conversation contains “{words}”."),
    "history_answers": ("{count} 个回答", "{count} answers"),
    "differ": ("不同来源的说法", "What sources say differently"),
    "differ_what": ("内容", "Of what"),
    "differ_value": ("数字", "Figure"),
    "differ_scope": ("口径", "Scope"),
    "differ_source": ("来源", "Source"),
    "differ_date": ("发布日期", "Published"),
    "follow_up": ("接着问", "Ask next"),
    "export_question": ("问题", "Question"),
    "export_answer": ("回答", "Answer"),
    "export_checks": ("核对", "Checks"),
    "export_notes": ("关于这个回答", "About this answer"),
    "export_quote": ("原文：{quote}", "Quote: {quote}"),
    "export_asked": ("提问时间：{when}", "Asked: {when}"),
    "export_library": ("资料库指纹：{fingerprint}", "Library fingerprint: {fingerprint}"),
    "export_record": ("回答编号：{record}", "Answer: {record}"),
    "references": ("来源：", "Sources:"),
    "untitled": ("无标题文档", "Untitled document"),
    "undated": ("日期不详", "no date"),
    "page_number": ("第 {page} 页", "page {page}"),
    "newspaper_page": ("第 {page} 版", "page {page}"),
    "open_document": ("查看全文", "Open the document"),
    "original_show": ("看原件版面", "See the original page"),
    "original_making": ("正在打开原件，扫描件要认字，可能要等一会儿……", "Opening the original; a scan takes a while…"),
    "original_page": ("原件第 {page} 页，共 {pages} 页。", "Page {page} of {pages} of the original. "),
    "original_framed": ("红框内是引用的文字。", "The cited words are framed. "),
    "original_not_framed": (
        "没能在这一页上定位引用的文字，请自行查对。",
        "The cited words could not be located on this page. ",
    ),
    "original_changed": ("原件在导入之后有改动，图中是现在的样子。", "The file has changed since it was read in."),
    "original_large": ("在新窗口里放大", "Open large in a new tab"),
    "close": ("返回来源", "Back to the sources"),
    "back_to_answer": ("返回回答", "Back to the answer"),
    "vanished": (
        "这篇文档打不开，它可能已从资料库移除。",
        "The document cannot be opened; it may have been removed.",
    ),
    "busy": ("现在提问的人太多，请稍后再试。", "Too many questions at once; please try again in a moment."),
    "error": ("没有办成", "Not done"),
    "loading": ("正在打开……", "Opening…"),
    **TABLE_WORDS,
}

EXAMPLES: tuple[str, ...] = (
    "有多少家社会组织参与了结对帮扶？",
    "教育帮扶方面有哪些项目？",
    "社会组织参与帮扶需要具备什么条件？",
    "近年来投入的帮扶资金有多少？",
)

_PROVINCE_NAMES = """
北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省
湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区
新疆维吾尔自治区 香港特别行政区 澳门特别行政区 台湾省
"""
PROVINCES: tuple[str, ...] = tuple(_PROVINCE_NAMES.split())


def say(key: str, language: Language, **values: object) -> str:
    """Return the page's words for `key` in `language`, with `values` put in."""
    chinese, english = WORDS[key]
    return (english if language == "en" else chinese).format(**values)


def language_of(accept_language: str | None) -> Language:
    """Choose English for a browser that asks for it first, and Chinese for every other."""
    return "en" if (accept_language or "").strip().lower().startswith("en") else "zh"


def translations() -> dict[str, dict[str, str]]:
    """Return the table as Gradio's browser side takes it: one dictionary a locale."""
    chinese = {key: words[0] for key, words in WORDS.items()}
    english = {key: words[1] for key, words in WORDS.items()}
    return {"zh": chinese, "zh-CN": chinese, "zh-TW": chinese, "en": english}
