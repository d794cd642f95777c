"""What `bangfu doctor` looks at: settings, the library, the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.build import open_library
from assistant.errors import AssistantError
from assistant.settings import Settings, load_settings
from vectorstore.errors import StoreError
from vectorstore.library import Library
from vectorstore.models import ModelFacts


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and whether it is well."""

    what: str
    ok: bool
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything; a broken part is a finding, never an exception."""
    try:
        settings = load_settings()
    except AssistantError as error:
        return [Finding("设置", False, str(error))]
    return [
        Finding("设置", True, f"资料库位于 {settings.home}"),
        *_library(settings),
        _model(settings),
        _logins(settings),
    ]


def _library(settings: Settings) -> Iterator[Finding]:
    try:
        with open_library(settings) as library:
            contents = library.contents()
            held = f"{contents.files} 个文件，{contents.documents} 篇文档，{contents.passages} 个段落"
            yield Finding("资料库", True, held)
            yield Finding("台账", True, _counted(library.ledger.counts()))
            yield _embedder(library)
            yield _reranker(library)
    except StoreError as error:
        yield Finding("资料库", False, str(error))


def _logins(settings: Settings) -> Finding:
    if settings.users_file is None:
        return Finding("登录", True, "没有设置用户文件，只在本机可以打开")
    from assistant.users.book import Book

    try:
        users = Book(settings.users_file).users
    except AssistantError as error:
        return Finding("登录", False, str(error))
    return Finding("登录", True, f"{settings.users_file} 里有 {len(users)} 个用户")


def _embedder(library: Library) -> Finding:
    embedder = library.embedder
    try:
        return Finding("向量模型", True, f"{_told(embedder.facts())}，{embedder.dimension} 维")
    except StoreError as error:
        return Finding("向量模型", False, str(error))


def _reranker(library: Library) -> Finding:
    """Load the reranker and let it score something: whether it can be used shows in no other way."""
    reranker = library.reranker
    if reranker is None:
        return Finding("重排模型", True, "未配置；检索结果不重排")
    try:
        told = _told(reranker.facts())
        reranker.scores("帮扶", ["帮扶"])
    except StoreError as error:
        return Finding("重排模型", False, str(error))
    return Finding("重排模型", True, told)


def _told(model: ModelFacts) -> str:
    """Say what a model that is there weighs, and under which licence it stands."""
    return f"{model.name}，许可 {model.licence or '未知'}，约需内存 {model.megabytes} MB"


_ROWS = {"pairing": "结对", "programme": "项目", "figure": "数字", "clause": "条款", "organisation": "组织"}


def _counted(counts: Mapping[str, int]) -> str:
    """Say how often the documents tell of each kind of fact."""
    told = [f"{name} {counts[kind]} 条" for kind, name in _ROWS.items() if counts.get(kind)]
    return "，".join(told) if told else "没有记录"


def _model(settings: Settings) -> Finding:
    if not settings.llm:
        return Finding("对话模型", True, "未配置；使用内置的抽取式回答")
    from assistant.writing.chat import Chat, Meter

    try:
        for _ in Chat(settings).write("回复：好", Meter()):
            pass
    except AssistantError as error:
        return Finding("对话模型", False, str(error))
    return Finding("对话模型", True, f"{settings.llm} 可用")
