"""The users file: names with their roles and the hashes of their passwords and tokens.

TOML, so that it can be read and reviewed; `bangfu users` writes it, whole or not at all, readable by its owner only.
A server reads it again when it has changed, so that whoever is removed is out at once.
"""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from assistant.access import Role
from assistant.errors import BadInput, BadSetting

LONGEST_NAME = 64
ROLES: tuple[Role, ...] = get_args(Role)
_HEAD = "# 帮扶问答的登录用户，由 bangfu users 写入；这里只有散列值，没有密码。\n"


@dataclass(frozen=True, slots=True)
class User:
    """One login.

    :param password: its argon2id hash in PHC form; None for a program that only has a token.
    :param token: SHA-256 of the token by which programs come in, in hexadecimal.
    """

    name: str
    role: Role
    password: str | None = None
    token: str | None = None


Users = Mapping[str, User]


def load(path: Path) -> Users:
    """Read a users file.

    :raises BadSetting: when it cannot be read, or holds what is no user.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("user", [])
        users = [_user(row) for row in rows]
    except (OSError, ValueError, TypeError, AttributeError, BadInput) as error:  # a TOML error is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise BadSetting(f"用户文件 {path} 不能用（{reason}）；请用 bangfu users add 建立，或改正它。") from error
    return {user.name: user for user in users}


def save(path: Path, users: Users) -> None:
    """Write a users file: the former one stays until the new one is whole.

    :raises BadSetting: when it cannot be written.
    """
    text = _HEAD + "".join(f"\n[[user]]\n{_rows(user)}" for user in users.values())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(partial).replace(path)
        finally:
            Path(partial).unlink(missing_ok=True)
    except OSError as error:
        raise BadSetting(f"用户文件 {path} 无法写入（{error.strerror}）；请检查路径和权限。") from error


def named(name: str) -> str:
    """Return a name as it is kept.

    :raises BadInput: when it is empty, too long, or holds what cannot be seen.
    """
    kept = unicodedata.normalize("NFC", name.strip())
    if not kept or len(kept) > LONGEST_NAME or not kept.isprintable():
        raise BadInput(f"用户名 {name!r} 不能用：要有 1 至 {LONGEST_NAME} 个可见的字。")
    return kept


class Book:
    """A users file as it is now."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        :raises BadSetting: when it cannot be read, or holds no user.
        """
        self._path = path
        self._read: tuple[tuple[int, int, int], Users] | None = None
        if not self.users:
            raise BadSetting(f"用户文件 {path} 里没有用户；请先运行 bangfu users add 用户名 --role admin。")

    @property
    def users(self) -> Users:
        """The users by name.

        :raises BadSetting: when the file can be read no more: then nobody may come in.
        """
        try:
            stat = self._path.stat()
        except OSError as error:
            raise BadSetting(f"用户文件 {self._path} 读不到（{error.strerror}）。") from error
        state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._read is None or self._read[0] != state:
            self._read = (state, load(self._path))
        return self._read[1]


def _user(row: Mapping[str, Any]) -> User:
    name, role = named(str(row.get("name", ""))), row.get("role")
    if role not in ROLES:
        raise ValueError(f"{name} 的角色 {role!r} 不是 {'、'.join(ROLES)} 之一")
    return User(name, role, row.get("password"), row.get("token"))


def _rows(user: User) -> str:
    fields = {"name": user.name, "role": user.role, "password": user.password, "token": user.token}
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items() if value)
