"""What `bangfu doctor` looks at: settings, the library, the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from assistant.build import open_library
from assistant.errors import AssistantError
from assistant.settings import Settings, load_settings
from vectorstore.errors import StoreError


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
    return [Finding("设置", True, f"资料库位于 {settings.home}"), *_library(settings), _model(settings)]


def _library(settings: Settings) -> Iterator[Finding]:
    try:
        with open_library(settings) as library:
            contents = library.contents()
            held = f"{contents.files} 个文件，{contents.documents} 篇文档，{contents.passages} 个段落"
            yield Finding("资料库", True, held)
            yield Finding("向量模型", True, f"{library.embedder.name}，{library.embedder.dimension} 维")
    except StoreError as error:
        yield Finding("资料库", False, str(error))


def _model(settings: Settings) -> Finding:
    if not settings.llm:
        return Finding("对话模型", True, "未配置；使用内置的抽取式回答")
    from assistant.chat import Chat, Meter

    try:
        for _ in Chat(settings).write("回复：好", Meter()):
            pass
    except AssistantError as error:
        return Finding("对话模型", False, str(error))
    return Finding("对话模型", True, f"{settings.llm} 可用")
