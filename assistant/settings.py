"""Settings from the environment or a `.env` file, prefix BANGFU_: the only reader of either."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import BadSetting


class Settings(BaseSettings):
    """Where the library lies, and which models answer over it."""

    model_config = SettingsConfigDict(env_prefix="BANGFU_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("bangfu"), description="folder that holds the library")
    database_url: str | None = Field(None, description="SQLAlchemy URL of the catalogue; default SQLite in HOME")
    chroma_url: str | None = Field(None, description="http://host:8000 of a Chroma server; default embedded in HOME")
    embedder: str | None = Field(
        None, description="sentence-transformers name or path, or onnx:/openvino: and that; default the bundled encoder"
    )
    reranker: str | None = Field(None, description="cross-encoder name or path; default none")
    llm: str | None = Field(None, description="provider:model, as LangChain's init_chat_model takes it")
    llm_base_url: str | None = Field(None, description="address of an OpenAI-compatible endpoint")
    llm_api_key: SecretStr | None = Field(None, description="key for the chat model")
    llm_seconds: float = Field(120, gt=0, description="time the chat model has for one answer, in seconds")
    llm_input_price: float | None = Field(None, ge=0, description="price of a million tokens read, for the record")
    llm_output_price: float | None = Field(None, ge=0, description="price of a million tokens written, for the record")
    mode: Literal["auto", "extractive", "generate", "agent"] = Field("auto", description="how answers are made")
    users_file: Path | None = Field(None, description="logins and roles; without it only this machine is served")
    hosts: str = Field("", description="names under which the service may be reached, separated by commas")
    session_idle_minutes: float = Field(60, gt=0, description="a login ends after so long without a request")
    session_hours: float = Field(12, gt=0, description="a login ends after so long in any case")


def load_settings() -> Settings:
    """Read the settings.

    :raises BadSetting: naming the variable, its value and what it may be.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "BANGFU_" + str(first["loc"][0]).upper()
        raise BadSetting(f"设置 {name}={first['input']!r} 不能用：{first['msg']}。") from error
