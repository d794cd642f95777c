"""The users file and its commands, sessions, locks, and the audit table."""

from __future__ import annotations

import io
import stat
import sys

import pytest

from assistant.access import OWNER, NotKnown, Visitor, note, visitor_of
from assistant.errors import BadInput, BadSetting
from assistant.users import hashes
from assistant.users.book import Book, User, load, save
from assistant.users.lockout import Limit, Lockout
from assistant.users.sessions import Sessions
from vectorstore.library import Library


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def users_file(tmp_path, monkeypatch):
    path = tmp_path / "etc" / "users.toml"
    monkeypatch.setenv("BANGFU_USERS_FILE", str(path))
    return path


@pytest.fixture
def typed(monkeypatch):
    """What stands on standard input."""

    def put(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return put


def test_users_are_added_listed_changed_and_removed(bangfu, users_file, typed):
    typed("correct horse\n")
    assert bangfu("users", "add", "张三", "--role", "editor")[0] == 0
    assert stat.S_IMODE(users_file.stat().st_mode) == 0o600
    assert "correct horse" not in users_file.read_text(encoding="utf-8")
    kept = load(users_file)["张三"]
    assert kept.role == "editor"
    assert kept.password.startswith("$argon2id$")
    assert hashes.password_matches(kept.password, "correct horse")
    assert not hashes.password_matches(kept.password, "correct hors")
    code, _, said = bangfu("users", "add", "张三")
    assert (code, "已有用户“张三”" in said) == (1, True)
    typed("another one\n")
    bangfu("users", "password", "张三")
    assert hashes.password_matches(load(users_file)["张三"].password, "another one")
    _, token, _ = bangfu("users", "token", "张三")
    assert load(users_file)["张三"].token == hashes.hash_token(token.strip())
    assert bangfu("users", "list")[1] == "张三  editor  password、token\n"
    assert bangfu("users", "remove", "张三")[0] == 0
    assert load(users_file) == {}


def test_a_program_has_a_token_and_no_password(bangfu, users_file):
    _, printed, _ = bangfu("users", "add", "报表", "--token-only")
    user = load(users_file)["报表"]
    assert user.password is None
    assert user.token == hashes.hash_token(printed.splitlines()[-1])
    assert not hashes.password_matches(None, "")


def test_a_short_password_changes_nothing(bangfu, users_file, typed):
    typed("short\n")
    code, _, said = bangfu("users", "add", "李四")
    assert (code, said.strip()) == (1, "密码要有 8 至 256 个字符，现在是 5 个。")
    assert not users_file.exists()


def test_without_a_users_file_the_commands_say_which_setting_is_missing(bangfu):
    code, _, said = bangfu("users", "list")
    assert code == 1
    assert "BANGFU_USERS_FILE" in said


@pytest.mark.parametrize(
    "text",
    ["[[user]\n", '[[user]]\nname = "a"\nrole = "king"\n', '[[user]]\nrole = "admin"\n', 'user = "a"\n', "user = 3\n"],
)
def test_a_users_file_that_cannot_be_used_is_one_sentence(users_file, text):
    users_file.parent.mkdir()
    users_file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting, match=r"users\.toml 不能用"):
        load(users_file)


def test_names_with_quotes_and_signs_come_back_as_they_were(users_file):
    users = {name: User(name, "reader", "$x") for name in ('王"五\\', "a=b]", "é")}
    save(users_file, users)
    assert load(users_file) == users


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "长" * 65, "a\u202eb"])
def test_a_name_that_nobody_can_read_is_refused(bangfu, users_file, name):
    assert bangfu("users", "add", "--", name)[0] == 1
    assert not users_file.exists()


def test_a_book_without_users_is_refused_and_a_changed_one_read_again(users_file):
    save(users_file, {})
    with pytest.raises(BadSetting, match="bangfu users add"):
        Book(users_file)
    save(users_file, {"a": User("a", "reader")})
    book = Book(users_file)
    save(users_file, {"a": User("a", "admin"), "b": User("b", "reader")})
    assert book.users["a"].role == "admin"
    users_file.unlink()
    with pytest.raises(BadSetting, match="读不到"):
        _ = book.users


def test_attempts_lock_and_time_unlocks():
    clock = Clock()
    lockout, limit = Lockout(clock), Limit(3, 60)
    assert [lockout.attempt("a", limit) for _ in range(4)] == [0, 0, 0, 60]
    assert lockout.is_locked("a", limit)
    assert lockout.attempt("b", limit) == 0
    clock.now += 59
    assert lockout.attempt("a", limit) == 1
    clock.now += 2
    assert lockout.attempt("a", limit) == 0
    lockout.forget("a")
    assert [lockout.attempt("a", limit) for _ in range(4)][:3] == [0, 0, 0]


def test_an_attempt_that_succeeded_is_taken_back_and_no_other():
    lockout, limit = Lockout(Clock()), Limit(3, 60)
    for _ in range(2):
        lockout.attempt("a", limit)
    lockout.forget("a", attempts=1)
    assert [lockout.attempt("a", limit) > 0 for _ in range(3)] == [False, False, True]


def test_the_table_of_attempts_stays_small(monkeypatch):
    monkeypatch.setattr("assistant.users.lockout._MOST_KEYS", 10)
    clock, limit = Clock(), Limit(1, 60)
    lockout = Lockout(clock)
    for number in range(100):
        clock.now += 0.01
        lockout.attempt(str(number), limit)
    assert len(lockout._counted) <= 10
    assert lockout.is_locked("99", limit)


def test_sessions_end_when_idle_and_when_old():
    clock = Clock()
    sessions = Sessions(idle=10, longest=25, clock=clock)
    one, other = sessions.begin("a", "h"), sessions.begin("b", "h")
    assert one != other
    for _ in range(2):
        clock.now += 9
        assert sessions.find(one).name == "a"
    assert sessions.find(other) is None
    clock.now += 9
    assert sessions.find(one) is None
    assert sessions.find("nothing") is None
    sessions.end(one)


def test_a_request_that_no_guard_saw_is_nobodys():
    with pytest.raises(NotKnown):
        visitor_of({})
    with pytest.raises(NotKnown):
        visitor_of({"state": {"visitor": None}})
    assert visitor_of({"state": {"visitor": OWNER}}).may("change the library")
    assert not Visitor("a", "reader").may("change the library")
    assert not Visitor("a", "editor").may("see everyone's answers")
    note({}, "ask")  # nothing is set up to write it down


def test_the_audit_table_is_read_beside_a_server(bangfu, home):
    with Library.open(home) as library:
        library.audit.note("张三", "10.0.0.7", "remove", "d1")
        library.audit.note("", "10.0.0.8", "login failed", "x" * 500)
        _, printed, _ = bangfu("audit")
        assert "张三  10.0.0.7  remove  d1" in printed.splitlines()[0]
        assert len(printed.splitlines()[1]) < 300
        assert len(bangfu("audit", "--user", "张三")[1].splitlines()) == 1
        assert '"action": "login failed"' in bangfu("audit", "--latest", "1", "--json")[1]


def test_the_doctor_looks_at_the_users_file(bangfu, users_file):
    assert "✗ 登录" in bangfu("doctor")[1]
    save(users_file, {"a": User("a", "reader")})
    assert "✓ 登录" in bangfu("doctor")[1]


def test_a_password_that_is_too_long_is_not_even_hashed():
    with pytest.raises(BadInput):
        hashes.hash_password("x" * 257)
    assert not hashes.password_matches(None, "x" * 10_000)
