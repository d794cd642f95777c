"""`bangfu users` and `bangfu audit`: who may log in, and who did what."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock

from assistant.access import Role
from assistant.cli import options
from assistant.cli.output import console, errors, print_json
from assistant.errors import BadInput, BadSetting
from assistant.users import book
from assistant.users.hashes import hash_password, hash_token, new_token

users_app = typer.Typer(help="登录用户：写在 BANGFU_USERS_FILE 指定的文件里。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="用户名")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(users_app, name="users")
    app.command()(audit)


@users_app.command("add")
def add_user(
    name: Name,
    role: Annotated[
        Role, typer.Option("--role", help="reader 只提问，editor 还可改资料库，admin 可看全部。")
    ] = "reader",
    token_only: Annotated[bool, typer.Option("--token-only", help="只给程序用：没有密码，只有令牌。")] = False,
) -> None:
    """新增一个用户；密码输入两次，或从标准输入读一行。"""
    name = book.named(name)
    with _changing() as users:
        if name in users:
            raise BadInput(f"已有用户“{name}”；要换密码请用 bangfu users password {name}。")
        password = None if token_only else hash_password(_password())
        users[name] = book.User(name, role, password)
    console.print(f"已新增 {name}（{role}）。", markup=False)
    if token_only:
        user_token(name)


@users_app.command("password")
def user_password(name: Name) -> None:
    """换一个用户的密码；用旧密码登录的随之失效。"""
    with _changing() as users:
        user = _known(users, name)
        users[user.name] = replace(user, password=hash_password(_password()))
    console.print(f"已换 {name} 的密码。", markup=False)


@users_app.command("token")
def user_token(name: Name) -> None:
    """给一个用户新的程序令牌，只显示这一次；旧令牌随之失效。"""
    token = new_token()
    with _changing() as users:
        user = _known(users, name)
        users[user.name] = replace(user, token=hash_token(token))
    errors.print(f"{name} 的令牌，请马上保存：", markup=False)
    console.print(token, markup=False)


@users_app.command("list")
def list_users(as_json: options.Json = False) -> None:
    """列出用户和角色。"""
    for user in book.load(_file()).values():
        has = [word for word, hashed in (("password", user.password), ("token", user.token)) if hashed]
        if as_json:
            print_json({"name": user.name, "role": user.role, "has": has})
        else:
            console.print(f"{user.name}  {user.role}  {'、'.join(has)}", markup=False)


@users_app.command("remove")
def remove_user(name: Name) -> None:
    """移除一个用户；正在登录的随之失效。"""
    with _changing() as users:
        del users[_known(users, name).name]
    console.print(f"已移除 {name}。", markup=False)


def audit(
    user: Annotated[str | None, typer.Option("--user", help="只看这个用户的。")] = None,
    latest: Annotated[int, typer.Option("--latest", min=1, help="最近多少条。")] = 100,
    as_json: options.Json = False,
) -> None:
    """谁在什么时候、从哪里、做了什么；服务运行时也可以看。"""
    from assistant.build import read_library

    with read_library() as library:
        for row in library.audit.rows(user, latest):
            if as_json:
                print_json(row.to_json())
            else:
                console.print(f"{row.time}  {row.who or '-'}  {row.where}  {row.action}  {row.what}", markup=False)


def _file() -> Path:
    from assistant.settings import load_settings

    path = load_settings().users_file
    if path is None:
        raise BadSetting("没有设置用户文件：请把 BANGFU_USERS_FILE 设为一个文件的路径。")
    return path


@contextmanager
def _changing() -> Iterator[dict[str, book.User]]:
    """Give the users to change, and write them when nothing went wrong; two commands at once wait for each other."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        users = dict(book.load(path)) if path.exists() else {}
        yield users
        book.save(path, users)


def _known(users: dict[str, book.User], name: str) -> book.User:
    found = users.get(book.named(name))
    if found is None:
        raise BadInput(f"没有用户“{name}”；请用 bangfu users list 查看。")
    return found


def _password() -> str:
    """Ask for a new password twice without showing it; where nobody sits at a terminal, read a line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输入一次：") != password:
        raise BadInput("两次输入的密码不同，什么也没有改；请再运行一次。")
    return password
